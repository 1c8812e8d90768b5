import threading
import warnings

import pytest

from vitviz.images.quiet import Quiet


def warn_as(module, category):
    warnings.warn_explicit("odd", category, "file.py", 1, module=module)


@pytest.mark.parametrize("module", ["PIL.Image", "PIL.TiffImagePlugin", "pillow_heif.misc"])
@pytest.mark.parametrize("category", [UserWarning, RuntimeWarning])
def test_what_pillow_warns_of_is_not_heard_inside(module, category):
    with Quiet():
        warn_as(module, category)
    with pytest.warns(category, match="odd"):
        warn_as(module, category)


def test_other_modules_and_deprecations_are_heard_inside():
    with Quiet():
        with pytest.warns(UserWarning, match="odd"):
            warn_as("vitviz.images.colour", UserWarning)
        with pytest.warns(DeprecationWarning, match="odd"):
            warn_as("PIL.Image", DeprecationWarning)


def test_threads_that_overlap_leave_the_filters_as_they_were():
    quiet, before = Quiet(), list(warnings.filters)
    first_is_in, second_is_in = threading.Event(), threading.Event()

    def first():
        with quiet:
            first_is_in.set()
            second_is_in.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    first_is_in.wait(10)
    with quiet:
        second_is_in.set()
        thread.join(10)  # the first one in is out before the second
        warn_as("PIL.Image", UserWarning)
    assert list(warnings.filters) == before


def test_an_error_inside_passes_and_restores_the_filters():
    quiet, before = Quiet(), list(warnings.filters)
    with pytest.raises(KeyError), quiet:
        raise KeyError
    assert list(warnings.filters) == before
