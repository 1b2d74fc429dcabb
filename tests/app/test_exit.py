"""The real process on a pseudo-terminal: however it is told to go, it leaves a clean terminal behind."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.pseudo import PseudoTerminal, running_frontdesk
from tests.terminal.test_the_real_process import environment
from tui.commands.app import check_terminal
from tui.commands.check import terminal_finding
from tui.core.errors import UsageError
from tui.findings import State
from tui.terminal.environment import complaint

LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOWS_CURSOR = b"\x1b[?25h"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[PseudoTerminal]:
    """Run the demo, and wait until a connection answers."""
    with running_frontdesk("demo", env=environment(tmp_path), folder=tmp_path) as terminal:
        terminal.wait_for("answers")
        yield terminal


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_a_clean_terminal(demo: PseudoTerminal, number: signal.Signals) -> None:
    before = len(demo.written)
    demo.signal(number)

    assert demo.wait_for_exit() == 128 + number
    rest = demo.written[before:]
    assert LEAVES_ALTERNATE_SCREEN in rest
    assert SHOWS_CURSOR in rest


def test_q_ends_it_with_zero(demo: PseudoTerminal) -> None:
    before = len(demo.written)
    demo.press("q")

    assert demo.wait_for_exit() == 0
    assert LEAVES_ALTERNATE_SCREEN in demo.written[before:]


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
