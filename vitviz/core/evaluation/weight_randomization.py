"""Weight randomization, from the head down: does the map notice?

A map that stays as it was when the weights are drawn anew shows the picture, not what the model
learned of it (Adebayo et al. 2018, the cascading randomisation). Every redrawn tensor keeps its
own mean and standard deviation: activations stay of their size, so that what changes is what the
weights know and not how loud they are. A tensor of equal numbers knows nothing and stays.
"""

import re
from itertools import chain

import torch
from torch import Tensor, nn

from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Vit
from vitviz.errors import ArgumentError


def depths(vit: Vit) -> int:
    """Return the number of stages that can be randomized: head, each block, the entrance."""
    return len(_stages(vit))


def randomized(vit: Vit, depth: int, seed: int = 0) -> Vit:
    """Return a clone whose `depth` uppermost stages have random weights; 0 is none.

    1 is all that follows the blocks (last norm, pool, head), 2 also the last block, and so on;
    `depths(vit)` is all, with the patches' filters and the position embedding. What is not
    randomized is shared with `vit`. One seed draws the same numbers for a stage at every depth.
    Raises ArgumentError for a depth out of range.
    """
    stages = _stages(vit)
    if not 0 <= depth <= len(stages):
        facts = {"argument": "depth", "rule": f"from 0 to {len(stages)}", "got": depth}
        raise ArgumentError("out_of_range", **facts)
    own = clone_sharing_weights(vit)
    generator = torch.Generator().manual_seed(seed)
    drawn: dict[int, nn.Parameter] = {}  # a tensor that two modules hold stays one
    for name in chain.from_iterable(stages[:depth]):
        parent, _, leaf = name.rpartition(".")
        part = own.module.get_submodule(parent)
        tensor = part.get_parameter(leaf)
        if id(tensor) not in drawn:
            drawn[id(tensor)] = nn.Parameter(_redrawn(tensor, generator), requires_grad=False)
        setattr(part, leaf, drawn[id(tensor)])
    return own


def _redrawn(tensor: Tensor, generator: torch.Generator) -> Tensor:
    spread = tensor.std(correction=0)
    noise = torch.randn(tensor.shape, generator=generator).to(tensor)  # the same on every device
    return tensor.clone() if tensor.amin() == tensor.amax() else tensor.mean() + spread * noise


def _stages(vit: Vit) -> list[list[str]]:
    """The names of the parameters by stage, the uppermost first.

    Modules hold their parts in the order in which they are used: what stands before the stacks of
    blocks is the entrance, what stands after them the head.
    """
    parts = dict(vit.module.named_children())
    attentions = [*vit.unseen, *(call.name for call in vit.calls)]
    stacked = {name.split(".")[0] for name in attentions if re.match(r"\w+\.\d+\b", name)}
    stacks = [name for name in parts if name in stacked]
    last = max((list(parts).index(stack) for stack in stacks), default=-1)
    above = list(parts)[last + 1 :]
    stages: dict[str, list[str]] = {"head": []}
    for stack in reversed(stacks):
        for block, _ in reversed(list(parts[stack].named_children())):
            stages[f"{stack}.{block}"] = []
    stages["entrance"] = []
    for name, _ in vit.module.named_parameters(remove_duplicate=False):
        top, block = name.split(".")[0], ".".join(name.split(".")[:2])
        stages["head" if top in above else block if block in stages else "entrance"].append(name)
    return list(stages.values())
