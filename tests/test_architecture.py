"""The rules that the tree keeps, each with the reason where it is stated (pyproject.toml, here)."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "vitviz"
BIN = Path(sys.executable).parent
THEME = PACKAGE / "figures/theme.py"
APP = (
    "app",
    *(f"app/{name}" for name in ("server", "host", "pages", "endpoints", "compute", "state")),
)
APP += ("app/share", "app/settings")
LONGEST = 300  # lines; what is longer is two files

COLOUR = re.compile(
    r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![\w-])|\b(?:rgb|hsl)a?\(\s*\d", re.IGNORECASE
)


def sources(*folders, endings=(".py", ".js", ".css")):
    files = [file for name in folders for file in sorted((ROOT / name).rglob("*"))]
    return [file for file in files if file.suffix in endings]


def modules():
    """Every Python file that runs for a user."""
    return [ROOT / "app.py", *sources("vitviz", endings=(".py",))]


def named(files):
    return [str(file.relative_to(ROOT)) for file in files]


def lint(folder):
    command = [BIN / "lint-imports", "--no-logo", "--no-cache", ROOT / "pyproject.toml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_imports_run_downward():
    linted = lint(ROOT)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("core/maps.py", "import streamlit", "The core knows neither page nor plot BROKEN"),
        ("figures/heat.py", "import torch", "Figures are drawn from arrays BROKEN"),
        ("text/say.py", "import vitviz.app", "Imports run downward BROKEN"),
        ("training/run.py", "import vitviz.text", "Imports run downward BROKEN"),
        ("web/show.py", "import vitviz.training", "The app needs no training BROKEN"),
        ("utils/__init__.py", "", "Imports run downward BROKEN"),
    ],
)
def test_an_import_upward_or_a_package_without_a_layer_is_seen(tmp_path, file, line, broken):
    packages = ("", "core", "images", "errors", "text", "figures", "web", "training", *APP)
    for name in (*packages, Path(file).parent):
        (tmp_path / "vitviz" / name).mkdir(exist_ok=True, parents=True)
        (tmp_path / "vitviz" / name / "__init__.py").touch()
    (tmp_path / "vitviz" / file).write_text(line)
    linted = lint(tmp_path)
    assert linted.returncode == 1
    assert broken in linted.stdout


def test_importing_vitviz_loads_nothing_heavy():
    heavy = {"torch", "timm", "streamlit", "numpy", "PIL"}
    code = f"import sys, vitviz; print(sorted({heavy} & sys.modules.keys()))"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert told.stdout.strip() == "[]", told.stderr


def test_every_module_has_a_test_file_of_its_name():
    wanted = {mirror(module) for module in sources("vitviz", endings=(".py",)) if says(module)}
    missing = named(sorted(file for file in wanted if not file.exists()))
    assert not missing, "\n".join(missing)


def mirror(module):
    """Where `module` is tested: vitviz/core/maps.py in tests/core/test_maps.py."""
    name = "init" if module.stem == "__init__" else module.stem
    return ROOT / "tests" / module.relative_to(PACKAGE).parent / f"test_{name}.py"


def says(module):
    """Whether a module does more than gather names from others."""
    gathering = (ast.Import, ast.ImportFrom, ast.Expr)
    body = ast.parse(module.read_text()).body
    return any(not isinstance(node, gathering) and not names_all(node) for node in body)


def names_all(node):
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def test_no_file_is_long():
    files = [*ROOT.glob("*.py"), *sources("vitviz", "tests", "benchmarks")]
    lengths = {file: len(file.read_text().splitlines()) for file in files}
    long = named(file for file, lines in lengths.items() if lines > LONGEST)
    assert not long, "\n".join(long)


def test_nothing_prints_or_asserts_and_everything_public_says_what_it_is():
    rules = "T20,S101,D100,D101,D102,D103"  # whatever the project file ignores
    command = [BIN / "ruff", "check", "--isolated", "--ignore-noqa", "--select", rules]
    checked = subprocess.run([*command, *modules()], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_only_the_theme_knows_colours():
    files = [file for file in sources("vitviz") if file != THEME]
    coloured = [
        f"{file.relative_to(ROOT)}: {found}"
        for file in files
        if (found := COLOUR.findall(painted(file)))
    ]
    assert not coloured, "\n".join(coloured)


def painted(file):
    """The text of a file that can hold a colour: of Python, only strings that are no docstrings."""
    if file.suffix != ".py":
        return file.read_text()
    tree = ast.parse(file.read_text())
    words = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return "\n".join(
        node.value for node in strings if isinstance(node.value, str) and id(node) not in words
    )


@pytest.mark.parametrize("colour", ["#fff", "#FFF8", "#4a55c8", "#4a55c880", "rgba(0, 0, 0, .2)"])
def test_a_colour_is_recognised(colour):
    assert COLOUR.findall(f"border: 1px solid {colour};")


@pytest.mark.parametrize("text", ["#main {", "#fade-in {", "rgb(${r}, ${g}, ${b})", "#12345"])
def test_what_is_no_colour_is_left_alone(text):
    assert not COLOUR.findall(text)


def test_the_app_around_the_page_has_the_themes_colours():
    config = (ROOT / ".streamlit/config.toml").read_text()
    used = {colour.lower() for colour in COLOUR.findall("\n".join(strings_of(config)))}
    assert used
    assert used <= {colour.lower() for colour in COLOUR.findall(THEME.read_text())}


def strings_of(config):
    theme = tomllib.loads(config)["theme"]
    tables = [theme, *(value for value in theme.values() if isinstance(value, dict))]
    return [value for table in tables for value in table.values() if isinstance(value, str)]


def test_every_package_imported_is_required_at_one_version():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [pin for pins in project["optional-dependencies"].values() for pin in pins]
    pins = [line for line in (*lines, *extras) if line and not line.startswith("#")]
    required = [pin.split("==") for pin in pins]
    assert all(len(pin) == 2 for pin in required)
    known = {plain(name) for name, _ in required}
    owners = packages_distributions()
    imported = {top for module in modules() for top in imports(module)}
    foreign = imported - set(sys.stdlib_module_names) - {"vitviz"}
    unlisted = {top for top in foreign if not known & {plain(o) for o in owners.get(top, [top])}}
    assert unlisted == set()


def plain(name):
    return name.lower().replace("_", "-")


def imports(module):
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
