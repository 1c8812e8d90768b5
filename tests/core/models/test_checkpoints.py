import io
import pathlib
import pickle
import struct
import zipfile

import pytest
import torch
from safetensors.torch import save_file

from vitviz.core.models.checkpoints import read_checkpoint
from vitviz.core.models.pickles import Foreign, Stored
from vitviz.errors import ModelError


def saved(tmp_path, content, **options):
    torch.save(content, tmp_path / "w.pth", **options)
    return tmp_path / "w.pth"


def refusal(path):
    with pytest.raises(ModelError) as caught:
        read_checkpoint(path)
    return caught.value


TENSORS = {
    "transposed": torch.arange(12.0).reshape(3, 4).T,
    "sliced": torch.arange(20.0).reshape(4, 5)[1:3, 2:4],
    "scalar": torch.tensor(3, dtype=torch.int16),
    "empty": torch.zeros(0, 5),
    "bool": torch.tensor([True, False]),
    "complex": torch.tensor([1 + 2j]),
    "bfloat16": torch.randn(3).bfloat16(),
    "float8": torch.randn(3).to(torch.float8_e5m2),
    "channels last": torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
    "named": torch.nn.Parameter(torch.randn(3)),
}


@pytest.mark.parametrize("zipped", [True, False])
def test_every_tensor_is_the_one_that_torch_reads(tmp_path, zipped):
    newer = {} if zipped else {"float8"}  # which torch does not write in its older files
    tensors = {name: each for name, each in TENSORS.items() if name not in newer}
    path = saved(tmp_path, tensors, _use_new_zipfile_serialization=zipped)
    theirs, ours = torch.load(path, weights_only=True), read_checkpoint(path).tree
    for name, tensor in theirs.items():
        read = ours[name].read()
        assert (read.dtype, read.shape) == (ours[name].dtype, ours[name].shape)
        assert torch.equal(
            read.float() if "8" in name else read, tensor.float() if "8" in name else tensor
        )


@pytest.mark.parametrize("zipped", [True, False])
def test_tensors_that_share_numbers_are_read_each_for_itself(tmp_path, zipped):
    base = torch.arange(10.0)
    path = saved(tmp_path, [base, base[3:7]], _use_new_zipfile_serialization=zipped)
    first, second = (each.read() for each in read_checkpoint(path).tree)
    assert (first.tolist(), second.tolist()) == (list(range(10)), [3, 4, 5, 6])


def test_nothing_is_read_before_it_is_asked_for(tmp_path):
    path = saved(tmp_path, {"a": torch.ones(3)})
    tree = read_checkpoint(path).tree
    path.unlink()
    assert isinstance(tree["a"], Stored)
    with pytest.raises(FileNotFoundError):
        tree["a"].read()


def test_the_texts_of_a_safetensors_file_are_kept(tmp_path):
    save_file({"a": torch.ones(3)}, tmp_path / "w.safetensors", {"arch": "test_vit"})
    assert read_checkpoint(tmp_path / "w.safetensors").metadata == {"arch": "test_vit"}


def test_a_class_of_plain_data_stands_as_its_fields(tmp_path):
    from argparse import Namespace

    tree = read_checkpoint(
        saved(tmp_path, {"args": Namespace(model="x", out=pathlib.Path("/y"))})
    ).tree
    assert tree["args"]["model"] == "x"
    assert isinstance(tree["args"]["out"], Foreign)


