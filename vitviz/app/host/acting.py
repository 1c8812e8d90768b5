"""For whom a page's script runs."""

from contextlib import AbstractContextManager

import streamlit as st

from vitviz.app.compute.visitors import ADDRESS, Visitor, acting_for


def for_session() -> AbstractContextManager[None]:
    """What is done in the block is for the visitor of this session (server/acting.py)."""
    headers = st.context.headers
    return acting_for(Visitor.of(headers.get(ADDRESS) or "", headers.get("Cookie") or ""))
