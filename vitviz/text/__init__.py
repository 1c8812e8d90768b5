"""The words of the page: one catalogue, English in the code and Chinese beside it.

    _ = words(negotiate(st.context.locale))
    _("{count} tokens").format(count=_.number(257))

The English sentence is the key. `N_("...")` marks one that is translated later, by `_(it)`.
"""

from vitviz.text.catalogue import N_, Words, words
from vitviz.text.languages import LANGUAGES, Language, negotiate

__all__ = ["LANGUAGES", "N_", "Language", "Words", "negotiate", "words"]
