import pytest
import torch

from tests.core.models.towers import SIZE, tower
from vitviz.core.attention.tap import AttentionTap
from vitviz.core.models.multihead import show_multihead
from vitviz.core.models.probing import noise
from vitviz.core.models.wrapped import Wrapped
from vitviz.errors import ModelError


def wrapped(gives="logits"):
    module = tower(gives).eval().requires_grad_(False)
    show_multihead(module)
    return Wrapped(module, noise(SIZE))


def test_the_last_tokens_are_those_of_the_final_norm():
    own = wrapped()
    assert own.last == "layernorm"
    assert own.entrance_name == "model.embeddings.patch_embeddings"
    assert (own.patch, own.embed_dim, own.num_classes) == ((8, 8), 24, 5)


def test_with_its_own_tokens_the_head_says_what_the_module_says():
    own, pixels = wrapped(), noise(SIZE)
    torch.testing.assert_close(own.forward_head(own.forward_features(pixels)), own(pixels))


@pytest.mark.parametrize("gives", ["mapping", "several"])
def test_logits_in_a_mapping_or_before_other_things_are_logits(gives):
    own, pixels = wrapped(gives), noise(SIZE)
    assert own.num_classes == 5
    assert torch.equal(own(pixels), wrapped()(pixels))


def test_a_tensor_of_tokens_is_not_taken_for_classes():
    assert wrapped("plain tokens").num_classes == 0


def test_before_its_logits_the_head_gives_what_its_one_linear_layer_reads():
    own, pixels = wrapped(), noise(SIZE)
    tokens = own.forward_features(pixels)
    assert torch.equal(own.forward_head(tokens, pre_logits=True), tokens[:, 0])
    torch.testing.assert_close(own.forward_head(tokens), own.model.classifier(tokens[:, 0]))


def test_taps_see_the_body_and_the_head_apart():
    own, pixels, seen = wrapped("pool"), noise(SIZE), []
    with AttentionTap(seen.append):
        tokens = own.forward_features(pixels)
        assert len(seen) == 2
        own.forward_head(tokens)
    assert [call.queries.shape[2] for call in seen] == [18, 18, 1]


def test_with_other_tokens_the_head_says_something_else():
    own, pixels = wrapped(), noise(SIZE)
    tokens = own.forward_features(pixels)
    known = own.model.classifier(tokens[:, 0] + 1)
    torch.testing.assert_close(own.forward_head(tokens + 1), known)


def test_tokens_that_nothing_reads_have_no_head():
    own = wrapped("tokens")
    with pytest.raises(NotImplementedError):
        own.forward_head(own.forward_features(noise(SIZE)))


def test_learned_tokens_are_found_by_their_names():
    own = wrapped()
    assert torch.equal(own.cls_token, own.model.embeddings.cls_token)
    assert own.reg_token.shape == (1, 2, 24)
    assert own.dist_token is None


def test_the_classifier_is_the_linear_layer_of_as_many_outputs_as_classes():
    own = wrapped()
    assert own.get_classifier() is own.model.classifier
    assert isinstance(wrapped("pooled").get_classifier(), torch.nn.Identity)


def test_what_returns_nothing_known_is_refused():
    module = tower()
    module.gives = "tokens"
    module.layernorm.forward = lambda tokens: None
    with pytest.raises(ModelError, match="pass_failed"):
        Wrapped(module, noise(SIZE))
