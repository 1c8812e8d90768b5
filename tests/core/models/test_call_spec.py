from tests.core.families import small


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
