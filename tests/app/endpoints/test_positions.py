"""What the page Positions is told, each number against the core or a computation of its own."""

import copy
import io
import json
import threading
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient
from torch import nn

from tests.core.families import noise, small
from vitviz.app.compute import analyses, photos, startup
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints.positions import seen
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.server.routes import ROUTES
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.capture import capture
from vitviz.core.attention.trace import attention
from vitviz.core.framing import frame
from vitviz.core.models.load import load, logits
from vitviz.core.positions.similarity import offsets, phase_similarity
from vitviz.web.bundle import unpack

SPEC = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 8)  # 8 x 8: a fast pass
CLOSE = {"atol": 1e-4, "rtol": 0}


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(SPEC)


@pytest.fixture(scope="module")
def own_table(analysis):
    """The rows that timm itself adds at this size: class token, then patches."""
    module, grid = analysis.vit.module, analysis.trace.grid
    tokens = torch.zeros(1, *grid, module.embed_dim)
    cls = module.cls_token + 0
    return (module._pos_embed(tokens)[0] - torch.cat([cls[0], torch.zeros(64, 384)])).detach()


def asked(analysis, what, **fields):
    return unpack(ENDPOINTS[what].get(analysis.key, what, ViewState(**fields)))


def logits_with(analysis, rows, pixels=None):
    """A plain pass of a deep copy whose own module adds these rows, nothing resampled."""
    module = copy.deepcopy(analysis.vit.module)
    module.pos_embed = nn.Parameter(rows[None], requires_grad=False)
    module.patch_embed.grid_size = analysis.trace.grid
    module.dynamic_img_size = True
    with torch.no_grad():
        return module(analyses.pixels(analysis) if pixels is None else pixels)[0]


def test_the_cosines_norms_and_components_are_those_of_what_timm_adds(analysis, own_table):
    header, arrays = asked(analysis, "position_table")
    rows = own_table[1:].double().numpy()
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    np.testing.assert_allclose(arrays["cosine"], unit @ unit.T, atol=1e-3)  # half precision
    np.testing.assert_allclose(arrays["norms"], np.linalg.norm(rows, axis=1), rtol=1e-4)
    values = np.linalg.eigvalsh(np.cov(rows.T))[::-1]
    np.testing.assert_allclose(header["shares"], values[:3] / values.sum(), atol=1e-5)
    spread = arrays["scores"].astype(float).var(axis=0, ddof=1)
    np.testing.assert_allclose(spread, values[:3], rtol=1e-3)
    assert (header["grid"], header["learned"], header["kinds"]) == ([8, 8], [37, 37], ["absolute"])


def test_the_learned_table_is_the_files(analysis):
    header, arrays = asked(analysis, "position_arrays", table="learned")
    assert header["grid"] == [37, 37]
    assert np.array_equal(arrays["table"], analysis.vit.module.pos_embed[0].numpy())
    assert arrays["cosine"].shape == (1369, 1369)
    assert arrays["cosine"].dtype == np.float32


def changed_by_hand(rows, change, amount, seed, patch):
    first, rows = rows[:1], rows[1:]
    order = torch.randperm(64, generator=torch.Generator().manual_seed(seed))
    made = {
        "scale": rows * amount,
        "zero": rows * 0,
        "mean": rows.mean(0).repeat(64, 1),
        "shuffle": rows[order],
        "transpose": rows.reshape(8, 8, -1).swapaxes(0, 1).reshape(64, -1),
        "all": rows[patch].repeat(64, 1),
    }
    return torch.cat([first, made[change]])


@pytest.mark.parametrize("change", ["scale", "zero", "mean", "shuffle", "transpose", "all"])
def test_a_changed_table_says_what_a_model_with_that_table_says(analysis, own_table, change):
    fields = {"amount": 0.4, "seed": 7, "patch": 20}
    header, arrays = asked(analysis, "position_change", change=change, **fields)
    known = logits_with(analysis, changed_by_hand(own_table, change, **fields))
    np.testing.assert_allclose(arrays["logits_after"], known, **CLOSE)
    plain = logits(analysis.vit, analyses.pixels(analysis))
    np.testing.assert_allclose(arrays["logits_before"], plain, **CLOSE)
    p, q = plain.double().softmax(0), known.double().softmax(0)
    assert header["vit"]["kl"] == pytest.approx(float((p * (p / q).log()).sum()), abs=1e-6)
    for when, shares in (("before", p), ("after", q)):
        order = shares.argsort(descending=True)[:5].tolist()
        assert [one["class"] for one in header["vit"][when]] == order
        assert [one["en"] for one in header["vit"][when]] == [analysis.vit.labels[i] for i in order]
        for one in header["vit"][when]:
            assert one["before"] == pytest.approx(float(p[one["class"]]), abs=1e-5)
            assert one["after"] == pytest.approx(float(q[one["class"]]), abs=1e-5)
    assert header["cnn"] is None


