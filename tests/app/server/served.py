"""A real uvicorn in a thread with our connections, around a small app: for raw sockets."""

import asyncio
import socket
import threading
from contextlib import contextmanager, suppress

from uvicorn import Config, Server

from vitviz.app.server.connections import Http, WebSocket

PATIENCE = 30  # seconds after which a server that says nothing is broken


@contextmanager
def serving(app, *, force=True, **limits):
    """Yields the port at which `app` answers; `limits` are attributes of its connections.

    `force`: what is still answered in the end is cut, as by a second Ctrl+C.
    """
    http = type("Http", (Http,), limits)
    websocket = type("WebSocket", (WebSocket,), {"places": http.places})
    config = Config(
        app,
        http=http,
        ws=websocket,
        ws_per_message_deflate=False,  # as Streamlit starts it
        lifespan="off",
        log_level="critical",
    )
    server = Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(
            target=lambda: asyncio.run(server.serve([listening])), daemon=True
        )
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit, server.force_exit = True, force
            thread.join(PATIENCE)
            server.force_exit = True


def connect(port):
    """A connection on which nothing has been said."""
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def told(connection):
    """All that the server says until it ends the connection, and b"" where it only ends it."""
    found = b""
    with suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            found += part
    return found


def request(target="/", headers=(), method="GET", host="localhost"):
    """The bytes of a request without a body, which ends its connection."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def asked(port, sent):
    """What the server says to these bytes."""
    with connect(port) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has heard enough
            connection.sendall(sent)
        return told(connection)


def status(answer):
    """The status of an answer; None where there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else None
