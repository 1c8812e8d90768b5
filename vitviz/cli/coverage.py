"""`python -m vitviz coverage`: which families of timm open, how exactly, and why others do not."""

import argparse
import logging
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from vitviz.core.coverage.check import Found, examine
from vitviz.core.coverage.names import MEMBERS

_BEGIN, _END = "<!-- coverage: begin -->", "<!-- coverage: end -->"
_log = logging.getLogger("vitviz.coverage")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("coverage", help=__doc__, description=__doc__)
    parser.add_argument("names", nargs="*", help="models of timm; all of the table's by default")
    parser.add_argument("--write", type=Path, help="a file whose coverage table is replaced")
    parser.set_defaults(command=_run)


def _run(given: argparse.Namespace) -> int:
    names: Sequence[str] = given.names or tuple(MEMBERS)
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            found.append(examine(name, MEMBERS.get(name)))
            _log.info("%s", said(found[-1]))
    broken = [one for one in found if not one.holds]
    _log.info("%d names, %d not exact or failed", len(found), len(broken))
    if given.write:
        text = given.write.read_text(encoding="utf-8")
        given.write.write_text(replaced(text, table(found)), encoding="utf-8")
    return 1 if broken else 0


def said(found: Found) -> str:
    """One line of what was found of a name."""
    worst = ", ".join(f"{name} {value:.1e}" for name, value in (found.worst or {}).items())
    sizes = " and ".join(f"{height} × {width}" for height, width in found.sizes)
    exact = "" if found.holds else "NOT EXACT "
    return f"{found.name}: {exact}{found.kind} {found.reason}{sizes} {worst}".rstrip()


def replaced(text: str, rows: str) -> str:
    """Return the text with what stands between the marks of the table replaced."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{rows}{_END}{after}"


def table(found: Sequence[Found]) -> str:
    """Return what was found as a table of Markdown: a row a family that opens, one a reason."""
    vits = [one for one in found if one.kind == "vit"]
    cnns = [one for one in found if one.kind == "cnn"]
    rest = [one for one in found if one.kind in ("refused", "failed")]
    lines = [
        f"{len(found)} names: {len(vits)} open as Vision Transformers, {len(cnns)} as CNNs, "
        f"{len(rest)} are refused.",
        "",
        "| opens as a ViT | names, sizes | attention | gradient | rollout and relevance |",
        "|---|---|---|---|---|",
        *(_opens(family, list(each)) for family, each in _by(vits, "family")),
        "",
        "| otherwise | families |",
        "|---|---|",
        f"| opens as a CNN | {_families(cnns)} |",
        *(f"| {_REASONS.get(why, why)} | {_families(each)} |" for why, each in _by(rest, "reason")),
    ]
    return "\n".join(lines) + "\n"


_REASONS = {
    "unplaced": "refused: tokens without a place on the picture",
    "several_grids": "refused: several grids",
    "no_patch_grid": "refused: no one patch size",
    "channel_attention": "refused: channels attend, not patches",
    "combined_maps": "refused: combines several maps",
    "overlapping_windows": "refused: windows that overlap",
    "no_attention_seen": "refused: no attention, or none that can be captured",
    "pooling": "refused: what the head reads is in no fixed proportion",
    "fast_path": "refused: a class of nn.MultiheadAttention's is not seen",
    "not_reproduced": "refused: not softmax(q k) alone",
    "pass_failed": "refused: takes something else than a photo",
    "unusual_call": "refused: dropout, causal or grouped queries",
}

_UNDEFINED = {
    "unequal_grids": "several grids",
    "unseen_attention": "some attention is not seen",
    "beyond_picture": "padded windows",
    "signed_maps": "signed maps",
}


def _opens(family: str, found: Sequence[Found]) -> str:
    attention, gradients = (_worst(found, name) for name in ("attention", "gradients"))
    reasons = dict.fromkeys(one.undefined for one in found if one.undefined)
    why = ", ".join(_UNDEFINED.get(reason, reason) for reason in reasons)
    whole = f"refused: {why}" if why else "yes"
    if set(reasons) == {"signed_maps"}:
        whole = f"relevance; rollout refused: {why}"
    sizes = max(len(one.sizes) for one in found)
    return f"| {family} | {len(found)}, {sizes} | {attention} | {gradients} | {whole} |"


def _worst(found: Iterable[Found], name: str) -> str:
    known = [one.worst[name] for one in found if one.worst and name in one.worst]
    return f"{float(np.max(known)):.0e}" if known else "no classes"


def _families(found: Iterable[Found]) -> str:
    return ", ".join(sorted({one.family or one.name for one in found}))


def _by(found: Sequence[Found], field: str) -> list[tuple[str, list[Found]]]:
    keys = sorted({getattr(one, field) for one in found})
    return [(key, [one for one in found if getattr(one, field) == key]) for key in keys]
