import json

import pytest

from vitviz.core.models.hub_config import require_timm
from vitviz.errors import ModelError


def refused(path, content):
    (path / "config.json").write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(ModelError) as caught:
        require_timm("owner/name", path / "config.json")
    return caught.value


def test_a_configuration_that_timm_can_build_passes(tmp_path):
    (tmp_path / "config.json").write_text('{"architecture": "test_vit"}')
    require_timm("owner/name", tmp_path / "config.json")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"architectures": ["ViTForImageClassification"], "model_type": "vit"}, "ViTForImageClass"),
        ({"model_type": "dinov2"}, "dinov2"),
    ],
)
def test_one_of_another_library_says_what_it_is(tmp_path, content, kind):
    error = refused(tmp_path, content)
    assert error.reason == "hub_not_timm"
    assert str(error.facts["kind"]).startswith(kind)


@pytest.mark.parametrize(
    "content", ["{", "[]", "{}", '{"architecture": 3}', '{"architectures": 3}']
)
def test_one_that_says_nothing_is_told_so(tmp_path, content):
    assert refused(tmp_path, content).reason == "hub_no_architecture"


def test_no_configuration_says_nothing_either():
    with pytest.raises(ModelError, match="hub_no_architecture"):
        require_timm("owner/name", None)


def test_an_architecture_of_a_newer_timm_is_told_with_the_version_that_is_here(tmp_path):
    error = refused(tmp_path, {"architecture": "vit_of_tomorrow"})
    assert (error.reason, error.facts["architecture"]) == ("hub_newer", "vit_of_tomorrow")
