"""The app as a process in a terminal: what it shows, what it leaves behind, that it is quiet while nothing happens."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.pseudo import PATIENCE, PseudoTerminal, running, running_frontdesk

ALTERNATE_SCREEN_OFF = b"\x1b[?1049l"
CURSOR_ON = b"\x1b[?25h"
MOUSE_OFF = b"\x1b[?1000l"
AS_SENT = b"\x1b[8l"
DIRECTION_AS_USUAL = b"\x1b[8h"


def temporary(home: Path) -> Path:
    """Return where the processes of a test put what is only for now."""
    return home.with_name(f"{home.name}-tmp")


def environment(home: Path, **extra: str) -> dict[str, str]:
    temporary(home).mkdir(exist_ok=True)
    return {
        "TMPDIR": str(temporary(home)),
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        **extra,
    }


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[PseudoTerminal]:
    """Run the demo, and wait until home has its connections."""
    with running_frontdesk("demo", env=environment(tmp_path), folder=tmp_path) as terminal:
        terminal.wait_for(r"campus +Virbela.*answers")
        yield terminal


def left_clean(terminal: PseudoTerminal) -> bool:
    """Tell whether the terminal got its screen, its cursor, its mouse and its direction of writing back."""
    last = bytes(terminal.written)
    assert AS_SENT in last, "what is written from right to left moves nothing beside it while the app runs"
    assert last.rfind(DIRECTION_AS_USUAL) > last.rfind(AS_SENT)
    return all(last.rfind(mode) > last.rfind(b"\x1b[?1049h") for mode in (ALTERNATE_SCREEN_OFF, CURSOR_ON, MOUSE_OFF))


def test_the_journey_from_home_to_who_was_there_and_back(demo: PseudoTerminal, tmp_path: Path) -> None:
    demo.press("1")
    demo.wait_for(r"Rooms +Every room")
    demo.press("enter")
    demo.wait_for(r"campus › Rooms +60")
    demo.press("/", "auditorium north")
    demo.wait_for(r"1 of 60")
    demo.press("enter", "enter")
    demo.wait_for(r"\d+ sessions, \d+ people, peak \d+")
    demo.press("escape")
    demo.wait_for(r"1 of 60")
    demo.press("q")
    assert demo.wait_for_exit() == 0
    assert left_clean(demo)
    assert not list(tmp_path.iterdir())
    assert not list(temporary(tmp_path).iterdir())


def test_it_writes_nothing_while_nothing_happens(demo: PseudoTerminal) -> None:
    while demo.read(1.0):  # whatever is still on its way
        pass

    assert not demo.read(2.0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_leaves_the_terminal_clean(
    demo: PseudoTerminal, number: signal.Signals, tmp_path: Path
) -> None:
    demo.signal(number)

    demo.wait_for_exit()
    assert left_clean(demo)
    assert not list(temporary(tmp_path).iterdir())


def test_a_lost_connection_ends_it(demo: PseudoTerminal, tmp_path: Path) -> None:
    demo.hang_up()

    end = time.monotonic() + PATIENCE
    while not demo.ended():
        assert time.monotonic() < end
        signal.sigtimedwait([], 0.05)
    assert not list(temporary(tmp_path).iterdir())


def test_a_small_terminal_says_so_and_lets_one_leave(tmp_path: Path) -> None:
    with running_frontdesk("demo", env=environment(tmp_path), folder=tmp_path, columns=50, rows=12) as terminal:
        terminal.wait_for(r"60")
        terminal.press("1", "enter", "q")
        assert terminal.wait_for_exit() == 0


def test_it_grows_with_the_terminal(demo: PseudoTerminal) -> None:
    demo.press("1", "enter")
    demo.wait_for(r"campus › Rooms +60")

    demo.resize(120, 36)

    demo.wait_for(r"^─{120}")


def test_a_dumb_terminal_is_told_what_is_missing(tmp_path: Path) -> None:
    with running_frontdesk("demo", env=environment(tmp_path, TERM="dumb"), folder=tmp_path) as terminal:
        assert terminal.wait_for_exit() == 2
        assert "TERM" in terminal.text


CRASH = """
import sys
import tempfile
import time
from tui.cli import main
from tui.screens.dialogs.settings import SettingsScreen

def fail(self):
    password = "hush-hush"
    raise KeyError("joinTime")

SettingsScreen.on_mount = fail
sys.exit(main(["demo"]))
"""


def test_a_crash_leaves_a_clean_terminal_and_tells_no_variables(tmp_path: Path) -> None:
    with running([sys.executable, "-c", CRASH], env=environment(tmp_path), columns=100) as terminal:
        terminal.wait_for(r"campus +Virbela.*answers")
        terminal.press(",")
        assert terminal.wait_for_exit() == 1
        assert left_clean(terminal)
        assert "Frontdesk itself failed: KeyError in" in terminal.text
        assert b"hush-hush" not in terminal.written
        assert b"locals" not in terminal.written
