"""Weights from a hub, with the real huggingface_hub client against a small hub on this machine."""

import socket

import pytest
import timm
import torch
from huggingface_hub import constants
from huggingface_hub.errors import HTTPError

from tests.hub import COMMIT, Hub, random_weights, serving
from vitviz.core.models import hub as ours
from vitviz.core.models.build import build
from vitviz.core.models.download_bar import Stopped
from vitviz.errors import ModelError

NAME = "test_vit.r160_in1k"  # timm's own smallest
REPO = "timm/test_vit.r160_in1k"
FILE = "model.safetensors"


@pytest.fixture(scope="module")
def weights():
    return random_weights()


@pytest.fixture
def hub(weights, tmp_path, monkeypatch):
    """A hub that answers, for this process and an empty cache."""
    found = Hub({f"{REPO}/{FILE}": weights})
    with serving(found) as address:
        monkeypatch.setattr(constants, "ENDPOINT", address)
        template = address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
        yield found


def fetched(name=NAME, told=lambda done, total: None, stopped=lambda: False):
    remote = ours.remote_of(name)
    return ours.download(name, remote, ours.look_up(name, remote), told, stopped)


def reason(name=NAME):
    with pytest.raises(ModelError) as refused:
        fetched(name)
    return refused.value.reason


def left(folder):
    """What a cache holds of weights, half-loaded ones too."""
    return [path for path in folder.rglob("blobs/*") if path.is_file()]


def test_the_size_is_known_before_anything_is_loaded(hub, weights, tmp_path):
    offer = ours.look_up(NAME, ours.remote_of(NAME))
    assert (offer.file, offer.nbytes) == (FILE, len(weights))
    assert not left(tmp_path)


def test_a_download_tells_how_far_it_is_and_ends_with_the_file(hub, weights):
    heard = []
    path = fetched(told=lambda done, total: heard.append((done, total)))
    assert path.read_bytes() == weights
    assert heard[-1] == (len(weights), len(weights))


def test_what_is_in_the_cache_is_found_and_opened_without_a_word_to_the_hub(hub):
    fetched()
    hub.asked.clear()
    remote = ours.remote_of(NAME)
    assert ours.cached(remote) is not None
    assert REPO in ours.cached_repos()
    build(NAME, {}, published=True)
    assert hub.asked == []


def test_the_model_has_the_weights_of_the_file(hub):
    fetched()
    built = build(NAME, {}, published=True)
    held = ours.cached(ours.remote_of(NAME))
    from safetensors.torch import load_file

    assert torch.equal(built.state_dict()["head.weight"], load_file(held)["head.weight"])


def test_a_model_of_the_hub_is_built_by_its_own_configuration(hub, weights):
    config = b'{"architecture": "test_vit", "num_classes": 1000, "pretrained_cfg": {}}'
    hub.files |= {"me/mine/config.json": config, f"me/mine/{FILE}": weights}
    name = f"hf-hub:me/mine@{COMMIT}"
    assert ours.cached(ours.remote_of(name)) is None
    fetched(name)
    hub.asked.clear()
    assert build(name, {}, published=True).num_classes == 1000
    assert hub.asked == []


def test_untrained_it_is_built_by_the_configuration_in_the_cache(hub, weights):
    config = b'{"architecture": "test_vit", "num_classes": 7, "pretrained_cfg": {}}'
    hub.files |= {"me/other/config.json": config, f"me/other/{FILE}": weights}
    name = "hf-hub:me/other"  # with a commit's name the hub would not be asked anyway
    fetched(name)
    hub.asked.clear()
    assert build(name, {}, published=False).num_classes == 7
    assert hub.asked == []


def test_a_connection_that_breaks_is_taken_up_where_it_broke(hub, weights, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    hub.cuts[f"{REPO}/{FILE}"] = 100_000
    assert fetched().read_bytes() == weights
    assert sum(one.startswith("GET /large") for one in hub.asked) == 2


def test_other_bytes_than_promised_are_thrown_away(hub, weights, tmp_path):
    hub.lies[f"{REPO}/{FILE}"] = bytes(len(weights))
    assert reason() == "hub_damaged"
    assert not left(tmp_path)
    assert ours.cached(ours.remote_of(NAME)) is None


def test_a_download_that_nobody_wants_any_more_leaves_nothing(hub, tmp_path):
    with pytest.raises(Stopped):
        fetched(stopped=lambda: True)
    assert not left(tmp_path)


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (401, "RepoNotFound", "hub_no_such"),
        (401, "", "hub_refused"),
        (401, "GatedRepo", "hub_gated"),
        (403, "GatedRepo", "hub_gated"),
        (403, "", "hub_refused"),
        (404, "RepoNotFound", "hub_no_such"),
        (404, "EntryNotFound", "hub_missing"),
        (404, "RevisionNotFound", "hub_revision"),
        (429, "", "hub_busy"),
        (500, "", "hub_unreachable"),
    ],
)
def test_a_refusal_of_the_hub_has_its_reason(hub, monkeypatch, status, code, said):
    monkeypatch.setattr("time.sleep", lambda _: None)
    hub.refusals[REPO] = status, code
    assert reason() == said


