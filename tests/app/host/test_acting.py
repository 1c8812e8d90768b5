from streamlit.testing.v1 import AppTest


def script():
    import streamlit as st

    from vitviz.app.compute.visitors import current
    from vitviz.app.host.acting import for_session

    with for_session():
        asked = current()
    st.session_state["found"] = (asked.address, asked.browser, current().address)


def found(monkeypatch, headers):
    from streamlit.runtime.context import ContextProxy

    monkeypatch.setattr(ContextProxy, "headers", headers)
    return AppTest.from_function(script).run().session_state["found"]


def test_a_script_runs_for_the_address_that_the_server_wrote_and_its_browser(monkeypatch):
    token = "ab" * 16
    headers = {
        "X-Vitviz-Address": "10.0.0.7",
        "Cookie": f"_streamlit_xsrf=2|00000000|{token}|1",
    }
    assert found(monkeypatch, headers) == ("10.0.0.7", token, "")


def test_without_a_websocket_it_runs_for_nobody(monkeypatch):
    assert found(monkeypatch, {}) == ("", "", "")
