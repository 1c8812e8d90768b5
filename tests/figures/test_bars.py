from vitviz.figures.bars import Bar, predictions, shared

BARS = [Bar("cat", 0.9, "90%"), Bar("dog", 0.07, "7%")]


def test_the_first_class_is_on_top():
    figure = predictions(BARS, "#123456", "ViT")
    assert list(figure.data[0].y) == ["cat", "dog"]
    assert figure.layout.yaxis.autorange == "reversed"


def test_a_bar_is_as_long_as_its_probability_and_carries_its_number():
    bar = predictions(BARS, "#123456", "ViT").data[0]
    assert list(bar.x) == [0.9, 0.07]
    assert list(bar.text) == ["90%", "7%"]


def test_the_vit_stands_above_the_cnn_in_a_pair():
    figure = shared(BARS, BARS, ("#111111", "#222222"), ("ViT", "CNN"))
    # Plotly draws the last series of a reversed axis on top of each pair's first.
    by_name = {trace.name: trace.marker.color for trace in figure.data}
    assert by_name == {"ViT": "#111111", "CNN": "#222222"}


def test_both_models_have_a_bar_for_every_label():
    figure = shared(BARS, BARS, ("#111111", "#222222"), ("ViT", "CNN"))
    assert {tuple(trace.y) for trace in figure.data} == {("cat", "dog")}
