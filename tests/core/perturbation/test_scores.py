import numpy as np
import torch

from vitviz.core.models.predictions import probabilities
from vitviz.core.perturbation.scores import scores_of

SAID = torch.randn(3, 7, generator=torch.Generator().manual_seed(0))


def test_one_class_has_its_probability_and_its_logit():
    found = scores_of(SAID, [4]).numpy()
    known = [(probabilities(row)[4], float(row[4])) for row in SAID]
    np.testing.assert_allclose(found, known, atol=1e-12)


def test_several_classes_have_the_sum_and_a_logit_that_gives_it_beside_the_others():
    share, logit = scores_of(SAID, [1, 2, 5])[0].tolist()
    assert np.isclose(share, probabilities(SAID[0])[[1, 2, 5]].sum())
    others = torch.cat([SAID[0, [0, 3, 4, 6]].double(), torch.tensor([logit]).double()])
    assert np.isclose(float(others.softmax(0)[-1]), share)


def test_what_a_model_does_not_know_is_no_number():
    assert scores_of(SAID, []).isnan().all()
