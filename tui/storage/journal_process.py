"""Which process wrote a journal row, and whether it is still there: a pid alone is soon somebody else's."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path
from typing import Final

from msgspec import Struct

__all__ = ["NOBODY", "Process", "is_gone", "this_process"]


class Process(Struct, frozen=True):
    """One process of one machine, told apart from a later one with the same number."""

    host: str
    pid: int
    born: str
    """The boot of the machine and when the process started; empty when the system does not say."""


NOBODY: Final = Process("", 0, "")
"""Stands where a bulk waits for somebody to resume it: it stopped, and its process lives on."""


def this_process() -> Process:
    """Return who we are."""
    return Process(socket.gethostname(), os.getpid(), _born(os.getpid()))


def is_gone(process: Process) -> bool | None:
    """Tell whether a process has ended; None when it ran on another machine, which cannot be asked."""
    if process.host != socket.gethostname():
        return None
    if process.pid <= 0:  # to a signal that would be a whole group, or everybody
        return True
    try:
        os.kill(process.pid, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:  # somebody else's, so it is there; the start time says whether it is the same one
        pass
    return _born(process.pid) != process.born


def _born(pid: int) -> str:
    """Return when a process started, in whatever words the system has; empty when it has ended."""
    try:
        # proc(5): the name in parentheses may hold blanks and parentheses; the state is field 3, the start field 22.
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return _born_by_ps(pid)
    if fields[0] in ("Z", "X"):  # a zombie has ended; nobody has asked how yet
        return ""
    return f"{boot}:{fields[19]}"


def _born_by_ps(pid: int) -> str:
    """Ask `ps`, which every POSIX system has; for those without /proc."""
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed program, and a number
            ["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, timeout=5, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.decode("utf-8", "replace").strip()
