"""The list of all names that timm knows, as the Models page is given it: columns, once a version.

Classes, size, licence and whether there are weights come from timm's registry, what it does not say
from the table of facts (core/models/catalogue.py). Nothing is built and no network asked.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from vitviz.app.compute import own
from vitviz.app.compute.permissions import allowed
from vitviz.errors import ModelError
from vitviz.text import Words
from vitviz.text.messages import sentence
from vitviz.web.bundle import pack


@cache
def packed() -> bytes:
    """The bundle: a header with one list a column; a name is at the same place in each."""
    rows = list(_rows())
    return pack({"columns": {name: [row[name] for row in rows] for name in rows[0]}}, {})


@cache
def version() -> str:
    """A name for the list that changes with it."""
    return hashlib.sha256(packed()).hexdigest()[:16]


def _rows() -> Iterator[Mapping[str, Any]]:
    import timm

    from vitviz.core.models.catalogue import UNTRIED, Facts, Kind, catalogue

    known, published = catalogue(), _published()
    with_weights = {name.partition(".")[0] for name in published}
    others = [name for name in timm.list_models() if name not in with_weights]
    kinds: dict[str, Kind] = {facts.family: facts.kind for facts in known.values()}
    for name in sorted([*published, *others]):
        architecture = name.partition(".")[0]
        family = timm.model_entrypoint(architecture).__module__.rpartition(".")[2]
        unknown = Facts(kind=kinds.get(family, "other"), refused=UNTRIED, family=family)
        yield _row(name, known.get(architecture, unknown), timm.get_pretrained_cfg(name))


def _row(name: str, facts: Any, config: Any) -> Mapping[str, Any]:  # noqa: ANN401 - of timm
    published = bool(config and config.has_weights)
    classes = config.num_classes if config else 1000
    size = tuple(config.input_size[1:]) if config else facts.size or (0, 0)
    return {
        "name": name,
        "kind": facts.kind,
        "why": facts.refused,
        "family": facts.family,
        "published": int(published),
        "hub": int(bool(published and config.hf_hub_id)),
        "licence": (config.license if config else None) or "",
        "classes": classes,
        "height": size[0],
        "width": size[1],
        "patch": facts.patch[0] if facts.patch and not facts.convolved else 0,
        "tokens": facts.tokens(size) or 0,
        "prefix": list(facts.prefix),
        "reads": facts.reads,
        "positions": list(facts.positions),
        "parameters": facts.parameters_for(classes),
        "layers": facts.layers,
        "heads": facts.heads,
        "dim": facts.width,
    }


@cache
def _published() -> list[str]:
    """The names with weights: asking timm for all of them takes 0.2 s."""
    import timm

    return timm.list_pretrained()


@cache
def _by_repo() -> Mapping[str, list[str]]:
    """The names by where their weights lie on the hub."""
    import timm

    found: dict[str, list[str]] = {}
    for name in _published():
        config = timm.get_pretrained_cfg(name)
        found.setdefault(str(config and config.hf_hub_id), []).append(name)
    return found


def here(_: Words) -> dict[str, Any]:
    """The names of timm whose weights lie in the cache, what is loaded, and the own models.

    "vits" are those of them that a visitor may open as a ViT, the own ones too; "list" is the
    address of the list.
    """
    from vitviz.app.compute import models
    from vitviz.core.models import hub

    repos = hub.cached_repos()
    held = (_by_repo().get(repo, ()) for repo in sorted(repos))
    found = [name for names in held for name in names if models.is_here(name)]
    owned = [_own(_, one) for one in own.listed()]
    vits = [_near(one["name"], "") for one in owned if one["kind"] == "vit" and not one["why"]]
    if allowed() != "bundled":
        vits += [_near(name, name) for name in found if _opens_as_vit(name)]
    return {
        "list": f"api/models/list/{version()}",
        **{"here": found, "loaded": models.loaded(), "own": owned, "vits": vits},
    }


def _opens_as_vit(name: str) -> bool:
    from vitviz.core.models.catalogue import catalogue

    facts = catalogue().get(name.partition(".")[0])
    return facts is not None and facts.kind == "vit" and facts.opens


def _near(name: str, known: str) -> Mapping[str, Any]:
    """A ViT at hand; `known` is its name in timm, "" for none.

    "learning" is what it has learned from, "rows" those of its grid, 0 where nobody knows.
    """
    import timm

    from vitviz.core.models.catalogue import catalogue
    from vitviz.core.models.learning import learning

    facts = catalogue().get(known.partition(".")[0])
    config = timm.get_pretrained_cfg(known) if known else None
    patch = facts.patch[0] if facts and facts.patch else 0
    rows = config.input_size[1] // patch if config and patch else 0
    return {"name": name, "learning": learning(known), "rows": rows}


def _own(_: Words, model: Any) -> Mapping[str, Any]:  # noqa: ANN401 - core's, which brings torch
    """An own model for the list; `why` is the reason for which it does not open, "" for none.

    `said` is that reason in a sentence. `kind` is that of its architecture, "" where nobody knows
    it; "architecture_unknown" is to be chosen among those that fit (`fitting`).
    """
    from vitviz.core.models.catalogue import catalogue

    known = catalogue().get((model.architecture or "").partition(".")[0])
    name = f"{own.PREFIX}{model.title}"
    untold = None if model.architecture else ModelError("architecture_unknown", file=model.title)
    refusal = own.told(model.refusal, name) if model.refusal else untold
    unnamed = not own.fits_an_address(name)
    return {
        "name": name,
        "title": model.title,
        "architecture": model.architecture,
        "bytes": model.size,
        "kind": known.kind if known else "",
        "why": "name" if unnamed else refusal.reason if refusal else "",
        "said": sentence(_, refusal) if refusal and refusal is not untold else "",
    }


def _kind_of(architecture: str) -> str:
    """What the table of facts says that it is; "" where it is not in it."""
    from vitviz.core.models.catalogue import catalogue

    facts = catalogue().get(architecture)
    return facts.kind if facts else ""


def fitting(name: str) -> dict[str, Any]:
    """The architectures that fit an own file that says none, each with the name that opens it.

    Shapes do not tell `heads`, so they are for a visitor to choose by (0: unknown); `inferred` are
    the arguments that an architecture needs beside its name. Raises as `own.fitting` does.
    """
    offered = [
        {
            "name": f"{name}:{each.architecture}",
            "architecture": each.architecture,
            "heads": each.heads,
            "kind": _kind_of(each.architecture),
            "inferred": ", ".join(f"{key} = {value}" for key, value in each.inferred.items()),
        }
        for each in own.fitting(name)
    ]
    return {"fitting": [one for one in offered if own.fits_an_address(one["name"])]}
