"""A sentence on the page as the very text that it is.

Streamlit reads the text of its own boxes as Markdown: "www..." from an address became a link to
anywhere, `--` in a command a dash, `:red[...]` a colour, and no escape helps, since links and signs
are made of what the escapes leave. So sentences are never handed to it; here they are text alone.
"""

from html import escape
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

Kind = Literal["notice", "quiet", "line"]
_ROLES: dict[Kind, str] = {"notice": ' role="alert"', "quiet": "", "line": ' role="status"'}
_BOX = "vv-said"  # static_files.py gives it its looks, before any script runs


def say(text: str, *, kind: Kind = "notice", at: DeltaGenerator | None = None) -> None:
    """Shows `text` in a box; or "quiet", as small as a caption; or as a "line" at the window's end.

    `at`: a place kept for it.
    """
    html = f'<div class="{_BOX} {kind}"{_ROLES[kind]}>{escape(text)}</div>'
    (st if at is None else at).html(html)
