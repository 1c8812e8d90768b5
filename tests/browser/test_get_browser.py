"""The browser is looked for where it may be, and got the way that the machine allows."""

import shutil

import pytest

from tests.browser import get_browser

CHROMIUM = "#!/bin/sh\necho Chromium 156.0\n"


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A Debian machine, seen as root, on which nothing is installed; its programs go here."""
    (tmp_path / "env").symlink_to(str(shutil.which("env")))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("VITVIZ_CHROMIUM", raising=False)
    monkeypatch.setattr(get_browser, "_playwrights_own", lambda: None)
    monkeypatch.setattr(get_browser, "_as_root", lambda: [])
    monkeypatch.setattr(get_browser, "_distribution", lambda: "debian")
    return tmp_path


def program(folder, name, script):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return str(path)


def test_an_installed_chromium_is_found(machine):
    assert get_browser.find() is None
    assert program(machine, "chromium", CHROMIUM) == get_browser.find()


def test_the_named_program_comes_before_the_installed_one(machine, monkeypatch):
    program(machine, "chromium", CHROMIUM)
    named = program(machine, "mine", "#!/bin/sh\necho Google Chrome 156.0\n")
    monkeypatch.setenv("VITVIZ_CHROMIUM", named)
    assert get_browser.find() == named


def test_a_named_program_that_is_no_browser_is_refused(machine, monkeypatch):
    monkeypatch.setenv("VITVIZ_CHROMIUM", program(machine, "mine", "#!/bin/sh\necho hello\n"))
    with pytest.raises(SystemExit, match="VITVIZ_CHROMIUM names"):
        get_browser.find()


@pytest.mark.parametrize("stub", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\necho snap install\n", "junk"])
def test_a_stub_is_not_taken_for_a_browser(machine, stub):
    program(machine, "chromium", stub)
    assert get_browser.find() is None


def test_a_browser_in_a_snap_is_not_taken(machine):
    program(machine / "snap", "chromium", CHROMIUM)
    (machine / "chromium").symlink_to(machine / "snap/chromium")
    assert get_browser.find() is None


def test_debian_installs_its_own_package(machine):
    program(
        machine,
        "apt-get",
        f'#!/bin/sh\n/bin/echo "$@" >>{machine}/log\n'
        f"printf '{CHROMIUM!s}' >{machine}/chromium; /bin/chmod +x {machine}/chromium\n",
    )
    get_browser.install()
    assert get_browser.find() == str(machine / "chromium")
    assert (machine / "log").read_text().splitlines() == [
        "-qq update",
        "-qq install --yes --no-install-recommends chromium",
    ]


@pytest.mark.parametrize(
    ("root", "arguments"),
    [(None, "playwright install chromium"), ([], "playwright install --with-deps chromium")],
)
def test_elsewhere_playwright_brings_one(machine, monkeypatch, root, arguments):
    monkeypatch.setattr(get_browser, "_distribution", lambda: "ubuntu")
    monkeypatch.setattr(get_browser, "_as_root", lambda: root)
    asked = program(machine, "python", f'#!/bin/sh\n/bin/echo "$@" >{machine}/log\n')
    monkeypatch.setattr("sys.executable", asked)
    get_browser.install()
    assert (machine / "log").read_text().strip() == f"-m {arguments}"
