import numpy as np

import vitviz
from vitviz.app.compute import analyses
from vitviz.app.endpoints.maps import METHODS, maps_of, meaning_of, target_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import to_grid
from vitviz.core.attention.trace import attention


def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_without_a_class_or_with_one_that_is_not_there_the_likeliest_is_explained():
    first = int(analysis().trace.logits.argmax())
    assert [target_of(analysis(), ViewState(target=text)) for text in ("", "9999")] == [
        first,
        first,
    ]
    assert target_of(analysis(), ViewState(target="3")) == 3


def test_each_map_is_what_the_method_of_its_name_gives():
    vit, pixels, state = analysis().vit, analyses.pixels(analysis()), ViewState(start=2, cam="5")
    maps = dict(zip(METHODS, maps_of(vit, pixels, 7, state), strict=True))
    trace = analysis().trace
    row = attention(trace.layers[-1], [0])[:, 0].mean(0)
    rollout = vitviz.rollout(trace, "pooling")[0]
    expected = {
        "attention": to_grid(row, trace.grid, trace.prefix),
        "rollout": to_grid(rollout, trace.grid, trace.prefix),
        "gradient_rollout": vitviz.gradient_rollout(vit, pixels, 7),
        "relevance": vitviz.relevance(vit, pixels, 7, start=2),
        "gradcam": vitviz.gradcam(vit, pixels, 7, layer=5),
    }
    for name, single in expected.items():
        np.testing.assert_allclose(maps[name], single, rtol=1e-4, atol=1e-6, err_msg=name)


def test_layers_that_the_model_does_not_have_are_its_last():
    vit, pixels = analysis().vit, analyses.pixels(analysis())
    far = maps_of(vit, pixels, 7, ViewState(start=400, cam="400"))
    last = maps_of(vit, pixels, 7, ViewState(start=11, cam="11"))
    np.testing.assert_allclose(far, last, rtol=1e-4, atol=1e-6)


def test_the_cnns_classes_that_mean_a_koala_are_its_koala():
    label = analysis().vit.labels.index("koala")
    assert [analysis().cnn.labels[index] for index in meaning_of(analysis(), label)] == ["koala"]
