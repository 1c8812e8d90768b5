import jaxtyping
import pytest


@pytest.fixture
def unchecked(monkeypatch):
    """Run as a user does, shapes in signatures unchecked, so that the code's own refusal is met."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
