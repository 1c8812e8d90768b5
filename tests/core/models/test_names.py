import pytest
import timm
from timm.models import parse_model_name

from vitviz.core.assets import bundled_models
from vitviz.core.models.names import ModelName, parse
from vitviz.errors import ArgumentError, ModelError

HUB = ModelName("hf-hub", "timm/vit_tiny_patch16_224.augreg_in21k")


def supposed(source, id_, revision=""):
    return ModelName(source, id_, revision=revision, supposed=True)


def test_a_name_of_timm_is_taken_apart_at_its_first_dot():
    assert parse("vit_tiny_patch16_224") == ModelName("timm", "vit_tiny_patch16_224")
    read = parse(" vit_small_patch14_reg4_dinov2.lvd142m ")
    assert (read.id, read.tag) == ("vit_small_patch14_reg4_dinov2", "lvd142m")
    assert parse("timm:test_vit.r160_in1k") == ModelName("timm", "test_vit", "r160_in1k")


def test_every_name_of_timm_and_every_bundled_one_is_read_as_it_stands():
    names = [*timm.list_models(), *timm.list_models(pretrained=True), *bundled_models()]
    read = [parse(name) for name in names]
    assert [str(each) for each in read] == names
    assert {(each.source, each.supposed) for each in read} == {("timm", False)}


@pytest.mark.parametrize("prefix", ["hf-hub:", "hf_hub:", "HF-Hub:", "hf:", "hf://"])
def test_a_model_of_the_hub_is_read_whichever_way_its_prefix_is_written(prefix):
    assert parse(prefix + HUB.id) == HUB


def test_a_revision_stands_after_an_at_sign():
    read = parse("hf-hub:someone/some.model@v1.0")
    assert (read.id, read.revision, str(read)) == (
        "someone/some.model", "v1.0", "hf-hub:someone/some.model@v1.0"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("timm/test_vit.r160_in1k", supposed("hf-hub", "timm/test_vit.r160_in1k")),
        ("someone/some@main", supposed("hf-hub", "someone/some", "main")),
        ("https://huggingface.co/someone/some", supposed("hf-hub", "someone/some")),
        ("hf.co/someone/some", supposed("hf-hub", "someone/some")),
        ("https://hf-mirror.com/someone/some/tree/v2", supposed("hf-hub", "someone/some", "v2")),
        ("https://hf.co/someone/some?library=timm", supposed("hf-hub", "someone/some")),
        ("/data/my-model", supposed("local-dir", "/data/my-model")),
        ("./my-model", supposed("local-dir", "./my-model")),
        ("../x", supposed("local-dir", "../x")),
        ("~/my-model", supposed("local-dir", "~/my-model")),
        ("runs/today/best", supposed("local-dir", "runs/today/best")),
        (r"C:\models\mine", supposed("local-dir", r"C:\models\mine")),
        ("my.ckpt", supposed("file", "my.ckpt")),
        ("runs/last.pth.tar", supposed("file", "runs/last.pth.tar")),
        ("/data/Best.SafeTensors", supposed("file", "/data/Best.SafeTensors")),
    ],
)
def test_a_bare_form_is_read_as_what_it_looks_like_and_says_so(text, read):
    assert parse(text) == read


def test_a_path_is_told_from_what_any_visitor_may_name():
    paths = ("local-dir:/data/mine", "file:/data/weights", "/data/mine", "my.ckpt")
    assert all(parse(text).is_path for text in paths)
    assert not any(parse(text).is_path for text in ("test_vit", "timm/test_vit", "hf-hub:a/b"))


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "two words", "hf-hub:", "hf-hub:a/b/c", "hf-hub:a/b@", "hf-hub:a/b@c@d",
        "hf-hub:a/..", "hf-hub:a--b/c", "hf-hub:a/" + "b" * 96, "hf-hub:a/b@../../x", "local-dir:",
        "gguf:some/model", "timm:some/model", "test\nvit", "/data/\x00", "https://example.org/a/b",
        ".tag", "名字",
    ],
)  # fmt: skip
def test_what_can_name_no_model_is_refused_with_what_was_written(text):
    with pytest.raises(ModelError) as caught:
        parse(text)
    assert (caught.value.reason, caught.value.facts["name"].strip()) == ("bad_name", text.strip())


@pytest.mark.parametrize(
    "text", ["hf_hub:a/b@c", "someone/some", "./x", "runs/a/b", "my.pt", "test_vit.a", "file:odd"]
)
def test_the_full_way_of_writing_a_name_is_read_as_the_same_model(text):
    once, twice = parse(text), parse(str(parse(text)))
    assert (once.source, once.id, once.tag, once.revision) == (
        twice.source, twice.id, twice.tag, twice.revision
    )  # fmt: skip
    assert not twice.supposed


@pytest.mark.parametrize("text", ["a/b", "hf_hub:a/b@c", "/data/mine", "test_vit.a"])
def test_timm_reads_the_full_way_as_the_same_source(text):
    read = parse(text)
    source, found = parse_model_name(str(read))
    assert (source or "timm") == read.source
    assert found.startswith(read.id)


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "hf-hub", "id": "a/b", "tag": "x"},
        {"source": "timm", "id": "a", "revision": "x"},
        {"source": "elsewhere", "id": "a"},
        {"source": "timm", "id": ""},
    ],
)
def test_a_name_whose_parts_contradict_each_other_cannot_be_made(fields):
    with pytest.raises(ArgumentError, match="broken_invariant"):
        ModelName(**fields)
