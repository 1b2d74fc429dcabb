"""Choosing what an id stands for by its name: type a part of it, Enter takes the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.connections import Connection
from tui.core.action import Field, FieldKind
from tui.core.collection import RefersTo
from tui.core.errors import FrontdeskError
from tui.core.text import clean
from tui.reading.names import Named, named_of, named_rows
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.dialogs.listing import ListScreen
from tui.widgets.form import Form
from tui.widgets.line_input import LineInput
from tui.widgets.menu import MenuEntry, heading

__all__ = ["PickerScreen", "open_picker", "pick_into"]

_NOT_LISTED: Final = "The vendor lists none, and no screen here has any."

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


def pick_into(
    screen: FrontdeskScreen[Any] | ModalScreen[Any],
    form: Form,
    message: Form.Picking,
    fill: Callable[[Field, PickerScreen], None],
) -> None:
    """Let somebody choose by name what a field of a form wants; a list of several gets one more.

    Args:
        screen: Over which to ask.
        form: Whose field it is.
        message: What the form asked.
        fill: Fills the picker.
    """
    field, text = message.field, message.text
    before, typed = _last_of_several(text) if field.kind is FieldKind.LIST else ("", text)
    picker = PickerScreen(clean(field.title), text=typed)

    def take(chosen: str | None) -> None:
        if chosen is not None:
            form.set_text(field.name, f"{before}{chosen}")

    screen.app.push_screen(picker, take)
    fill(field, picker)


def open_picker(screen: FrontdeskScreen[Any], connection: Connection, refers: RefersTo, picker: PickerScreen) -> None:
    """Show what there is in a picker that was opened over a screen: what some screen has read already, else a read.

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

    here = _read_already(screen, connection, refers)
    if here or not refers.listed:
        tell = partial(show, here) if here else partial(picker.show_problem, _NOT_LISTED)
        picker.call_after_refresh(tell)
        return
    reading = named_rows(connection, refers, now=screen.now())
    screen.run_guarded(reading, then=show, failed=fail, group="picker", exclusive=True)


def _last_of_several(text: str) -> tuple[str, str]:
    """Part the last of several values, which is still being typed, from those before it."""
    at = max(text.rfind(mark) for mark in ";,")
    return (f"{text[: at + 1]} ", text[at + 1 :].strip()) if at >= 0 else ("", text)


def _read_already(screen: FrontdeskScreen[Any], connection: Connection, refers: RefersTo) -> Sequence[Named]:
    """Return what the topmost screen that has read it all knows; nothing when none has."""
    for below in reversed(screen.app.screen_stack):
        if isinstance(below, FrontdeskScreen) and (rows := below.rows_here(connection, refers)):
            return named_of(rows, connection.catalog.collection(refers.collection), refers)
    return ()


def _holds(row: Named, words: Sequence[str]) -> bool:
    text = f"{' '.join(row.names)} {row.value}".casefold()
    return all(word in text for word in words)


def _entry(row: Named) -> MenuEntry:
    name, *others = row.names or (row.value,)
    more = ((f"  {', '.join(others)}", "muted"),) if others else ()
    return MenuEntry(row.value, ((f" {name}", "plain"), *more), ((row.value, "muted"),))
