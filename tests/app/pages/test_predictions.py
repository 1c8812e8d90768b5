import json

from vitviz.app.compute import analyses
from vitviz.app.pages.predictions import summary
from vitviz.text import words


def charts(page):
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


def test_charts_wait_until_the_explorer_has_been_painted(visit):
    page = visit()
    assert charts(page) == []
    assert "as soon as the explorer stands" in page.caption[0].value


def test_each_model_has_five_bars_in_its_own_labels_and_both_share_a_figure(visit):
    vit, cnn, both = charts(visit(painted=True, photo="koala"))
    assert vit["data"][0]["y"][0] == "koala"
    assert len(vit["data"][0]["y"]) == len(cnn["data"][0]["y"]) == 5
    assert [trace["name"] for trace in both["data"]] == ["ViT", "CNN"]
    assert both["data"][0]["y"][-1] == analyses.vocabulary().labels[-1]


def test_labels_are_chinese_on_the_chinese_page(visit):
    vit, cnn, _ = charts(visit(painted=True, photo="koala", lang="zh"))
    assert vit["data"][0]["y"][0] == "考拉"
    assert cnn["data"][0]["y"][0].startswith("考拉") or "熊" in cnn["data"][0]["y"][0]


def test_what_the_vit_cannot_know_is_said(visit):
    page = visit(painted=True, photo="astronaut")
    assert any("Probably none of the 62 things" in said.value for said in page.markdown)


def test_a_known_thing_is_not_called_unknown(visit):
    page = visit(painted=True, photo="koala")
    assert not any("Probably none" in said.value for said in page.markdown)


def test_the_labels_of_an_untrained_model_are_called_chance(visit):
    page = visit(painted=True, weights="random")
    assert any("untrained" in said.value for said in page.caption)


def test_the_line_under_the_photo_names_the_likeliest_class_of_each_model(visit):
    analysis = analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 0))
    vit, cnn = summary(words("en"), analysis)
    assert vit["said"].startswith("ViT: koala 9")
    assert cnn["said"].startswith("CNN: koala 9")


def test_the_painted_photos_bars_stay_until_the_explorer_has_painted_the_next(visit):
    page = visit(painted=True, photo="koala")
    page.query_params["photo"] = "cat"
    page.run()
    assert charts(page)[0]["data"][0]["y"][0] == "koala"
    page.session_state["painted"] = page.session_state["key"]
    page.run()
    assert charts(page)[0]["data"][0]["y"][0] != "koala"


def test_bars_are_drawn_though_another_process_saw_them_painted(visit):
    page = visit(painted=True, photo="koala")
    page.session_state["painted"] = "of another process"
    assert len(charts(page.run())) == 3
