"""With which query, head and method a photo opens that the state names none for."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.state.view_state import ViewState
from vitviz.core.attribution.class_map import kind_of_map


def opened(state: ViewState, analysis: Analysis) -> ViewState:
    """`state` with query and head where it names none: where the model's card says it opens.

    Without a class token that is the patch in the middle, in the last layer in which patches ask.
    Where relevance, the usual method of Explain, is not defined it is Grad-CAM.
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
    found = {name: value for name, value in start.items() if not getattr(state, name)}
    if state.method == ViewState().method:
        found["method"] = kind_of_map(analysis.vit)
    return state.with_(found)
