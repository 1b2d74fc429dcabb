"""In tmux and in GNU screen: attached from a smaller terminal, left, and attached again from a larger one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import pytest

from tests.processes import ROOT
from tests.terminal.pseudo import running
from tests.terminal.test_the_real_process import environment

APP = [sys.executable, "-m", "tui", "demo"]


def commands(multiplexer: str, folder: Path, name: str) -> tuple[Sequence[str], Sequence[str], str, Sequence[str]]:
    """Return how to start a session, how to attach to it, the keys that leave it, and how to end it."""
    if multiplexer == "tmux":
        tmux = ["tmux", "-u", "-f", "/dev/null", "-L", name]
        return [*tmux, "new-session", *APP], [*tmux, "attach"], "\x02d", [*tmux, "kill-server"]
    rc = folder / "screenrc"
    rc.write_text("startup_message off\ndefutf8 on\naltscreen on\n")
    screen = ["screen", "-U", "-c", str(rc)]
    return [*screen, "-S", name, *APP], [*screen, "-r", name], "\x01d", ["screen", "-S", name, "-X", "quit"]


@pytest.mark.parametrize("multiplexer", ["tmux", "screen"])
def test_a_session_that_is_attached_again_from_a_terminal_of_another_size_is_whole(
    multiplexer: str, tmp_path: Path
) -> None:
    sockets = tmp_path / "sockets"
    sockets.mkdir(mode=0o700)
    env = {**environment(tmp_path), "SCREENDIR": str(sockets), "TMUX_TMPDIR": str(sockets), "PYTHONPATH": str(ROOT)}
    start, attach, leave, end = commands(multiplexer, tmp_path, f"desk-{uuid4().hex[:8]}")
    try:
        with running(start, env=env, columns=120, rows=36) as terminal:
            terminal.wait_for(r"campus +Virbela.*answers")
            terminal.press("1")
            terminal.wait_for(r"Rooms +Every room")
            terminal.press("enter")
            terminal.wait_for(r"campus › Rooms +60.*\n.*\n─{120}$")
            terminal.press(leave)
            assert terminal.wait_for_exit() == 0
        with running(attach, env=env, columns=70, rows=20) as terminal:
            terminal.wait_for(r"campus › Rooms +60.*\n.*\n─{70}$")
            terminal.wait_for(r"^▎  All Hands Arena")
            terminal.press("down")
            terminal.wait_for(r"^▎  Auditorium North")
            terminal.press(leave)
            assert terminal.wait_for_exit() == 0
        with running(attach, env=env, columns=100, rows=30) as terminal:
            terminal.wait_for(r"campus › Rooms +60.*\n.*\n─{100}$")
            terminal.wait_for(r"^   All Hands Arena.*\n▎  Auditorium North")
            terminal.press("q")
            assert terminal.wait_for_exit() == 0
    finally:
        subprocess.run(end, env=env, capture_output=True, check=False)
