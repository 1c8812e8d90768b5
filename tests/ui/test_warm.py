import threading

from vitviz.ui import store, warm


def waited(until, patience=60.0):
    gate = threading.Event()
    for _ in range(int(patience / 0.05)):
        state = warm.progress()
        if until(state):
            return state
        gate.wait(0.05)
    raise TimeoutError(state)


def test_the_process_becomes_ready_and_the_first_photo_is_computed():
    state = waited(lambda state: state.ready or state.error)
    assert state.error is None
    recipe = store.Recipe("coffee", "everyday-vit-s14", "published", 0)
    assert store._looks.get(store.look(recipe).key) is not None


def test_what_goes_wrong_is_kept_for_the_page(monkeypatch):
    monkeypatch.setattr(warm, "_error", None)
    monkeypatch.setattr(warm, "_stage", "libraries")
    monkeypatch.setattr(store, "model", lambda *_: 1 / 0)
    warm._warm()
    assert isinstance(warm.progress().error, ZeroDivisionError)
    assert not warm.progress().ready