class Trap:
    """An object whose unpickling would run code."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("protocol", [2, 4])
def test_a_pickle_with_code_is_refused_by_name_and_never_run(tmp_path, zipped, protocol):
    sprung = tmp_path / "sprung"
    content = {"a": torch.ones(3), "b": Trap(pathlib.Path.touch, sprung)}
    options = {"_use_new_zipfile_serialization": zipped, "pickle_protocol": protocol}
    error = refusal(saved(tmp_path, content, **options))
    assert error.reason == "weights_code"
    assert error.facts["code"] in ("builtins.getattr", "__builtin__.getattr", "pathlib.Path.touch")
    assert not sprung.exists()


def test_a_whole_module_is_refused_with_its_class(tmp_path):
    error = refusal(saved(tmp_path, torch.nn.Linear(2, 2)))
    assert (error.reason, error.facts["code"]) == (
        "weights_code", "torch.nn.modules.linear.Linear"
    )  # fmt: skip


def test_a_scripted_module_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "w.pt", "w") as archive:
        archive.writestr("x/code/__torch__.py", "def forward(self): pass")
        archive.writestr("x/data.pkl", b"\x80\x02c__torch__\nNet\n)\x81.")
    assert refusal(tmp_path / "w.pt").reason == "weights_code"


def test_calls_that_would_fill_the_memory_build_nothing(tmp_path):
    content = {"a": Trap(bytearray, 10**12), "b": Trap(range, 10**12), "c": torch.ones(1)}
    tree = read_checkpoint(saved(tmp_path, content)).tree
    assert (tree["a"], tree["b"]) == ({}, {})


def unreadable(path):
    error = refusal(path)
    assert (error.reason, error.facts["what"]) == ("weights_damaged", "unreadable")
    return error.facts["cause"]


def rewritten(tmp_path, change):
    """A good archive whose pickle was changed, or whose entries were compressed."""
    good = zipfile.ZipFile(saved(tmp_path, {"a": torch.zeros(1000)}))
    path = tmp_path / "changed.pth"
    with zipfile.ZipFile(path, "w") as archive:
        for entry in good.infolist():
            data = good.read(entry)
            archive.writestr(
                entry.filename, change(data) if entry.filename.endswith("pkl") else data
            )
    return path


def test_an_archive_that_grows_when_unpacked_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "w.pth", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x/data.pkl", b"\0" * 10_000_000)
    assert unreadable(tmp_path / "w.pth") == "compressed entries, which torch never writes"


def test_an_archive_whose_entries_are_larger_than_itself_is_refused(tmp_path):
    path = tmp_path / "w.pth"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x/data.pkl", b"\x80\x02}.")
        archive.writestr("x/data/0", b"\0" * 8)
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02") + 20  # the sizes of the last entry in the directory
    path.write_bytes(data[:at] + struct.pack("<II", 10**9, 10**9) + data[at + 8 :])
    assert unreadable(path) == "entries larger than the file"


def test_a_storage_that_claims_more_than_its_entry_is_refused(tmp_path):
    grown = rewritten(tmp_path, lambda data: data.replace(b"M\xe8\x03", b"J\x00\x00\x00\x7f"))
    assert unreadable(grown) == "a storage larger than its entry"


def test_a_tensor_that_reaches_beyond_its_storage_is_refused(tmp_path):
    def beyond(data):  # the shape stands after the storage's own count
        return b"M\xe9\x03".join(data.rsplit(b"M\xe8\x03", 1))

    assert unreadable(rewritten(tmp_path, beyond)) == "a tensor reaches beyond its storage"


def test_one_number_spread_over_many_is_no_tensor(tmp_path):
    tree = read_checkpoint(saved(tmp_path, {"a": torch.zeros(1).expand(10**9)})).tree
    assert not isinstance(tree["a"], Stored)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"\x80\x02r\xff\xff\xff\x7f.", "unusual index in the memo"),
        (b"\x80\x05\x96\x00\x00\x00\x00\xff\x00\x00\x00.", ""),
        (pickle.dumps(bytearray(3), 5), "unusual operation BYTEARRAY8"),
        (b"\x80\x02X\xff\xff\xff\x7fabc.", ""),
        (b"no pickle", ""),
        (b"", ""),
    ],
)
def test_a_pickle_that_claims_memory_for_nothing_is_refused_unbuilt(tmp_path, data, cause):
    assert cause in unreadable(rewritten(tmp_path, lambda _: data))


def test_a_header_longer_than_the_file_is_refused(tmp_path):
    (tmp_path / "w.safetensors").write_bytes(struct.pack("<Q", 10**12) + b"{" + b" " * 100)
    assert unreadable(tmp_path / "w.safetensors") == "a header longer than the file may have"


def test_a_safetensors_file_whose_shape_is_larger_than_its_bytes_is_refused(tmp_path):
    header = b'{"a":{"dtype":"F32","shape":[1000000000],"data_offsets":[0,4]}}'
    data = struct.pack("<Q", len(header)) + header + bytes(4)
    (tmp_path / "w.safetensors").write_bytes(data)
    assert unreadable(tmp_path / "w.safetensors")


@pytest.mark.parametrize("zipped", [True, False])
def test_a_file_cut_short_anywhere_is_refused_or_says_so_when_read(tmp_path, zipped):
    whole = io.BytesIO()
    state = {"a": torch.ones(50), "b": torch.ones(50)}
    torch.save(state, whole, _use_new_zipfile_serialization=zipped)
    for cut in range(37, len(whole.getvalue()) - 1, 37):
        (tmp_path / "w.pth").write_bytes(whole.getvalue()[:cut])
        unreadable(tmp_path / "w.pth")


def test_a_missing_file_is_named(tmp_path):
    error = refusal(tmp_path / "none.pth")
    assert (error.reason, error.facts) == ("weights_missing", {"file": str(tmp_path / "none.pth")})
