from vitviz.errors import ModelError
from vitviz.text import words
from vitviz.text.hub_answers import ANSWERS
from vitviz.text.messages import SENTENCES, sentence


def test_each_answer_of_the_hub_has_its_sentence_on_the_page():
    assert ANSWERS.items() <= SENTENCES.items()


def test_a_model_of_another_library_is_told_with_what_it_is_and_the_way_to_open_it():
    error = ModelError("hub_not_timm", name="google/vit", kind="ViTModel")
    said = sentence(words("en"), error)
    assert "ViTModel" in said
    assert "vitviz.wrap" in said


def test_a_name_that_nobody_has_is_told_with_those_near_it():
    for reason in ("unknown", "unknown_model"):
        said = sentence(words("en"), ModelError(reason, name="vit_tin", near="vit_tiny, vit_thin"))
        assert said == "No model is called vit_tin. Is one of these meant: vit_tiny, vit_thin?"
        assert "list" in sentence(words("en"), ModelError(reason, name="vit_tin", near=""))
