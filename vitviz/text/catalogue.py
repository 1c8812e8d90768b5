"""Sentences and numbers in one visitor's language.

A `Words` is handed to whatever speaks; nothing is installed globally, since two visitors with
two languages share one process. Translations live in `locales/*/LC_MESSAGES/vitviz.po`, which
Babel reads when a language is first asked for; there is no compiled file to keep in step.
"""

import gettext
import io
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from vitviz.errors import ArgumentError
from vitviz.text.languages import LANGUAGES, Language

_LOCALES = Path(__file__).parent / "locales"
_ROUNDING = 1e-6  # how far float32 sums of probabilities stray from [0, 1]


@dataclass(frozen=True)
class Words:
    """What the page says in `language`; called with an English sentence it gives its translation.

    A sentence without a translation stays English. Placeholders are filled by the caller:
    `_("{count} heads").format(count=6)`.
    """

    language: Language

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ArgumentError(
                "unknown_language", argument="language", rule=LANGUAGES, got=self.language
            )

    def __call__(self, sentence: str) -> str:
        """Return the translation of `sentence`."""
        return self.gettext(sentence)

    def gettext(self, sentence: str) -> str:
        """Return the translation of `sentence`; nothing stays nothing."""
        return _catalogue(self.language).gettext(sentence) if sentence else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the translation of `one` or `many`, whichever `count` asks for."""
        return _catalogue(self.language).ngettext(one, many, count)

    def number(self, value: float, digits: int = 0) -> str:
        """Return `value` with exactly `digits` decimals and the language's grouping: 1,025.0."""
        if not math.isfinite(value):
            raise ArgumentError("not_finite", argument="value", rule="finite", got=value)
        value = round(float(value), digits) + 0.0  # never "-0"
        point = "." if digits else ""
        return format_decimal(value, format=f"#,##0{point}{'0' * digits}", locale=self.language)

    def percent(self, probability: float) -> str:
        """Return a probability in [0, 1] as a percentage of at most two significant figures.

        What would be rounded to certainty or to impossibility is not: ">99%", "<0.01%".
        """
        if not -_ROUNDING <= probability <= 1 + _ROUNDING:
            raise ArgumentError(
                "not_a_probability", argument="probability", rule="[0, 1]", got=probability
            )
        shown = float(f"{min(max(probability, 0.0), 1.0):.2g}")
        if shown == 1 and probability < 1 - _ROUNDING:
            return f">{self._percent(0.99)}"
        if 0 < probability < 1e-4:
            return f"<{self._percent(1e-4)}"
        return self._percent(shown)

    def _percent(self, value: float) -> str:
        return format_percent(value, format="#,##0.###%", locale=self.language)


def words(language: Language) -> Words:
    """Return the words of `language`.

    Raises:
        ArgumentError: `language` is none of `LANGUAGES`.
    """
    return Words(language)


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    """The translations into `language`, read once in a process; none for English."""
    path = _LOCALES / language / "LC_MESSAGES" / "vitviz.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def N_(sentence: str) -> str:
    """Mark `sentence` for translation and return it as it is; `_(it)` translates it later."""
    return sentence
