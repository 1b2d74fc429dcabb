"""A kill in the middle of a bulk: the next start says so on home, and the journal takes it up."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal.pseudo import PseudoTerminal, running_frontdesk
from tests.terminal.test_input import NOISE
from tests.terminal.test_the_real_process import environment

ROWS = 300


@contextmanager
def sandbox(tmp_path: Path) -> Iterator[Path]:
    """Serve the sandbox, slowly, and write the config that it prints."""
    argv = [sys.executable, "-m", "tui", "sandbox", "--port", "0", "--latency", "30"]
    path = tmp_path / "config.toml"
    with (
        path.open("w", encoding="utf-8") as written,
        subprocess.Popen(argv, stdout=written, stderr=subprocess.PIPE, env=environment(tmp_path), text=True) as server,
    ):
        assert server.stderr is not None
        assert "serves" in server.stderr.readline()
        try:
            yield path
        finally:
            server.terminate()


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    with sandbox(tmp_path) as path:
        yield path


def people_file(folder: Path) -> None:
    """Write down whom to invite."""
    people = "".join(f"new{number}@example.org\n" for number in range(ROWS))
    (folder / "people.csv").write_text(f"email\n{people}", encoding="utf-8")


def begin_inviting(terminal: PseudoTerminal, file: str = "people.csv") -> int:
    """Invite everybody in the file, and return how many are done once some are."""
    terminal.wait_for(r"campus +Virbela.*answers")
    terminal.press("1")
    terminal.wait_for(r"Do\n")
    terminal.press(":", "invite")
    terminal.wait_for(r"Invite.*campus")
    terminal.press("enter")
    terminal.wait_for(r"E-mail")
    terminal.press("\x1bOR")  # F3
    terminal.wait_for(r"A CSV file")
    terminal.press(file, "enter")
    terminal.wait_for(rf"{ROWS} rows are good")
    terminal.press("\x1bOQ")  # F2
    terminal.wait_for(rf"Type {ROWS} to be able")
    terminal.press("up", str(ROWS), "enter", "right", "enter")
    return how_many(terminal.wait_until(lambda text: how_many(text) >= 5, "five of them"))


def how_many(screen: str) -> int:
    """Read off how many are done; 0 when it does not say."""
    return int((re.search(r"(\d+) of 300", screen) or ["", "0"])[1])


def test_after_a_kill_in_a_bulk_home_says_so_and_the_journal_goes_on(config: Path, tmp_path: Path) -> None:
    people_file(tmp_path)
    words, env = ("--config", str(config)), environment(tmp_path)
    with running_frontdesk(*words, env=env, folder=tmp_path, columns=100, rows=30) as terminal:
        done = begin_inviting(terminal)
        terminal.send(NOISE)  # and the writing goes on
        terminal.wait_until(lambda text: (how_many(text) or done) > done, "more of them")
        terminal.signal(signal.SIGKILL)
        terminal.wait_for_exit()

    with running_frontdesk(*words, env=env, folder=tmp_path, columns=100, rows=30) as terminal:
        terminal.wait_for(rf"! invite: {ROWS} rows from people.csv cut off")
        terminal.press("G", "enter")
        terminal.wait_for(r"Journal[\s\S]*Cut off")
        terminal.press("R")
        terminal.wait_for(rf"{ROWS} of {ROWS}", seconds=60)
        terminal.wait_for(r"finished")
