"""The fields of a profile as lines: what is there, what becomes of it, and a place to type a new value in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from msgspec import Struct
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from tui.core.text import cell_width, clean, fit
from tui.vendors.virbela.profiles.draft import Holds
from tui.widgets.charts_rows import RowChart
from tui.widgets.line import TextPart, painted
from tui.widgets.line_input import LineInput

__all__ = ["FieldEditor", "FieldLine", "FieldList"]

_ARROW: Final = " → "
_HOLDS: Final = max(len(kind.value) for kind in Holds) + 2
_HEAD: Final = 3
"""Cells before the name: the cursor, and whether the field changes."""


class FieldLine(Struct, frozen=True):
    """One field, as it is shown."""

    name: str
    holds: str
    """What kind of value, in a word; for a field that cannot be changed, why."""
    now: str
    """What is there."""
    becomes: str | None = None
    """What will be there; None when it stays."""


class FieldList(RowChart):
    """Lines of fields. A field that changes has a sign before it and an arrow in it."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.lines: Sequence[FieldLine] = ()

    def show(self, lines: Iterable[FieldLine]) -> None:
        """Draw other lines; nothing is drawn when they are the same."""
        fresh = tuple(lines)
        if fresh != self.lines:
            self.lines = fresh
            self.set_keys([line.name for line in fresh])

    def head_parts(self, y: int, width: int) -> list[TextPart]:
        """Draw the headings."""
        name, now = self.cells(width)
        changed = any(line.becomes is not None for line in self.lines)
        heads = f"{' ' * _HEAD}{fit('Field', name)}  {fit('Holds', _HOLDS)}{fit('Is', now)}"
        return [(heads + (f"{' ' * len(_ARROW)}Becomes" if changed else ""), "muted")]

    def row_strip(self, index: int, width: int, *, here: bool) -> Strip:
        """Draw one field."""
        line = self.lines[index]
        name, now = self.cells(width)
        changes = line.becomes is not None
        parts: list[TextPart] = [
            ("▎" if here else " ", "accent"),
            ("* " if changes else "  ", "accent"),
            (f"{fit(clean(line.name), name)}  ", "plain"),
            (fit(line.holds, _HOLDS), "muted"),
        ]
        if line.becomes is None:
            shown = clean(line.now)
            parts.append((shown if cell_width(shown) <= self._rest(width) else fit(shown, self._rest(width)), "plain"))
        else:
            parts += [(fit(clean(line.now), now), "muted"), (_ARROW, "accent")]
            parts.append((fit(clean(line.becomes), max(self._rest(width) - now - len(_ARROW), 1)), "strong"))
        return painted(self, parts, width, cursor=here)

    def cells(self, width: int) -> tuple[int, int]:
        """Share the width out: the name, and what is there."""
        names = max((cell_width(clean(line.name)) for line in self.lines), default=0)
        name = min(max(names, 12), max(width // 4, 12))
        nows = max((cell_width(clean(line.now)) for line in self.lines if line.becomes is not None), default=0)
        return name, min(max(nows, 12), max((width - name - _HEAD - _HOLDS - len(_ARROW) - 2) // 2, 8))

    def place_of_value(self) -> tuple[Offset, int] | None:
        """Return where the value of the line under the cursor stands, and how many cells it has; None when unseen."""
        width = self.scrollable_content_region.width
        if not self.key:
            return None
        y = self._at + self.HEAD - self.scroll_offset.y
        if not self.HEAD <= y < self.size.height:
            return None
        x = width - self._rest(width)
        return Offset(x, y), self._rest(width)

    def _rest(self, width: int) -> int:
        name, _ = self.cells(width)
        return max(width - name - _HEAD - _HOLDS - 2, 8)


class TypedValue(LineInput):
    """The field that a new value is typed in; it lies over the line that it belongs to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "take it", id="profile.take-value"),
        Binding("escape", "leave", "leave it as it was", id="profile.leave-value"),
    ]

    def action_leave(self) -> None:
        """Go back to the list without taking what is typed."""
        self.post_message(FieldEditor.Left())


class FieldEditor(Container):
    """The list of fields, and the field that lies over the line being edited."""

    DEFAULT_CSS = """
    FieldEditor {
        height: 1fr;
        layers: fields typing;
        & > FieldList { layer: fields; height: 1fr; }
        & > TypedValue, & > TypedValue:focus {
            layer: typing; display: none; background: $surface; width: 40;
        }
        & > TypedValue.-typing, & > TypedValue.-typing:focus { display: block; }
    }
    """

    @dataclass
    class Typed(Message):
        """Posted when a new value was typed."""

        name: str
        text: str

    @dataclass
    class Left(Message):
        """Posted when typing was left."""

    def compose(self) -> ComposeResult:
        """Yield both."""
        yield FieldList(id="fields")
        yield TypedValue(id="typed-value")

    @property
    def fields(self) -> FieldList:
        """The list."""
        return self.query_one("#fields", FieldList)

    @property
    def input(self) -> LineInput:
        """The field that is typed in."""
        return self.query_one("#typed-value", LineInput)

    @property
    def is_typing(self) -> bool:
        """Whether a value is being typed."""
        return self.input.has_class("-typing")

    def type_value(self, text: str) -> None:
        """Begin to type the value of the field under the cursor, starting with a text."""
        self.input.value = text
        self.input.add_class("-typing")
        self._place()
        self.input.focus()
        self.input.cursor_position = len(text)

    def end_typing(self) -> None:
        """Go back to the list."""
        self.input.remove_class("-typing")
        self.fields.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand on what was typed."""
        event.stop()
        self.post_message(self.Typed(self.fields.key, event.value))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep every key's change to ourselves."""
        event.stop()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the field over its line."""
        if self.is_typing:
            self.call_after_refresh(self._place)

    def _place(self) -> None:
        place = self.fields.place_of_value()
        if place is not None:
            self.input.styles.offset = place[0]
            self.input.styles.width = place[1]
