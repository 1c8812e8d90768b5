import ast
import subprocess
import sys
import tomllib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import vitviz
from tests.core.families import small

ROOT = Path(__file__).parents[1]
NAMES = [name for name in vitviz.__all__ if name != "__version__"]


def told(code):
    """What a fresh interpreter prints."""
    run = [sys.executable, "-c", code]
    return subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_what_the_core_calls_so(name):
    found = getattr(vitviz, name)
    assert found.__name__ == name
    assert found is getattr(sys.modules[found.__module__], name)
    assert found.__module__.startswith(("vitviz.core.", "vitviz.errors", "vitviz.images."))


def test_type_checkers_see_the_same_names_from_the_same_homes():
    tree = ast.parse(Path(vitviz.__file__).read_text())
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.name: node.module for node in checked.body for alias in node.names}
    assert seen == {name: getattr(vitviz, name).__module__ for name in NAMES}


def test_names_are_listed_before_they_are_used():
    listed = told("import vitviz; print(*dir(vitviz))")
    assert set(vitviz.__all__) <= set(listed)


def test_a_name_loads_no_more_than_its_own_module_needs():
    code = (
        "import sys, vitviz; vitviz.VitvizError; print(*{'torch', 'PIL', 'timm'} & {*sys.modules})"
    )
    assert told(code) == []


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = vitviz.nothing
    assert not hasattr(vitviz, "relevances")


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert vitviz.__version__ == project["version"]


def test_the_pipeline_works_as_printed():
    picture = np.random.default_rng(0).integers(0, 256, (90, 200, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    vit = small("dinov2")
    photo = vitviz.decode(file.getvalue())
    pixels, framing = vitviz.frame(photo, vit)
    trace = vitviz.capture(vit, pixels)
    assert isinstance(framing, vitviz.Framing)
    assert framing.grid == trace.grid == (3, 5)
    assert trace.prefix == 1
    assert len(trace.layers) == 2
    assert trace.logits.shape == (7,)
    weights = vitviz.attention(trace.layers[1], queries=[0])
    assert weights.shape == (3, 1, 16)
    rolled = vitviz.rollout(trace, queries=None, fusion="mean", residual=0.5, discard=0.0)
    assert rolled.shape == (16, 16)
    torch.testing.assert_close(rolled.sum(1), torch.ones(16))
