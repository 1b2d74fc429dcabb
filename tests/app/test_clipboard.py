"""Copying through the terminal."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from tests.frugal.tmux import tmux_server
from tui.terminal.clipboard import LIMIT, osc52, sentence
from tui.terminal.copying import copy


def test_text_goes_in_one_sequence() -> None:
    sequence = osc52("Åsa", {})
    assert sequence == f"\x1b]52;c;{base64.b64encode('Åsa'.encode()).decode()}\x07"


def test_tmux_gets_it_plainly_and_passed_through() -> None:
    sequence = osc52("x", {"TMUX": "/tmp/tmux-0/default,1,0"})
    assert sequence is not None
    assert "\x1bPtmux;\x1b\x1b]52;c;eA==" in sequence
    assert sequence.endswith("\x1b\\")


def test_what_is_too_much_is_not_sent() -> None:
    assert osc52("x" * (LIMIT + 1), {}) is None


def test_escapes_in_the_text_cannot_end_the_sequence() -> None:
    sequence = osc52("\x1b\\\x07", {})
    assert sequence is not None
    assert sequence.count("\x07") == 1


def test_nobody_claims_that_it_was_copied() -> None:
    assert "not every terminal" in sentence("the row")


def test_of_what_is_too_much_nothing_is_sent_or_claimed() -> None:
    written: list[str] = []
    assert copy("x" * (LIMIT + 1), "the rows", environ={}, write=written.append) == ""
    assert written == []


def program(folder: Path, name: str, script: str) -> None:
    """Put a program where the path leads."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_tmux_has_it_in_its_buffer_however_long_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX_TMPDIR", str(tmp_path))
    with tmux_server(tmp_path) as tmux:
        tmux.run("new-session", "-d", "exec sleep 600")
        socket = tmux.run("display-message", "-p", "#{socket_path},#{pid},0").strip()
        long = "Åsa\n" * LIMIT
        said = copy(long, "the row", environ={"TMUX": socket, "PATH": os.environ["PATH"]}, write=None)
        assert "tmux’s buffer" in said
        assert tmux.run("show-buffer") == long


@pytest.mark.parametrize(
    ("display", "name"), [("DISPLAY", "xclip"), ("DISPLAY", "xsel"), ("WAYLAND_DISPLAY", "wl-copy")]
)
def test_a_desktop_has_it_by_its_own_command(display: str, name: str, tmp_path: Path) -> None:
    program(tmp_path, name, f"/bin/cat >{tmp_path}/copied")
    assert copy("Åsa", "the row", environ={display: ":0", "PATH": str(tmp_path)}, write=None) == (
        "Copied the row to the clipboard."
    )
    assert (tmp_path / "copied").read_text(encoding="utf-8") == "Åsa"


def test_what_no_command_takes_goes_to_the_terminal(tmp_path: Path) -> None:
    program(tmp_path, "xclip", "exit 1")
    written: list[str] = []
    said = copy("Åsa", "the row", environ={"DISPLAY": ":0", "PATH": str(tmp_path)}, write=written.append)
    assert "Sent the row" in said
    assert written == [osc52("Åsa", {})]
