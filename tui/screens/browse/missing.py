"""What a read should have brought and did not: said in a lasting line, asked for again by itself, asked about first.

::

    begin(()) ── pages ── end ──▶ sentences, ids        a read of the whole says what is missing
    begin(ids) ─ pages ── end ──▶ sentences, ids        a read of just that: what it lacks is still missing
                           └ broken off ──▶ all of it is still missing
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tui.core.record import Page
from tui.screens.base import FrontdeskScreen
from tui.screens.browse.states import ReadState
from tui.screens.dialogs.listing import ListScreen, choice

__all__ = ["Gaps", "ask_all_the_same", "lacking", "missing_line"]

_NOT_NOW: Final = "not now"
_WAIT: Final = "wait"
_NOW: Final = "now"


class Gaps:
    """What is missing from what is shown."""

    def __init__(self) -> None:
        self.sentences: tuple[str, ...] = ()
        """What is missing, as the last read that ended said it; empty when nothing is."""
        self.ids: tuple[str, ...] = ()
        """What to put into `Query.only` to be sent just that; empty where it cannot be asked for apart."""
        self.only: tuple[str, ...] = ()
        """What the last read asked for alone; empty when it was for the whole."""
        self._sentences: dict[str, None] = {}
        self._ids: dict[str, None] = {}

    def begin(self, only: tuple[str, ...] = ()) -> None:
        """Begin a read: of the whole, and nothing is known to be missing; or of just what is missing, which stays."""
        self.only = only
        self._sentences, self._ids = {}, {}
        if not only:
            self.sentences = self.ids = ()

    def take(self, page: Page[Any]) -> None:
        """Take note of what a page says that is missing."""
        self._sentences.update(dict.fromkeys(page.missing))
        self._ids.update(dict.fromkeys(page.missing_ids))

    def end(self, *, whole: bool) -> None:
        """End a read; one that did not come to its end has filled no gap."""
        if whole or not self.only:
            self.sentences, self.ids = tuple(self._sentences), tuple(self._ids)


def missing_line(gaps: Gaps, *, older: bool, key: str) -> str:
    """Say what is missing and which key asks for it: `11 of 60 rooms could not be read; r asks for those again`.

    Args:
        gaps: What is missing.
        older: Whether rows of an earlier read stand in for it.
        key: The key that asks again, as people call it.
    """
    if not gaps.sentences:
        return ""
    said = " ".join(gaps.sentences).rstrip(".") + (", older rows stay" if older else "")
    return f"{said}; {key} asks {'for those again' if gaps.ids else 'again, the cache for the rest'}"


def lacking(gaps: Gaps, reading: ReadState) -> str:
    """Say why an export would not be whole; empty when it is."""
    if reading.under_way:
        return "Rows still come"
    if gaps.sentences:
        return " ".join(gaps.sentences)
    if reading.error is not None:
        return "The last read failed, and rows may be missing"
    return "" if reading.whole else "The last read was broken off, and rows may be missing"


def ask_all_the_same(
    screen: FrontdeskScreen, missing: str, export: Callable[[], None], *, wait: Callable[[], None] | None = None
) -> None:
    """Ask whether to export although something is missing; the harmless answer comes first.

    Args:
        screen: Over which to ask.
        missing: What is missing, as a sentence.
        export: Goes on.
        wait: Goes on once the read is over; None when none is under way.
    """
    entries = [choice(_NOT_NOW, "Do not export now")]
    if wait is not None:
        entries.insert(0, choice(_WAIT, "Export when the read is over"))
    entries.append(choice(_NOW, "Export all the same", "the file is called incomplete"))

    def take(chosen: str | None) -> None:
        if chosen == _NOW:
            export()
        elif chosen == _WAIT and wait is not None:
            wait()

    screen.app.push_screen(ListScreen(f"{missing.rstrip('.')}: export all the same?", entries), take)
