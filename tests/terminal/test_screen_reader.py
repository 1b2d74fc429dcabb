"""`--screen-reader`: nothing but words on the screen, and the terminal's cursor where one is."""

from __future__ import annotations

import re
from pathlib import Path

from tests.terminal.pseudo import running_frontdesk
from tests.terminal.test_the_real_process import environment


def test_the_cursor_goes_with_the_list_and_no_line_is_drawn(tmp_path: Path) -> None:
    with running_frontdesk("--screen-reader", "demo", env=environment(tmp_path), folder=tmp_path) as terminal:

        def on(words: str) -> None:
            terminal.wait_until(
                lambda text: text.split("\n")[terminal.screen.cursor.y].strip().startswith(words), f"cursor on {words}"
            )

        terminal.wait_for(r"campus +Virbela.*answers")
        terminal.press("1")
        terminal.wait_for(r"Rooms +Every room")
        on("Rooms")
        terminal.press("down")
        on("People")
        terminal.press("up", "enter")
        terminal.wait_for(r"campus › Rooms +60")
        on("All Hands Arena")
        terminal.press("down", "down")
        on("Auditorium South")
        assert not terminal.screen.cursor.hidden
        assert not re.search(r"[─-▟]", bytes(terminal.written).decode().replace("─\x1b[8b\x1b[6n", ""))
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
