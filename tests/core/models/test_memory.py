import pytest
import torch

from vitviz.core.models.memory import ran_out


def test_torch_is_understood_when_it_finds_no_room():
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 60)
    assert ran_out(caught.value)


@pytest.mark.parametrize("error", [MemoryError(), torch.OutOfMemoryError("CUDA out of memory")])
def test_what_is_an_error_of_memory_by_its_kind_is_one(error):
    assert ran_out(error)


@pytest.mark.parametrize("error", [RuntimeError("shapes differ"), ValueError("not enough memory")])
def test_any_other_error_is_none(error):
    assert not ran_out(error)
