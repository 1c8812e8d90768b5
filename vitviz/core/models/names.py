"""What a model's name says: which source it is of, and what it is called there.

The forms are timm's ("name", "name.tag", "hf-hub:owner/name@revision", "local-dir:/folder"), and
beside them what people type or paste: a bare owner/name, the address of a page of the hub, the path
of a folder or of a file of weights. A bare form is read as one source, and `supposed` says that it
was. Pure parsing: no file is looked for and no network asked.
"""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from vitviz.errors import ArgumentError, ModelError

Source = Literal["timm", "hf-hub", "local-dir", "file"]
SUFFIXES = (".safetensors", ".pth", ".pt", ".ckpt", ".bin", ".pth.tar")  # of files of weights
_PREFIXES: dict[str, Source] = {
    "hf-hub": "hf-hub",
    "hf_hub": "hf-hub",  # timm's own older word
    "hf": "hf-hub",
    "timm": "timm",
    "local-dir": "local-dir",
    "file": "file",
}
# Two letters at least, as timm has it: C:\models is a path and no source.
_PREFIX = re.compile(r"([A-Za-z][A-Za-z0-9+.\-_]+):(.*)", re.DOTALL)
_PAGE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com)/"
    r"([^/?#]+/[^/?#]+)(?:/(?:tree|blob|resolve)/([^/?#]+)[^?#]*)?/?(?:[?#].*)?"
)
_TIMM = re.compile(r"\w[\w\-]*(?:\.[\w.\-]+)?", re.ASCII)  # bundled names have dashes
_PART = r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_])?"  # huggingface_hub's rule for ids
_REPO = re.compile(rf"(?:{_PART}/)?{_PART}")
_REVISION = re.compile(r"[A-Za-z0-9_][\w./\-]*", re.ASCII)
_LONGEST_REPO = 96
_STRANGE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class ModelName:
    """A model's name, taken apart.

    `id` is a name of timm's without its tag, or a bundled model's (source "timm" both); the hub's
    owner/name; or a path as it was written ("~" is not resolved). `tag` belongs to timm, `revision`
    to the hub; each is "" where there is none. `supposed`: the text named no source, so the form
    was taken for what it looks like; False for a plain name of timm, which needs no source.
    """

    source: Source
    id: str
    tag: str = ""
    revision: str = ""
    supposed: bool = False

    def __post_init__(self) -> None:
        fits = {"tag": ("timm",), "revision": ("hf-hub",)}
        for field, sources in fits.items():
            if getattr(self, field) and self.source not in sources:
                _refuse(field, f"empty for {self.source}", getattr(self, field))
        if self.source not in get_args(Source):
            _refuse("source", f"one of {get_args(Source)}", self.source)
        if not self.id:
            _refuse("id", "not empty", self.id)

    def __str__(self) -> str:
        """The one full way of writing it, which `parse` reads as the same model."""
        if self.source == "timm":
            return f"{self.id}.{self.tag}" if self.tag else self.id
        return f"{self.source}:{self.id}" + (f"@{self.revision}" if self.revision else "")

    @property
    def is_path(self) -> bool:
        """Whether it names something on this machine's disk, which is not a visitor's to open."""
        return self.source in ("local-dir", "file")


def parse(text: str) -> ModelName:
    """Return what this text names. Raises ModelError("bad_name") where it can name no model.

    A text with exactly one slash that could be an id of the hub is read as one; any other text with
    a slash, and one that begins with "~" or a dot, is a path. A path that ends as files of weights
    do (SUFFIXES) is a file, else a folder.
    """
    asked = text.strip()
    if not asked or _STRANGE.search(asked):
        raise ModelError("bad_name", name=text)
    page = _PAGE.fullmatch(asked)
    if page:
        return _on_the_hub(asked, "@".join(filter(None, page.groups())), supposed=True)
    prefixed = _PREFIX.fullmatch(asked)
    if prefixed:
        return _prefixed(asked, prefixed[1].lower(), prefixed[2].strip())
    if _is_file(asked):
        return ModelName("file", asked, supposed=True)
    if _TIMM.fullmatch(asked):
        return _of_timm(asked)
    if _could_be_on_the_hub(asked):
        return _on_the_hub(asked, asked, supposed=True)
    if re.search(r"[/\\]", asked) or asked.startswith("~"):
        return ModelName("local-dir", asked, supposed=True)
    raise ModelError("bad_name", name=text)


def _prefixed(asked: str, prefix: str, rest: str) -> ModelName:
    source = _PREFIXES.get(prefix)
    if source is None or not rest:
        raise ModelError("bad_name", name=asked)
    if source == "hf-hub":
        return _on_the_hub(asked, rest.removeprefix("//"), supposed=False)
    if source == "timm":
        if not _TIMM.fullmatch(rest):
            raise ModelError("bad_name", name=asked)
        return _of_timm(rest)
    return ModelName(source, rest)


def _of_timm(name: str) -> ModelName:
    architecture, _, tag = name.partition(".")
    return ModelName("timm", architecture, tag)


def _on_the_hub(asked: str, text: str, *, supposed: bool) -> ModelName:
    repo, at, revision = text.partition("@")
    fits = _REPO.fullmatch(repo) and len(repo) <= _LONGEST_REPO
    if not fits or "--" in repo or ".." in text or (at and not _REVISION.fullmatch(revision)):
        raise ModelError("bad_name", name=asked)
    return ModelName("hf-hub", repo, revision=revision, supposed=supposed)


def _could_be_on_the_hub(text: str) -> bool:
    repo, _, _ = text.partition("@")
    return repo.count("/") == 1 and bool(_REPO.fullmatch(repo))


def _is_file(text: str) -> bool:
    of_timm = text.startswith("beit3_") and "/" not in text  # whose tag is "pt", for pretrained
    return text.lower().endswith(SUFFIXES) and not of_timm


def _refuse(argument: str, rule: str, got: object) -> None:
    raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=got)
