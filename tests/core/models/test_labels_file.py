import pytest

from vitviz.core.models.labels_file import read_table
from vitviz.errors import ModelError


def table(tmp_path, data, name="names.txt"):
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_table(tmp_path / name)


def test_names_that_end_in_numbers_keep_them(tmp_path):
    assert table(tmp_path, "Boeing 737\nAirbus 320") == ["Boeing 737", "Airbus 320"]


def test_a_name_in_brackets_is_no_list(tmp_path):
    assert table(tmp_path, "[unknown]\ncat") == ["[unknown]", "cat"]


def test_what_excel_calls_unicode_text_is_read(tmp_path):
    assert table(tmp_path, "猫\r\n狗\r\n".encode("utf-16")) == ["猫", "狗"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", "家猫".encode("gb18030"), "labels_encoding"),
        ("data.yaml", b"names: [cat]", "labels_kind"),
        ("a.json", b'[{"id": 0}, {"name": "cat"}]', "labels_unreadable"),
        ("a.json", b'[{"name": "cat"}, {"id": 0}]', "labels_unreadable"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_reason(tmp_path, name, data, reason):
    with pytest.raises(ModelError) as caught:
        table(tmp_path, data, name)
    assert caught.value.reason == reason


def test_code_in_what_looks_like_a_list_is_never_run(tmp_path):
    text = "[__import__('os').system('false')]"
    assert table(tmp_path, text) == [text]
