import pickle
from argparse import Namespace
from collections import OrderedDict
from pathlib import PurePosixPath

import numpy as np
import pytest
import torch

from vitviz.core.models.pickles import Foreign, ForeignCodeError, TensorUnpickler, scan


def read(data):
    def nothing(*_):
        raise pickle.UnpicklingError("no storages here")

    return TensorUnpickler(data[: scan(data)], nothing, nothing).load()


def built(content, protocol=2):
    return read(pickle.dumps(content, protocol))


class Call:
    """An object whose unpickling calls a function."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


@pytest.mark.parametrize("protocol", [0, 1, 2, 4])
def test_plain_data_is_itself(protocol):
    content = {"a": [1, 2.5, None, True, "猫", (1,)], "b": {"c": 10**30}}
    assert built(content, protocol) == content
    assert built(OrderedDict(a=1), protocol) == {"a": 1}


def test_a_kind_of_number_and_a_size_are_torchs():
    assert built([torch.float16, torch.Size((2, 3))]) == [torch.float16, (2, 3)]


@pytest.mark.parametrize(
    "content", [PurePosixPath("/x"), np.float64(3.5), np.arange(3), {1, 2}, complex(1, 2), range(3)]
)
def test_harmless_classes_stand_as_a_dictionary_of_their_fields(content):
    assert isinstance(built(content), Foreign)
    assert built({content: 1} if isinstance(content, PurePosixPath) else [content])


def test_the_fields_of_arguments_are_kept():
    assert built(Namespace(model="x", lr=0.1)) == {"model": "x", "lr": 0.1}


@pytest.mark.parametrize("protocol", [0, 2, 4])
@pytest.mark.parametrize("function", [eval, exec, __import__, print, getattr, open, type])
def test_no_function_of_pythons_own_passes_for_data(function, protocol):
    with pytest.raises(ForeignCodeError, match=function.__name__):
        built(Call(function, "1"), protocol)


@pytest.mark.parametrize("name", [b"posix\nsystem", b"pathlib\nPath.touch", b"torch\nload"])
def test_no_other_name_passes_either(name):
    with pytest.raises(ForeignCodeError):
        read(b"c" + name + b"\n(S'x'\ntR.")


def test_calls_that_would_fill_the_memory_build_nothing():
    assert built([Call(bytearray, 10**12), Call(range, 10**12)]) == [{}, {}]


@pytest.mark.parametrize(
    "data",
    [b"\x80\x02r\xff\xff\xff\x7f.", pickle.dumps(bytearray(3), 5), b"\x80\x02\x82\x01."],
)
def test_an_operation_that_torchs_files_do_not_hold_is_refused_before_it_is_run(data):
    with pytest.raises(pickle.UnpicklingError, match="unusual"):
        scan(data)


def test_the_end_of_the_first_of_several_pickles_is_found():
    first = pickle.dumps([1], 2)
    assert scan(first + pickle.dumps("more", 2)) == len(first)
