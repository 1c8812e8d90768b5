import os
import socket
import sys
from pathlib import Path

import pytest

from vitviz import __main__
from vitviz.cli import lecture


@pytest.fixture
def became(monkeypatch, tmp_path):
    """What the process would have become: a list with the file, the words and the environment."""
    found = []
    monkeypatch.setattr(lecture, "cannot_listen", lambda *_: "")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "execve", lambda *how: found.extend(how))
    return found


def test_the_process_becomes_a_server_on_the_local_network(became):
    __main__.main(["lecture", "--port", "8600"])
    file, words, environment = became
    assert file == words[0] == sys.executable
    assert words[1:4] == ["-m", "streamlit", "run"]
    assert words[5:] == ["--server.address", "0.0.0.0", "--server.port", "8600"]
    assert environment["VITVIZ_LECTURE"] == "1"


def test_it_runs_where_the_servers_own_configuration_lies(became):
    __main__.main(["lecture"])
    assert Path.cwd().samefile(lecture.ROOT)
    assert Path(".streamlit/config.toml").is_file()
    assert Path(became[1][4]).is_file()


def test_what_the_operator_has_set_stands():
    assert lecture.environment({"VITVIZ_LECTURE": "0", "HOME": "/a"}) == {
        "VITVIZ_LECTURE": "0",
        "HOME": "/a",
    }


def test_without_the_app_it_says_so(became, monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(lecture, "ROOT", tmp_path)
    assert __main__.main(["lecture"]) == 1
    assert became == []
    assert "checkout" in caplog.text


def test_a_port_that_is_taken_is_said_before_anything_starts(became, monkeypatch, caplog):
    monkeypatch.undo()
    monkeypatch.setattr(os, "execve", lambda *how: became.extend(how))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = ["lecture", "--address", "127.0.0.1", "--port", str(port)]
        assert __main__.main(said) == 1
    assert became == []
    assert f"port {port} is taken" in caplog.text
    assert "make lecture PORT=" in caplog.text
    assert lecture.cannot_listen("127.0.0.1", port) == ""


def test_an_address_that_is_not_this_machines_is_said():
    assert "nobody can listen at 192.0.2.77" in lecture.cannot_listen("192.0.2.77", 8501)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80x"])
def test_what_is_no_port_is_refused(port, capsys):
    with pytest.raises(SystemExit):
        __main__.main(["lecture", "--port", port])
    assert "--port" in capsys.readouterr().err
