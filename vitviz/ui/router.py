"""The router: which page, and what is shown until the process is warm."""

import streamlit as st

from vitviz.text import N_, Words, negotiate, words
from vitviz.ui import warm
from vitviz.ui.choice import Choice
from vitviz.ui.messages import sentence

_STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 16px 32px 64px; max-width: none; }
[data-testid="stHeader"] { display: none; }
@media (max-width: 700px) { [data-testid="stMainBlockContainer"] { padding: 8px 16px 48px; } }
</style>"""
_STAGES = {
    "libraries": N_("Loading PyTorch …"),
    "models": N_("Loading the models …"),
    "photo": N_("Reading the first photo …"),
    "ready": N_("Ready"),
}


def run() -> None:
    """Shows the page that the address names, or how far the server is."""
    st.set_page_config(
        page_title="vitviz",
        layout="wide",
        initial_sidebar_state="collapsed",
        # Only with an entry does Streamlit make its menu, whose themes our switch presses; the
        # menu itself is hidden.
        menu_items={"About": "vitviz"},
    )
    st.html(_STYLE)
    if warm.progress().ready:
        from vitviz.ui.pages import explore

        page = st.Page(explore.show, title="Explore", url_path="explore", default=True)
        st.navigation([page], position="hidden").run()
    else:
        _waiting()


@st.fragment(run_every=0.5)
def _waiting() -> None:
    choice = Choice.parse(st.query_params)
    _ = words(choice.lang or negotiate(st.context.locale))  # type: ignore[arg-type]
    state = warm.progress()
    if state.ready:
        st.rerun()
    st.space("xlarge")
    _left, middle, _right = st.columns([1, 2, 1])
    with middle:
        st.title("vitviz", anchor=False)
        if state.error:
            st.error(sentence(_, state.error))
        else:
            _progress(_, state)


def _progress(_: Words, state: warm.Progress) -> None:
    done = (warm.STAGES.index(state.stage) + 0.5) / len(warm.STAGES)
    text = _("{stage} {seconds} s").format(
        stage=_(_STAGES[state.stage]), seconds=int(state.seconds)
    )
    st.progress(done, text=text)
    st.caption(
        _("The server has just started. The page opens by itself when the models are there.")
    )
