import zipfile

import pytest
import torch

from vitviz.core.models.checkpoints import read_checkpoint
from vitviz.core.models.strangers import strange
from vitviz.errors import ModelError

PAGE = b"\n<!DOCTYPE html><html><body>Sign in</body></html>"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"


@pytest.mark.parametrize("name", ["w.pth", "w.safetensors"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "weights_empty"),
        (PAGE, "weights_web_page"),
        (POINTER, "weights_pointer"),
        (b"not weights at all", "weights_foreign"),
        (b'{"error": "Entry not found"}', "weights_foreign"),
        (b"\x89HDF\r\n\x1a\n" + bytes(40), "weights_foreign"),
    ],
)
def test_what_is_no_file_of_weights_is_told_by_what_it_is(tmp_path, name, data, reason):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ModelError) as caught:
        read_checkpoint(tmp_path / name)
    assert caught.value.reason == reason


def test_a_scripted_module_is_a_program(tmp_path):
    with zipfile.ZipFile(tmp_path / "w.pt", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("data.pkl", "constants.pkl", "code/__torch__.py"):
            archive.writestr(f"w/{name}", b"\x80\x02.")
    assert strange(tmp_path / "w.pt") == "weights_program"


def test_an_archive_of_other_things_is_foreign(tmp_path):
    with zipfile.ZipFile(tmp_path / "w.npz", "w") as archive:
        archive.writestr("blocks.npy", b"\x93NUMPY")
    assert strange(tmp_path / "w.npz") == "weights_foreign"


@pytest.mark.parametrize("share", [0.3, 1])
def test_a_file_of_torchs_is_no_stranger_whole_or_cut(tmp_path, share):
    torch.save({"weight": torch.zeros(400)}, tmp_path / "w.pth")
    data = (tmp_path / "w.pth").read_bytes()
    (tmp_path / "w.pth").write_bytes(data[: int(len(data) * share)])
    assert strange(tmp_path / "w.pth") == ""
