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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fcntl import ioctl

from tests.frugal.glass import GlassScreen, GlassStream

__all__ = ["KEYS", "PseudoTerminal", "running"]

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


class PseudoTerminal:
    """A program in a pseudo-terminal of its own, and the screen it has drawn so far."""

    def __init__(self, argv: Sequence[str], *, env: Mapping[str, str], columns: int = 80, rows: int = 24) -> None:
        self.screen = GlassScreen(columns, rows)
        self._stream = GlassStream(self.screen)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self.written = bytearray()
        """Every byte the program has sent."""
        self.exit_code: int | None = None
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(argv[0], list(argv), dict(env))
        self.resize(columns, rows)

    @property
    def text(self) -> str:
        """The screen, line by line, without trailing blanks."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, as dragging a window does."""
        self.screen.resize(rows, columns)
        ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, *keys: str) -> None:
        """Type keys by name, or text as it is."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def read(self, patience: float) -> bool:
        """Take in what the program writes within some seconds; False when it wrote nothing."""
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

    def wait_for(self, pattern: str, *, seconds: float = 20.0) -> str:
        """Read until the screen matches a regular expression, and return the screen.

        Raises:
            AssertionError: when it does not within the time; the message shows the screen.
        """
        end = time.monotonic() + seconds
        while not re.search(pattern, self.text, re.M):
            assert time.monotonic() < end, f"no {pattern!r} on the screen:\n{self.text}"
            if not self.read(0.1) and self.ended():
                self.read(0.1)
                assert re.search(pattern, self.text, re.M), f"it ended with {self.exit_code}:\n{self.text}"
        return self.text

    def wait_for_exit(self, *, seconds: float = 20.0) -> int:
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
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code is not None

    def hang_up(self) -> None:
        """Close the terminal under the program, as a lost connection does."""
        os.close(self._fd)
        self._fd = -1

    def close(self) -> None:
        """End whatever still runs."""
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self._fd >= 0:
            os.close(self._fd)


@contextmanager
def running(
    argv: Sequence[str], *, env: Mapping[str, str], columns: int = 80, rows: int = 24
) -> Iterator[PseudoTerminal]:
    """Run a program in a pseudo-terminal while the block runs."""
    terminal = PseudoTerminal(argv, env=env, columns=columns, rows=rows)
    try:
        yield terminal
    finally:
        terminal.close()
