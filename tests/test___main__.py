import pytest

from vitviz import __main__


def test_without_a_command_nothing_is_done():
    with pytest.raises(SystemExit):
        __main__.main([])


def test_the_exit_status_is_the_commands(monkeypatch):
    monkeypatch.setattr(__main__.coverage, "_run", lambda given: len(given.names))
    assert __main__.main(["coverage", "a", "b"]) == 2
