import threading

from vitviz.app.compute import analyses, models, startup


def waited(until, patience=60.0):
    gate = threading.Event()
    for _ in range(int(patience / 0.05)):
        progress = startup.progress()
        if until(progress):
            return progress
        gate.wait(0.05)
    raise TimeoutError(progress)


def test_the_process_becomes_ready_and_the_first_photo_is_computed():
    progress = waited(lambda progress: progress.ready or progress.error)
    assert progress.error is None
    spec = analyses.AnalysisSpec("coffee", "everyday-vit-s14", "published", 0)
    assert analyses._analyses.get(analyses.analysis(spec).key) is not None


def test_what_goes_wrong_is_kept_for_the_page(monkeypatch):
    monkeypatch.setattr(startup, "_error", None)
    monkeypatch.setattr(startup, "_stage", "libraries")
    monkeypatch.setattr(models, "model", lambda *_: 1 / 0)
    told = []
    startup._prepare(told.append, lambda: None)
    assert [type(progress.error) for progress in told] == [ZeroDivisionError]
    assert isinstance(startup.progress().error, ZeroDivisionError)
    assert not startup.progress().ready


def test_what_the_first_visitor_needs_is_loaded_before_the_process_says_that_it_is_ready(
    monkeypatch,
):
    waited(lambda progress: progress.ready or progress.error)  # no other thread writes its stage
    monkeypatch.setattr(startup, "_stage", "libraries")
    monkeypatch.setattr(startup, "_collect_forever", lambda: None)
    loaded, told = [], []
    startup._prepare(told.append, lambda: loaded.append(startup.progress().stage))
    assert loaded == ["photo"]
    assert [progress.stage for progress in told] == ["ready"]
