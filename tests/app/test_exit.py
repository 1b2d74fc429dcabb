"""The real process on a pseudo-terminal: however it is told to go, it leaves a clean terminal behind."""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import signal
import struct
import sys
import termios
from pathlib import Path
from time import monotonic

import pytest
from tui.commands.checking import State, terminal_finding

from tui.commands.app import check_terminal
from tui.core.errors import UsageError
from tui.terminal.environment import complaint

LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOWS_CURSOR = b"\x1b[?25h"


def _start(temporary: Path) -> tuple[int, int]:
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.chdir(Path(__file__).parents[2])
        os.environ |= {"TERM": "xterm-256color", "TMPDIR": str(temporary)}
        os.execv(sys.executable, [sys.executable, "-m", "tui", "demo"])
    return pid, terminal


def _read_until(terminal: int, words: bytes, *, within: float = 30.0) -> bytes:
    read, end = b"", monotonic() + within
    while words not in read and monotonic() < end:
        read += os.read(terminal, 65536)
    return read


def _read_to_end(terminal: int) -> bytes:
    read = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says EIO when the other end is closed
            return read
        if not piece:
            return read
        read += piece


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_a_clean_terminal(number: signal.Signals, tmp_path: Path) -> None:
    pid, terminal = _start(tmp_path)
    assert b"answers" in _read_until(terminal, b"answers")
    os.kill(pid, number)
    rest = _read_to_end(terminal)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 128 + number
    assert LEAVES_ALTERNATE_SCREEN in rest
    assert SHOWS_CURSOR in rest


def test_q_ends_it_with_zero(tmp_path: Path) -> None:
    pid, terminal = _start(tmp_path)
    _read_until(terminal, b"answers")
    os.write(terminal, b"q")
    rest = _read_to_end(terminal)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert not list(tmp_path.iterdir())
    assert LEAVES_ALTERNATE_SCREEN in rest


def test_a_dumb_terminal_is_refused_with_a_sentence() -> None:
    assert "TERM" in complaint({"TERM": "dumb"})
    assert complaint({"TERM": "xterm-256color"}) == ""


@pytest.mark.parametrize("environ", [{}, {"TERM": "dumb"}, {"TERM": "unknown"}, {"TERM": "xterm"}])
def test_starting_and_checking_agree_on_a_terminal(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: (80, 24))
    wrong = complaint(environ)
    if wrong:
        with pytest.raises(UsageError, match="TERM"):
            check_terminal(environ)
    else:
        check_terminal(environ)
    assert (terminal_finding(environ).state is State.BAD) == bool(wrong)
