import pytest
import torch

from vitviz.core.models.device import compute_exactly, device_of, preferred
from vitviz.errors import ArgumentError


@pytest.mark.parametrize(
    ("cuda", "mps", "chosen"),
    [(True, True, "cuda"), (True, False, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_cuda_is_preferred_then_mps_then_the_cpu(monkeypatch, cuda, mps, chosen):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert preferred() == chosen


def test_auto_is_the_preferred_device_and_a_tensor_there_agrees(monkeypatch):
    monkeypatch.setattr("vitviz.core.models.device.preferred", lambda: "meta")
    assert device_of("auto") == torch.zeros(1, device="meta").device


def test_a_named_device_is_taken_as_named():
    assert device_of("cpu") == torch.device("cpu")


@pytest.mark.parametrize(("kind", "rounds"), [("cuda", False), ("cpu", True), ("mps", True)])
def test_cuda_rounds_no_convolution_and_other_devices_change_nothing(monkeypatch, kind, rounds):
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)
    compute_exactly(torch.device(kind))
    assert torch.backends.cudnn.allow_tf32 is rounds


@pytest.mark.parametrize("name", ["", "no such device", "cuda:99"])
def test_a_device_that_is_not_there_is_refused_by_its_name(name):
    with pytest.raises(ArgumentError) as caught:
        device_of(name)
    assert (caught.value.reason, caught.value.facts["got"]) == ("no_such_device", name)
