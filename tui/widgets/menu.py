"""A short list to choose from, with headings: home, menus, the palette, choosers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from msgspec import Struct
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.line import TextPart, fitted, painted

__all__ = ["EDGES", "Menu", "MenuEntry", "heading"]

EDGES: Final = 4
"""Cells of a line that hold none of its words: the cursor's bar, the margin at the right and the gap before it."""


class MenuEntry(Struct, frozen=True):
    """One line of a menu. Without an id it cannot be chosen: a heading, or air."""

    id: str
    left: tuple[TextPart, ...] = ()
    right: tuple[TextPart, ...] = ()


def heading(text: str) -> MenuEntry:
    """Make a line that heads those after it."""
    return MenuEntry("", ((text, "muted"),))


class Menu(ScrollView, can_focus=True):
    """A list of entries; the one under the cursor is kept by its id when the entries change."""

    DEFAULT_CSS = """
    Menu {
        height: 1fr;
        background: transparent;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
    }
    """

    KEYS_OF = "Lists"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "open", id="menu.choose"),
        Binding("down,j", "move(1)", "Down", show=False, id="menu.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="menu.up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="menu.page-down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="menu.page-up"),
        Binding("home,g", "end(0)", "First", show=False, id="menu.first"),
        Binding("end,G", "end(-1)", "Last", show=False, id="menu.last"),
    ]

    @dataclass
    class Chosen(Message):
        """Posted when an entry is chosen."""

        menu: Menu
        id: str

        @property
        def control(self) -> Menu:
            """The menu it came from."""
            return self.menu

    @dataclass
    class Highlighted(Message):
        """Posted when the cursor comes to another entry."""

        menu: Menu
        id: str

        @property
        def control(self) -> Menu:
            """The menu it came from."""
            return self.menu

    def __init__(
        self,
        entries: Sequence[MenuEntry] = (),
        *,
        cursor_at_rest: bool = True,
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        """Make a menu.

        Args:
            entries: What there is to choose from.
            cursor_at_rest: Whether the cursor is seen while something else has the focus.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._cursor_at_rest = cursor_at_rest
        self.entries: tuple[MenuEntry, ...] = ()
        self._at = -1
        self.set_entries(entries)

    @property
    def chosen_id(self) -> str:
        """The id under the cursor; empty when there is nothing to choose."""
        return self.entries[self._at].id if 0 <= self._at < len(self.entries) else ""

    @property
    def row_id(self) -> str:
        """The same, for a screen whose entries stand for rows."""
        return self.chosen_id

    def set_entries(self, entries: Sequence[MenuEntry], *, at: str = "") -> None:
        """Show other entries. The cursor goes to `at`, or stays with its id, or goes to the first one with an id."""
        wanted, before, at_before = at or self.chosen_id, self.entries, self._at
        self.entries = tuple(entries)
        ids = [entry.id for entry in self.entries]
        choosable = self._choosable()
        self._at = ids.index(wanted) if wanted and wanted in ids else (choosable[0] if choosable else -1)
        if len(before) != len(self.entries):
            self.virtual_size = Size(0, len(self.entries))
            self.refresh()
        else:
            # Over SSH a line that stays the same is not sent again.
            changed = [index for index, entry in enumerate(self.entries) if entry != before[index]]
            self._refresh_lines({*changed, *((at_before, self._at) if at_before != self._at else ())})
        if self.is_attached:
            self._show_cursor()

    @property
    def line_at(self) -> int | None:
        """The line of the widget that the cursor is on, from 0; None when there is nothing to choose."""
        return self._at - round(self.scroll_offset.y) if self.chosen_id else None

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if not 0 <= index < len(self.entries):
            return Strip.blank(width, self.rich_style)
        entry = self.entries[index]
        here = index == self._at and bool(entry.id) and (self._cursor_at_rest or self.has_focus)
        bar: TextPart = ("▎" if here else " ", "accent")
        line = fitted((bar, *entry.left), (*entry.right, (" ", "plain")), width)
        return painted(self, line, width, cursor=here)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to choose where there is something to choose."""
        return action != "choose" or bool(self.chosen_id)

    def action_choose(self) -> None:
        """Choose the entry under the cursor."""
        if self.chosen_id:
            self.post_message(self.Chosen(self, self.chosen_id))

    def action_move(self, by: int) -> None:
        """Move over entries that can be chosen; at an end, show the heading beyond it."""
        choosable = self._choosable()
        if not choosable:
            return
        place = choosable.index(self._at) if self._at in choosable else 0
        target = min(max(place + by, 0), len(choosable) - 1)
        self._go(choosable[target])
        if target == 0:
            self.scroll_to(y=0, animate=False)

    def action_page(self, by: int) -> None:
        """Move by a screenful."""
        self.action_move(by * max(1, self.size.height - 1))

    def action_end(self, place: int) -> None:
        """Go to the first or the last entry."""
        if choosable := self._choosable():
            self._go(choosable[place])

    def on_click(self, event: events.Click) -> None:
        """Go to the entry that was clicked; choose it when the cursor was there already."""
        index = event.y + self.scroll_offset.y
        if 0 <= index < len(self.entries) and self.entries[index].id:
            again = index == self._at
            self._go(index)
            if again:
                self.action_choose()

    def on_mount(self) -> None:
        """Show the cursor once there is a size."""
        self.call_after_refresh(self._show_cursor)

    def _choosable(self) -> list[int]:
        return [index for index, entry in enumerate(self.entries) if entry.id]

    def _go(self, index: int) -> None:
        if index == self._at:
            return
        before, self._at = self._at, index
        self._refresh_lines((before, index))
        self._show_cursor()
        self.post_message(self.Highlighted(self, self.chosen_id))

    def _refresh_lines(self, indexes: Iterable[int]) -> None:
        if regions := [Region(0, index - self.scroll_offset.y, self.size.width, 1) for index in indexes if index >= 0]:
            self.refresh(*regions)

    def _show_cursor(self) -> None:
        if self._at >= 0:
            self.scroll_to_region(Region(0, self._at, 1, 1), animate=False, force=True)
