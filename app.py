"""vitviz in a browser: `streamlit run app.py`.

One file, two lives. Streamlit's server imports it once and finds `app`; for every visit and
rerun it runs it as a script, which only hands over to a page. Nothing is remembered here.
"""

import streamlit as st

from vitviz.app.server.middleware import MIDDLEWARE, lifespan, on_script_error
from vitviz.app.server.routes import ROUTES

app = st.App(
    __file__,
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    on_script_error=on_script_error,
)

if __name__ == "__main__":
    from vitviz.app.host.acting import for_session
    from vitviz.app.host.router import run

    with for_session():
        run()
