import re

import pytest

from vitviz.core.models.loaded import Loaded, Note
from vitviz.text import words
from vitviz.text.model_files import NOTES, note

EN, ZH = words("en"), words("zh")


@pytest.mark.parametrize("reason", sorted(NOTES))
def test_every_note_is_a_sentence_in_both_languages(reason):
    facts = {place: "x" for place in re.findall(r"\{(\w+)\}", NOTES[reason])}
    for _ in (EN, ZH):
        assert "{" not in note(_, Note(reason, facts))
    assert re.search(r"[一-鿿]", note(ZH, Note(reason, facts)))


def test_the_file_itself_is_named_where_it_is_the_table():
    said = Note("table_taken_of_several", {"table": "", "others": "model, "})
    assert "from the file itself; these fit as well: model, the file itself" in note(EN, said)
    assert "文件本身" in note(ZH, said)


def test_grids_are_written_as_rows_by_columns():
    assert "4 × 4 and was resampled to 6 × 6" in note(
        EN, Note("positions_resampled", {"old": (4, 4), "new": (6, 6)})
    )


def test_a_note_nobody_foresaw_is_given_as_it_is():
    assert note(EN, Note("never heard of", {"count": 3})) == "never heard of (count=3)"


def test_in_a_notebook_the_record_of_a_file_reads_as_english_sentences():
    record = Loaded("x.pth", notes=(Note("headless"), Note("cast", {"kinds": "float16"})))
    assert str(record).split("\n") == [
        "The file has no classifier: the model opens without classes.",
        "The file's numbers are float16; the model computes in float32.",
    ]
