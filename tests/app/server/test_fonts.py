import re

import pytest

from vitviz.app.server.fonts import as_needed
from vitviz.app.server.static_files import STATIC

(STYLES,) = (STATIC / "static/css").glob("index.*.css")
THEIRS = STYLES.read_text("utf-8")
FACE = re.compile(r"@font-face\{[^}]*\}")


def faces(css, family):
    return [face for face in FACE.findall(css) if f"font-family:{family};" in face]


@pytest.mark.parametrize(
    ("family", "characters"),
    [
        ("Material Symbols Rounded", "U+21-10FFFF"),
        ("Source Sans", "U+B2-B3,U+B9,U+2070-208F"),
    ],
)
def test_a_typeface_is_loaded_for_the_characters_that_it_is_here_for(family, characters):
    found = faces(as_needed(THEIRS), family)
    assert found
    assert all(face.endswith(f";unicode-range:{characters}}}") for face in found)


def test_nothing_else_of_the_styles_is_changed():
    assert re.sub(r";unicode-range:[^;}]*\}", "}", as_needed(THEIRS)) == THEIRS
