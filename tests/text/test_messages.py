import re

import pytest

from vitviz.core.assets import ASSETS
from vitviz.errors import ArgumentError, ImageError, ModelError
from vitviz.text import words
from vitviz.text.messages import SENTENCES, for_a_notebook, sentence

EN, ZH = words("en"), words("zh")


def test_an_error_nobody_foresaw_is_a_sentence_and_no_traceback():
    said = sentence(EN, RuntimeError("secret path /root"))
    assert "Something went wrong" in said
    assert "secret" not in said


def test_an_unknown_reason_is_a_sentence_too():
    assert sentence(EN, ImageError("never heard of")) == sentence(EN, RuntimeError())


@pytest.mark.parametrize("reason", sorted(SENTENCES))
def test_every_sentence_says_what_to_do_in_both_languages(reason):
    places = re.findall(r"\{(\w+)\}", SENTENCES[reason])
    error = ImageError(reason, **{place: 3 for place in places})
    for _ in (EN, ZH):
        said = sentence(_, error)
        assert said
        assert "{" not in said
    assert re.search(r"[一-鿿]", sentence(ZH, error))


def test_a_sentence_whose_facts_are_missing_still_stands():
    for reason in SENTENCES:
        assert sentence(EN, ImageError(reason))


def test_a_number_out_of_range_is_the_address_fault_not_ours():
    said = sentence(EN, ArgumentError("out_of_range", argument="patch", rule="below 256", got=9999))
    assert "does not have" in said
    assert "our side" not in said


def test_in_a_notebook_an_error_is_a_sentence_with_what_an_expert_needs():
    error = ModelError("not_a_vit", name="resnet50")
    told = "resnet50 is not a Vision Transformer, so it has no attention to show."
    assert for_a_notebook(error) == f"{told} [not_a_vit (name='resnet50')]"
    assert str(error) == for_a_notebook(error)


def test_in_a_notebook_a_wrong_argument_is_told_by_its_rule():
    error = ArgumentError("out_of_range", argument="target", rule="from 0 to 61", got=99)
    assert str(error) == "target must be: from 0 to 61; got 99. [out_of_range]"


def test_in_a_notebook_a_reason_without_a_sentence_is_given_as_it_is():
    assert str(ImageError("never heard of", bytes=3)) == "never heard of (bytes=3)"


@pytest.mark.parametrize("language", [EN, ZH])
@pytest.mark.parametrize(
    "reason",
    ["weights_missing", "weights_damaged", "file_missing", "card_damaged", "table_damaged"],
)
def test_a_file_of_the_project_is_named_with_the_command_that_brings_it_back(reason, language):
    error = ModelError(reason, file=str(ASSETS / "models/a-vit/labels.tsv"), name="a-vit")
    said = sentence(language, error)
    assert said.endswith("git checkout -- assets/models/a-vit/labels.tsv")
    assert str(ASSETS) not in said


@pytest.mark.parametrize("reason", ["weights_missing", "weights_damaged"])
def test_ones_own_weights_are_named_without_their_folder_and_no_command(reason):
    said = sentence(EN, ModelError(reason, file="/home/somebody/mine.safetensors"))
    assert "mine.safetensors" in said
    assert "git" not in said
    assert "somebody" not in said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"format": "JPEG", "variety": "bits", "bits": 12}, "12 bits"),
        ({"format": "JPEG", "variety": "lossless"}, "lossless"),
        ({"format": "HEIF", "variety": "H.266"}, "H.266"),  # a name is said as it is
    ],
)
def test_a_variety_that_is_not_opened_is_said(facts, said):
    error = ImageError("unsupported_variety", **facts)
    assert said in sentence(EN, error)
    assert "{" not in sentence(ZH, error)
    assert facts["format"] in sentence(ZH, error)
