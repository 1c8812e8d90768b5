"""Every sentence of the code has its Chinese; one that has not is named here.

`make words` brings a new sentence into the catalogue, where its translation is then written.
"""

import ast
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CHINESE = ROOT / "vitviz/text/locales/zh/LC_MESSAGES/vitviz.po"


def said_in(folder):
    """What the code under `folder` says: {sentence or (one, many): where}."""
    found = extract_from_dir(folder / "vitviz", method_map=[("**.py", "python")])
    said = {message: f"vitviz/{file}:{line}" for file, line, message, *_ in found}
    if (app := folder / "app.py").exists():
        for line, message, *_ in extract_from_file("python", app, DEFAULT_KEYWORDS):
            said[message] = f"app.py:{line}"
    return said


def fields(sentence):
    return {name for _, name, *_ in string.Formatter().parse(sentence) if name is not None}


def problems(said, catalogue):
    """One line for each sentence whose translation is missing, unsure, different or left over."""
    entries = {message.id: message for message in catalogue if message.id}
    found = [f"nobody says {left!r}" for left in [*(entries.keys() - said), *catalogue.obsolete]]
    for sentence, where in said.items():
        forms = translations(entries.get(sentence))
        many = sentence[-1] if isinstance(sentence, tuple) else sentence
        if not all(forms):
            found.append(f"{where}: no translation of {sentence!r}")
        elif entries[sentence].fuzzy:
            found.append(f"{where}: the translation of {sentence!r} is marked fuzzy")
        elif any(fields(form) != fields(many) for form in forms):
            found.append(f"{where}: other placeholders in the translation of {sentence!r}")
    return found


def translations(entry):
    if entry is None:
        return ("",)
    return (entry.string,) if isinstance(entry.string, str) else entry.string


def read(path):
    with path.open("rb") as source:
        return read_po(source, locale="zh")


def test_every_sentence_has_a_sure_translation_with_its_placeholders_and_none_is_left_over():
    found = problems(said_in(ROOT), read(CHINESE))
    assert not found, "\n".join(found)


@pytest.fixture
def small(tmp_path):
    """A package with one of each way to say something, and where it says it."""
    (tmp_path / "vitviz").mkdir()
    (tmp_path / "vitviz/page.py").write_text(
        '_("every {kind} "\n  "head")\nN_("class token")\n_.ngettext("{n} head", "{n} heads", 6)\n'
    )
    (tmp_path / "app.py").write_text('_("welcome")\n')
    return tmp_path


COMPLETE = {
    "every {kind} head": "每个{kind}头",
    "class token": "类别标记",
    ("{n} head", "{n} heads"): ("{n} 个头",),
    "welcome": "欢迎",
}


def written(translated, **flags):
    catalogue = Catalog(locale="zh")
    for sentence, translation in translated.items():
        catalogue.add(sentence, translation, flags=flags.get(sentence, ()))
    return catalogue


def test_each_way_of_saying_something_is_found_with_its_place(small):
    assert said_in(small) == {
        "every {kind} head": "vitviz/page.py:1",
        "class token": "vitviz/page.py:3",
        ("{n} head", "{n} heads"): "vitviz/page.py:4",
        "welcome": "app.py:1",
    }
    assert problems(said_in(small), written(COMPLETE)) == []


HEADS = ("{n} head", "{n} heads")


@pytest.mark.parametrize(
    ("sentence", "translation", "complaint"),
    [
        ("welcome", "", "app.py:1: no translation of 'welcome'"),
        (HEADS, ("",), "vitviz/page.py:4: no translation of ('{n} head', '{n} heads')"),
        ("every {kind} head", "每个{sort}头", "other placeholders in the translation of 'every"),
        (HEADS, ("头",), "other placeholders in the translation of ('{n} head'"),
        ("goodbye", "再见", "nobody says 'goodbye'"),
    ],
)
def test_a_flaw_in_the_catalogue_is_named(small, sentence, translation, complaint):
    (found,) = problems(said_in(small), written(COMPLETE | {sentence: translation}))
    assert complaint in found


def test_a_sentence_that_the_catalogue_does_not_know_is_named(small):
    (found,) = problems(said_in(small), written({k: COMPLETE[k] for k in COMPLETE if k != HEADS}))
    assert found == f"vitviz/page.py:4: no translation of {HEADS!r}"


def test_an_unsure_translation_is_named(small):
    (found,) = problems(said_in(small), written(COMPLETE, welcome={"fuzzy"}))
    assert found == "app.py:1: the translation of 'welcome' is marked fuzzy"


def test_an_entry_struck_out_is_named(small):
    catalogue = written(COMPLETE)
    catalogue.obsolete["goodbye"] = Catalog().add("goodbye", "再见")
    assert problems(said_in(small), catalogue) == ["nobody says 'goodbye'"]


def unreadable(code):
    """Lines of `code` where `_` or `N_` gets a sentence that no tool can read out of the source."""
    return [
        call.lineno
        for call in ast.walk(ast.parse(code))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in {"_", "N_"} and any(map(put_together, call.args))
    ]


def put_together(node):
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in {"format", "join"}
    return isinstance(node, (ast.JoinedStr, ast.BinOp))


@pytest.mark.parametrize("argument", ['f"{n} heads"', '"a" + b', '"{n}".format(n=1)', '"%d" % n'])
def test_a_sentence_put_together_is_seen(argument):
    assert unreadable(f"_({argument})") == [1]


@pytest.mark.parametrize(
    "argument", ['"a"', '("a"\n"b")', "name", "NAMES[0]", "NAMES.get(one, other)"]
)
def test_a_plain_or_marked_sentence_may_be_translated(argument):
    assert unreadable(f"_({argument})") == []


def test_no_sentence_is_put_together_before_it_is_translated():
    files = [*(ROOT / "vitviz").rglob("*.py"), *ROOT.glob("app.py")]
    assert {str(file): found for file in files if (found := unreadable(file.read_text()))} == {}
