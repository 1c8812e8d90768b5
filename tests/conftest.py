"""What all tests share: checked shapes, one thread for each worker, three parts of the browser's.

`--shapes` checks every shape in the signatures of `vitviz.core` and `vitviz.images` while the
tests run. Only tests ask for it, so a user's run pays nothing.
"""

import os
import re
from collections import Counter

import pytest
from hypothesis import settings

# Two or three workers on two cores: more threads than that only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

BROWSER = "tests/browser/"
# Those that need the cores least: they wait for a slow network, or for a server to come and go.
WAITING = re.compile(r"test_(get_browser|lecture|server|server_gone|slow_network)\.py")
LATER = re.compile(r"test_(ahead|explain|inside|positions|rollout|share|faithfulness)\.py")

# A loaded machine is no failure, and what fails for one developer fails for all.
settings.register_profile("vitviz", deadline=None, derandomize=True)
settings.load_profile("vitviz")


def pytest_addoption(parser):
    parser.addoption("--shapes", action="store_true", help="check the shapes that signatures state")


def pytest_configure(config):
    if config.getoption("shapes"):
        from jaxtyping import install_import_hook

        import tests.shapes  # noqa: F401, the hook finds the checker in the loaded module

        install_import_hook(["vitviz.core", "vitviz.images"], "tests.shapes.checked")


def pytest_collection_modifyitems(items):
    """What takes longest first, so that no worker waits for another in the end."""
    sizes = Counter(scope(item.nodeid) for item in items)
    items.sort(key=lambda item: (not item.nodeid.startswith(BROWSER), -sizes[scope(item.nodeid)]))


def scope(nodeid):
    """What one worker runs as a whole: a file, with its fixtures, or a part of the browser tests.

    Each part of those has one server and one browser.
    """
    file = nodeid.partition("::")[0]
    if not file.startswith(BROWSER):
        return file
    part = "waiting" if WAITING.search(file) else "later" if LATER.search(file) else "first"
    return f"browser, {part}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give each worker whole scopes, in the order of the tests.

    (Grouping by mark, `--dist loadgroup`, has no effect with pytest 9.2 and xdist 3.8.)
    """
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class Whole(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return scope(nodeid)

    config.option.loadscopereorder = False  # it would put the browser tests after large files
    return Whole(config, log)
