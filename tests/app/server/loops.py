"""Coroutines in tests that are functions."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def finished(coroutine):
    """What it returns, run in a thread of its own: a browser test leaves a loop running in this."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
