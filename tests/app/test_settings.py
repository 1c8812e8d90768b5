import pytest
from pydantic import ValidationError

from vitviz.app.settings import Settings


def test_the_defaults_serve_a_phone_photo_and_a_lecture():
    found = Settings()
    assert found.upload_bytes == 25_000_000
    assert found.device == "auto"


def test_the_environment_changes_a_setting(monkeypatch):
    monkeypatch.setenv("VITVIZ_TRACE_BYTES", "1000")
    assert Settings().trace_bytes == 1000


@pytest.mark.parametrize(("name", "value"), [("VITVIZ_DEVICE", "tpu"), ("VITVIZ_TRACE_BYTES", "0")])
def test_a_setting_that_makes_no_sense_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
