"""Finds the Chromium that the browser tests drive, and gets one where there is none.

`find()` looks; run as a program this file also installs: Debian's own package where that is
allowed, otherwise the build that Playwright brings (Ubuntu's package is only a stub of a snap,
and a snap cannot be driven from outside). Nothing is installed where a browser is found.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "No Chromium was found and none could be installed. Install Chromium or Google Chrome, "
    "or name its program in the environment variable VITVIZ_CHROMIUM, and repeat."
)
BROKEN = "VITVIZ_CHROMIUM names {path}, which does not start as Chromium or Chrome."
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as play: print(play.chromium.executable_path)"
)


def find() -> str | None:
    """The path of a Chromium or Chrome that starts, or None."""
    if named := os.environ.get("VITVIZ_CHROMIUM"):
        return named if _starts(named) else sys.exit(BROKEN.format(path=named))
    candidates = filter(None, map(shutil.which, NAMES))
    return next((path for path in candidates if _starts(path)), None) or _playwrights_own()


def _starts(path: str) -> bool:
    if "snap" in Path(path).resolve().parts or Path(path).resolve().name == "snap":
        return False
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.returncode == 0 and told.stdout.startswith(("Chromium", "Google Chrome"))


def _playwrights_own() -> str | None:
    asked = subprocess.run([sys.executable, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True)
    path = asked.stdout.strip()
    return path if asked.returncode == 0 and Path(path).exists() else None


def _as_root() -> list[str] | None:
    """What stands before a command to run it as root; None where that cannot be had."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    allowed = sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0
    return [sudo, "-n"] if sudo and allowed else None


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release()["ID"]
    except OSError:
        return ""


def install() -> None:
    """Try what this machine allows, first its own packages, until a browser is there."""
    root = _as_root()
    if _distribution() == "debian" and root is not None:
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        subprocess.run([*apt, "update"])
        subprocess.run([*apt, "install", "--yes", "--no-install-recommends", "chromium"])
    if find() is None:
        libraries = [] if root is None else ["--with-deps"]
        subprocess.run([sys.executable, "-m", "playwright", "install", *libraries, "chromium"])


if __name__ == "__main__":
    if find() is None:
        print("Installing a browser for the browser tests", flush=True)  # noqa: T201
        install()
    if find() is None:
        sys.exit(MISSING)
