"""What the first page fetches of an analysis: its layers, packed when the server starts."""

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis


def layer_name(key: str, index: int) -> str:
    """The name that a layer's bundle has in the cache: that of the endpoint "layer"."""
    return f"{key}/layer/{index}"


def layer_bundle(analysis: Analysis, index: int) -> bytes:
    """One layer for the browser (web/payload.py). Raises IndexError."""
    from vitviz.web.payload import rounded

    return rounded(analysis.trace.layers[index]).bundle()


def keep_layers(analysis: Analysis) -> None:
    """Pack every layer now, so that nobody waits for it."""
    for index in range(len(analysis.trace.layers)):
        name = layer_name(analysis.key, index)
        analyses.blob(name, lambda index=index: layer_bundle(analysis, index))
