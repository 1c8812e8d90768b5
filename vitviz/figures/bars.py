"""Predictions as horizontal bars: one model's own labels, or two models over shared labels.

Text and grid lines are left to the page's own theme, so that a figure follows light and dark
without being drawn again; only the models' colours are set.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from vitviz.figures.theme import CLEAR

# The page lays its own theme over a template's layout. The default one is 4 kB of every figure, all
# of it for other kinds of chart.
_TEMPLATE = {"layout": {"barmode": "group"}}
_ROW = 30  # pixels a bar takes
_NUMBER = 52  # and the number beside a bar that is near 1, however narrow the chart


@dataclass(frozen=True)
class Bar:
    """A label, its probability in [0, 1] and how the page writes that probability."""

    label: str
    probability: float
    text: str


def predictions(bars: Sequence[Bar], colour: str, series: str) -> go.Figure:
    """One model's most probable classes, the first on top; `series` is the model's name."""
    figure = go.Figure(_trace(bars, colour, series))
    return _laid_out(figure, len(bars), legend=False)


def shared(
    vit: Sequence[Bar], cnn: Sequence[Bar], colours: tuple[str, str], names: tuple[str, str]
) -> go.Figure:
    """Both models over the same labels, the first label on top, the ViT's bar above the CNN's."""
    figure = go.Figure([_trace(vit, colours[0], names[0]), _trace(cnn, colours[1], names[1])])
    figure.update_layout(barmode="group", bargap=0.25)
    return _laid_out(figure, 1.7 * len(vit), legend=True)


def _trace(bars: Sequence[Bar], colour: str, series: str) -> go.Bar:
    return go.Bar(
        name=series,
        orientation="h",
        x=[bar.probability for bar in bars],
        y=[bar.label for bar in bars],
        text=[bar.text for bar in bars],
        textposition="outside",
        cliponaxis=False,
        marker={"color": colour, "cornerradius": 2},
        hovertemplate="%{y}: %{text}<extra></extra>",
    )


def _laid_out(figure: go.Figure, rows: float, *, legend: bool) -> go.Figure:
    figure.layout.template = _TEMPLATE  # update_layout would add to the default one
    figure.update_yaxes(autorange="reversed", ticks="", showgrid=False, automargin=True)
    figure.update_xaxes(range=[0, 1], visible=False, fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    figure.update_layout(
        height=int(_ROW * rows) + (44 if legend else 12),
        margin={"l": 0, "r": _NUMBER, "t": 32 if legend else 4, "b": 4},
        showlegend=legend,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
        bargap=0.35,
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
    )
    return figure
