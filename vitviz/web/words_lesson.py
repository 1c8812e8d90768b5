"""What the Lesson says around its steps. {places} are filled in the browser.

Of each step there are its title, one idea in two short sentences (idea_), the question (ask_), the
choices (choice_), what the photo showed (found_, with the right choice's name where the sentence
depends on it), what to know beside it (note_) and what of it is only half true as usually told
(half_). A word that leads to the glossary is marked in an idea: "[patches|patch]".
"""

import re

from vitviz.text import Words
from vitviz.web.glossary import meaning
from vitviz.web.words_common import failures, gallery
from vitviz.web.words_lecture import answers
from vitviz.web.words_lesson_formulas import formulas
from vitviz.web.words_lesson_inside import inside
from vitviz.web.words_lesson_outside import outside

_MARKED = re.compile(r"\[[^\]|]+\|(\w+)\]")


def lesson(_: Words) -> dict[str, str]:
    """The words of `views/lesson/lesson.js`, with the meaning of each term that an idea marks."""
    steps = inside(_) | outside(_)
    terms = {term for said in steps.values() for term in _MARKED.findall(said)}
    tips = {f"term_{term}_tip": meaning(_, term) for term in sorted(terms)}
    return failures(_) | gallery(_) | answers(_) | _frame(_) | steps | tips | formulas(_)


def walk(_: Words) -> dict[str, str]:
    """The words of `views/lesson/walk.js`."""
    return {
        "step_of": _("Step {number} of {count}"),
        "back": _("Back"),
        "next": _("Next"),
    }


def _frame(_: Words) -> dict[str, str]:
    return {
        **walk(_),
        "steps": _("Steps of the lesson"),
        "answered": _("answered"),
        "stood_at": _("Last time you came as far as “{title}”."),
        "go_on": _("Go on from there"),
        "again": _("Ask me again"),
        "skip": _("Show it without a guess"),
        "yours": _("your guess"),
        "photo_says": _("this photo shows"),
        "says_data": _("measured"),
        "measuring": _("Measuring on this photo …"),
        "photo_comes": _("Your photo is on its way to the server …"),
        "random": _(
            "This model is untrained: its weights are random numbers, so nothing here has been "
            "learned."
        ),
        "half": _("Only half true:"),
        "formula": _("Formula"),
        "place": _("Point at a patch of the photo and press it."),
        "place_name": _("The photo in its patches"),
        "place_keys": _("The arrow keys move from patch to patch, Enter answers."),
        "patch": _("patch {number} (row {row}, column {col})"),
        "below": _("See for yourself below."),
        "own_kept": _("{model}: “{label}” stays its likeliest ({before} → {after})."),
        "own_lost": _("{model}: “{label}” ({before}) is its likeliest no more."),
        "room_waits": _("Your answer is counted. Your teacher reveals what this photo showed."),
        "room_at": _("Your teacher is at step {number}: {title}"),
        "room_go": _("Go there"),
        "vit": _("ViT"),
        "cnn": _("CNN"),
    }
