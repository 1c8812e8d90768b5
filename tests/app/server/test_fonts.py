import re

from vitviz.app.server.fonts import as_needed
from vitviz.app.server.static_files import STATIC

(STYLES,) = (STATIC / "static/css").glob("index.*.css")
THEIRS = STYLES.read_text("utf-8")


def faces(css, family):
    found = re.findall(r"@font-face\{[^}]*\}", css)
    return [face for face in found if f"font-family:{family};" in face]


def test_icons_are_loaded_where_there_is_one_and_not_for_the_blank_that_streamlit_asks_by():
    (face,) = faces(as_needed(THEIRS), "Material Symbols Rounded")
    assert face.endswith(";unicode-range:U+21-10FFFF}")


def test_the_typeface_that_streamlit_puts_behind_ours_is_not_there():
    assert faces(THEIRS, "Source Sans")
    assert faces(as_needed(THEIRS), "Source Sans") == []


def test_nothing_else_of_the_styles_is_changed():
    left = THEIRS
    for face in faces(THEIRS, "Source Sans"):
        left = left.replace(face, "")
    assert as_needed(THEIRS).replace(";unicode-range:U+21-10FFFF}", "}") == left
