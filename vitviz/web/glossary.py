"""The glossary: what each term means, said once for every page.

The terms themselves are in glossary_terms.py and glossary_reading.py. A tip under a dotted
underline, a step of the thread and the list at the end of each page take their sentence from here.
"""

import re

from vitviz.text import N_, Words
from vitviz.web.glossary_reading import CONVOLUTION, MEASURES, OUTPUT
from vitviz.web.glossary_terms import ATTENTION, INPUT, LAYER, Term

GROUPS: tuple[tuple[str, tuple[Term, ...]], ...] = (
    (N_("From photo to tokens"), INPUT),
    (N_("Attention"), ATTENTION),
    (N_("Layers"), LAYER),
    (N_("From tokens to a label"), OUTPUT),
    (N_("Beside it: convolution"), CONVOLUTION),
    (N_("Measures of a map or a vector"), MEASURES),
)
_TERMS: dict[str, Term] = {term.id: term for _title, terms in GROUPS for term in terms}


def meaning(_: Words, term: str) -> str:
    """The meaning of the term of this id, with its formula where it has one.

    Raises KeyError for a term that the glossary does not have.
    """
    found = _TERMS[term]
    said = _(found.meaning)
    return f"{said} {found.formula}" if found.formula else said


def name(_: Words, term: str) -> str:
    """What the term of this id is called, briefly: what stands in brackets is left out.

    Raises KeyError as `meaning` does.
    """
    return re.split(r"\s*[(（]", _(_TERMS[term].name))[0]


def listed(_: Words) -> list[dict[str, object]]:
    """All terms as the list shows them: groups {"title", "terms"} in reading order.

    A term is {"id", "name", "other", "meaning", "formula"}; `other` is the English name on a page
    in another language, for whoever comes from an English text; "" where the name has it.
    """
    return [
        {"title": _(title), "terms": [_listed(_, term) for term in terms]}
        for title, terms in GROUPS
    ]


def _listed(_: Words, term: Term) -> dict[str, str]:
    own = _(term.name)
    return {
        "id": term.id,
        "name": own,
        "other": "" if term.name in own else term.name,
        "meaning": _(term.meaning),
        "formula": term.formula,
    }
