import pytest

from vitviz.app.pages.panel import Panel


def test_a_panel_cannot_be_changed_once_it_is_made():
    with pytest.raises(AttributeError):
        Panel("explorer").view = "rollout"
