"""What the page shows, as one frozen value that lives in the address bar.

The address is the only source: a page reads its `Choice` from the query parameters, a control
or the browser component answers with a new one, and writing that back is all there is to
remember. A copied link therefore restores the screen, and the Back button works. Unknown or
malformed parameters fall back to the default; a link never breaks the page.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

FUSIONS = ("mean", "max", "min")
# Queries: the class token or another prefix token ("p0"), or a patch ("120").
_QUERY = re.compile(r"p\d{1,2}|\d{1,6}")
# Heads: layer and head from 0 ("11.3"), a layer's mean ("11.mean"), the rollout.
_HEAD = re.compile(r"\d{1,3}\.(\d{1,3}|mean)|rollout")
_UPLOAD = re.compile(r"up-[0-9a-f]{32}")
# What is switched off: heads and whole layers, "11.3-10.all".
_OFF = re.compile(r"\d{1,3}\.(\d{1,3}|all)(-\d{1,3}\.(\d{1,3}|all)){0,255}")
CHANGES = ("none", "scale", "zero", "mean", "shuffle", "transpose", "all", "photo")
METHODS = ("attention", "rollout", "gradient_rollout", "relevance", "gradcam", "gradcam_cnn")
FILLINGS = ("mean", "blur")


@dataclass(frozen=True)
class ViewState:
    """One state of the page; every field is a query parameter of the same name."""

    lang: str = ""  # "": what the browser asks for
    photo: str = "coffee"
    model: str = "everyday-vit-s14"
    weights: str = "published"
    rows: int = 0  # patches per column of the grid; 0: the model's default size
    query: str = ""  # "": where the model's card opens
    head: str = ""
    by: str = "row"  # "row": looks at, "column": is looked at by
    a: str = ""  # a pin: query@head, "120@11.3"
    b: str = ""
    show: str = "live"
    scale: str = "fixed"
    order: str = "layer"
    fusion: str = "mean"
    residual: float = 0.5
    discard: float = 0.0
    # Explain
    target: str = ""  # the class to explain; "": the ViT's likeliest
    against: str = ""  # a second class to contrast with
    method: str = "relevance"  # shown large
    start: int = 0  # the first layer that generic relevance takes in
    cam: str = ""  # the layer of the ViT's Grad-CAM; "": the last
    filling: str = "mean"  # what hidden patches become
    forget: int = 0  # how many stages from the top have forgotten what they learned
    off: str = ""  # heads and layers that are switched off
    # Inside
    depth: str = ""  # the depth shown large; "": the last
    filter: str = ""  # of the patch embedding; "": the one that answers strongest
    maps: str = "similarity"  # what of the tokens is mapped
    # Positions
    change: str = "none"
    amount: float = 1.0  # of the position embedding
    seed: int = 0
    patch: int = 0  # whose embedding all get
    table: str = "used"  # at this size, or as it was "learned"

    @property
    def uploaded(self) -> bool:
        """Whether the photo is a visitor's own."""
        return bool(_UPLOAD.fullmatch(self.photo))

    @classmethod
    def parse(cls, parameters: Mapping[str, str]) -> Self:
        """The choice in `parameters`; what is missing or malformed is the default."""
        found = {}
        for field in fields(cls):
            if field.name in parameters:
                value = _read(field.name, str(parameters[field.name]))
                if value is not None:
                    found[field.name] = value
        return cls(**found)

    def parameters(self) -> dict[str, str]:
        """The query parameters that restore this choice; defaults are left out."""
        return {
            field.name: _write(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }

    def some(self, names: Iterable[str]) -> dict[str, object]:
        """The fields of these names, for a view that shows them."""
        return {name: getattr(self, name) for name in names}

    def with_(self, answered: Mapping[str, object]) -> Self:
        """This choice with the well-formed ones among `answered` in place; others are ignored."""
        texts = {name: _write(value) for name, value in answered.items() if value is not None}
        read = {name: _read(name, texts[name]) for name in texts if name in _NAMES}
        return replace(self, **{name: value for name, value in read.items() if value is not None})

    def regrid(self, before: int, after: int) -> Self:
        """This choice with its patches moved to the same place of another square grid."""

        def moved(query: str) -> str:
            if not query.isdigit():
                return query
            row, col = divmod(int(query), before)
            if row >= before:
                return query
            scale = after / before
            return str(int((row + 0.5) * scale) * after + int((col + 0.5) * scale))

        def pin(text: str) -> str:
            query, at, head = text.partition("@")
            return f"{moved(query)}{at}{head}"

        patch = int(moved(str(self.patch))) if self.change == "all" else self.patch
        return replace(self, query=moved(self.query), patch=patch, a=pin(self.a), b=pin(self.b))


_NAMES = frozenset(field.name for field in fields(ViewState))
_WORDS = {
    "lang": ("en", "zh"),
    "weights": ("published", "random"),
    "by": ("row", "column"),
    "show": ("live", "a", "b", "diff"),
    "scale": ("fixed", "now", "head"),
    "order": ("layer", "reach", "entropy"),
    "fusion": FUSIONS,
    "method": METHODS,
    "filling": FILLINGS,
    "change": CHANGES,
    "table": ("used", "learned"),
    "maps": ("similarity", "norm"),
}
_LIMITS = {"residual": (0.0, 1.0), "discard": (0.0, 0.95), "amount": (0.0, 1.5)}
_COUNTS = ("rows", "start", "forget", "seed", "patch")
_PATTERNS = {
    "photo": re.compile(r"[a-z0-9-]{1,64}"),
    "model": re.compile(r"[A-Za-z0-9_./-]{1,128}"),
    "query": _QUERY,
    "head": _HEAD,
    "a": re.compile(rf"({_QUERY.pattern})@({_HEAD.pattern})"),
    "b": re.compile(rf"({_QUERY.pattern})@({_HEAD.pattern})"),
    "off": _OFF,
}
_PATTERNS |= dict.fromkeys(("target", "against", "cam", "depth", "filter"), re.compile(r"\d{1,4}"))
_EMPTIES = ("a", "b", "off", "target", "against", "cam", "depth", "filter")


def _read(name: str, text: str) -> str | int | float | None:
    if name in _COUNTS:
        return int(text) if re.fullmatch(r"\d{1,4}", text) else None
    if name in _LIMITS:
        return _number(text, *_LIMITS[name])
    if name in _WORDS:
        return text if text in _WORDS[name] else None
    empty_allowed = name in _EMPTIES and text == ""
    return text if empty_allowed or _PATTERNS[name].fullmatch(text) else None


def _number(text: str, low: float, high: float) -> float | None:
    if not re.fullmatch(r"\d(\.\d{1,4})?", text):
        return None
    value = stepped(float(text))
    return value if low <= value <= high else None


def stepped(value: float) -> float:
    """The step of the sliders, 0.05, nearest to `value`: an address has few settings to ask for."""
    return round(round(20 * value) / 20, 2)


def _write(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
