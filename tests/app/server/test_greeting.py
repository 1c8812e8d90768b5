import re

import pytest

from vitviz.app.compute import photos, startup
from vitviz.app.server import greeting
from vitviz.app.server.analysis import load_endpoints
from vitviz.app.settings import Settings
from vitviz.core.assets import ASSETS
from vitviz.errors import ModelError
from vitviz.text import words

EN, ZH = words("en"), words("zh")


@pytest.fixture
def bound(monkeypatch):
    """A function that says where the server listens, and where others reach it."""

    def to(address, others=""):
        options = {"server.address": address, "server.port": 8501}
        monkeypatch.setattr(greeting.st, "get_option", options.get)
        monkeypatch.setattr(greeting.share, "all_reached_at", lambda _: others.split())

    return to


def test_the_address_comes_first_and_all_is_a_few_lines(bound):
    bound("127.0.0.1")
    first, *rest = greeting.at_once(EN)
    assert first == "vitviz: http://127.0.0.1:8501"
    assert len(rest) <= 4


def test_on_one_machine_alone_the_command_for_a_lecture_is_told(bound):
    bound("127.0.0.1")
    assert "make lecture" in "".join(greeting.at_once(EN))


def test_in_a_network_the_address_for_the_room_is_told(bound):
    bound("0.0.0.0", others="192.168.1.20:8501")
    said = "".join(greeting.at_once(EN))
    assert "http://192.168.1.20:8501" in said
    assert "http://127.0.0.1:8501" in said
    assert "make lecture" not in said


def test_in_a_lecture_the_teachers_page_is_told(bound, monkeypatch):
    bound("0.0.0.0", others="192.168.1.20:8501")
    assert "/lecture" not in "".join(greeting.at_once(EN))
    monkeypatch.setattr(greeting, "settings", lambda: Settings(lecture=True))
    assert "http://127.0.0.1:8501/lecture" in "".join(greeting.at_once(EN))


def test_a_lecture_without_a_network_is_told_to_find_one_not_to_start_again(bound, monkeypatch):
    monkeypatch.setattr(greeting, "settings", lambda: Settings(lecture=True))
    bound("0.0.0.0")
    said = "".join(greeting.at_once(EN))
    assert "in no network" in said
    assert "make lecture" not in said
    bound("127.0.0.1")
    assert "make lecture" in "".join(greeting.at_once(EN))


def test_in_a_lecture_further_addresses_are_told(bound, monkeypatch):
    bound("0.0.0.0", others="192.168.1.20:8501 10.42.0.1:8501")
    assert "10.42.0.1" not in "".join(greeting.at_once(EN))
    monkeypatch.setattr(greeting, "settings", lambda: Settings(lecture=True))
    assert "instead: 10.42.0.1:8501" in "".join(greeting.at_once(EN))


def test_the_teachers_page_is_where_the_server_listens(bound, monkeypatch):
    monkeypatch.setattr(greeting, "settings", lambda: Settings(lecture=True))
    bound("10.1.2.3", others="10.1.2.3:8501")
    assert "http://10.1.2.3:8501/lecture" in "".join(greeting.at_once(EN))


def test_the_budget_is_told_in_gigabytes(bound, monkeypatch):
    bound("127.0.0.1")
    monkeypatch.setattr(greeting.budget, "total", lambda: 6_320_000_000)
    monkeypatch.setattr(greeting.budget, "memory", lambda: 25_300_000_000)
    assert "at most 6.3 of 25.3 GB" in "".join(greeting.at_once(EN))


def test_where_memory_is_short_what_follows_for_photos_is_told(bound, monkeypatch):
    bound("127.0.0.1")
    assert "one at a time" not in "".join(greeting.at_once(EN))
    monkeypatch.setattr(greeting.budget, "decoders", lambda: 1)
    monkeypatch.setattr(greeting.budget, "most_pixels", lambda: 23_000_000)
    assert "one at a time, up to 23 million pixels" in "".join(greeting.at_once(EN))


def test_a_setting_that_is_none_is_told(bound, monkeypatch):
    bound("127.0.0.1")
    monkeypatch.setenv("VITVIZ_DEVISE", "cpu")
    assert "VITVIZ_DEVICE meant" in "".join(greeting.at_once(EN))


def test_photos_whose_files_are_missing_are_named_with_the_command(bound, monkeypatch):
    bound("127.0.0.1")
    monkeypatch.setattr(greeting.photos, "missing", lambda: photos.bundled()[:2])
    (said,) = [line for line in greeting.at_once(EN) if "missing" in line]
    assert "coffee.jpg, koala.jpg" in said
    assert said.endswith("git checkout -- assets/photos")


def test_when_it_is_ready_the_device_is_told(monkeypatch):
    monkeypatch.setattr(greeting.models, "device_name", lambda: "CPU")
    said = greeting.when_ready(EN, startup.Progress("ready", 12.4))
    assert "12 s" in said
    assert said.endswith("CPU")


@pytest.mark.parametrize("language", [EN, ZH])
def test_a_damaged_model_is_named_with_the_command_in_the_terminals_language(language):
    error = ModelError("weights_damaged", file=str(ASSETS / "models/a-vit/model.safetensors"))
    said = greeting.when_ready(language, startup.Progress("models", 3.0, error))
    assert "git checkout -- assets/models/a-vit/model.safetensors" in said
    assert bool(re.search("[一-鿿]", said)) == (language is ZH)


def test_it_is_written_to_the_terminal_at_once_and_again_when_ready(bound, monkeypatch, capsys):
    bound("127.0.0.1")
    monkeypatch.setattr(greeting.models, "device_name", lambda: "CPU")
    loads = []

    def start(told, load):
        loads.append(load)
        told(startup.Progress("ready", 1))

    monkeypatch.setattr(greeting.startup, "start", start)
    greeting.greet(EN)
    assert loads == [load_endpoints]  # before it is ready
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "  vitviz: http://127.0.0.1:8501"
    assert said[-1].endswith("CPU")