def test_of_a_gated_original_the_copy_without_a_gate_is_named(hub):
    name = "hf-hub:facebook/dinov3-vits16plus-pretrain-lvd1689m"
    hub.refusals["facebook/dinov3-vits16plus-pretrain-lvd1689m"] = 403, "GatedRepo"
    with pytest.raises(ModelError) as refused:
        fetched(name)
    copy = refused.value.facts["copy"]
    assert copy == "vit_small_plus_patch16_dinov3.lvd1689m"
    assert timm.get_pretrained_cfg(copy).has_weights


def test_without_the_hub_nothing_is_asked(hub, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert ours.offline()
    assert reason() == "hub_offline"
    assert hub.asked == []


def test_a_hub_that_nobody_answers_for_is_out_of_reach(hub, monkeypatch):
    template = "http://127.0.0.1:9/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    assert reason() == "hub_unreachable"


@pytest.mark.parametrize("name", [NAME, "hf-hub:owner/name"])
def test_where_there_is_no_way_to_the_hub_nobody_waits_for_it(hub, monkeypatch, name):
    template = "http://127.0.0.1:9/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", pytest.fail)
    with pytest.raises(ModelError, match="hub_unreachable"):
        build(name, {}, published=True)


def test_a_name_without_an_address_is_no_way(monkeypatch):
    def fail(*_, **__):
        raise HTTPError("connection failed") from socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(ours, "get_hf_file_metadata", fail)
    with pytest.raises(ModelError, match="hub_unreachable"):
        ours.require_way(NAME, ours.remote_of(NAME))


@pytest.mark.parametrize("cause", [TimeoutError("slow"), ConnectionResetError(104, "cut")])
def test_a_hub_that_is_slow_or_cuts_off_is_asked_again(monkeypatch, cause):
    def fail(*_, **__):
        raise HTTPError("no answer") from cause

    monkeypatch.setattr(ours, "get_hf_file_metadata", fail)
    ours.require_way(NAME, ours.remote_of(NAME))


def test_a_hub_that_answers_is_asked_for_its_file_by_timm(hub):
    hub.asked.clear()
    assert build(NAME, {}, published=True)
    assert len(hub.asked) > 1


def test_a_name_without_weights_on_the_hub_has_no_place_there():
    assert ours.remote_of("vit_relpos_small_patch16_rpn_224") is None
    assert ours.remote_of("local-dir:/somewhere") is None


@pytest.mark.parametrize(
    ("config", "known"),
    [
        (b'{"architectures": ["ViTModel"]}', "hub_not_timm"),
        (b'{"architecture": "vit_of_tomorrow"}', "hub_newer"),
        (None, "hub_no_architecture"),
    ],
)
def test_a_model_of_another_library_is_refused_before_its_weights_come(
    hub, weights, tmp_path, config, known
):
    hub.files["me/mine/model.safetensors"] = weights
    if config:
        hub.files["me/mine/config.json"] = config
    assert reason("me/mine") == known
    assert not [asked for asked in hub.asked if asked.startswith("GET") and "safetensors" in asked]
    with pytest.raises(ModelError, match=known):
        build("hf-hub:me/mine", {}, published=True)


def test_weights_that_do_not_fit_their_own_configuration_are_told_as_such(hub, weights):
    config = b'{"architecture": "test_vit", "num_classes": 7, "pretrained_cfg": {"num_classes": 7}}'
    hub.files |= {"me/mine/model.safetensors": weights, "me/mine/config.json": config}
    with pytest.raises(ModelError, match="hub_misfit"):
        build("hf-hub:me/mine", {}, published=True)


def test_the_ungated_copy_is_offered_to_a_notebook_too(hub):
    hub.refusals["facebook/dinov3-vits16-pretrain-lvd1689m"] = 403, "GatedRepo"
    with pytest.raises(ModelError) as refused:
        build("hf-hub:facebook/dinov3-vits16-pretrain-lvd1689m", {}, published=True)
    assert refused.value.facts["copy"] == "vit_small_patch16_dinov3.lvd1689m"