def test_no_change_is_no_difference(analysis):
    header, arrays = asked(analysis, "position_change")
    assert header["vit"]["kl"] == 0
    assert np.array_equal(arrays["map_before"], arrays["map_after"])
    assert np.array_equal(arrays["colours_before"], arrays["colours_after"])


def test_the_maps_are_the_class_tokens_row_of_the_last_layer(analysis, own_table):
    _, arrays = asked(analysis, "position_change", change="zero")
    last = analysis.trace.layers[-1]
    row = attention(last)[:, 0, 1:].mean(dim=0).reshape(8, 8)
    np.testing.assert_allclose(arrays["map_before"], row, atol=1e-6)
    seen_queries = []
    module = copy.deepcopy(analysis.vit.module)
    module.pos_embed = nn.Parameter(changed_by_hand(own_table, "zero", 1, 0, 0)[None], False)
    module.patch_embed.grid_size = analysis.trace.grid
    own = module.blocks[-1].attn
    own.fused_attn = False
    own.attn_drop.register_forward_hook(lambda _m, given, _out: seen_queries.append(given[0]))
    module(analyses.pixels(analysis))
    unfused = seen_queries[0][0, :, 0, 1:].mean(dim=0).reshape(8, 8)
    np.testing.assert_allclose(arrays["map_after"], unfused.detach(), atol=1e-5)


def test_the_colours_of_the_table_as_it_is_are_its_components(analysis):
    _, arrays = asked(analysis, "position_change", change="scale", amount=0.5)
    _, table = asked(analysis, "position_table")
    np.testing.assert_allclose(arrays["colours_before"], table["scores"], atol=1e-5)
    _, zero = asked(analysis, "position_change", change="zero")
    halfway = (arrays["colours_before"] + zero["colours_after"]) / 2
    np.testing.assert_allclose(arrays["colours_after"], halfway, atol=1e-5)


