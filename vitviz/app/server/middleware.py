"""The server around the pages: its layers, its start, and what a failed script shows."""

import gc
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit.logger import get_logger

from vitviz.app.compute import budget
from vitviz.app.host.notice import say
from vitviz.app.server import connections
from vitviz.app.server.acting import ForVisitor
from vitviz.app.server.greeting import greet
from vitviz.app.server.guard import Guard
from vitviz.app.server.host_config import HostConfig
from vitviz.app.server.operator import Timed
from vitviz.app.server.pace import PacedRefusals
from vitviz.app.server.per_visitor import PerVisitor
from vitviz.app.server.quiet_log import quieten
from vitviz.app.server.refusals import OwnRefusals
from vitviz.app.server.security_headers import SecurityHeaders
from vitviz.app.server.static_files import FromMemory
from vitviz.app.settings import operators_words
from vitviz.text import negotiate, words
from vitviz.text.messages import sentence

# From the outside in; Streamlit's own come after.
MIDDLEWARE = [
    Middleware(SecurityHeaders),
    Middleware(PacedRefusals),
    Middleware(Guard),
    Middleware(PerVisitor),
    Middleware(Timed),
    Middleware(OwnRefusals),
    Middleware(HostConfig),
    Middleware(FromMemory),
    Middleware(ForVisitor),
]


def send_at_once() -> None:
    """Turns Nagle's algorithm off for all connections that this process will take.

    asyncio does so for sockets made with a protocol number; Streamlit makes its own without one,
    and the second half of every answer and many a message waited 40 ms for the browser's receipt.
    """
    for found in gc.get_objects():
        if type(found) is socket.socket and found.family in (socket.AF_INET, socket.AF_INET6):
            with suppress(OSError):  # one that is closed
                if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[dict[str, Any]]:
    """Begins to load models when the server starts, before the first visitor comes."""
    get_logger(__name__).info(budget.stated())
    quieten()
    send_at_once()
    connections.bound()
    greet(operators_words())
    yield {}


def on_script_error(error: Exception) -> bool:
    """Shows a sentence instead of a traceback, which goes to the server's log."""
    logging.getLogger(__name__).error("a page failed", exc_info=error)
    _ = words(negotiate(st.context.locale))
    say(sentence(_, error))
    return True
