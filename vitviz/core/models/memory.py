"""Whether something failed because memory ran out, and not because of what the model is."""

import torch

# torch says it in a plain RuntimeError where a processor's memory ran out; by system.
_TOLD = ("can't allocate memory", "not enough memory")


def ran_out(error: BaseException) -> bool:
    """Return whether this error says that the memory of the machine or of a device ran out."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(each in str(error) for each in _TOLD)
