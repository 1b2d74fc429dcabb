"""What a log looks like: a filter above its list, and the whole of what is under the cursor below it.

A log writes its lines (`show_lines`) and says what is told of the one under the cursor (`told`); the rest is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from tui.screens.base import FrontdeskScreen
from tui.widgets.confirm import QuestionLines
from tui.widgets.filter_bar import FilterBar
from tui.widgets.line import TextPart
from tui.widgets.menu import Menu
from tui.widgets.top_line import HorizontalRule

__all__ = ["LogDetails", "LogScreen"]

_TALL: Final = 22
"""Lines of a terminal from which on the details have all of theirs."""

_LOW: Final = 4
"""The details' lines in a lower one."""


class LogDetails(VerticalScroll, can_focus=True):
    """All there is to say of a line: more than its few lines hold, so it scrolls."""

    DEFAULT_CSS = """
    LogDetails { padding: 0 1; scrollbar-size-vertical: 1; }
    """

    LINES: ClassVar[int] = 8
    """How many it has where the terminal is not low."""


class LogScreen(FrontdeskScreen):
    """A log, newest first. A screen of its own keeps the key of `action_filter`: each has its id there."""

    AUTO_FOCUS = "#log"

    DEFAULT_CSS = """
    LogScreen {
        #filter { display: none; }
        #filter.-open { display: block; }
    }
    """

    DETAILS: ClassVar[type[LogDetails]]
    """What tells the whole of a line."""

    _told_of = ""
    """The line whose details are shown."""

    def compose_body(self) -> ComposeResult:
        """Yield the filter, the list, and the whole of what is under the cursor."""
        yield FilterBar(id="filter")
        yield Menu(id="log")
        yield HorizontalRule()
        with self.DETAILS(id="log-details"):
            yield QuestionLines(id="log-words")

    def show_lines(self) -> None:
        """Write the list anew, as far as the filter lets lines through."""
        raise NotImplementedError

    def told(self) -> Sequence[Sequence[TextPart]]:
        """Return all there is to say of what is under the cursor; nothing where it is on no line."""
        raise NotImplementedError

    @property
    def menu(self) -> Menu:
        """The list."""
        return self.query_one("#log", Menu)

    @property
    def chosen_id(self) -> str:
        """The id of the line under the cursor; empty before there are lines."""
        return self.menu.chosen_id if self.is_mounted else ""

    @property
    def filter_text(self) -> str:
        """What is typed into the filter."""
        return self.query_one("#filter", FilterBar).text

    def on_resize(self, event: events.Resize) -> None:
        """Leave the list more lines than the details, and lay its columns out anew."""
        lines = self.DETAILS.LINES if event.size.height >= _TALL else _LOW
        self.query_one("#log-details").styles.height = lines
        self.call_after_refresh(self.show_lines)

    def action_filter(self) -> None:
        """Filter as one types."""
        self.query_one("#filter", FilterBar).open()

    def on_filter_bar_changed(self, message: FilterBar.Changed) -> None:
        """Show what holds the words."""
        message.stop()
        self.show_lines()

    def on_filter_bar_submitted(self, message: FilterBar.Submitted) -> None:
        """Go to the list."""
        message.stop()
        self.menu.focus()

    def on_filter_bar_cancelled(self, message: FilterBar.Cancelled) -> None:
        """Go to the list."""
        message.stop()
        self.menu.focus()

    def on_menu_highlighted(self, message: Menu.Highlighted) -> None:
        """Show the whole of it."""
        message.stop()
        self.show_details()

    def show_details(self) -> None:
        """Tell all of what is under the cursor; of another line than before, from its beginning."""
        self.query_one("#log-words", QuestionLines).set_lines(self.told())
        before, self._told_of = self._told_of, self.chosen_id
        if before != self._told_of:
            self.query_one("#log-details").scroll_home(animate=False)
        self.refresh_bindings()
