import pytest

from vitviz.text import LANGUAGES, words
from vitviz.web.glossary import meaning
from vitviz.web.words_components import components


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_of_the_panel_mean_what_the_glossary_says(language):
    _ = words(language)
    said = components(_)
    known = {"colours": "principal_components", "variance": "explained_variance"}
    known |= {"similarity": "cosine"}
    for name, term in known.items():
        assert said[f"{name}_tip"] == meaning(_, term)
