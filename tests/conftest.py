"""What all tests share: checked shapes, one thread for each worker, two halves of the browser.

`--shapes` checks every shape in the signatures of `vitviz.core` and `vitviz.images` while the
tests run. Only tests ask for it, so a user's run pays nothing.
"""

import os
import re

import pytest
from hypothesis import settings

# Two workers on two cores: more threads than that only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

LATER = re.compile(
    r"test_(ahead|explain|inside|positions|rollout|share|faithfulness|slow_network)\.py"
)

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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give each half of the browser tests to one worker, with one server and one browser for it.

    (Grouping by mark, `--dist loadgroup`, has no effect with pytest 9.2 and xdist 3.8.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class BrowserTogether(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            if not nodeid.startswith("tests/browser/"):
                return nodeid
            return "browser, later" if LATER.search(nodeid) else "browser"

    return BrowserTogether(config, log)
