from tests.app.endpoints.snippets.ran import ran
from vitviz.app.compute import analyses
from vitviz.core.data_hunger import data_hunger


def test_the_lines_need_neither_photo_nor_model():
    spec = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4)
    made = ran(analyses.analysis(spec), "data_hunger")
    assert "vit" not in made
    assert made["found"].shares == data_hunger().shares
