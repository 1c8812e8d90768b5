"""Mounts a view of the browser half in a Streamlit page.

The browser half is a handful of ES modules in `frontend/`, served by the app's own route under
a name that changes with their content. What Streamlit gets is a short loader that imports the
view's module from there: no bundler, and every file stays small and readable.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2 import component

from vitviz.figures import theme

_IMPORT = re.compile(r"""(?:from|import)\s*["'](\.{1,2}/[\w./-]+\.js)["']""")
FRONTEND = (Path(__file__).parent / "frontend").resolve()
# Each view's module, and its stylesheets besides base.css: Streamlit sends them with every message.
VIEWS = {
    "bar": ("views/frame/bar", "views/frame/frame.css"),
    "tray": ("views/frame/tray", "views/frame/frame.css"),
    "explorer": ("views/explore/explorer", "views/explore/explore.css"),
    "rollout": ("views/explore/rollout", "views/explore/explore.css"),
    "predictions": ("views/explore/predictions",),
    "explain": ("views/explain/explain", "views/explain/explain.css"),
    "trust": ("views/explain/faithfulness", "views/explain/faithfulness.css"),
    "ablation": (
        "views/explain/ablation",
        "views/explain/faithfulness.css",
        "views/explain/ablation.css",
    ),
    "positions": ("views/positions/positions", "views/positions/positions.css"),
    "change": ("views/positions/change", "views/positions/positions.css"),
    "patch": ("views/inside/patch", "views/inside/inside.css"),
    "depth": ("views/inside/depth", "views/inside/inside.css"),
    # it picks a class as Explain does
    "lens": ("views/inside/lens", "views/explain/explain.css", "views/inside/inside.css"),
}


@cache
def served() -> frozenset[Path]:
    """Every file of the browser half."""
    return frozenset(path for path in FRONTEND.rglob("*") if path.suffix in (".js", ".css"))


@cache
def version() -> str:
    """A name for the browser half's content: the first 16 hex digits of its sha256."""
    digest = hashlib.sha256()
    for path in sorted(served()):
        digest.update(str(path.relative_to(FRONTEND)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def imported(path: Path) -> tuple[Path, ...]:
    """The JavaScript module at `path` and all that it imports, directly or not."""
    found = {path: None}
    queue = [path]
    while queue:
        importer = queue.pop()
        for name in _IMPORT.findall(importer.read_text("utf-8")):
            module = (importer.parent / name).resolve()
            if module not in found and module.is_file():
                found[module] = None
                queue.append(module)
    return tuple(found)


@cache
def modules(*views: str) -> tuple[str, ...]:
    """The addresses of all modules of `views`, each once, a view's own before its imports."""
    files = (file for view in views for file in imported(FRONTEND / f"{VIEWS[view][0]}.js"))
    names = (file.relative_to(FRONTEND).as_posix() for file in dict.fromkeys(files))
    return tuple(f"frontend/{version()}/{name}" for name in names)


@cache
def _stylesheet(view: str) -> str:
    names = ("view/base.css", *VIEWS[view][1:])
    return theme.css() + "\n".join((FRONTEND / name).read_text("utf-8") for name in names)


@cache
def _component(view: str) -> Callable[..., Any]:
    return component(
        f"vitviz_{view}",
        html=f'<div class="vv" data-view="{view}"></div>',
        css=_stylesheet(view),
        js=(FRONTEND / "host/streamlit.js").read_text("utf-8"),
    )


def mount(
    view: str,
    data: Mapping[str, object],
    *,
    key: str,
    on_answer: Callable[[], None] = lambda: None,
) -> Mapping[str, object] | None:
    """Shows `view` with `data` (small JSON) and returns what the browser last answered.

    The answer is a mapping as the browser sent it, unchecked, or None before the first one.
    """
    if view not in VIEWS:
        raise ValueError(f"view must be one of {tuple(VIEWS)}, got {view!r}")
    # As one text: Streamlit would look into every value for a table, at every rerun.
    text = json.dumps({**data, "module": modules(view)[0]}, ensure_ascii=False)
    result = _component(view)(
        data={"json": text},
        key=key,
        on_answer_change=on_answer,
    )
    answer = getattr(result, "answer", None)
    return answer if isinstance(answer, Mapping) else None
