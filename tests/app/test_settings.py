import pytest
from pydantic import ValidationError

from vitviz.app.settings import _REFUSALS, Settings, operators_words, settings, unknown
from vitviz.text import words


def test_the_defaults_serve_a_phone_photo_and_a_lecture():
    found = Settings()
    assert found.upload_bytes == 25_000_000
    assert found.device == "auto"


def test_the_environment_changes_a_setting(monkeypatch):
    monkeypatch.setenv("VITVIZ_TRACE_BYTES", "1000")
    assert Settings().trace_bytes == 1000


def test_names_and_networks_are_listed_with_commas(monkeypatch):
    monkeypatch.setenv("VITVIZ_HOSTS", "Vit.example.edu. , *.example.org:8501")
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


@pytest.fixture
def anew(monkeypatch):
    """The process's settings, read again."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    yield settings
    settings.cache_clear()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("VITVIZ_DEVICE", "tpu", "VITVIZ_DEVICE must be auto, cpu, cuda or mps; it is “tpu”."),
        ("VITVIZ_MEMORY_BYTES", "2 GB", "must be a whole number of bytes above 0"),
        ("VITVIZ_UPLOAD_BYTES", "0", "such as 2000000000; it is “0”."),
        ("VITVIZ_TRUSTED_PROXIES", "a proxy", "VITVIZ_TRUSTED_PROXIES must be addresses"),
        ("VITVIZ_METRICS", "open", "VITVIZ_METRICS must be 1 or 0; it is “open”."),
    ],
)
def test_a_value_that_makes_no_sense_ends_the_process_with_one_sentence(
    monkeypatch, anew, name, value, said
):
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        anew()
    assert said in ended.value.code
    assert len(ended.value.code.splitlines()) == 1


def test_a_setting_that_is_no_number_of_bytes_has_a_sentence_of_its_own():
    others = {name for name in Settings.model_fields if not name.endswith("_bytes")}
    assert others == _REFUSALS.keys()


def test_the_sentence_is_in_the_terminals_language(monkeypatch, anew):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("VITVIZ_DEVICE", "tpu")
    with pytest.raises(SystemExit, match="必须是"):
        anew()


def test_a_terminal_without_a_language_is_spoken_to_in_english(monkeypatch, anew):
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert operators_words().language == "en"


def test_a_name_that_is_no_setting_is_told_with_the_nearest_one(monkeypatch):
    monkeypatch.setenv("VITVIZ_MEMORY_BYTE", "1")
    monkeypatch.setenv("VITVIZ_TRACE_BYTES", "1")
    assert unknown(words("en")) == [
        "VITVIZ_MEMORY_BYTE is no setting and is ignored. Is VITVIZ_MEMORY_BYTES meant?"
    ]


def test_a_name_like_none_is_told_with_all_that_there_are(monkeypatch):
    monkeypatch.setenv("VITVIZ_Q", "1")
    assert "VITVIZ_DEVICE, VITVIZ_MEMORY_BYTES" in unknown(words("en"))[0]
