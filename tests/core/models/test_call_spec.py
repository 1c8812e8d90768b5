import torch

from tests.core.families import small
from vitviz.core.models.call_spec import grids_of, is_signed


def test_a_call_on_the_models_own_grid_has_none_of_its_own():
    (call, *_) = small("vit").calls
    assert (call.grid, call.looked, call.beyond, call.seen) == (None, None, 0, None)


def test_a_pooled_call_looks_at_another_grid_and_a_window_at_its_own_keys():
    call = small("hiera").calls[1]
    assert (call.grid, call.looked, call.beyond, call.seen) == ((8, 12), (16, 24), 0, 64)


def test_what_pads_windows_lies_beyond_the_picture():
    padded, whole = small("sam padded").calls
    assert (padded.looked, padded.beyond, padded.seen) == ((4, 5), 16, 9)
    assert (whole.beyond, whole.seen) == (0, None)


def test_the_windows_of_a_call_go_to_a_device_and_what_has_none_stays_as_it_is():
    windowed, plain = small("swin").calls[0], small("vit").calls[0]
    meta = torch.device("meta")
    assert windowed.on(meta).windows.places.device == meta
    assert windowed.on(torch.device("cpu")).windows is windowed.windows
    assert plain.on(meta) is plain


def test_a_model_knows_the_modules_that_make_its_calls():
    vit = small("parallel blocks")
    assert len(vit.attending) == len(vit.calls) == 4
    assert vit.attending[1] is vit.module.get_submodule("blocks.0.attns.1.attn")


def test_a_difference_of_two_maps_makes_a_model_signed():
    assert is_signed(small("differential").calls)
    assert not is_signed(small("vit").calls)


def test_a_module_that_attends_to_a_coarser_copy_makes_a_map_on_its_own_grid():
    calls = small("lowformer").calls
    assert [(call.grid, call.made) for call in calls] == [
        ((7, 7), (14, 14)),
        ((7, 7), (7, 7)),
        ((7, 7), (7, 7)),
    ]
    assert grids_of(calls) == {(7, 7), (14, 14)}
    assert grids_of(small("vit").calls) == {None}
    assert not small("lowformer").one_grid
