"""The router: which page, and what is shown until the process is warm."""

from collections.abc import Callable

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from vitviz.app.compute import startup, times
from vitviz.app.host.notice import say
from vitviz.app.host.page import show
from vitviz.app.pages.site import SITES
from vitviz.app.state import session
from vitviz.app.state.view_state import ViewState
from vitviz.text import N_, Words
from vitviz.text.messages import sentence

_STAGES = {
    "libraries": N_("Loading PyTorch …"),
    "models": N_("Loading the models …"),
    "photo": N_("Reading the first photo …"),
    "ready": N_("Ready"),
}


def run() -> None:
    """Shows the page that the address names, or how far the server is."""
    st.set_page_config(
        layout="wide",
        initial_sidebar_state="collapsed",
        # Only with an entry does Streamlit make its menu, whose themes our switch presses; the
        # menu itself is hidden.
        menu_items={"About": "vitviz"},
    )
    if startup.progress().ready:
        with times.measured("run"):
            _page()
    else:
        _pages(session.state())  # else the browser forgets which page it asked for: the first came
        _waiting()


def _page() -> None:
    """Runs the page of the address, or goes to the one that the bar was asked for."""
    state = session.state()
    pages, here = _pages(state)
    wanted = pages.get(st.session_state.pop("go", ""))
    if wanted is not None and wanted.url_path != here.url_path:
        st.switch_page(wanted, query_params=state.parameters())
    here.run()


def _pages(state: ViewState) -> tuple[dict[str, StreamlitPage], StreamlitPage]:
    """All pages by name, and the one of the address."""
    _ = state.words(st.context.locale)
    pages = {
        site.name: st.Page(
            _script(site.name),
            title=f"{_(site.title)} · vitviz",
            url_path=site.path or site.name,  # the default page's is its address without a path
            default=not site.path,
        )
        for site in SITES
    }
    return pages, st.navigation(list(pages.values()), position="hidden")


def _script(name: str) -> Callable[[], None]:
    """The page of this name, imported when it is run: one that is broken breaks no other."""

    def page() -> None:
        show(name)

    return page


@st.fragment(run_every=0.5)
def _waiting() -> None:
    _ = ViewState.parse(dict(st.query_params)).words(st.context.locale)
    progress = startup.progress()
    if progress.ready:
        st.rerun()
    st.space("xlarge")
    _left, middle, _right = st.columns([1, 2, 1])
    with middle:
        st.title("vitviz", anchor=False)
        if progress.error:
            say(sentence(_, progress.error))
        else:
            _progress(_, progress)


def _progress(_: Words, progress: startup.Progress) -> None:
    done = (startup.STAGES.index(progress.stage) + 0.5) / len(startup.STAGES)
    text = _("{stage} {seconds} s").format(
        stage=_(_STAGES[progress.stage]), seconds=int(progress.seconds)
    )
    st.progress(done, text=text)
    st.caption(
        _("The server has just started. The page opens by itself when the models are there.")
    )
