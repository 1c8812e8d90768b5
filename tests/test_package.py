"""What `pip install .` would install: built as pip builds it, and used from another folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from vitviz.core.assets import ASSETS, photos
from vitviz.web.browser_files import FRONTEND, served

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "vitviz"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder outside of the project that holds what the wheel would."""
    folder = tmp_path_factory.mktemp("installed")
    told = [sys.executable, "setup.py", "-q", "egg_info", "--egg-base", folder]
    told += ["build_py", "--build-lib", folder / "lib"]
    built = subprocess.run(told, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return folder / "lib"


def files(folder, *patterns):
    found = [path for pattern in patterns for path in folder.glob(pattern) if path.is_file()]
    return {path.relative_to(folder) for path in found}


def test_every_file_that_the_code_reads_is_packed(installed):
    wanted = files(PACKAGE, "**/*.py", "**/*.po", "py.typed")
    browser = [*served(), *FRONTEND.rglob("*.css")]
    wanted |= {path.relative_to(PACKAGE) for path in browser}
    packed = files(installed / "vitviz", "**/*")
    assert sorted(wanted - packed) == []


def test_all_assets_are_packed_but_the_screenshots(installed):
    wanted = {path for path in files(ASSETS, "**/*") if path.parts[0] != "screenshots"}
    assert files(installed / "vitviz/assets", "**/*") == wanted


def test_nothing_is_packed_beside_the_package(installed):
    assert [path.name for path in installed.iterdir()] == ["vitviz"]


USED_ELSEWHERE = """
import vitviz
from vitviz.core.assets import ASSETS, photos
vit = vitviz.load("everyday-vit-s14", device="cpu")
photo = vitviz.decode(vitviz.sample_photo("cat"))
pixels, _ = vitviz.frame(photo, vit)
said = vit.labels[int(vitviz.capture(vit, pixels).logits.argmax())]
print(vitviz.__file__, ASSETS, len(photos()), said, sep="\\n")
"""


def test_an_installed_copy_finds_its_own_assets(installed, tmp_path):
    run = [sys.executable, "-c", USED_ELSEWHERE]
    environment = {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    told = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == [
        str(installed / "vitviz/__init__.py"),
        str(installed / "vitviz/assets"),
        str(len(photos())),
        "cat",
    ]


def test_an_installed_copy_serves_its_own_icon_and_font(installed, tmp_path):
    code = "from vitviz.app.server import routes, static_files as s; print(routes.FONTS, s._ICON)"
    environment = {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    run = [sys.executable, "-W", "ignore", "-c", code]
    told = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert told.stdout.split() == [
        str(installed / "vitviz/assets/fonts"),
        str(installed / "vitviz/assets/icon.png"),
    ]
