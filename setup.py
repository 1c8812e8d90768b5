"""What pyproject.toml cannot say: `assets/` of the project is packed as `vitviz/assets`.

The folder stays at the top, where a reader looks for it; `vitviz.core.assets.ASSETS` finds it in a
checkout and installed. Listing every package in pyproject.toml would do the same and go stale.
"""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["vitviz", "vitviz.*"]), "vitviz.assets"],
    package_dir={"vitviz.assets": "assets"},
)
