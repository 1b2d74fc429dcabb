"""Processes that need not import anything: forked off one that has (tests/acceptance/ready_process.py)."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["FRONTDESK", "ROOT", "Forked", "fork", "run"]

ROOT: Final = Path(__file__).parents[1]
FRONTDESK: Final = "tui.cli:main"
"""What runs the command line with some words."""


_OF_THE_MACHINE: Final = ("PATH", "TZ", "LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC")
"""What every process has from the tests' environment: where programs are, and what time it is: the zone, faketime."""


class Forked:
    """A process that was forked off, and how it ends."""

    def __init__(self, told: Path) -> None:
        self._told = told.open("rb", buffering=0)
        told.unlink()
        self.pid = int(self._told.readline() or b"0")
        """Its number; 0 when it ended before it had one."""

    def wait(self) -> int:
        """Wait for the end, and return the exit code (negative: the signal that killed it)."""
        with self._told:
            return int(self._told.readline())

    def poll(self) -> int | None:
        """Return the exit code; None while it runs."""
        return self.wait() if select.select([self._told], [], [], 0)[0] else None


def fork(
    words: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    streams: Sequence[Path] = (),
    terminal: str = "",
    call: str = FRONTDESK,
) -> Forked:
    """Start a process.

    Args:
        words: What it is called with.
        environment: All of its environment.
        folder: Where it stands.
        streams: The files that are its stdin, stdout and stderr; without any they lead nowhere.
        terminal: The terminal it runs in, in place of streams.
        call: The function that it is, as `module:function`; takes the words and returns the exit code.
    """
    told = Path(tempfile.mkdtemp()) / "told"
    os.mkfifo(told)
    order: dict[str, Any] = {
        "call": call,
        "words": [*words],
        "environment": {**_of_the_machine(), "TMPDIR": tempfile.gettempdir(), **environment},
        "folder": str(folder),
        "told": str(told),
    }
    order |= (
        {"terminal": terminal} if terminal else {"streams": [str(path) for path in streams or [Path(os.devnull)] * 3]}
    )
    _ready().order(order)
    forked = Forked(told)
    told.parent.rmdir()
    return forked


def run(
    words: Sequence[str], *, environment: Mapping[str, str], folder: Path, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `frontdesk` to its end."""
    with tempfile.TemporaryDirectory() as between:
        streams = [Path(between) / name for name in ("stdin", "stdout", "stderr")]
        streams[0].write_text(stdin, encoding="utf-8")
        code = fork(words, environment=environment, folder=folder, streams=streams).wait()
        out, err = (path.read_bytes().decode("utf-8") for path in streams[1:])
    return subprocess.CompletedProcess([*words], code, out, err)


def _of_the_machine() -> dict[str, str]:
    return {name: os.environ[name] for name in _OF_THE_MACHINE if name in os.environ}


class _Ready:
    """The process that forks."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.acceptance.ready_process"],
            cwd=ROOT,
            env={**_of_the_machine(), "LANG": "C.UTF-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def order(self, order: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        with self._one_at_a_time:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()

    def close(self) -> None:
        self._process.communicate()


@cache
def _ready() -> _Ready:
    ready = _Ready()
    atexit.register(ready.close)
    return ready
