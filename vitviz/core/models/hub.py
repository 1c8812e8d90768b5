"""Weights of the Hugging Face hub: where a name's lie, whether they are here, and how they come.

Whatever is in the cache is found without asking a network. The cache, the endpoint, the token and
whether there is a network at all are huggingface_hub's own (HF_HOME, HF_HUB_CACHE, HF_ENDPOINT,
HF_TOKEN, HF_HUB_OFFLINE); nothing of it is asked or kept here.
"""

import errno
import hashlib
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import timm
from huggingface_hub import (
    constants,
    get_hf_file_metadata,
    hf_hub_download,
    hf_hub_url,
    try_to_load_from_cache,
)
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    HTTPError,  # pyright: ignore[reportPrivateImportUsage]
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from vitviz.core.models import hub_config
from vitviz.core.models.download_bar import Bar, Told
from vitviz.core.models.names import ModelName, parse
from vitviz.errors import ModelError

_CONFIG = "config.json"
_FILES = ("model.safetensors", "pytorch_model.bin", "open_clip_model.safetensors")
_SAFE = {"pytorch_model.bin": "model.safetensors"}
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DINOV3 = re.compile(r"facebook/dinov3-(vit[a-z]+|convnext-\w+?)(\d*)(plus)?-pretrain-(\w+)")
_VITS = {"vits": "small", "vitb": "base", "vitl": "large", "vith": "huge"}
_TIMEOUT = 10.0  # seconds for the hub to answer at all
_NO_WAY = {errno.ECONNREFUSED, errno.ENETUNREACH, errno.EHOSTUNREACH}


@dataclass(frozen=True)
class Remote:
    """Where weights lie on the hub: `files` in the order in which they are tried.

    `config` says that the model's configuration lies there too and is needed.
    """

    repo: str
    files: tuple[str, ...]
    revision: str | None = None
    config: bool = False


@dataclass(frozen=True)
class Offer:
    """A file of weights that the hub offers; `etag` is its sha256 where the file is large."""

    file: str
    nbytes: int
    etag: str


def remote_of(name: str | ModelName) -> Remote | None:
    """Return where the published weights of this name lie; None where not on the hub.

    Raises ModelError("bad_name") for what can be no name.
    """
    parsed = parse(name) if isinstance(name, str) else name
    if parsed.source == "hf-hub":
        return Remote(parsed.id, _FILES, parsed.revision or None, config=True)
    if parsed.source != "timm":
        return None
    try:
        config = timm.get_pretrained_cfg(str(parsed))
    except RuntimeError:  # an unknown tag
        return None
    repo = getattr(config, "hf_hub_id", None)
    if not repo:
        return None
    file = getattr(config, "hf_hub_filename", None)
    owner_name, _, revision = str(repo).partition("@")
    return Remote(owner_name, _alternatives(file) if file else _FILES[:2], revision or None)


def _alternatives(file: str) -> tuple[str, ...]:
    safe = _SAFE.get(file, file.removesuffix(".bin") + ".safetensors")
    return (safe, file) if file.endswith(".bin") else (file,)


def cached(remote: Remote) -> Path | None:
    """Return the file of weights in the cache, None where it or a needed config is not there."""
    if remote.config and _held(remote, _CONFIG) is None:
        return None
    found = (_held(remote, file) for file in remote.files)
    return next(filter(None, found), None)


def cached_repos() -> frozenset[str]:
    """Return the ids (owner/name) of what the cache has a folder for: none is opened."""
    folder = Path(constants.HF_HUB_CACHE)
    found = (path.name.removeprefix("models--") for path in folder.glob("models--*--*"))
    return frozenset(name.replace("--", "/", 1) for name in found)


def offline() -> bool:
    """Whether huggingface_hub was told to ask no network (HF_HUB_OFFLINE)."""
    return constants.is_offline_mode()


def look_up(name: str, remote: Remote) -> Offer:
    """Return what the hub offers, asked for now. Raises ModelError as `answers` says."""
    with answers(name, remote):
        for file in remote.files:
            with suppress(EntryNotFoundError):
                url = hf_hub_url(remote.repo, file, revision=remote.revision)
                found = get_hf_file_metadata(url, timeout=_TIMEOUT)
                return Offer(file, found.size or 0, found.etag or "")
    raise ModelError("hub_missing", name=name)


def require_way(name: str, remote: Remote) -> None:
    """Raise ModelError("hub_unreachable") at once where no connection to the hub can be opened.

    huggingface_hub would try six times in half a minute. A hub that is there but slow, busy or
    unwilling is left to those attempts: whatever it answers here is not told.
    """
    file = _CONFIG if remote.config else remote.files[0]
    url = hf_hub_url(remote.repo, file, revision=remote.revision)
    try:
        get_hf_file_metadata(url, timeout=_TIMEOUT)
    except (HTTPError, OSError) as error:
        if _is_no_way(error):
            raise _unreachable(name, error) from error


