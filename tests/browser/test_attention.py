"""The browser's arithmetic against Python's, on the same rounded arrays."""

import base64

import numpy as np
import pytest
import torch

from vitviz.core.attention.trace import Layer, attention
from vitviz.core.attention.windows import Windows
from vitviz.web.browser_files import version
from vitviz.web.payload import attention_of, rounded

HEADS, GRID, PREFIX, DIM = 3, (5, 7), 2, 20
TOKENS = PREFIX + GRID[0] * GRID[1]

ASK = """async ([address, blob, facts, query]) => {
  const numbers = await import(address);
  const { unpack } = await import(address.replace("math/attention", "net/bundle"));
  const bytes = Uint8Array.from(atob(blob), (c) => c.charCodeAt(0));
  const { ranked } = await import(address.replace("math/attention", "math/ranking"));
  const layer = numbers.layerOf(unpack(bytes.buffer), facts);
  const all = (by) => {
    const out = new Float32Array((facts.heads + 1) * numbers.stretchOf(layer));
    numbers.allHeads(layer, query, by, out, 0);
    return Array.from(out);
  };
  const row = all("row").slice(0, facts.tokens);
  return { row: all("row"), column: all("column"), entropy: numbers.entropy(row),
    reach: numbers.reach(row, 2, 7, [17 % 7, 2], [14, 14]), largest: ranked(row, 3, 2) };
}"""


@pytest.fixture(scope="module", params=["plain", "bias"])
def half(request):
    torch.manual_seed(1)
    shape = HEADS, TOKENS, DIM
    bias = torch.randn(HEADS, TOKENS, TOKENS) if request.param == "bias" else None
    keys = torch.randn(shape) * 3
    layer = Layer("blocks.0.attn", "self", torch.randn(shape), keys, None, 0.3, bias, GRID, PREFIX)
    return rounded(layer)


@pytest.fixture
def answer(page, half):
    page.goto("/readyz")  # any address of this origin; the modules need no page
    facts = {"heads": HEADS, "queries": TOKENS, "tokens": TOKENS, "dim": DIM}
    facts["bias"] = half.bias is not None
    blob = base64.b64encode(half.bundle()).decode()
    address = f"/frontend/{version()}/math/attention.js"
    return page.evaluate(ASK, [address, blob, facts, PREFIX + 17])


def test_a_row_of_every_head_is_pythons(answer, half):
    rows = np.reshape(answer["row"], (HEADS + 1, TOKENS))
    assert np.abs(rows[:HEADS] - attention_of(half)[:, PREFIX + 17]).max() < 1e-5


def test_a_column_of_every_head_is_pythons(answer, half):
    columns = np.reshape(answer["column"], (HEADS + 1, TOKENS))
    assert np.abs(columns[:HEADS] - attention_of(half)[:, :, PREFIX + 17]).max() < 1e-5


def test_the_mean_of_the_heads_is_pythons(answer, half):
    rows = np.reshape(answer["row"], (HEADS + 1, TOKENS))
    assert np.abs(rows[HEADS] - attention_of(half)[:, PREFIX + 17].mean(0)).max() < 1e-5


def test_entropy_and_reach_are_pythons(answer, half):
    row = attention_of(half)[0, PREFIX + 17].astype(np.float64)
    assert answer["entropy"] == pytest.approx(-(row * np.log(row)).sum(), abs=1e-5)
    patches = row[PREFIX:] / row[PREFIX:].sum()
    y, x = np.divmod(np.arange(GRID[0] * GRID[1]), GRID[1])
    far = 14 * np.hypot(y - 17 // GRID[1], x - 17 % GRID[1])
    assert answer["reach"] == pytest.approx((patches * far).sum(), abs=1e-4)


def test_the_largest_weights_are_found_in_order(answer, half):
    row = attention_of(half)[0, PREFIX + 17]
    expected = PREFIX + np.argsort(-row[PREFIX:])[:3]
    assert answer["largest"] == expected.tolist()


def test_rows_and_columns_within_windows_are_pythons(page):
    torch.manual_seed(2)
    grid, places = (6, 8), torch.randperm(48).view(4, 12)
    bias = torch.randn(2, HEADS, 12, 12)[[0, 1, 0, 1]]  # every second window has the same
    shape = HEADS, 48, DIM
    drawn = torch.randn(shape), torch.randn(shape) * 3
    layer = Layer("a.0", "self", *drawn, None, 0.3, bias, grid, 0, windows=Windows(places))
    half = rounded(layer)
    assert half.bias is not None
    assert len(half.bias) == 2
    page.goto("/readyz")
    facts = {"heads": HEADS, "queries": 48, "tokens": 48, "dim": DIM, "bias": True}
    blob = base64.b64encode(half.bundle()).decode()
    address = f"/frontend/{version()}/math/attention.js"
    for token in (0, 29):
        said = page.evaluate(ASK, [address, blob, facts, token])
        known = attention_of(half)
        rows = np.reshape(said["row"], (HEADS + 1, 48))[:HEADS]
        columns = np.reshape(said["column"], (HEADS + 1, 48))[:HEADS]
        assert np.abs(rows - known[:, token]).max() < 1e-5
        assert np.abs(columns - known[:, :, token]).max() < 1e-5
        assert np.abs(known - attention(layer).numpy()).max() < 4e-3


@pytest.mark.parametrize(("queries", "keys"), [(48, 16), (16, 48)])
def test_pooled_keys_and_pooled_queries_in_windows_are_pythons(page, queries, keys):
    torch.manual_seed(3)
    windows = Windows(torch.randperm(queries).view(4, -1), torch.randperm(keys).view(4, -1))
    bias = torch.randn(4, HEADS, queries // 4, keys // 4)
    grids = {48: (6, 8), 16: (2, 8)}
    drawn = torch.randn(HEADS, queries, DIM), torch.randn(HEADS, keys, DIM) * 3
    layer = Layer(
        "a.0", "self", *drawn, None, 0.3, bias, grids[queries], 0, False, windows, grids[keys]
    )
    half, known = rounded(layer), attention_of(rounded(layer))
    assert np.abs(known - attention(layer).numpy()).max() < 4e-3
    page.goto("/readyz")
    facts = {"heads": HEADS, "queries": queries, "tokens": keys, "dim": DIM, "bias": True}
    blob = base64.b64encode(half.bundle()).decode()
    for token in (0, 13):
        address = f"/frontend/{version()}/math/attention.js"
        said = page.evaluate(ASK, [address, blob, facts, token])
        rows, columns = (np.reshape(said[by], (HEADS + 1, 48))[:HEADS] for by in ("row", "column"))
        assert np.abs(rows[:, :keys] - known[:, token]).max() < 1e-5
        assert np.abs(columns[:, :queries] - known[:, :, token]).max() < 1e-5
        assert not rows[:, keys:].any()
        assert not columns[:, queries:].any()
