from vitviz.errors import ModelError
from vitviz.text import words
from vitviz.text.messages import SENTENCES, sentence
from vitviz.text.model_kinds import KINDS


def test_each_reason_has_a_sentence_of_its_own_on_the_page():
    for reason, said in KINDS.items():
        assert SENTENCES[reason] == said
    alike = {"other_count", "other_order", "other_shapes"}
    own = [said for reason, said in KINDS.items() if reason not in alike]
    assert len(set(own)) == len(own)


def test_a_pass_that_fails_tells_why():
    error = ModelError("pass_failed", name="mine", cause="Input height (384)")
    assert "mine fails: Input height (384)." in sentence(words("en"), error)
