"""Coroutines in tests of the server."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def run(work):
    """What `work` returns, from a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