def test_both_models_are_given_the_photo_in_the_same_order(analysis):
    header, arrays = asked(analysis, "position_change", change="photo", seed=3)
    framed = frame(photos.image_of("koala"), analysis.vit, analysis.trace.size)[0]
    unit = framed[0] * torch.tensor(analysis.vit.std)[:, None, None]
    unit += torch.tensor(analysis.vit.mean)[:, None, None]
    whole = (unit.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    mixed = np.empty_like(whole)
    for k, source in enumerate(arrays["order"]):
        (r, c), (y, x) = np.array(divmod(k, 8)) * 14, np.array(divmod(source, 8)) * 14
        mixed[r : r + 14, c : c + 14] = whole[y : y + 14, x : x + 14]
    pixels = frame(Image.fromarray(mixed), analysis.vit, analysis.trace.size)[0]
    np.testing.assert_allclose(
        arrays["logits_after"], logits(analysis.vit, pixels), atol=1e-3, rtol=0
    )
    cnn = replace(analysis.cnn, crop=1.0)
    for picture, name in ((whole, "cnn_before"), (mixed, "cnn_after")):
        # Pillow rounds to 8 bits after resizing, torch does not.
        known = logits(cnn, frame(Image.fromarray(picture), cnn)[0])
        assert np.abs(arrays[name] - known.numpy()).max() < 0.3
    assert header["cnn"]["after"][0]["en"] in analysis.cnn.labels
    assert header["cnn"]["kl"] > 0


@pytest.mark.parametrize(
    ("family", "kinds", "arrays"),
    [
        ("vit", ["absolute"], {"cosine", "scores", "norms"}),
        ("deit distilled", ["absolute"], {"cosine", "scores", "norms"}),
        ("dinov2 registers", ["absolute"], {"cosine", "scores", "norms"}),
        ("dinov3", ["rotary"], {"phase"}),
        ("rope mixed", ["rotary"], {"phase"}),
        ("eva02", ["absolute", "rotary"], {"cosine", "scores", "norms", "phase"}),
        ("beit", ["relative"], {"offsets"}),
        ("relpos", ["relative"], {"offsets"}),
    ],
)
def test_every_kind_of_positions_has_its_own_view(family, kinds, arrays):
    vit = small(family)
    trace = capture(vit, noise(vit))
    header, found = seen(vit, trace)
    assert header["kinds"] == kinds
    assert found.keys() == arrays
    patches = trace.grid[0] * trace.grid[1]
    for name in arrays & {"cosine", "phase"}:
        assert found[name].shape == (patches, patches)
        np.testing.assert_allclose(np.diag(found[name]), 1, atol=1e-3)
    if "phase" in arrays:
        known = phase_similarity(vit, trace.grid).mean(dim=0)
        np.testing.assert_allclose(found["phase"], known, atol=1e-3)
    if "offsets" in arrays:
        assert np.array_equal(found["offsets"], offsets(trace.layers[0]).numpy())


def test_a_model_that_is_told_no_places_says_so():
    arguments = {"depth": 2, "embed_dim": 48, "num_heads": 3, "num_classes": 7, "img_size": 48}
    name = "vit_tiny_patch16_224"
    vit = load(name, weights="random", device="cpu", arguments=arguments | {"pos_embed": "none"})
    header, found = seen(vit, capture(vit, noise(vit)))
    assert header["kinds"] == ["none"]
    assert found == {}


def test_the_three_facts_hold_on_this_photo(analysis):
    found = []

    def keep():
        found.append((yield from ENDPOINTS["position_facts"].steps(analysis.key, ViewState())))

    assert list(keep()) == [(done, 7) for done in range(8)]
    header, _ = unpack(found[0])
    for name in ("swap", "unplaced", "unchanged"):
        assert header[name] <= header["limit"] == 1e-4
    assert header["moved"] > 0.1


@pytest.fixture
def ready(monkeypatch):
    """The server is warm; none begins to be."""
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("ready", 1.0))


@pytest.fixture
def client(ready):
    with TestClient(Starlette(routes=ROUTES)) as client:
        yield client


def test_an_archive_names_the_change_that_led_to_it(client, analysis):
    address = f"/api/analysis/{analysis.key}/position_change?change=scale&amount=0.5&as=npz"
    with np.load(io.BytesIO(client.get(address).content)) as found:
        about = json.loads(str(found["about"]))
        assert found["map_after"].shape == (8, 8)
    assert about["settings"]["change"] == "scale"
    assert about["settings"]["amount"] == 0.5


def test_a_patch_that_is_not_there_is_refused_with_a_sentence(client, analysis):
    answer = client.get(f"/api/analysis/{analysis.key}/position_change?change=all&patch=64")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_one_visitors_changes_are_never_seen_by_another(client, monkeypatch):
    """One asks changes in a loop, the other looks anew each time: bit for bit the same."""

    def forget():  # what was kept, so that all is computed again
        monkeypatch.setattr(analyses, "_analyses", Cache(4, lambda _: 1))
        monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))

    forget()
    spec = analyses.AnalysisSpec("cat", "everyday-vit-s14", "published", 8)
    key = analyses.analysis(spec).key
    plain = client.get(f"/api/analysis/{key}/layer?layer=11").content
    over, failed = threading.Event(), []

    def change():
        asked_for = ("zero", "shuffle", "mean", "transpose", "photo", "scale&amount=0.2")
        for n in range(10_000):
            if over.is_set():
                return
            kind = asked_for[n % len(asked_for)]
            answer = client.get(f"/api/analysis/{key}/position_change?change={kind}&seed={n}")
            failed.extend([answer.text] if answer.status_code != 200 else [])

    other = threading.Thread(target=change)
    other.start()
    try:
        for _ in range(12):
            forget()
            assert client.get(f"/api/analysis/{key}/layer?layer=11").content == plain
    finally:
        over.set()
        other.join()
    assert failed == []
