"""A pseudo-terminal that answers what it is asked, keeps count of its modes, and shows what it was sent."""

from __future__ import annotations

import codecs
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from fcntl import ioctl

from tests.frugal.glass import Glass

__all__ = ["Pseudo", "running"]

ASKED = re.compile(r"\x1b\[5n|\x1b\[6n|\x1b\[\?2026\$p|\x1b\[\?2048\$p")
MODES = re.compile(r"\x1b\[\?([\d;]+)([hl])|\x1b\[([<>])(\d*)u")


class Pseudo:
    """A program in a terminal of its own."""

    def __init__(
        self, argv: Sequence[str], *, columns: int, rows: int, answers: bool, modern: bool, env: dict[str, str]
    ) -> None:
        self.glass = Glass(columns, rows)
        self.modes: set[int] = {7, 25}
        self.keyboards = 0
        """How many times the kitty keyboard protocol was pushed, and not popped."""
        self.written = ""
        self._answers = answers
        self._known = 2 if modern else 0  # modes: reset, but known; or not known at all
        self.speaking = True
        """Whether answers are sent; those to what is asked meanwhile are sent afterwards: none goes into another."""
        self._late = b""
        self._held = ""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self.status: int | None = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(argv[0], list(argv), env)
        self.resize(columns, rows)
        self.tty = termios.tcgetattr(self.fd)[:4]

    def resize(self, columns: int, rows: int) -> None:
        """Give it another size."""
        self.glass.resize(columns, rows)
        ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, typed: bytes) -> None:
        """Type, or answer."""
        os.write(self.fd, typed)

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def turn(self, seconds: float = 0.05) -> bool:
        """Take in what was written; False when it was nothing."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            text = self._decode(os.read(self.fd, 65536))
        except OSError:
            return False
        self.written += text
        self._take(self._held + text)
        return bool(text)

    def until(self, fact: Callable[[], object], what: str = "", *, seconds: float = 30.0) -> None:
        """Take in what is written until something is so."""
        end = time.monotonic() + seconds
        while not fact():
            assert time.monotonic() < end, f"not {what or 'so'}:\n{self.glass.text()}"
            self.turn()

    def shows(self, pattern: str) -> None:
        """Wait until the screen matches."""
        self.until(lambda: re.search(pattern, self.glass.text()), f"shown: {pattern}")

    def quiet(self, seconds: float = 0.8) -> None:
        """Wait until nothing more is written."""
        while self.turn(seconds):
            pass

    def ended(self) -> bool:
        """Whether the program has ended."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if pid else None
        return self.status is not None

    def stopped(self) -> bool:
        """Whether the program is stopped, as after Ctrl+Z."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:  # noqa: PTH123
            return stat.read().rpartition(")")[2].split()[0] == "T"

    def left_behind(self) -> list[str]:
        """Say what of the terminal is not as it was before."""
        modes = [f"mode {mode}" for mode in self.modes ^ {7, 25}]
        keyboards = ["kitty keyboard"] * abs(self.keyboards)
        return modes + keyboards + ["tty"] * (termios.tcgetattr(self.fd)[:4] != self.tty)

    def close(self) -> None:
        """End whatever still runs."""
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        with suppress(OSError):
            os.close(self.fd)

    def _take(self, text: str) -> None:
        # A sequence that was cut in two is put together first.
        cut = text.rfind("\x1b", max(0, len(text) - 40))
        whole = cut < 0 or re.match(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[^\[\]])", text[cut:])
        self._held = "" if whole else text[cut:]
        text = text if whole else text[:cut]
        for numbers, switch, keyboard, count in MODES.findall(text):
            if keyboard:
                self.keyboards += 1 if keyboard == ">" else -int(count or 1)
                continue
            change = self.modes.update if switch == "h" else self.modes.difference_update
            change(map(int, numbers.split(";")))
        at = 0
        for question in ASKED.finditer(text):
            self.glass.feed(text[at : question.start()])
            at = question.end()
            if self._answers:
                x, y = self.glass.cursor
                answer = {"5": "\x1b[0n", "6": f"\x1b[{y + 1};{x + 1}R"}.get(question[0][2])
                self._late += (answer or f"\x1b[?{question[0][3:7]};{self._known}$y").encode()
        self.glass.feed(text[at:])
        if self.speaking and self._late:
            self.send(self._late)
            self._late = b""


@contextmanager
def running(
    *words: str,
    columns: int = 80,
    rows: int = 24,
    answers: bool = True,
    modern: bool = False,
    env: Mapping[str, str] | None = None,
) -> Iterator[Pseudo]:
    """Run a module of Python in a terminal while the block runs."""
    whole = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TEXTUAL_ANIMATIONS": "none",
        "PYTHONPATH": os.pathsep.join(sys.path),
        **(env or {}),
    }
    pseudo = Pseudo(
        [sys.executable, "-m", *words], columns=columns, rows=rows, answers=answers, modern=modern, env=whole
    )
    try:
        yield pseudo
    finally:
        pseudo.close()
