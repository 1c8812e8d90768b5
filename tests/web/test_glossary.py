import re

import pytest

from vitviz.text import words
from vitviz.web import glossary
from vitviz.web.browser_files import FRONTEND

TERMS = [term for _title, terms in glossary.GROUPS for term in terms]
# What a reader of any text on Vision Transformers looks for.
SOUGHT = (
    "patch", "token", "[CLS]", "class token", "register token", "self-attention", "multi-head",
    "query", "key", "value", "softmax", "linear embedding", "position embedding", "residual",
    "LayerNorm", "MLP", "GELU", "encoder", "convolution", "inductive bias", "local", "global",
    "translation", "classifier", "logit", "rollout", "entropy", "nat", "reach",
)  # fmt: skip


def shown(language):
    """The names that the list shows on a page in this language."""
    groups = glossary.listed(words(language))
    return [f"{term['name']} {term['other']}" for group in groups for term in group["terms"]]


def test_every_term_has_an_id_of_its_own():
    ids = [term.id for term in TERMS]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("word", SOUGHT)
def test_a_word_that_readers_look_for_is_the_name_of_a_term_in_both_languages(word, language):
    assert any(re.search(rf"(?<!\w){re.escape(word)}", name, re.ASCII) for name in shown(language))


def test_on_a_chinese_page_the_english_name_stands_beside_the_chinese_one():
    first = glossary.listed(words("zh"))[0]["terms"][0]
    assert (first["name"], first["other"]) == ("图块（图像块）", "patch")


def test_on_an_english_page_no_name_stands_twice():
    groups = glossary.listed(words("en"))
    assert {term["other"] for group in groups for term in group["terms"]} == {""}


def test_a_meaning_ends_with_its_formula():
    assert glossary.meaning(words("en"), "gelu").endswith(". GELU(x) = x · Φ(x)")


def test_every_underlined_word_leads_to_a_term():
    named = re.compile(r'\bterm\((?:[^()]|\([^()]*\))*?, "([a-z_]+)"\)')
    sources = {path: path.read_text("utf-8") for path in FRONTEND.rglob("*.js")}
    led = {name for text in sources.values() for name in named.findall(text)}
    assert led
    assert led <= {term.id for term in TERMS}
