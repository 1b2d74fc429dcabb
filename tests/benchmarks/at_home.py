"""What a user of a jump host feels, as ratios against a bare Textual app and a floor of the standard library.

`python -m tests.benchmarks.at_home [RUNS]` prints the table. The three run in turn, in a pseudo-terminal of 120×36, so
that a machine that is busy is so for all of them. Times that a machine prints alone say little; the ratios say more.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from tests.processes import ROOT
from tests.terminal.pseudo import PseudoTerminal, running

COLUMNS: Final = 120
LINES: Final = 36
QUIET: Final = 0.3
"""Seconds without a byte, after which a screen counts as settled."""
PRESSES: Final = 20
TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Subject:
    """A program that is measured."""

    name: str
    argv: Sequence[str]
    ready: str
    """What its first screen matches."""
    way: Sequence[tuple[str, str]] = field(default=())
    """Keys to its table, each with what the screen then matches."""


SUBJECTS: Final = (
    Subject(
        "Frontdesk",
        (sys.executable, "-m", "tui", "demo"),
        r"campus +Virbela.*answers",
        (("1", r"Rooms +Every room"), ("down", r"^▎  People"), ("enter", r"campus › People +1,\d\d\d")),
    ),
    Subject("bare", (sys.executable, "-m", "tests.benchmarks.bare_app"), r"row 0 of 0"),
    Subject("floor", (sys.executable, str(Path(__file__).with_name("floor.py"))), r"row 0 of 0"),
)


def settle(terminal: PseudoTerminal) -> float:
    """Wait until nothing is written any more, and return when the last byte came."""
    last = time.perf_counter()
    while time.perf_counter() - last < QUIET:
        if terminal.read(0.05):
            last = time.perf_counter()
    return last


def pressed(terminal: PseudoTerminal, key: str, times: int) -> float:
    """Return the bytes that a key costs, each pressed when the screen has settled after the one before."""
    costs = []
    for _ in range(times):
        before = len(terminal.written)
        terminal.press(key)
        settle(terminal)
        costs.append(len(terminal.written) - before)
    return median(costs)


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    """Give the least that a program needs, and a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        yield {
            "HOME": home,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
        }


def measure(subject: Subject) -> dict[str, float]:
    """Start a program, use it, leave it, and return the figures."""
    figures: dict[str, float] = {}
    with environment() as env:
        started = time.perf_counter()
        with running(subject.argv, env=env, columns=COLUMNS, rows=LINES) as terminal:
            terminal.wait_for(r"\w{3,}[\s\S]*\w{3,}")
            figures["exec → first paint, ms"] = (time.perf_counter() - started) * 1000
            figures["CPU until the first paint, ms"] = _cpu(terminal)
            terminal.wait_for(subject.ready)
            settle(terminal)
            figures["bytes to the first settled screen"] = len(terminal.written)
            figures["CPU until at rest, ms"] = _cpu(terminal)
            for key, seen in subject.way:
                before = len(terminal.written)
                terminal.press(key)
                terminal.wait_for(seen)
                settle(terminal)
            if subject.way:
                figures["bytes to open a collection"] = len(terminal.written) - before
            figures["bytes a cursor move"] = pressed(terminal, "down", PRESSES)
            pressed(terminal, "down", LINES - PRESSES)
            figures["bytes a line scrolled"] = pressed(terminal, "down", PRESSES)
            figures["bytes a page"] = pressed(terminal, "\x1b[6~", 5)
            figures["memory at the most, MB"] = _memory(terminal)
            asked = time.perf_counter()
            terminal.press("q")
            terminal.wait_for_exit()
            figures["quit, ms (with 50 ms of waiting)"] = (time.perf_counter() - asked) * 1000
    return figures


def _process(terminal: PseudoTerminal, name: str) -> str:
    return Path(f"/proc/{terminal._program.pid}/{name}").read_text("utf-8")


def _cpu(terminal: PseudoTerminal) -> float:
    user, system = _process(terminal, "stat").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / TICKS


def _memory(terminal: PseudoTerminal) -> float:
    peak = next(line for line in _process(terminal, "status").splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def main(runs: int) -> None:
    """Print the table."""
    came: dict[str, list[dict[str, float]]] = {subject.name: [] for subject in SUBJECTS}
    for _ in range(runs):
        for subject in SUBJECTS:
            came[subject.name].append(measure(subject))
    ours, bare, floor = (
        {name: median(run[name] for run in came[subject.name]) for name in came[subject.name][0]}
        for subject in SUBJECTS
    )
    sys.stdout.write("| figure | Frontdesk | bare | floor | Frontdesk ÷ bare |\n| --- | --- | --- | --- | --- |\n")
    for name, value in ours.items():
        others = [f"{each[name]:,.0f}" if name in each else "" for each in (bare, floor)]
        ratio = f"{value / bare[name]:.2f}" if bare.get(name) else ""
        sys.stdout.write(f"| {name} | {value:,.0f} | {others[0]} | {others[1]} | {ratio} |\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
