"""The end of the process: at once, but for what still has to be done."""

from __future__ import annotations

import subprocess
import sys

import pytest

ENDS = """
import atexit, os, sys, threading
from tui.__main__ import _end_at_once
atexit.register(lambda: print("called", flush=True))
class Last:
    def __del__(self): print("taken apart", flush=True)
kept = Last()
{more}
_end_at_once(3)
"""

WAITS = """
gate = threading.Event()
def work():
    gate.wait()
    print("done", flush=True)
threading.Thread(target=work).start()
atexit.register(lambda: None)
threading._register_atexit(gate.set)
"""


@pytest.mark.parametrize(("more", "said"), [("", ["called"]), (WAITS, ["done", "called", "taken apart"])])
def test_it_ends_with_its_code_at_once_or_when_the_last_thread_is_done(more: str, said: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", ENDS.format(more=more)], capture_output=True, text=True, check=False)

    assert done.returncode == 3, done.stderr
    assert done.stdout.split("\n")[:-1] == said
