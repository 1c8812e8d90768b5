"""The Python of Inside for a model with several grids: its blocks, the last stage's lens."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.depths import place_among
from vitviz.app.endpoints.snippets.lines import lines
from vitviz.app.state.view_state import ViewState
from vitviz.core.internals.block_map import attending_blocks


def stages(analysis: Analysis, state: ViewState) -> str:
    """Every token at every depth, and what is told of those of one."""
    count = len(attending_blocks(analysis.vit))
    at = place_among(state.depth, range(1, count + 1))
    rows, cols = grid = analysis.trace.grid
    known = state.query.isdecimal() and int(state.query) < rows * cols
    patch = int(state.query) if known else rows // 2 * cols + cols // 2
    return lines(
        analysis,
        "",
        "from torch.nn.functional import normalize",
        "",
        "blocks = vitviz.stage_stream(vit, pixels)  # of each .name, .grid, .tokens, .entered",
        f"block = blocks[{at}]",
        f"alike = block.similarity({patch}, of={grid}).reshape(block.grid)  # from -1 to 1",
        "longer = (block.norms / block.norms.quantile(0.5) - 1).reshape(block.grid)",
        "arrays = {}",
        "for k, each in enumerate(blocks):",
        '    arrays[f"norms_{k}"] = each.norms',
        '    arrays[f"sinks_{k}"] = each.outliers.byte()',
        '    arrays[f"unit_{k}"] = normalize(each.tokens, dim=-1).half()',
        "    if each.added is not None:  # the block changes neither grid nor width",
        '        arrays[f"added_{k}"] = each.added',
    )


def lens(analysis: Analysis, _: ViewState) -> str:
    """What each block of the last stage would predict, and each patch of it alone."""
    return lines(
        analysis,
        "",
        "import torch",
        "",
        "found = vitviz.stage_readings(vit, pixels)  # of each .name, .grid, .logits, .patches",
        "logits = torch.stack([each.logits for each in found])  # blocks x classes",
        'arrays = {"probabilities": logits.softmax(-1)}',
        "if all(each.patches is not None for each in found):",
        "    patches = torch.stack([each.patches for each in found])  # each patch read alone",
        '    arrays["patches"] = patches.softmax(-1).half()',
    )
