"""The only place with a colour code.

One meaning per colour on every page: indigo is the ViT, amber the CNN, the cyan outline is the
query, grey is everything else. Attention uses one perceptual sequential map, signed maps one
diverging map that is dark at zero. CSS and JavaScript get their colours from here.
"""

from dataclasses import dataclass
from functools import cache

import cmap

SEQUENTIAL = "bids:inferno"
DIVERGING = "crameri:berlin"


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, CSS hex codes."""

    background: str
    surface: str
    text: str
    quiet: str
    line: str
    vit: str
    cnn: str


LIGHT = Palette(
    background="#ffffff",
    surface="#f5f6f8",
    text="#1b1f27",
    quiet="#5d6675",
    line="#dfe3e9",
    vit="#4a55c8",
    cnn="#a25e00",
)
DARK = Palette(
    background="#101318",
    surface="#191d24",
    text="#e8ebf0",
    quiet="#98a2b3",
    line="#2c323c",
    vit="#8f99ff",
    cnn="#f2a93b",
)
# The query's outline lies on photos and on the sequential map, in both themes.
QUERY = "#22d3ee"
# On the photo: the halo around an outline, the veil over what the model does not see, the grid.
HALO = "rgb(0 0 0 / 60%)"
VEIL = "rgb(128 128 128 / 62%)"
GRID = "rgb(255 255 255 / 32%)"
# The patch under the pointer on a map, where a second outline is needed beside the query's.
POINTER = "#ffffff"
ERROR = {"light": "#b42318", "dark": "#ff9b8f"}


def palette(theme: str) -> Palette:
    """The palette of "dark" or, for anything else, "light"."""
    return DARK if theme == "dark" else LIGHT


@cache
def lut(name: str) -> str:
    """A colormap as 256 RGB triples in one hex string of 1536 digits (for the browser).

    `name` is one of `SEQUENTIAL` and `DIVERGING`, in cmap's catalogue.
    """
    table = cmap.Colormap(name).lut(256)[:, :3]
    return (table * 255 + 0.5).astype("uint8").tobytes().hex()


def css() -> str:
    """Custom properties for the components' stylesheets, on `.vv`; `data-theme` picks the theme."""

    def block(selector: str, colours: Palette, error: str) -> str:
        pairs = {**vars(colours), "error": error, "query": QUERY, "pointer": POINTER}
        pairs |= {"halo": HALO, "veil": VEIL, "grid": GRID}
        lines = "".join(f"  --{name}: {value};\n" for name, value in pairs.items())
        return f"{selector} {{\n{lines}}}\n"

    return block(".vv", LIGHT, ERROR["light"]) + block(
        '.vv[data-theme="dark"]', DARK, ERROR["dark"]
    )
