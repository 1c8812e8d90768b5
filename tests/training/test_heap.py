import ctypes
import subprocess
import sys

import pytest

# Page faults while a block of 64 MB is filled and freed eight times, after one time before.
COUNTED = """
import resource, sys
from vitviz.training.heap import keep_blocks
if sys.argv[1] == "kept":
    keep_blocks()
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
bytearray(b"x") * 2**26
before = faults()
for _ in range(8):
    bytearray(b"x") * 2**26
print(faults() - before)
"""


def faults(how):
    words = [sys.executable, "-c", COUNTED, how]
    return int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="not glibc")
def test_a_large_block_is_paged_in_once_and_not_each_time():
    assert 4 * faults("kept") < faults("as it is")
