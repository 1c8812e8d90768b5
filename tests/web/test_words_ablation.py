from vitviz.text import words
from vitviz.web.words_ablation import ablation


def test_each_column_and_legend_that_the_panels_put_together_has_its_word():
    columns = {f"column_{name}" for name in ("class", "all_on", "now", "change")}
    assert columns | {"legend_heads", "legend_layers"} <= ablation(words("en")).keys()
