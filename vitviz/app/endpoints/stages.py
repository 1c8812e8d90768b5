"""What Inside asks of a model with several grids: each block on its own, the last stage's lens.

Tokens travel at length 1 in half precision, their norms in float32, as those of one grid do
(inside.py). An array's name ends in its block's index, from 0 as in Python and over the whole
model.
"""

import numpy as np
import torch
from torch import nn

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock, locked
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.snippets import stages as code
from vitviz.app.state.view_state import ViewState
from vitviz.core.internals.block_map import attending_blocks
from vitviz.core.internals.stage_lens import readings
from vitviz.core.internals.stage_stream import stage_stream
from vitviz.web.bundle import pack


def _stages(analysis: Analysis, _: ViewState) -> bytes:
    """The tokens that leave each block; "names" are the blocks', "grids" are told by array.

    What a block adds is left out where it changes the grid or the width.
    """
    vit, pixels = analysis.vit, analyses.pixels(analysis)
    with inference_lock:
        found = stage_stream(vit, pixels)
    arrays: dict[str, np.ndarray] = {}
    grids: dict[str, list[int]] = {}
    for index, block in enumerate(found):
        own = {
            f"norms_{index}": block.norms.float().cpu().numpy(),
            f"sinks_{index}": block.outliers.cpu().numpy().astype(np.uint8),
            f"unit_{index}": nn.functional.normalize(block.tokens, dim=-1).half().cpu().numpy(),
        }
        if block.added is not None:
            own[f"added_{index}"] = block.added.float().cpu().numpy()
        arrays |= own
        grids |= {name: list(block.grid) for name in own}
    return pack({"names": [block.name for block in found], "grids": grids}, arrays)


def _lens(analysis: Analysis, _: ViewState) -> bytes:
    """What each block of the last stage would predict; "blocks" are its numbers, from 1.

    "patches" are there, with their grid in "grids", where the blocks hand on a token for each.
    """
    vit, pixels = analysis.vit, analyses.pixels(analysis)
    found = list(locked(readings(vit, pixels)))  # others come in between two blocks
    numbers = {name: number for number, name in enumerate(attending_blocks(vit), 1)}
    names = [each.name for each in found]
    header: dict[str, object] = {"names": names, "blocks": [numbers[name] for name in names]}
    shares = torch.stack([each.logits for each in found]).softmax(-1)
    arrays = {"probabilities": shares.float().cpu().numpy()}
    alone = [each.patches for each in found if each.patches is not None]
    if len(alone) == len(found):
        header["grids"] = {"patches": list(found[-1].grid)}
        arrays["patches"] = torch.stack([each.softmax(-1) for each in alone]).half().cpu().numpy()
    return pack(header, arrays)


_ADDED = "length of what leaves the block less what enters it, over the length of what enters it"
_STAGES = {
    "norms_*": Array(("patches",), "length (L2)"),
    "sinks_*": Array(("patches",), "1: an outlier, 0: none"),
    "unit_*": Array(("patches", "numbers"), "direction", "length 1, rounded to half precision"),
    "added_*": Array(("patches",), "ratio", _ADDED),
}
_SHARES = "softmax over all classes"
_LENS = {
    "probabilities": Array(("blocks", "classes"), "probability", _SHARES),
    "patches": Array(
        ("blocks", "patches", "classes"), "probability", f"{_SHARES}, rounded to half precision"
    ),
}
ENDPOINTS: dict[str, Endpoint] = {
    "stages": Endpoint((), _stages, arrays=_STAGES, code=code.stages),
    "stage_lens": Endpoint((), _lens, arrays=_LENS, code=code.lens),
}
