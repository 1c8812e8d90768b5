"""A small model hub on this machine, as far as huggingface_hub speaks with one over http.

HEAD and GET of /owner/name/resolve/revision/file: headers of the commit and the etag, a redirection
to where large files lie, ranges, and what goes wrong: refusals, a cut connection, other bytes.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import timm
from safetensors.torch import save

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """Files by "owner/name/file", and of repositories what is answered in place of them.

    `refusals`: a status and the hub's code for it ("GatedRepo"), by "owner/name". `cuts`: after how
    many bytes the connection breaks, once, by file. `lies`: bytes sent in place of those promised.
    `pause` is waited for before each piece of a file, so that a test can look while it comes.
    `asked` are the requests, method and path.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    cuts: dict[str, int] = field(default_factory=dict)
    lies: dict[str, bytes] = field(default_factory=dict)
    pause: threading.Event | None = None
    asked: list[str] = field(default_factory=list)
    address: str = ""


def random_weights() -> bytes:
    """A file of weights for timm's smallest ViT, random in place of the published ones."""
    state = timm.create_model("test_vit").state_dict()
    return save({name: tensor.contiguous() for name, tensor in state.items()})


@contextmanager
def serving(hub: Hub) -> Iterator[str]:
    """The hub's address, for HF_ENDPOINT, while it answers."""

    class Answers(_Answers):
        pass

    Answers.hub = hub
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        hub.address = f"http://127.0.0.1:{server.server_port}"
        yield hub.address
    finally:
        if hub.pause:
            hub.pause.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Answers(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing is written."""

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def answer(self, *, body: bool) -> None:
        self.hub.asked.append(f"{self.command} {self.path}")
        parts = self.path.split("?")[0].strip("/").split("/")
        if parts[0] == "large":
            return self.send(parts[1:], body=body)
        if len(parts) < 5 or parts[2] != "resolve":  # of other things that a client may ask a hub
            return self.refuse(404, "")
        owner, name, _, revision, *file = parts
        repo, key = f"{owner}/{name}", "/".join((owner, name, *file))
        if repo in self.hub.refusals:
            return self.refuse(*self.hub.refusals[repo])
        if not any(known.startswith(f"{repo}/") for known in self.hub.files):
            return self.refuse(404, "RepoNotFound")
        if revision not in ("main", COMMIT):
            return self.refuse(404, "RevisionNotFound")
        if key not in self.hub.files:
            return self.refuse(404, "EntryNotFound")
        if file[-1].endswith(".json"):
            return self.send([*key.split("/")], body=body)
        data = self.hub.files[key]
        self.send_response(302)
        self.promise(data)
        self.send_header("X-Linked-Size", str(len(data)))
        self.send_header("X-Linked-Etag", f'"{hashlib.sha256(data).hexdigest()}"')
        # Under another name, as the hub's large files are: there the client sends no token.
        elsewhere = self.hub.address.replace("127.0.0.1", "localhost")
        self.send_header("Location", f"{elsewhere}/large/{key}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def promise(self, data: bytes) -> None:
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{hashlib.sha1(data).hexdigest()}"')

    def refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send(self, parts: list[str], *, body: bool) -> None:
        key = "/".join(parts)
        promised = self.hub.files[key]
        data = self.hub.lies.get(key, promised)
        start = 0
        asked = self.headers.get("Range", "")
        if asked.startswith("bytes="):
            start = int(asked.removeprefix("bytes=").partition("-")[0])
        self.send_response(206 if start else 200)
        self.promise(promised)
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        if body:
            self.write(key, data, start)

    def write(self, key: str, data: bytes, start: int) -> None:
        cut = self.hub.cuts.pop(key, None)
        end = len(data) if cut is None else cut
        for at in range(start, end, 65536):
            if self.hub.pause:
                self.hub.pause.wait(0.2 if at else 0)
            try:
                self.wfile.write(data[at : min(at + 65536, end)])
            except OSError:  # the other side has gone
                return
        if cut is not None:
            self.wfile.flush()
            self.connection.shutdown(2)
            self.close_connection = True
