"""One record in full: every declared column exactly, then every field that the vendor sent beside those.

Nothing is cut: long labels and values are wrapped, and large parts of what the vendor sent are folded until somebody
opens them. With the focus there is a cursor: what it is on can be copied, and a text can be looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from rich.cells import chop_cells
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.core.text import cell_width, clean, fit
from tui.widgets.details_entries import Entry, entries_of, holders
from tui.widgets.line import Role, TextPart, painted

__all__ = ["Details"]

LABEL: Final = 20
"""Cells that labels take; a longer one has lines of its own."""


class Details(ScrollView, can_focus=True):
    """Shows one record."""

    DEFAULT_CSS = """
    Details {
        height: 1fr;
        background: transparent;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
    }
    """

    KEYS_OF = "Details of a row"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False, id="details.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="details.up"),
        Binding("enter", "fold", "open or fold", id="details.fold", tooltip="Open the folded part, or fold it"),
        Binding("y", "copy", "copy value", id="details.copy", tooltip="Copy the value under the cursor"),
        Binding("slash", "find", "find", id="details.find", tooltip="Find a text in the record"),
        Binding("n", "next", "next", id="details.next", tooltip="The next place with that text"),
    ]

    @dataclass
    class Copied(Message):
        """Posted when a value is to be copied."""

        label: str
        text: str

    @dataclass
    class FindAsked(Message):
        """Posted when somebody wants to look for a text: `find` takes it."""

        details: Details

    def __init__(self, view: RecordView | None = None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._view = view
        self._record: Record[Any] | None = None
        self._entries: list[Entry] = []
        self._lines: list[tuple[int, list[TextPart]]] = []
        """The lines, each with the place of its entry."""
        self._at = 0
        self._unfolded: set[str] = set()
        """The parts that are open, of whichever record."""
        self._wanted = ""
        """What is looked for."""
        self._laid_for = -1

    def show(self, record: Record[Any], view: RecordView | None = None) -> None:
        """Show a record.

        Args:
            record: Which.
            view: Whose columns say how its values are called and written; None keeps the one before.
        """
        self._view = view or self._view
        self._record = record
        self._entries, self._lines = [], []  # while they lie hidden nobody knows how wide they will be
        self._at = 0
        self._laid_for = -1
        self.scroll_to(y=0, animate=False, force=True)
        self._lay_out()

    def find(self, text: str) -> bool:
        """Go to the first place, after the cursor and round, where a text stands; tell whether there is one."""
        self._wanted = text.casefold().strip()
        if self._record is None or not self._wanted:
            return False
        self._unfolded |= holders(self._record, self._wanted)
        self._laid_for = -1
        self._lay_out()
        return self._go_to_next(self._at)

    # Keys.

    def action_move(self, by: int) -> None:
        """Go to another entry."""
        place = self._at + by
        while 0 <= place < len(self._entries) and not self._entries[place].label:
            place += by
        if 0 <= place < len(self._entries):
            self._go(place)
        elif by < 0:
            self.scroll_to(y=0, animate=False)

    def action_fold(self) -> None:
        """Open what is folded, or fold it."""
        if (entry := self._current) is not None and entry.is_open is not None:
            self._unfolded ^= {entry.key}
            self._laid_for = -1
            self._lay_out()

    def action_copy(self) -> None:
        """Copy the value under the cursor."""
        if (entry := self._current) is not None:
            self.post_message(self.Copied(entry.label, entry.text))

    def action_find(self) -> None:
        """Ask for a text to look for."""
        self.post_message(self.FindAsked(self))

    def action_next(self) -> None:
        """Go to the next place where the text stands."""
        self._go_to_next(self._at + 1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense with the entry under the cursor."""
        match action:
            case "fold":
                return self._current is not None and self._current.is_open is not None
            case "next":
                return bool(self._wanted)
            case _:
                return True

    def on_focus(self, event: events.Focus) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self, event: events.Blur) -> None:
        """Hide the cursor."""
        self.refresh()

    def on_resize(self) -> None:
        """Wrap long values anew."""
        self._lay_out()

    def render_line(self, y: int) -> Strip:
        """Write one line."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= len(self._lines):
            return painted(self, [], width)
        place, parts = self._lines[index]
        here = self.has_focus and place == self._at
        return painted(self, [("▎" if here else " ", "accent"), *parts], width, cursor=here)

    @property
    def _current(self) -> Entry | None:
        return self._entries[self._at] if self._at < len(self._entries) else None

    def _go_to_next(self, start: int) -> bool:
        """Go to the next entry that holds what is looked for, from a place on and round."""
        count = len(self._entries)
        for step in range(count):
            place = (start + step) % count
            entry = self._entries[place]
            if entry.label and self._wanted in f"{entry.label} {entry.text}".casefold():
                self._go(place)
                return True
        return False

    def _go(self, place: int) -> None:
        self._at = place
        lines = [index for index, (of, _) in enumerate(self._lines) if of == place]
        if lines:
            self.scroll_to_region(Region(0, lines[0], 1, len(lines)), animate=False, force=True)
        self.refresh()
        self.refresh_bindings()

    def _lay_out(self) -> None:
        # A cell is kept for the scroll bar, so that nothing is wrapped anew, or cut, when it comes.
        width = self.size.width - 1
        if width <= 0 or width == self._laid_for or self._record is None:
            return
        self._laid_for = width
        self._entries = list(entries_of(self._record, self._view, self._unfolded))
        self._lines = [
            (place, line) for place, entry in enumerate(self._entries) for line in _lines_of(entry, width - 1)
        ]
        self.virtual_size = Size(0, len(self._lines))
        self.refresh()  # also where there are as many lines as before, which have been painted by now


def _lines_of(entry: Entry, width: int) -> Iterator[list[TextPart]]:
    """Write an entry: the value beside its label and wrapped there, below the label where that is long."""
    if not entry.label:
        yield []
        yield [(fit(entry.text, width), "muted")]
        return
    fold = {None: "", True: "▾ ", False: "▸ "}[entry.is_open]
    label, cells = f"{fold}{clean(entry.label)}", min(LABEL, max(8, width // 3))
    role: Role = "warning" if entry.is_problem else "plain"
    beside = cell_width(label) <= cells
    if not beside:
        for line in _wrapped(label, width):
            yield [(line, "muted")]
    for number, line in enumerate(_wrapped(clean(entry.text), max(8, width - cells - 2)) or [""]):
        name = fit(label, cells) if beside and number == 0 else " " * cells
        yield [(f"{name}  ", "muted"), (line, role)]


def _wrapped(text: str, space: int) -> list[str]:
    """Break a text at blanks where that is possible, and inside words where it is not."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if cell_width(candidate) <= space:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = chop_cells(word, space) or [""]
        lines.extend(full)
    return [*lines, line] if line else lines
