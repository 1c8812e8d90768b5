"""How models come into memory, with a hub on this machine and timm's smallest ViT."""

import threading

import pytest
from huggingface_hub import constants

from tests.hub import Hub, random_weights, serving
from tests.own import own_model
from vitviz.app.compute import models, opening, own
from vitviz.app.compute.cache import Cache
from vitviz.app.settings import Settings
from vitviz.errors import ModelError, VitvizError

NAME = "test_vit.r160_in1k"
REPO = "timm/test_vit.r160_in1k"
PATIENCE = 60  # seconds after which an opening that says nothing is broken


@pytest.fixture(scope="module")
def weights():
    return random_weights()


@pytest.fixture
def hub(weights, tmp_path, monkeypatch):
    """A hub that has them; neither the cache of files nor the memory holds any model."""
    with serving(Hub({f"{REPO}/model.safetensors": weights})) as address:
        template = address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", address)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
        monkeypatch.setattr(models, "_models", Cache(10**9, models.model_bytes))
        monkeypatch.setattr(models, "allowed", lambda: "any")
        monkeypatch.setattr(opening, "_refused", {})
        yield address


class Heard:
    """All that a listener is told, up to the last word."""

    def __init__(self):
        self.events = []
        self.over = threading.Event()

    def __call__(self, event):
        self.events.append(event)
        if not isinstance(event, opening.Reached):
            self.over.set()

    @property
    def stages(self):
        told = [event.stage for event in self.events if isinstance(event, opening.Reached)]
        return list(dict.fromkeys(told))


def opened(name=NAME, weights="published"):
    heard = Heard()
    with opening.listening(name, weights, heard):
        assert heard.over.wait(PATIENCE)
    return heard


def test_a_model_goes_through_its_stages_and_is_in_memory(hub, weights):
    heard = opened()
    assert heard.stages == ["waiting", "downloading", "loading", "probing"]
    assert isinstance(heard.events[-1], bytes)
    assert max(event.done for event in heard.events[:-1]) == len(weights)
    assert models.is_loaded(NAME)
    assert models.vit(NAME).module.num_classes == 1000


def test_what_is_on_the_disk_is_not_downloaded_again(hub, monkeypatch):
    opened()
    monkeypatch.setattr(models, "_models", Cache(10**9, models.model_bytes))
    assert opening.standing(NAME, "published").here
    assert opened().stages == ["waiting", "loading", "probing"]


def test_what_is_in_memory_is_ready_at_once(hub):
    opened()
    assert opened().stages == []


def test_nothing_but_an_opening_downloads(hub):
    with pytest.raises(ModelError) as refused:
        models.vit(NAME)
    assert refused.value.reason == "not_here"


def test_random_weights_need_no_hub(hub):
    assert opened("test_vit", "random").stages == ["waiting", "loading", "probing"]
    assert models.is_loaded("test_vit", "random")
    assert not models.is_loaded("test_vit")


def test_a_model_that_does_not_open_says_why_now_and_later(hub):
    heard = opened("test_convnext", "random")
    assert not heard.over.wait(0) or isinstance(heard.events[-1], bytes)  # a CNN opens as such
    refused = opened("xcit_nano_12_p16_224", "random").events[-1]
    assert refused.reason == "channel_attention"
    kept = opening.standing("xcit_nano_12_p16_224", "random").refused
    assert (kept.reason, kept.facts) == (refused.reason, refused.facts)


def test_a_refusal_that_is_kept_holds_nothing_of_the_model(hub):
    opened("xcit_nano_12_p16_224", "random")
    kept = opening.standing("xcit_nano_12_p16_224", "random").refused
    assert (kept.__traceback__, kept.__cause__, kept.__context__) == (None, None, None)


def test_a_file_that_was_still_being_copied_is_asked_for_again_once_it_is_whole(
    hub, tmp_path, monkeypatch
):
    monkeypatch.setattr(own, "settings", lambda: Settings(models_dir=tmp_path))
    whole = own_model(tmp_path, "copied.safetensors").read_bytes()
    (tmp_path / "copied.safetensors").write_bytes(whole[:-1000])
    assert isinstance(opened("own:copied.safetensors").events[-1], ModelError)
    assert opening.standing("own:copied.safetensors", "published").refused
    (tmp_path / "copied.safetensors").write_bytes(whole)
    assert opening.standing("own:copied.safetensors", "published").refused is None


def test_a_hub_that_refuses_is_asked_again_at_the_next_press(hub):
    name = "vit_tiny_patch16_224.augreg_in21k"
    assert opened(name).events[-1].reason == "hub_no_such"
    stands = opening.standing(name, "published")
    assert (stands.refused, stands.tries) == (None, 1)


def test_a_download_that_nobody_waits_for_ends(hub, monkeypatch):
    from vitviz.core.models import hub as remote

    reached, ended = threading.Event(), threading.Event()

    def download(name, where, offer, told, stopped):
        reached.set()
        while not stopped():
            ended.wait(0.01)
        ended.set()
        raise remote.Stopped

    monkeypatch.setattr(remote, "download", download)
    heard = Heard()
    with opening.listening(NAME, "published", heard):
        assert reached.wait(PATIENCE)
    assert ended.wait(PATIENCE)


def test_two_who_want_the_same_share_one_opening(hub, monkeypatch):
    made, go = [], threading.Event()

    def slowly(name, weights, *, told):
        made.append(name)
        go.wait(PATIENCE)

    monkeypatch.setattr(models, "model", slowly)
    first, second = Heard(), Heard()
    with (
        opening.listening("test_vit2", "random", first),
        opening.listening("test_vit2", "random", second),
    ):
        go.set()
        assert first.over.wait(PATIENCE)
        assert second.over.wait(PATIENCE)
    assert made == ["test_vit2"]


def test_one_models_loading_holds_up_nobody_elses(hub, monkeypatch):
    go, original = threading.Event(), models.model

    def slowly(name, weights, *, told):
        if name == "test_vit2":
            go.wait(PATIENCE)
        return original(name, weights, told=told)

    monkeypatch.setattr(models, "model", slowly)
    slow = Heard()
    with opening.listening("test_vit2", "random", slow):
        assert isinstance(opened("test_vit", "random").events[-1], bytes)
        assert not slow.over.is_set()
        go.set()
        assert slow.over.wait(PATIENCE)


@pytest.fixture
def little_room(monkeypatch):
    monkeypatch.setattr(opening.budget, "total", lambda: opening.budget.LIBRARIES + 1000)


def test_what_memory_has_no_room_for_is_refused_before_it_is_begun(hub, little_room):
    with pytest.raises(ModelError) as refused, opening.listening(NAME, "published", Heard()):
        pass
    assert refused.value.reason == "model_too_large"


def test_where_only_the_hub_tells_the_bytes_it_is_refused_before_one_comes(
    hub, little_room, monkeypatch
):
    monkeypatch.setattr(opening, "estimated_bytes", lambda _: 0)
    assert opened().events[-1].reason == "model_too_large"


def test_no_more_than_a_few_are_opened_at_a_time(hub, monkeypatch):
    monkeypatch.setattr(opening, "MOST", 0)
    with pytest.raises(VitvizError) as refused, opening.listening(NAME, "published", Heard()):
        pass
    assert refused.value.reason == "many_opening"


def test_what_may_not_be_opened_is_not_begun(hub, monkeypatch):
    monkeypatch.setattr(models, "allowed", lambda: "bundled")
    with pytest.raises(ModelError) as refused, opening.listening(NAME, "published", Heard()):
        pass
    assert refused.value.reason == "not_allowed"