def _is_no_way(error: BaseException | None) -> bool:
    """Whether an error comes of a name without an address, or of an address that takes no call."""
    while error is not None:
        if isinstance(error, socket.gaierror) or getattr(error, "errno", None) in _NO_WAY:
            return True
        error = error.__cause__ or error.__context__
    return False


def download(
    name: str, remote: Remote, offer: Offer, told: Told, stopped: Callable[[], bool]
) -> Path:
    """Fetch the offered file into the cache and return its path there.

    `told` hears how far it is; once `stopped` says so, Stopped is raised and nothing is left.
    Raises ModelError as `answers` says, "hub_damaged" for bytes that are not those offered.
    """

    class Telling(Bar):
        tell = staticmethod(told)
        stop = staticmethod(stopped)

    require_timm(name, remote)
    with answers(name, remote):
        # The class is only called, so what mimics tqdm's does.
        bar: Any = Telling
        path = hf_hub_download(
            remote.repo,
            offer.file,
            revision=remote.revision,
            etag_timeout=_TIMEOUT,
            tqdm_class=bar,
        )
    _require_whole(name, Path(path), offer)
    return Path(path)


def require_timm(name: str, remote: Remote) -> None:
    """Fetch the configuration that a model needs, if it is not here, and look who it is for.

    Raises ModelError as `answers` and `hub_config.require_timm` do.
    """
    if not remote.config:
        return
    path = _held(remote, _CONFIG)
    if path is None:
        require_way(name, remote)
        with answers(name, remote):
            path = _fetched(remote, _CONFIG)
    hub_config.require_timm(name, path)


@contextmanager
def answers(name: str, remote: Remote | None = None) -> Iterator[None]:
    """Make what the hub answers in the block a ModelError.

    "hub_gated" (`copy`: what timm offers without a gate, where there is one), "hub_no_such" (or it
    is private), "hub_missing" (without such files), "hub_revision", "hub_busy", "hub_refused"
    (`status`), "hub_offline", "hub_unreachable", "disk_full".
    """
    try:
        yield
    except ModelError:
        raise
    except GatedRepoError as error:
        raise ModelError("hub_gated", name=name, copy=ungated(remote)) from error
    except OfflineModeIsEnabled as error:
        raise ModelError("hub_offline", name=name) from error
    except RevisionNotFoundError as error:
        raise ModelError("hub_revision", name=name) from error
    except LocalEntryNotFoundError as error:
        raise _unreachable(name, error.__cause__ or error) from error
    except RepositoryNotFoundError as error:
        raise ModelError("hub_no_such", name=name) from error
    except EntryNotFoundError as error:
        raise ModelError("hub_missing", name=name) from error
    except (HTTPError, OSError) as error:
        raise _unreachable(name, error) from error


def ungated(remote: Remote | None) -> str:
    """Return timm's own copy of a gated original, "" where none is known."""
    found = _DINOV3.fullmatch(remote.repo) if remote else None
    if not found:
        return ""
    kind, patch, plus, data = found.groups()
    size = _VITS.get(kind, kind)
    name = f"vit_{size}{'_plus' if plus else ''}_patch{patch}_dinov3.{data}"
    if kind.startswith("convnext"):
        name = f"{kind.replace('-', '_')}.dinov3_{data}"
    return name if timm.is_model_pretrained(name.partition(".")[0]) else ""


def _unreachable(name: str, error: BaseException) -> ModelError:
    if isinstance(error, OfflineModeIsEnabled):
        return ModelError("hub_offline", name=name)
    status = error.response.status_code if isinstance(error, HfHubHTTPError) else 0
    if status == 429:
        return ModelError("hub_busy", name=name)
    if 400 <= status < 500:
        return ModelError("hub_refused", name=name, status=status)
    if getattr(error, "errno", None) == 28:  # ENOSPC
        return ModelError("disk_full", name=name)
    return ModelError("hub_unreachable", name=name, cause=str(error))


def _fetched(remote: Remote, file: str) -> Path | None:
    """The file, fetched; None where the hub has the repository without it."""
    try:
        return Path(hf_hub_download(remote.repo, file, revision=remote.revision))
    except LocalEntryNotFoundError:  # nobody answered
        raise
    except EntryNotFoundError:
        return None


def _held(remote: Remote, file: str) -> Path | None:
    found = try_to_load_from_cache(remote.repo, file, revision=remote.revision)
    return Path(found) if isinstance(found, str) else None


def _require_whole(name: str, path: Path, offer: Offer) -> None:
    """Raise ModelError for other bytes than those offered, which are taken out of the cache."""
    if not _SHA256.fullmatch(offer.etag):
        return
    with path.open("rb") as file:
        got = hashlib.file_digest(file, "sha256").hexdigest()
    if got == offer.etag:
        return
    blob = path.resolve()
    path.unlink(missing_ok=True)
    blob.unlink(missing_ok=True)
    raise ModelError("hub_damaged", name=name)
