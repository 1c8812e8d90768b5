"""Inside: from patch to vector, and what happens between the layers."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages.facts import facts
from vitviz.app.pages.labels import address
from vitviz.app.pages.panel import Panel, notice
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ModelError
from vitviz.text import Words
from vitviz.web.words_tokens import read


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: a patch as a vector, the residual stream, the logit lens."""
    shared = facts(_, state, analysis) | {"random": analysis.spec.weights == "random"}
    first = [
        Panel("patch", state.some("query", "filter"), shared),
        Panel("depth", state.some("query", "depth", "maps"), shared),
    ]
    vit = analysis.vit
    if not vit.has_head:
        title = _("Logit lens: what each layer would predict")
        return [*first, notice(_, ModelError("no_head", name=vit.name), title)]
    fields = state.some("query", "depth", "target", "scale")
    data = shared | {"reads": read(_, analysis.trace.layout)}
    return [*first, Panel("lens", fields, data, labels=address(_, analysis))]
