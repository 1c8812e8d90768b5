"""Lesson: one step at a time, a question before its view, and then what this photo showed."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from typing import cast
from urllib.parse import urlencode

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints import lesson as findings
from vitviz.app.pages import flow
from vitviz.app.pages.facts import over_photo
from vitviz.app.pages.labels import address, labels_of
from vitviz.app.pages.opened import opened
from vitviz.app.pages.panel import Panel, notice
from vitviz.app.state.lesson import LESSON, Fields, Step, answers_of, shows, step_of, without
from vitviz.app.state.view_state import ViewState
from vitviz.core.internals.patch_embedding import embedding_of
from vitviz.core.models.classes import require_head, require_whole_grid
from vitviz.core.positions.embedding import original
from vitviz.errors import CaptureError, ModelError, VitvizError
from vitviz.text import Words
from vitviz.text.messages import sentence
from vitviz.web.words_tokens import read

_OFFERED = 4  # labels to choose from
_OF_PHOTO = ("photo", "attention", "class_token")  # questions that another photo would change
_SET_BY_PHOTO = "attention"  # the step whose view is set by what the photo shows


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: the step, and its view once its question is answered."""
    if refused := _refused(_, analysis):
        return refused
    step, state = step_of(state), opened(state, analysis)
    lacks = _lacks(_, step, analysis)
    told = asked(_, state, analysis, lacks)
    data = over_photo(_, analysis) | told
    named = state.room and step.name == "photo" and not lacks  # others guess other labels
    fields, labels = state.some("step", "answers", "room"), address(_, analysis) if named else ""
    found = [Panel("lesson", fields, data, labels=labels), *_flow(state, analysis, _)]
    if step.view and (lacks or step.name in answers_of(state)):
        found += [
            *_live(state, analysis, _, step),
            _walk(step, state, cast("dict[str, Fields]", told["moves"])),
        ]
    return found


def _refused(_: Words, analysis: Analysis) -> list[Panel]:
    """A sentence alone for a model whose patches look within windows or on several grids."""
    try:
        require_whole_grid(analysis.vit)
    except ModelError as error:
        return [notice(_, error)]
    return []


def _walk(step: Step, state: ViewState, moves: Mapping[str, Fields]) -> Panel:
    """The ways back and on below the view."""
    at, ways = LESSON.index(step), list(moves.values())
    data = {
        "back": ways[at - 1] if at else None,
        "next": ways[at + 1] if at + 1 < len(ways) else None,
        "number": at + 1,
        "count": len(ways),
    }
    return Panel("walk", state.some("step"), data)


def standing(state: ViewState, like: Analysis, _: Words, *, waits: str) -> list[Panel]:
    """The step without its photo, which waits for the models or comes to the server once more.

    Its idea, its question where that is the same for all photos, the ways to the other steps; the
    views come with the photo. `like` is of another photo in the same models at the same size, of
    which nothing is told. `waits`: the address that tells of the wait (server/in_line.py), "" where
    the tab brings the photo.
    """
    if refused := _refused(_, like):
        return refused
    step, state = step_of(state), opened(state, like)
    lacks = _lacks(_, step, like)
    if not lacks and step.name in _OF_PHOTO:
        lacks = _("This question is about your photo. It comes with what the models see in it.")
    told = asked(_, state, like, lacks)
    moves = {**cast("dict[str, Fields]", told["moves"]), _SET_BY_PHOTO: {"step": _SET_BY_PHOTO}}
    none = {"settings": {}, "unset": {}} if step.name == _SET_BY_PHOTO else {}
    trace = {**cast("dict[str, object]", over_photo(_, like)["trace"]), "key": ""}
    about = {"trace": trace, "urls": {"analysis": ""}, "waits": waits}
    data = told | about | none | {"moves": moves}
    return [Panel("lesson", state.some("step", "answers", "room"), data)]


def asked(_: Words, state: ViewState, analysis: Analysis, lacks: str) -> dict[str, object]:
    """For frontend/views/lesson/lesson.js: the question, and what an answer or another step sets.

    `choices` are {"id", "text"}, the text only where it depends on the photo; `facts` are those of
    the question itself; `moves` are by step the fields to set to go there, as long as what
    `settings` sets is not set: then `unset` first.
    """
    step, answers = step_of(state), answers_of(state)
    usual = opened(ViewState(), analysis)
    given = findings.of_step(step.name, state).parameters()
    settings = shows(state, usual, _settings(step, analysis))
    return {
        "asks": "" if lacks else step.asks,
        "lacks": lacks,
        "random": analysis.spec.weights == "random",
        "choices": [] if lacks else _choices(_, step, analysis),
        "facts": _told_before(_, step, analysis) if not lacks else {},
        "settings": settings,
        "unset": {name: getattr(ViewState(), name) for name in settings},
        "moves": _moves(state, analysis, answers, usual),
        "guesses": {} if step.asks else _guesses(_, analysis, answers),
        "page": step.page,
        "finding": f"lesson?{urlencode({'step': step.name, **given})}" if step.asks else "",
    }


