"""What is too much for a clipboard is shown to select from, and the mouse is the terminal's meanwhile."""

from __future__ import annotations

from pathlib import Path

from tests.terminal.pseudo import running_frontdesk
from tests.terminal.test_the_real_process import environment

MOUSE_OFF, MOUSE_ON = b"\x1b[?1000l", b"\x1b[?1000h"


def test_a_text_that_no_clipboard_takes_can_be_selected_with_the_terminals_own_mouse(tmp_path: Path) -> None:
    with running_frontdesk("demo", env=environment(tmp_path), folder=tmp_path, columns=100, rows=30) as terminal:
        terminal.wait_for(r"campus +Virbela.*answers")
        terminal.press("1")
        terminal.wait_for(r"▎ *Rooms")
        terminal.press("down")
        terminal.wait_for(r"▎ *People")
        terminal.press("enter")
        terminal.wait_for(r"› People +1,186")
        terminal.wait_for(r"(?m)^▎")
        terminal.press("*")
        terminal.wait_for(r"1,186 marked")
        terminal.press("y")
        terminal.wait_for(r"Copy from 1186 rows")
        terminal.press("G")
        terminal.wait_for(r"▎ *Everything, as JSON")
        assert MOUSE_OFF not in terminal.written
        terminal.press("enter")
        terminal.wait_for(r"Select and copy › 1186 rows")
        terminal.wait_for(r"No clipboard takes this\. Select with the mouse")
        terminal.wait_for(r'(?m)^\{"')
        terminal.wait_until(lambda _: MOUSE_OFF in terminal.written, "the mouse is the terminal's")
        before = terminal.written.count(MOUSE_ON)
        terminal.press("escape")
        terminal.wait_for(r"1,186 marked")
        terminal.wait_until(lambda _: terminal.written.count(MOUSE_ON) > before, "the mouse is ours")
