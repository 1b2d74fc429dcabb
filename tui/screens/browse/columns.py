"""Which columns are shown: a list with a tick before each."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.core.column import Column
from tui.screens.dialogs.listing import ListScreen
from tui.widgets.line import TextPart
from tui.widgets.menu import MenuEntry

__all__ = ["ColumnsScreen"]


class ColumnsScreen(ListScreen):
    """Asks which columns to show; the answer is their keys, parted by line feeds, None when it was left."""

    KEYS_OF = "Choosing columns"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "show or hide", id="columns.toggle"),
        Binding("escape", "leave", "done", id="columns.done"),
        Binding("R", "restore", "as at first", id="columns.restore"),
    ]

    def __init__(
        self,
        columns: Sequence[Column[object]],
        shown: Iterable[str],
        *,
        fits: Callable[[Sequence[Column[object]]], Container[str]],
    ) -> None:
        """Make the list.

        Args:
            columns: All that there are.
            shown: The keys of those that are shown.
            fits: Tells, of columns that are to be shown, the keys of those that there is room for.
        """
        super().__init__("Columns", (), hint="Space show or hide   R as at first   Enter done")
        self.columns = tuple(columns)
        self.shown = set(shown)
        self.fits = fits
        self.entries = self._entries()

    def take(self, entry_id: str) -> None:
        """Answer with all that is ticked."""
        self._answer()

    def action_leave(self) -> None:
        """Answer: what was ticked counts, however the list is left."""
        self._answer()

    def action_tick(self) -> None:
        """Show or hide the column under the cursor; the last one stays."""
        key = self.menu.chosen_id
        if key in self.shown and len(self.shown) > 1:
            self.shown.discard(key)
        elif key:
            self.shown.add(key)
        self.menu.set_entries(self._entries())

    def action_restore(self) -> None:
        """Tick what the collection shows at first."""
        self.shown = {column.key for column in self.columns if column.shown}
        self.menu.set_entries(self._entries())

    def _answer(self) -> None:
        self.dismiss("\n".join(column.key for column in self.columns if column.key in self.shown))

    def _entries(self) -> list[MenuEntry]:
        there = self.fits([column for column in self.columns if column.key in self.shown])
        entries = []
        for column in self.columns:
            shown = column.key in self.shown
            note: TextPart = ("no room", "warning") if shown and column.key not in there else (column.key, "muted")
            tick: TextPart = (" ✓ " if shown else "   ", "accent")
            entries.append(MenuEntry(column.key, (tick, (column.label, "plain")), (note,)))
        return entries