def _flow(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The picture of the whole machine: at the stage of the last step that is answered so far.

    It is seen whole once the first question is answered, and again at the end; before an answer it
    stays where the step before left it, for its numbers tell the answer.
    """
    at, answers = LESSON.index(step_of(state)), answers_of(state)
    step = LESSON[at]
    shown = step if not step.asks or step.name in answers else LESSON[at - 1] if at else None
    if shown is None or not shown.stage:
        return []
    return [flow.panel(_, analysis, shown.stage, play=shown in (LESSON[0], LESSON[-1]))]


def _live(state: ViewState, analysis: Analysis, _: Words, step: Step) -> list[Panel]:
    """The step's view as its own page has it, or what that page says in its place."""
    page = import_module(f"vitviz.app.pages.{step.page}").panels(state, analysis, _)
    views = [replace(panel, place="wide") for panel in page if panel.view == step.view]
    if step.part:
        return [replace(view, data={**view.data, "part": step.part}) for view in views]
    return views or [panel for panel in page if panel.view == "notice"][:1]


def _choices(_: Words, step: Step, analysis: Analysis) -> list[dict[str, str]]:
    """The answers to choose from; those that depend on the photo or the model with their text."""
    vit, (rows, cols) = analysis.vit, analysis.trace.grid
    height, width = vit.patch
    if step.name == "photo":
        labels = labels_of(_, vit)
        likely = [index for index, _share in analysis.ranked[0][:_OFFERED]]
        named = [{"id": str(index), "text": labels[index]} for index in likely]
        return sorted(named, key=lambda one: one["text"])
    numbers = {
        "patches": (rows, rows * cols, height * width * 3),
        "embedding": (height * width, 3 * height * width, 3 * height * width * rows * cols),
    }.get(step.name, ())
    return [{"id": name} for name in step.choices] or [
        {"id": str(number), "text": _.number(number)} for number in sorted(numbers)
    ]


def _guesses(_: Words, analysis: Analysis, answers: Mapping[str, str]) -> dict[str, str]:
    """By step what was guessed, where it is a number or a label of this model."""
    numbers = {name: answers[name] for name in ("patches", "embedding") if name in answers}
    found = {name: _.number(int(said)) for name, said in numbers.items() if said.isdecimal()}
    labels, said = labels_of(_, analysis.vit), answers.get("photo", "")
    if said.isdecimal() and int(said) < len(labels):
        found["photo"] = labels[int(said)]
    return found


def _told_before(_: Words, step: Step, analysis: Analysis) -> Mapping[str, object]:
    """What a question itself has to tell of the photo.

    Of a model whose classifier reads no class token, `read` is what it reads in its place.
    """
    if step.name == "class_token" and analysis.trace.layout.reads not in ("class", "pair"):
        return {"read": read(_, analysis.trace.layout)}
    told = {"attention": ("layer", "head", "query", "key", "there_share"), "data": ("photos",)}
    if step.name not in told:
        return {}
    found = findings.finding(analysis, step.name)
    return {name: found[name] for name in told[step.name]}


def _settings(step: Step, analysis: Analysis) -> Fields:
    """How the step's view is set, also where that depends on the photo."""
    last = len(analysis.trace.layers) - 1
    roles = analysis.trace.layout.prefix_roles
    if step.name == "attention":
        layer, head = findings.head_of(analysis)
        with suppress(VitvizError):  # which the question itself says
            found = findings.finding(analysis, step.name)
            return {"query": str(found["query"]), "head": f"{layer}.{head}"}
    if step.name == "class_token":
        query = {"query": f"p{roles.index('class')}"} if "class" in roles else {}
        return {**query, "head": f"{last}.mean"}
    if step.name == "heads":
        rows, cols = analysis.trace.grid
        return {"query": str(rows // 2 * cols + cols // 2), "head": "0.0"}
    return dict(step.settings)


def _moves(
    state: ViewState, analysis: Analysis, answers: Mapping[str, str], usual: ViewState
) -> dict[str, Fields]:
    """By step what to set to go there: this one's settings go, those of an answered one come."""
    left = without(state, _settings(step_of(state), analysis))
    after = opened(state.with_(left), analysis)
    found: dict[str, Fields] = {}
    for step in LESSON:
        settings = _settings(step, analysis) if step.name in answers else {}
        found[step.name] = {"step": step.name, **left, **shows(after, usual, settings)}
    return found


def _lacks(_: Words, step: Step, analysis: Analysis) -> str:
    """Why this model cannot be asked this, as a sentence; "" where it can."""
    vit = analysis.vit
    try:
        if step.name in ("photo", "order", "label", "explanation", "shuffle", "shift"):
            require_head(vit)
        if step.name in ("positions", "order"):
            original(vit)
        if step.name == "embedding":
            embedding_of(vit)
        if step.name == "attention":
            findings.finding(analysis, step.name)
        if step.name == "explanation" and analysis.trace.unseen:
            raise CaptureError("unseen_attention")
    except VitvizError as error:
        return sentence(_, error)
    return ""
