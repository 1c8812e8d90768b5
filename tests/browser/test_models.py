"""The Models page with a hub on this machine: searched, downloaded, opened, refused."""

import re
import threading

import pytest
import timm
import torch
from playwright.sync_api import expect
from safetensors.torch import save

from tests.browser.server import serve
from tests.browser.test_other_models import ROOT
from tests.hub import Hub, serving

NAME = "test_vit.r160_in1k"
FILE = f"timm/{NAME}/model.safetensors"
CNN_FILE = "timm/test_resnet.r160_in1k/model.safetensors"


@pytest.fixture(scope="module")
def hub():
    """A hub with random weights for timm's smallest models, which come when a test lets them."""
    files = {FILE: weights_of("test_vit"), CNN_FILE: weights_of("test_resnet")}
    return Hub(files, pause=threading.Event())


def weights_of(architecture):
    state = timm.create_model(architecture).state_dict()
    return save({name: tensor.contiguous() for name, tensor in state.items()})


@pytest.fixture(scope="module")
def server(hub, tmp_path_factory):
    """The address of an app whose hub that is, its cache empty."""
    home = tmp_path_factory.mktemp("home")
    with serving(hub) as endpoint:
        own = {"HF_HUB_OFFLINE": "0", "HF_ENDPOINT": endpoint, "HF_HOME": str(home / "hf")}
        with serve(ROOT / "app.py", home, settings=own) as address:
            yield address


def listed(page):
    expect(page.locator(".models .names > li").first).to_be_visible(timeout=20_000)
    return page.locator(".models .names > li")


def test_a_model_is_searched_downloaded_and_opened_with_the_keyboard_alone(page, server, hub):
    hub.pause.clear()
    page.goto("/models")
    rows = listed(page)
    page.locator(".models .find").fill("test_vit.r160")
    expect(rows).to_have_count(1)
    rows.locator(".name-row").press("Enter")
    rows.locator("[data-value=open]").press("Enter")
    stage = page.locator(".opening .working")
    expect(stage).to_contain_text(re.compile("Downloading|Asking"), timeout=20_000)
    hub.pause.set()
    expect(page.locator(".opening")).to_have_count(0, timeout=30_000)
    expect(rows).to_have_attribute("data-standing", "shown")
    page.locator(".models [data-value=explore]").press("Enter")
    painted = page.locator('.vv[data-painted]:not([data-painted=""]) .explorer')
    expect(painted).to_be_visible(timeout=20_000)
    expect(page.locator(".tray .model select")).to_have_value("other")


def test_a_link_begins_no_download_and_there_is_a_way_back(page, server, hub):
    hub.asked.clear()
    page.goto("/explain?model=test_vit2.r160_in1k")
    back = page.locator(".opening [data-value=back]")
    expect(back).to_be_visible(timeout=20_000)
    assert hub.asked == []
    back.click()
    expect(page.locator(".opening")).to_have_count(0, timeout=20_000)
    page.wait_for_function("() => !location.search.includes('model=')")


def test_a_model_that_the_hub_has_not_says_so_and_what_to_do(page, server):
    page.goto("/models?model=test_vit2.r160_in1k")
    page.locator(".opening [data-value=start]").click(timeout=20_000)
    said = page.locator(".opening [role=alert]")
    expect(said).to_contain_text("The model hub shows no test_vit2", timeout=20_000)
    expect(page.locator(".opening [data-value=start]")).to_have_text("Try again")


def test_in_place_of_a_gated_model_its_copy_without_a_gate_is_a_press_away(page, server, hub):
    gated = "facebook/dinov3-vits16-pretrain-lvd1689m"
    hub.refusals[gated] = 403, "GatedRepo"
    page.goto(f"/explain?model=hf-hub:{gated}&lang=zh")
    page.locator(".opening [data-value=start]").click(timeout=20_000)
    copy = page.locator(".opening [data-value=copy]")
    expect(copy).to_have_text("改为打开 vit_small_patch16_dinov3.lvd1689m", timeout=20_000)
    hub.asked.clear()
    copy.click()
    title = page.locator(".opening h2")
    expect(title).to_contain_text("vit_small_patch16_dinov3.lvd1689m", timeout=20_000)
    expect(copy).to_be_hidden()
    expect(page.locator(".opening [data-value=start]")).to_have_text("下载并打开")
    assert hub.asked == []  # its size stands there first


