"""What the page ViT vs CNN says of an altered picture.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.words_common import common, gallery


def perturb(_: Words) -> dict[str, str]:
    """The words of what is done to the picture."""
    return common(_) | gallery(_) | _panel(_)


def _panel(_: Words) -> dict[str, str]:
    return {
        "title": _("Do it to the picture"),
        "lead": _("Change the picture and see what each model still recognizes."),
        "picture": _("The picture that both models are given"),
    }
