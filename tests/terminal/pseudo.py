"""A pseudo-terminal with a program in it, read as a person reads a screen."""

from __future__ import annotations

import codecs
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from typing import Protocol

from tests import processes
from tests.frugal.glass import GlassScreen, GlassStream

__all__ = ["KEYS", "PseudoTerminal", "running", "running_frontdesk"]

KEYS: Mapping[str, str] = {
    "enter": "\r",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
}
"""What a terminal sends for the keys that have names here; any other text is typed as it is."""


PATIENCE = 60.0
"""Seconds that everything may take, however busy the machine."""


class Program(Protocol):
    """What runs in a terminal."""

    @property
    def pid(self) -> int:
        """Its number."""

    def poll(self) -> int | None:
        """Return its exit code (negative: the signal that killed it); None while it runs."""


class _Started:
    """A program that was started from nothing."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if pid else None


class PseudoTerminal:
    """A program in a pseudo-terminal of its own, and the screen it has drawn so far."""

    def __init__(self, program: Program, terminal: int, *, columns: int = 80, rows: int = 24) -> None:
        self.screen = GlassScreen(columns, rows)
        self._stream = GlassStream(self.screen)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self.written = bytearray()
        """Every byte the program has sent."""
        self.exit_code: int | None = None
        self._program = program
        self._fd = terminal

    @property
    def text(self) -> str:
        """The screen, line by line, without trailing blanks."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, as dragging a window does."""
        self.screen.resize(rows, columns)
        _give_size(self._fd, columns, rows)

    def press(self, *keys: str) -> None:
        """Type keys by name, or text as it is."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())

    def send(self, typed: bytes) -> None:
        """Send bytes, as a terminal that says something by itself does."""
        while typed:
            select.select([], [self._fd], [])
            typed = typed[os.write(self._fd, typed[:1024]) :]
            self.read(0)

    def foreign(self, text: str) -> None:
        """Have somebody else write on the screen, past the program."""
        self._stream.feed(text)

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self._program.pid, number)

    def read(self, patience: float) -> bool:
        """Take in what the program writes within some seconds; False when it wrote nothing."""
        if self._fd < 0:  # hung up: there is nothing to read, and the program is asked again soon
            select.select([], [], [], 0.001)
            return False
        if not select.select([self._fd], [], [], patience)[0]:
            return False
        try:
            written = os.read(self._fd, 65536)
        except OSError:  # EIO: the program has closed its side
            return False
        self.written += written
        # pyte takes an XTMODKEYS answer such as `CSI > 4 m` for colours, and stumbles over `CSI = … u`.
        self._stream.feed(re.sub(r"\x1b\[[<=>][\d;]*[a-zA-Z]", "", self._decode(written)))
        if asked := written.count(b"\x1b[5n"):
            os.write(self._fd, b"\x1b[0n" * asked)  # “all is well”: the driver waits for it
        return bool(written)

    def wait_for(self, pattern: str, *, seconds: float = PATIENCE) -> str:
        """Read until the screen matches a regular expression, and return the screen.

        Raises:
            AssertionError: when it does not within the time; the message shows the screen.
        """
        return self.wait_until(lambda text: re.search(pattern, text, re.M) is not None, repr(pattern), seconds=seconds)

    def wait_until(self, holds: Callable[[str], bool], what: str, *, seconds: float = PATIENCE) -> str:
        """Read until something is true of the screen, and return the screen.

        Raises:
            AssertionError: when that does not come within the time; the message names `what` and shows the screen.
        """
        end = time.monotonic() + seconds
        while not holds(self.text):
            assert time.monotonic() < end, f"no {what} on the screen:\n{self.text}"
            if not self.read(0.1) and self.ended():
                self.read(0.1)
                assert holds(self.text), f"it ended with {self.exit_code}:\n{self.text}"
        return self.text

    def wait_for_exit(self, *, seconds: float = PATIENCE) -> int:
        """Read until the program has ended, and return its exit code (negative: the signal that killed it)."""
        end = time.monotonic() + seconds
        while not self.ended():
            assert time.monotonic() < end, f"still running:\n{self.text}"
            self.read(0.05)
        while self.read(0.05):
            pass
        assert self.exit_code is not None
        return self.exit_code

    def ended(self) -> bool:
        """Whether the program has ended."""
        if self.exit_code is None:
            self.exit_code = self._program.poll()
        return self.exit_code is not None

    def hang_up(self) -> None:
        """Close the terminal under the program, as a lost connection does."""
        os.close(self._fd)
        self._fd = -1

    def close(self) -> None:
        """End whatever still runs: as one asks for it, so that it can clear up, then as one must."""
        for number, patience in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, PATIENCE)):
            end = time.monotonic() + patience
            if not self.ended():
                self.signal(number)
            while not self.ended() and time.monotonic() < end:
                if not self.read(0.05):
                    select.select([], [], [], 0.001)
        if self._fd >= 0:
            os.close(self._fd)


@contextmanager
def running(
    argv: Sequence[str], *, env: Mapping[str, str], columns: int = 80, rows: int = 24
) -> Iterator[PseudoTerminal]:
    """Run a program in a pseudo-terminal while the block runs."""
    size_is_there, go = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        os.close(go)
        os.read(size_is_there, 1)
        os.execvpe(argv[0], list(argv), dict(env))
    _give_size(terminal, columns, rows)
    os.close(size_is_there)
    os.close(go)
    with _closing(PseudoTerminal(_Started(pid), terminal, columns=columns, rows=rows)) as shown:
        yield shown


@contextmanager
def running_frontdesk(
    *words: str, env: Mapping[str, str], folder: Path, columns: int = 80, rows: int = 24
) -> Iterator[PseudoTerminal]:
    """Run `frontdesk` in a pseudo-terminal while the block runs, forked off a process that has imported it already."""
    terminal, inside = pty.openpty()
    _give_size(terminal, columns, rows)
    program = processes.fork(words, environment=env, folder=folder, terminal=os.ttyname(inside))
    os.close(inside)
    with _closing(PseudoTerminal(program, terminal, columns=columns, rows=rows)) as shown:
        yield shown


@contextmanager
def _closing(terminal: PseudoTerminal) -> Iterator[PseudoTerminal]:
    try:
        yield terminal
    finally:
        terminal.close()


def _give_size(terminal: int, columns: int, rows: int) -> None:
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
