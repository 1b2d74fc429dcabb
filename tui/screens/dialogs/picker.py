"""Choosing what an id stands for by its name: type a part of it, Enter takes the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui.connections import Connection
from tui.core.collection import RefersTo
from tui.core.errors import FrontdeskError
from tui.core.text import clean
from tui.reading.names import Named, named_rows
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.dialogs.listing import ListScreen
from tui.widgets.line_input import LineInput
from tui.widgets.menu import MenuEntry, heading

__all__ = ["PickerScreen", "open_picker"]

MOST: Final = 200
"""So many rows are listed; whoever types more sees fewer."""


class PickerScreen(ListScreen):
    """A list with a field above it that narrows it; the answer is an id, None when it was left."""

    AUTO_FOCUS = "LineInput"

    KEYS_OF = "Choosing by name"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False, id="picker.down"),
        Binding("up", "move(-1)", "Up", show=False, id="picker.up"),
        Binding("escape", "leave", "back", id="picker.leave"),
    ]

    def __init__(self, title: str, *, text: str = "") -> None:
        super().__init__(title, [heading(" Reading what there is …")], hint="Type a part of it   Enter take   Esc back")
        self._text = text
        self._rows: Sequence[Named] = ()
        self._read = False

    def compose_field(self) -> ComposeResult:
        """Yield the field that narrows the list."""
        yield LineInput(self._text, id="picker-text", select_on_focus=False)

    def show_rows(self, rows: Sequence[Named]) -> None:
        """Show what there is to choose from."""
        self._rows, self._read = rows, True
        self._narrow(self.query_one("#picker-text", LineInput).value)

    def show_problem(self, sentence: str) -> None:
        """Say why there is nothing to choose from."""
        self.menu.set_entries([heading(f" {clean(sentence)}")])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        event.stop()
        if self._read:
            self._narrow(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the one under the cursor."""
        event.stop()
        self.menu.action_choose()

    def action_move(self, by: int) -> None:
        """Go up or down in the list while one types."""
        self.menu.action_move(by)

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        fits = [row for row in self._rows if _holds(row, words)]
        lines = [_entry(row) for row in fits[:MOST]]
        if len(fits) > MOST:
            lines.append(heading(f" and {len(fits) - MOST:,} more: type on"))
        self.menu.set_entries(lines or [heading(" Nothing is called that.")])


def open_picker(screen: FrontdeskScreen[Any], connection: Connection, refers: RefersTo, picker: PickerScreen) -> None:
    """Read what there is for a picker that was opened over a screen.

    Args:
        screen: Whose worker reads.
        connection: Where it is read.
        refers: What its rows are.
        picker: Where they are shown.
    """

    def show(rows: Sequence[Named]) -> None:
        if picker.is_attached:
            picker.show_rows(rows)

    def fail(error: FrontdeskError) -> None:
        if picker.is_attached:
            picker.show_problem(one_line(error))

    reading = named_rows(connection, refers, now=screen.now())
    screen.run_guarded(reading, then=show, failed=fail, group="picker", exclusive=True)


def _holds(row: Named, words: Sequence[str]) -> bool:
    text = f"{' '.join(row.names)} {row.value}".casefold()
    return all(word in text for word in words)


def _entry(row: Named) -> MenuEntry:
    name, *others = row.names or (row.value,)
    more = ((f"  {', '.join(others)}", "muted"),) if others else ()
    return MenuEntry(row.value, ((f" {name}", "plain"), *more), ((row.value, "muted"),))
