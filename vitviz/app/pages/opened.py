"""With which query and head a photo opens that the state names none for."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.state.view_state import ViewState


def opened(state: ViewState, analysis: Analysis) -> ViewState:
    """`state` with query and head where it names none: where the model's card says it opens.

    Without a class token that is the patch in the middle, in the last layer in which patches ask.
    """
    opens, trace = analysis.vit.card.get("opens_at", {}), analysis.trace
    roles, (rows, cols) = trace.layout.prefix_roles, trace.grid
    query = opens.get("query", "class")
    if query == "class":
        middle = rows // 2 * cols + cols // 2
        query = f"p{roles.index('class')}" if "class" in roles else middle
    patch = str(query).isdigit()
    asked = [at for at, layer in enumerate(trace.layers) if layer.kind == "self" or not patch]
    layer = opens.get("layer", asked[-1])
    start = {"head": f"{layer}.{opens.get('head', 'mean')}", "query": str(query)}
    return state.with_({name: value for name, value in start.items() if not getattr(state, name)})
