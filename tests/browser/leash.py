"""Runs a command for as long as its own standard input stays open.

A server started through this ends with the test run that started it, however that ends: a
killed process closes its pipes.

    python leash.py COMMAND ARGUMENT ...
"""

import subprocess
import sys
import threading


def _end_with_input(child: subprocess.Popen) -> None:
    sys.stdin.read()
    child.kill()


if __name__ == "__main__":
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_with_input, args=(child,), daemon=True).start()
    sys.exit(child.wait())
