import pytest
from streamlit.testing.v1 import AppTest

PAGE = "from vitviz.app.pages.positions import show\nshow()"


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Change it and watch"), ("zh", "改动并观察")]
)
@pytest.mark.parametrize("weights", ["published", "random"])
def test_the_page_draws_in_both_languages(warmed, language, title, weights):
    page = AppTest.from_string(PAGE, default_timeout=60)
    page.query_params["lang"] = language
    page.query_params["weights"] = weights
    page.run()
    assert not page.exception
    assert not page.warning
    assert [one.value for one in page.header] == [title]


def test_a_link_with_anything_in_it_still_draws(warmed):
    page = AppTest.from_string(PAGE, default_timeout=60)
    for name, value in (("change", "melt"), ("amount", "9"), ("seed", "-1"), ("patch", "9999")):
        page.query_params[name] = value
    page.run()
    assert not page.exception
