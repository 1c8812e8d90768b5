"""Which architectures of timm have as many parameters as a file of weights, in whatever family.

Building all of timm's architectures takes minutes; their counts lie in the catalogue. What is left
over must be a classifier of some number of classes, which leaves a handful to be held against the
file, name by name and shape by shape.
"""

import re
from collections import Counter
from collections.abc import Iterator
from math import prod

from vitviz.core.models.catalogue import Facts, catalogue
from vitviz.core.models.tables import Table

MOST_CLASSES = 50_000
# What the weights hold beside parameters: a norm's sums, and what is made anew with the module.
_RUNNING = re.compile(r"running_(mean|var)$|num_batches_tracked$")
_MADE_ANEW = re.compile(
    r"relative_position_index|relative_coords_table|attn_mask|attention_bias_idxs"
)
_PREFIXES = 3  # words, under which a table may hold the weights


def as_many(tables: tuple[Table, ...]) -> tuple[str, ...]:
    """Return the names that open and whose number of parameters one of the tables has.

    Under whichever prefix of its names, and with a classifier of 0 to 50,000 classes.
    """
    totals = {total for table in tables for total in _totals(table)}
    return tuple(
        name
        for name, facts in catalogue().items()
        if facts.opens and any(_is_of(total, facts) for total in totals)
    )


def is_running(name: str) -> bool:
    """Whether a tensor of this name holds what BatchNorm summed up in training."""
    return bool(_RUNNING.search(name))


def _totals(table: Table) -> Iterator[int]:
    """How many numbers there are under each prefix."""
    totals: Counter[str] = Counter()
    for name, shape in table.shapes.items():
        if is_running(name) or _MADE_ANEW.search(name):
            continue
        words = name.split(".")
        for count in range(min(len(words), _PREFIXES + 1)):
            totals[".".join(words[:count])] += prod(shape)
    yield from totals.values()


def _is_of(total: int, facts: Facts) -> bool:
    rest = total - facts.parameters
    if rest <= 0 or not facts.a_class:
        return rest == 0 and facts.parameters > 0
    return rest % facts.a_class == 0 and rest <= MOST_CLASSES * facts.a_class
