"""The rules that the browser half keeps: who may import whom, and what only the host names."""

import re
from pathlib import Path

import pytest

from vitviz.web.browser_files import FRONTEND

# From above to below: a module imports from its own folder and from lower layers only.
LAYERS = (("views",), ("widgets", "charts", "maps"), ("view",), ("paint", "math", "net"), ("lib",))
HOST_IMPORTS = {"host", "view", "net", "lib"}  # and nothing imports the host
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[\w./-]+\.js)["']""")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w])//[^\n]*", re.DOTALL)
OF_THE_HOST = re.compile(r"--st-|\bstApp\b|data-testid|document\.baseURI|\blocalStorage\b")
UNCHECKED = re.compile(r"@ts-(?:nocheck|ignore|expect-error)")


def sources(root):
    return sorted(root.rglob("*.js"))


def code(file):
    """A module without its comments, which may name types of any folder."""
    return COMMENT.sub("", file.read_text("utf-8"))


def layer(folder):
    return next(i for i, folders in enumerate(LAYERS) if folder in folders)


def allowed(importer, imported):
    if importer == "host" or imported == "host":
        return importer == "host" and imported in HOST_IMPORTS
    return importer == imported or layer(importer) < layer(imported)


def upward(root):
    """Each import that the layers forbid, as 'maps/a.js imports views/b.js'."""
    for file in sources(root):
        for name in IMPORT.findall(code(file)):
            target = (file.parent / name).resolve().relative_to(root)
            if not allowed(file.relative_to(root).parts[0], target.parts[0]):
                yield f"{file.relative_to(root).as_posix()} imports {target.as_posix()}"


def naming(root, pattern, read):
    """The modules outside host/ in which `pattern` is found."""
    files = [file for file in sources(root) if file.relative_to(root).parts[0] != "host"]
    return [file.relative_to(root).as_posix() for file in files if pattern.search(read(file))]


def test_every_module_lies_in_a_folder_of_the_layers():
    known = {"host", *(folder for folders in LAYERS for folder in folders)}
    assert {file.relative_to(FRONTEND).parts[0] for file in sources(FRONTEND)} == known


def test_imports_run_downward():
    assert list(upward(FRONTEND)) == []


def test_every_import_leads_to_a_module():
    lost = [
        f"{file.relative_to(FRONTEND).as_posix()}: {name}"
        for file in sources(FRONTEND)
        for name in IMPORT.findall(code(file))
        if not (file.parent / name).is_file()
    ]
    assert lost == []


def test_only_the_host_names_what_the_page_is_held_by():
    assert naming(FRONTEND, OF_THE_HOST, code) == []


def test_no_module_is_left_out_of_the_check_of_types():
    assert naming(FRONTEND, UNCHECKED, Path.read_text) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("lib/a.js", "math/b.js"),
        ("math/a.js", "paint/b.js"),
        ("net/a.js", "view/b.js"),
        ("view/a.js", "maps/b.js"),
        ("maps/a.js", "views/explore/b.js"),
        ("maps/a.js", "charts/b.js"),
        ("views/explore/a.js", "host/b.js"),
        ("host/a.js", "widgets/b.js"),
    ],
)
def test_an_import_upward_sideways_or_of_the_host_is_seen(tmp_path, importer, imported):
    lines = write(tmp_path, importer, imported)
    assert list(upward(tmp_path)) == [f"{importer} imports {imported}"], lines


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("views/explore/a.js", "views/frame/b.js"),
        ("maps/a.js", "lib/b.js"),
        ("host/a.js", "net/b.js"),
    ],
)
def test_an_import_downward_or_within_a_folder_is_allowed(tmp_path, importer, imported):
    write(tmp_path, importer, imported)
    assert list(upward(tmp_path)) == []


def write(root, importer, imported):
    """Two modules of which one imports the other."""
    for name in (importer, imported):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    steps = "../" * (len(Path(importer).parts) - 1)
    (root / importer).write_text(f'import {{ b }} from "{steps}{imported}";\n')


@pytest.mark.parametrize("text", ['"--st-text-color"', "document.baseURI", '"[data-testid=a]"'])
def test_a_name_of_the_host_is_seen_in_code_but_not_in_a_comment(tmp_path, text):
    (tmp_path / "view").mkdir()
    for name, line in (("a", f"const a = {text};"), ("b", f"// {text}"), ("c", f"/* {text} */")):
        (tmp_path / f"view/{name}.js").write_text(f"{line}\n")
    assert naming(tmp_path, OF_THE_HOST, code) == ["view/a.js"]
