"""What capture and rollout cost, as ratios to a plain forward pass of the same model.

    python -m benchmarks.capture [--rounds 30] [--device cpu]
    python -m benchmarks.capture --peak [--model vit_large_patch14_dinov2 --size 518]
    python -m benchmarks.capture --operations

Every round times each way once, in turn, so that noise of the machine hits all alike; a ratio is
the median over the rounds of (way / plain). The last way is what public tools do: attention is
unfused and hooks collect the maps, then rollout multiplies full matrices.

With --peak: the most memory that a process holds during one pass, weights and libraries included,
plain, with all layers' queries and keys kept and with one layer's, each in a process of its own and
with random weights. Linux alone tells it.

With --operations: how many operations each way asks of an accelerator, which computes a small model
faster than it is asked; what only makes another view of a tensor is none. No accelerator is needed:
the model lies on torch's device "meta", which has no numbers, so that nothing can be looked at.
"""

import argparse
import ctypes
import gc
import re
import statistics
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

import vitviz

SIZES = (224, 448)


def hooked_rollout(vit: vitviz.Vit, pixels: Tensor) -> Tensor:
    """Rollout of the class token from unfused attention, through hooks and full products."""
    maps: list[Tensor] = []
    blocks = vit.module.get_submodule("blocks").children()
    attentions = [block.get_submodule("attn") for block in blocks]
    hooks = [
        part.get_submodule("attn_drop").register_forward_hook(lambda _m, _i, out: maps.append(out))
        for part in attentions
    ]
    for part in attentions:
        part.fused_attn = False
    try:
        with torch.no_grad():
            vit.module(pixels)
            rows = own = torch.eye(maps[0].shape[-1], device=pixels.device)
            for found in maps:
                fused = 0.5 * found[0].mean(0) + 0.5 * own
                rows = fused @ rows
    finally:
        for hook in hooks:
            hook.remove()
        for part in attentions:
            part.fused_attn = True
    return rows[0]


def seconds(way: Callable[[], object]) -> float:
    """How long one call takes, until the last of what it asked of a GPU is done."""
    start = time.perf_counter()
    way()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter() - start


def measure(vit: vitviz.Vit, size: int, rounds: int) -> dict[str, float]:
    """The median ratio of each way to a plain pass; "plain" itself in milliseconds."""
    pixels = torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(0))
    pixels = pixels.to(vit.device)

    def plain() -> None:
        with torch.no_grad():
            vit.module(pixels)

    # The newest traces stay alive, as in the app's cache; thrown away at once, the memory goes
    # back to the system and is fetched anew page by page, which no server does.
    held: deque[vitviz.Trace] = deque(maxlen=3)

    def capture() -> vitviz.Trace:
        held.append(vitviz.capture(vit, pixels))
        return held[-1]

    ways: dict[str, Callable[[], object]] = {
        "plain": plain,
        "capture": capture,
        "capture + rollout": lambda: vitviz.rollout(capture(), [0]),
        "hooks, unfused, full rollout": lambda: hooked_rollout(vit, pixels),
    }
    for way in 3 * list(ways.values()):
        way()
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(seconds(way))
    ratios = {
        name: statistics.median(t / p for t, p in zip(times, found["plain"], strict=True))
        for name, times in found.items()
    }
    return ratios | {"plain": 1000 * statistics.median(found["plain"])}


class _Asked(TorchDispatchMode):
    count = 0

    def __torch_dispatch__(
        self,
        func: torch._ops.OpOverload,
        types: object,
        args: tuple[object, ...] = (),
        kwargs: dict[str, object] | None = None,
    ) -> object:
        self.count += not func.is_view
        return func(*args, **(kwargs or {}))


def operations(vit: vitviz.Vit) -> dict[str, int]:
    """How many operations one picture's plain pass asks for, its capture, and what follows."""
    meta = torch.device("meta")
    calls = tuple(call.on(meta) for call in vit.calls)
    vit = replace(vit, module=vit.module.to(meta), device=meta, calls=calls)
    pixels = torch.empty(1, 3, *vit.size, device=meta)
    trace = vitviz.capture(vit, pixels)
    ways: dict[str, Callable[[], object]] = {
        "plain": lambda: vit.module(pixels),
        "capture": lambda: vitviz.capture(vit, pixels),
        "rollout of one row": lambda: vitviz.rollout(trace, [0]),
        "rollout of all": lambda: vitviz.rollout(trace),
    }
    found: dict[str, int] = {}
    for name, way in ways.items():
        with torch.no_grad(), _Asked() as asked:
            way()
        found[name] = asked.count
    return found


KEPT = {"plain": None, "all layers": {}, "one layer": {"layers": [-1]}}


def peak(model: str, size: int, kept: str) -> float:
    """Bytes that this process holds at most while a pass runs and what it left is looked at."""
    vit = vitviz.load(model, weights="random", device="cpu")
    assert isinstance(vit, vitviz.Vit)  # noqa: S101
    pixels = torch.randn(1, 3, size, size)
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what opening the model left behind is no cost of a pass
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the peak counts from here
    arguments = KEPT[kept]
    if arguments is None:
        with torch.no_grad():
            vit.module(pixels)
    else:
        trace = vitviz.capture(vit, pixels, **arguments)
        vitviz.attention(trace.layers[-1], queries=[0])
    status = Path("/proc/self/status").read_text("ascii")
    return 1024.0 * int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])


def peaks(model: str, size: int) -> dict[str, float]:
    """The peak of each way, in a process of its own."""
    own = [sys.executable, "-m", "benchmarks.capture", "--model", model, "--size", str(size)]
    told = {kept: subprocess.check_output([*own, "--kept", kept]) for kept in KEPT}
    return {kept: float(line) for kept, line in told.items()}


def main() -> None:
    """Prints one line a size, or one of the peaks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--device", default="cpu", help="cpu, cuda, mps or auto")
    parser.add_argument("--operations", action="store_true", help="operations in place of time")
    parser.add_argument("--peak", action="store_true", help="memory in place of time")
    parser.add_argument("--model", default="vit_large_patch14_dinov2", help="for --peak")
    parser.add_argument("--size", type=int, default=518, help="for --peak, in pixels")
    parser.add_argument("--kept", choices=KEPT, help="prints the bytes of this process alone")
    asked = parser.parse_args()
    if asked.kept:
        print(peak(asked.model, asked.size, asked.kept))
        return
    if asked.peak:
        found = peaks(asked.model, asked.size)
        plain = found.pop("plain")
        said = (f"{kept} {most / plain:.3f} x" for kept, most in found.items())
        print(f"{asked.size} px: plain {plain / 1e6:.0f} MB; {'; '.join(said)}")
        return
    vit = vitviz.load("everyday-vit-s14", device="cpu" if asked.operations else asked.device)
    assert isinstance(vit, vitviz.Vit)  # noqa: S101
    if asked.operations:
        print("; ".join(f"{name} {count}" for name, count in operations(vit).items()))
        return
    for size in SIZES:
        found = measure(vit, size, asked.rounds)
        print(f"{size} px: plain {found.pop('plain'):.3g} ms; ", end="")
        print("; ".join(f"{name} {ratio:.2f} x" for name, ratio in found.items()))


if __name__ == "__main__":
    main()
