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


def test_names_and_networks_are_listed_with_commas(monkeypatch):
    monkeypatch.setenv("VITVIZ_HOSTS", "Vit.example.edu. , *.example.org")
    monkeypatch.setenv("VITVIZ_TRUSTED_PROXIES", "10.0.0.2,192.168.4.0/24, fd00::/8")
    found = Settings()
    assert found.hosts == ("vit.example.edu", "*.example.org")
    named = [str(network) for network in found.trusted_proxies]
    assert named == ["10.0.0.2/32", "192.168.4.0/24", "fd00::/8"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VITVIZ_DEVICE", "tpu"),
        ("VITVIZ_TRACE_BYTES", "0"),
        ("VITVIZ_TRUSTED_PROXIES", "proxy"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
