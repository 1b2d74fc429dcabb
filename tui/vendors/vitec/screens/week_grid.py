"""A week on a grid: a column for each day, a line for each comeback, the one under the cursor written out below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from msgspec import Struct
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.core.text import clean, fit
from tui.core.time.range_parts import WEEKDAYS
from tui.widgets.line import LineWidget, Role, TextPart, fitted

__all__ = ["Day", "Slot", "WeekGrid"]

_HEAD: Final = 2
"""Lines above the entries: the days, and a rule."""
_COUNTED: Final = 11
"""Cells of a column from which its heading has room for a count."""
_FOOT: Final = 2
"""Lines below them: a rule, and the entry under the cursor."""


class Slot(Struct, frozen=True):
    """One comeback on the grid."""

    id: str
    clock: str
    """`09:15`."""
    name: str
    full: str
    """All about it, in a line."""
    mark: str = " "
    """One cell between clock and name: `!` for what is overdue."""
    role: Role = "plain"


class Day(Struct, frozen=True):
    """One column."""

    day: date
    slots: tuple[Slot, ...] = ()
    asked: bool = True
    """Whether the whole day lies in the range that the vendor was asked for."""


class WeekGrid(LineWidget, can_focus=True):
    """Seven days side by side. The cursor stays on its comeback when the days change."""

    DEFAULT_CSS = "WeekGrid { height: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "details", id="week.open", tooltip="Details of the comeback"),
        Binding("down,j", "move(0, 1)", "Down", show=False, id="week.down"),
        Binding("up,k", "move(0, -1)", "Up", show=False, id="week.up"),
        Binding("right,l", "move(1, 0)", "Next day", show=False, id="week.right"),
        Binding("left", "move(-1, 0)", "Day before", show=False, id="week.left"),
        Binding("home,g", "edge(0)", "First", show=False, id="week.first"),
        Binding("end,G", "edge(-1)", "Last", show=False, id="week.last"),
    ]

    @dataclass
    class Highlighted(Message):
        """Posted when the cursor comes to another comeback, or to an empty day."""

        grid: WeekGrid

    class Chosen(Message):
        """Posted when a comeback is opened."""

        def __init__(self, grid: WeekGrid, id: str) -> None:  # noqa: A002 - the row's own word
            super().__init__()
            self.grid = grid
            self.id = id

        @property
        def control(self) -> WeekGrid:
            """The grid it came from."""
            return self.grid

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._days: Sequence[Day] = ()
        self._today: date | None = None
        self._column = 0
        self._line = 0
        self._top = 0

    def show(self, days: Sequence[Day], *, today: date) -> None:
        """Show other days; the cursor stays with its comeback, else it goes to today, else to the first there is."""
        held, fresh = self.current, [each.day for each in days] != [each.day for each in self._days]
        self._days, self._today = tuple(days), today
        if fresh:
            self._column = next((at for at, each in enumerate(days) if each.day == today), 0)
            self._line = self._top = 0
        self._keep(held)
        self.refresh()

    @property
    def current(self) -> Slot | None:
        """The comeback under the cursor; None on an empty day."""
        slots = self._days[self._column].slots if self._column < len(self._days) else ()
        return slots[self._line] if self._line < len(slots) else None

    @property
    def row_id(self) -> str:
        """The id of the comeback under the cursor; empty on an empty day."""
        return self.current.id if self.current is not None else ""

    def _keep(self, held: Slot | None) -> None:
        if held is not None:
            for column, day in enumerate(self._days):
                for line, slot in enumerate(day.slots):
                    if slot.id == held.id:
                        self._column, self._line = column, line
                        return self._follow()
        slots = self._days[self._column].slots if self._days else ()
        self._line = min(self._line, max(len(slots) - 1, 0))
        return self._follow()

    # Painting.

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, lines = self.size.width, self._lines
        if y == 0:
            return self.painted(self._heads(), width)
        if y == 1 or y == _HEAD + lines:
            return self.painted([("─" * width, "muted")], width)
        if y > _HEAD + lines:
            return self.painted(self._foot(), width)
        line = y - _HEAD + self._top
        more = self._top + lines
        parts: list[TextPart] = [(" ", "plain")]
        for column, day in enumerate(self._days):
            hidden = len(day.slots) - more + 1
            if y == _HEAD + lines - 1 and hidden > 1:
                parts.append((fit(f" +{hidden} more", self._cell), "muted"))
            else:
                parts += self._slot(column, day, line)
        return self.painted(parts, width)

    @property
    def _cell(self) -> int:
        return max((self.size.width - 1) // 7, 7)

    @property
    def _lines(self) -> int:
        return max(self.size.height - _HEAD - _FOOT, 1)

    def _heads(self) -> list[TextPart]:
        parts: list[TextPart] = [(" ", "plain")]
        for day in self._days:
            today = day.day == self._today
            mark = "▸" if today else " "
            count = f" ·{len(day.slots)}" if day.slots and self._cell >= _COUNTED else ""
            said = f"{mark}{WEEKDAYS[day.day.weekday()]} {day.day.day}{count}"
            parts.append((fit(said, self._cell), "strong" if today else "plain" if day.asked else "muted"))
        return parts

    def _slot(self, column: int, day: Day, line: int) -> list[TextPart]:
        here = column == self._column and line == self._line
        bar: TextPart = ("▎" if here else " ", "accent")
        if line >= len(day.slots):
            unasked = line == 0 and not day.asked and not day.slots
            said = "not asked" if unasked else ""
            return [bar, (fit(said, self._cell - 1), "muted")] if here else [(fit(f" {said}", self._cell), "muted")]
        slot = day.slots[line]
        text = fit(f"{slot.clock}{slot.mark}{clean(slot.name)}", self._cell - 1)
        return [bar, (text, "strong" if here and slot.role == "plain" else slot.role)]

    def _foot(self) -> list[TextPart]:
        slot = self.current
        said = slot.full if slot is not None else "Nothing on this day."
        return fitted([(f" {said}", "plain" if slot is not None else "muted")], [], self.size.width)

    # Keys and mouse.

    def action_choose(self) -> None:
        """Open the comeback under the cursor."""
        if (slot := self.current) is not None:
            self.post_message(self.Chosen(self, slot.id))

    def action_move(self, days: int, lines: int) -> None:
        """Move the cursor."""
        if self._days:
            self._go(min(max(self._column + days, 0), len(self._days) - 1), self._line + lines)

    def action_edge(self, end: int) -> None:
        """Go to the first or the last comeback of the day."""
        self._go(self._column, 0 if end == 0 else 10_000)

    def on_click(self, event: events.Click) -> None:
        """Go to the comeback that was clicked; open it when the cursor was there already."""
        column, line = (event.x - 1) // self._cell, event.y - _HEAD + self._top
        if not 0 <= column < len(self._days) or not _HEAD <= event.y < _HEAD + self._lines:
            return
        if (column, line) == (self._column, self._line):
            self.action_choose()
        elif line < len(self._days[column].slots):
            self._go(column, line)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._follow()

    def _go(self, column: int, line: int) -> None:
        self._column = column
        self._line = min(max(line, 0), max(len(self._days[column].slots) - 1, 0))
        self._follow()
        self.refresh()
        self.post_message(self.Highlighted(self))

    def _follow(self) -> None:
        """Scroll so that the cursor is in sight; the last line may say how many more there are."""
        space = self._lines if self._is_last() else max(self._lines - 1, 1)
        self._top = min(max(self._top, self._line - space + 1), self._line)

    def _is_last(self) -> bool:
        return bool(self._days) and self._line >= max(len(day.slots) for day in self._days) - 1
