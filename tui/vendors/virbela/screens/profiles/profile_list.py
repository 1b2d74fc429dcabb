"""All profiles: the columns are what this campus has made, and they come with the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from msgspec.structs import replace
from textual.binding import Binding, BindingType

from tui.connections import Connection
from tui.core.collection import Collection, Value
from tui.core.column import Column, Kind
from tui.core.record import Page, Record
from tui.core.text import cell_width, clean
from tui.core.time.time_range import TimeRange
from tui.screens.browse.browser import BrowserScreen
from tui.screens.dialogs.listing import ListScreen, choice
from tui.screens.write.flow import start_action
from tui.vendors.virbela.catalog.profiles import profile_column, profile_fields
from tui.widgets.key_line import Hint, brought_forward
from tui.widgets.top_line import TopLine

__all__ = ["ProfilesScreen", "as_wide_as_needed", "listed"]

_ORDER: Final = "order"
_WIDEST: Final = 20
"""Cells that one of the campus's own columns may take."""
_NAMES_IT: Final = frozenset({"userId", "objectId", "id", "email"})
"""What an unreadable profile is known by; the rest of what Virbela says of it is the reason."""


class ProfilesScreen(BrowserScreen):
    """Every member's profile."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "edit", id="profiles.edit", tooltip="Edit the profile, or one field of all marked"),
        Binding("o", "order", "vendor's order", id="profiles.order", tooltip="Have Virbela sort", show=False),
    ]

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: TimeRange | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, collection, query_values, span, crumbs)
        self._declared = collection.columns
        self._found: dict[str, Column[Any]] = {}
        """The campus's own columns, by field, in the order in which they turned up."""

    def take_page(self, page: Page[Any]) -> None:
        """Learn the columns that a page brings before its rows are shown."""
        page = replace(page, records=tuple(map(listed, page.records)))
        self._learn(page)
        super().take_page(page)

    def action_edit(self) -> None:
        """Edit the profile under the cursor, or one field of all that are marked."""
        records = [record for record in self.chosen_records() if record.value is not None]
        if not records:
            self.say("Virbela cannot read this profile, so it cannot be edited here.")
            return
        start_action(self, self.here, self.here.catalog.action("update-profile"), records)

    def action_parameters(self) -> None:
        """Ask by which field Virbela is to sort: that is the one thing that the list can be asked with."""
        self.action_order()

    def action_order(self) -> None:
        """Ask by which field Virbela is to sort; what was sorted here gives way to it."""
        now = str(self.query_values.get(_ORDER, ""))
        entries = [choice("=", "As Virbela lists them", "" if now else "now")]
        for name in ("updatedAt", "email", "firstname", "lastname", *self._found):
            entries += [
                choice(f"={field}", f"{clean(name)} {arrow}", "now" if field == now else "")
                for field, arrow in ((name, "↑"), (f"-{name}", "↓"))
            ]

        def take(chosen: str | None) -> None:
            if chosen is None:
                return
            order = chosen.removeprefix("=")
            self.query_values = {name: value for name, value in self.query_values.items() if name != _ORDER}
            if order:
                self.query_values[_ORDER] = order
            self.view.set_sort("", descending=False)
            # Rows keep the order in which they come, so they must all come anew.
            self.view.clear()
            self.action_refresh()

        self.app.push_screen(ListScreen("Virbela's own order", entries, at=f"={now}"), take)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer editing where writing is allowed."""
        if action == "edit":
            return not self.here.read_only
        return super().check_action(action, parameters)

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Name editing early: that is what people come for."""
        return brought_forward(super().arrange_hints(hints), ["profiles.edit"])

    def show_numbers(self) -> None:
        """Count, and say when the order is Virbela's."""
        super().show_numbers()
        order = str(self.query_values.get(_ORDER, ""))
        if order and not self.view.sort[0]:
            top = self.query_one("#top", TopLine)
            arrow = "↓" if order.startswith("-") else "↑"
            self.show_facts(*top.facts, f"Virbela's order by {order.removeprefix('-')} {arrow}")

    def _learn(self, page: Page[Any]) -> None:
        """Take up the fields that turn up; the table shows them unless somebody chose columns before."""
        found = dict(self._found)
        for column in profile_fields(record for record in page.records if record.value is not None):
            known = found.setdefault(column.key, as_wide_as_needed(column, page.records))
            if known.kind is not column.kind and known.kind is not Kind.TEXT:
                # Values of several kinds: text is what all of them can be shown as.
                found[column.key] = profile_column(column.key, Kind.TEXT)
        if {key: column.kind for key, column in found.items()} == {key: c.kind for key, c in self._found.items()}:
            return
        self._found = found
        self.collection = replace(self.collection, columns=(*self._declared, *found.values()))
        self.view.set_columns(self.collection.columns)
        remembered = self.app_state.remembered("columns", self.remembered_as)
        shown = [column.key for column in self.collection.columns if column.shown]
        self.show_columns([str(key) for key in remembered] if isinstance(remembered, list) else shown)


def as_wide_as_needed(column: Column[Any], records: Sequence[Record[Any]]) -> Column[Any]:
    """Return the column as wide as three in four of its values need, within reason."""
    read = (column.read(record.value) for record in records if record.value is not None)
    widths = sorted(cell_width(" ".join(each) if isinstance(each, tuple) else str(each)) for each in read if each)
    wanted = widths[len(widths) * 3 // 4] if widths else 0
    return replace(column, width=min(max(wanted, cell_width(column.label) + 1), _WIDEST))


def listed(record: Record[Any]) -> Record[Any]:
    """Return a profile as the list shows it: one that Virbela could not read itself is a row with Virbela's reason."""
    if not record.problem or record.value is None:
        return record
    said = [str(value) for name, value in record.value.items() if name not in _NAMES_IT and value]
    return replace(record, value=None, problem="; ".join(said) or record.problem)
