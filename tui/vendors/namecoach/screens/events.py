"""A person's events: as a list, day by day, and counted by type, tool and user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.widget import Widget

from tui.core.record import Record
from tui.screens.browse.views import Derived, ViewsScreen
from tui.vendors.namecoach.events import counts
from tui.vendors.namecoach.screens.lines import count_entries, count_filter, count_words, day_entries
from tui.vendors.namecoach.screens.tallies import TALLIES, tally_records
from tui.widgets.key_line import OPENING, Hint, relabelled
from tui.widgets.menu import Menu

__all__ = ["EventsScreen"]


class EventsScreen(ViewsScreen):
    """The events of a lead or a contact."""

    VIEWS: ClassVar[Sequence[str]] = ("Events", "Days", "Counts")

    def compose_views(self) -> Sequence[Widget]:
        """Make the two lists."""
        return (Menu(id="days"), Menu(id="counts"))

    def show_view(self, index: int, records: Sequence[Record[Any]]) -> str:
        """Show a view."""
        width = self.app.size.width
        if self.VIEWS[index] == "Days":
            entries, said = day_entries(records, now=self.now(), zone=self.zone, width=width)
            self.query_one("#days", Menu).set_entries(entries)
        else:
            entries, said = count_entries(records, width=width)
            self.query_one("#counts", Menu).set_entries(entries)
        return said

    def worked_out(self, index: int, records: Sequence[Record[Any]]) -> Derived | None:
        """Return the counts, for an export."""
        if self.VIEWS[index] != "Counts":
            return None
        return TALLIES, tally_records(counts([record.value for record in records if record.value is not None]))

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Show one event, or those that were counted in a line."""
        message.stop()
        if message.menu.id == "counts":
            self.filter_list(count_filter(message.id), count_words(message.id))
        else:
            self.open_in_list(message.id)

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Say what Enter opens in the view in front."""
        arranged = super().arrange_hints(hints)
        return relabelled(arranged, OPENING, "events") if self.view_name == "Counts" else arranged
