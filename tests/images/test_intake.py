from vitviz.images.intake import Intake


def test_by_itself_it_leaves_all_to_the_plugin():
    intake = Intake(b"file")
    assert (intake.data, intake.profile, intake.exif, intake.tail) == (b"file", None, None, b"")
    assert not intake.low_bytes