def test_a_search_is_in_the_address_and_a_link_restores_it(page, server):
    page.goto("/models")
    listed(page)
    page.locator(".models .find").fill("reg*dinov2")
    page.wait_for_function("() => location.search.includes('find=reg')")
    page.reload()
    expect(page.locator(".models .find")).to_have_value("reg*dinov2", timeout=20_000)
    names = listed(page).locator(".name")
    expect(names.first).to_contain_text("reg4_dinov2")


def test_of_two_thousand_names_a_part_is_drawn_and_all_are_asked_for_once(page, server):
    asked = []
    page.on("request", lambda one: "/models/list/" in one.url and asked.append(one.url))
    page.goto("/models")
    assert listed(page).count() == 60
    assert len(asked) == 1


@pytest.fixture
def with_a_folder(hub, tmp_path_factory):
    """An app with a folder of own models; asked for before a page, it ends after the page."""
    inside = tmp_path_factory.mktemp("own")
    (inside / "mine.safetensors").write_bytes(hub.files[FILE])
    (inside / "mine.json").write_text('{"architecture": "test_vit"}')
    state = timm.create_model("test_vit", num_classes=2).state_dict()
    torch.save({"state_dict": state, "state_dict_ema": dict(state)}, inside / "unnamed.pt")
    (inside / "broken.pt").write_bytes(b"none")
    own = {"VITVIZ_MODELS_DIR": str(inside), "VITVIZ_MODELS": "bundled"}
    with serve(ROOT / "app.py", tmp_path_factory.mktemp("home"), settings=own) as address:
        yield address


def test_a_folder_of_own_models_is_offered_and_opens(with_a_folder, page):
    page.goto(f"{with_a_folder}/models")
    row = page.locator('[data-own="own:mine.safetensors"]')
    row.locator("button").click(timeout=30_000)
    expect(row).to_contain_text("shown now", timeout=30_000)
    expect(page.locator(".tray .model select")).to_have_value("other")


def test_a_file_that_says_no_architecture_offers_those_that_fit_and_then_its_other_table(
    with_a_folder, page
):
    page.goto(f"{with_a_folder}/models")
    row = page.locator('[data-own="own:unnamed.pt"]')
    row.get_by_text("Architectures that fit").press("Enter", timeout=30_000)
    row.get_by_text("test_vit, 2 heads").press("Enter", timeout=60_000)
    notes = page.locator(".opened-notes")
    expect(notes).to_contain_text("averages over training (EMA)", timeout=30_000)
    notes.get_by_text("Open state_dict instead").press("Enter")
    expect(notes).to_contain_text("taken from state_dict;", timeout=30_000)
    page.wait_for_function("() => location.search.includes('test_vit%40state_dict')")
    broken = page.locator('[data-own="own:broken.pt"]')
    expect(broken).to_contain_text("broken.pt", timeout=20_000)
    expect(broken.locator("button")).to_have_count(0)


def test_a_partner_is_downloaded_from_its_row_and_stands_beside_the_vit(page, server, hub):
    hub.pause.set()
    page.goto("/models?find=test_resnet.r160&look=test_resnet.r160_in1k")
    rows = listed(page)
    expect(rows).to_have_attribute("data-standing", "absent", timeout=20_000)
    rows.locator("[data-value=beside]").press("Enter")
    expect(rows).to_have_attribute("data-standing", "shown", timeout=40_000)
    expect(page.locator(".tray .cnn select")).to_have_value("other")
    rows.locator("[data-value=versus]").press("Enter")
    expect(page.locator(".perturb .answer.cnn")).to_contain_text("%", timeout=30_000)
    page.wait_for_function("() => location.search.includes('cnn=test_resnet.r160_in1k')")
    page.locator(".tray .cnn select").select_option("efficientnet-lite0")
    page.wait_for_function("() => !location.search.includes('cnn=')")
