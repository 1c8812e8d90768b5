"""All that the pages ask of a look, by the name in the address: /api/look/{key}/{name}."""

from collections.abc import Mapping

from vitviz.ui.answer import Answer
from vitviz.ui.answers import ablation, checks, explain, explore, inside, positions, trust

ANSWERS: Mapping[str, Answer] = (
    explore.ANSWERS
    | explain.ANSWERS
    | trust.ANSWERS
    | checks.ANSWERS
    | ablation.ANSWERS
    | inside.ANSWERS
    | positions.ANSWERS
)
