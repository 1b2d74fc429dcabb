"""Comebacks as a list, by who has them, by when they are due, and in a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.connections import Connection
from tui.core.collection import Collection, Value
from tui.core.local_time import day_start, wall_of
from tui.core.range_parts import MONTHS
from tui.core.ranges import parse_range
from tui.core.record import Record
from tui.core.time_range import TimeRange
from tui.screens.browse.views import ViewsScreen
from tui.vendors.vitec.api.models import Comeback
from tui.vendors.vitec.comebacks import Due, due, occurs_at, week_of
from tui.vendors.vitec.screens.lines import (
    desk_entries,
    desk_filter,
    desk_words,
    due_entries,
    kinds_of,
    moment,
    monday_of,
    who,
)
from tui.vendors.vitec.screens.week_grid import Day, Slot, WeekGrid
from tui.widgets.key_line import OPENING, Hint, brought_forward, relabelled
from tui.widgets.line import Role
from tui.widgets.menu import Menu

__all__ = ["ComebacksScreen"]

_WEEK: Final = timedelta(days=7)


class ComebacksScreen(ViewsScreen):
    """The comeback report."""

    VIEWS: ClassVar[Sequence[str]] = ("List", "By assignee", "Due", "Week")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "week(1)", "next week", id="comebacks.next-week", tooltip="The week after"),
        Binding("p", "week(-1)", "week before", id="comebacks.previous-week", tooltip="The week before"),
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
        self._monday: date | None = None
        """The Monday of the week that is shown; None until one is: then today's, else the range's last."""

    def compose_views(self) -> Sequence[Widget]:
        """Make the lists and the week."""
        return (Menu(id="by-assignee"), Menu(id="due"), WeekGrid(id="week"))

    def show_view(self, index: int, records: Sequence[Record[Any]]) -> str:
        """Show a view."""
        now, width = self.now(), self.app.size.width
        match self.VIEWS[index]:
            case "By assignee":
                entries, said = desk_entries(records, now=now, zone=self.zone, width=width)
                self.query_one("#by-assignee", Menu).set_entries(entries)
            case "Due":
                entries, said = due_entries(records, now=now, zone=self.zone, width=width)
                self.query_one("#due", Menu).set_entries(entries)
            case _:
                said = self._show_week(records, now=now)
        return said

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Show an assignee's comebacks, or one comeback."""
        message.stop()
        if message.menu.id == "by-assignee":
            self.filter_list(desk_filter(message.id), desk_words(message.id))
        else:
            self.open_in_list(message.id)

    def on_week_grid_chosen(self, message: WeekGrid.Chosen) -> None:
        """Show one comeback."""
        message.stop()
        self.open_in_list(message.id)

    def action_week(self, by: int) -> None:
        """Show another week; the vendor is asked for it when it lies outside the range."""
        self._monday = self._shown_monday() + by * _WEEK
        first, last = self._monday, self._monday + timedelta(days=6)
        start, stop = day_start(first, self.zone), day_start(last + timedelta(days=1), self.zone)
        span = self.span
        if span is not None and not (span.start <= start and stop <= span.stop):
            begin = min(wall_of(span.start, self.zone).date(), first)
            end = max(wall_of(span.stop - timedelta(microseconds=1), self.zone).date(), last)
            self.span = parse_range(f"{begin}..{end}", now=self.now(), zone=self.zone)
            self.action_refresh()
        self.show_all()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the weeks out of the other views."""
        if action == "week":
            return self.view_name == "Week"
        return super().check_action(action, parameters)

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Say what Enter opens in the view in front, and let the weeks come right after it."""
        weeks = ("comebacks.next-week", "comebacks.previous-week")
        arranged = super().arrange_hints(brought_forward(hints, weeks))
        return relabelled(arranged, OPENING, "comebacks") if self.view_name == "By assignee" else arranged

    def _shown_monday(self) -> date:
        if self._monday is not None:
            return self._monday
        today, span = wall_of(self.now(), self.zone).date(), self.span
        if span is None or span.start <= self.now() < span.stop:
            return monday_of(today)
        return monday_of(wall_of(span.stop - timedelta(microseconds=1), self.zone).date())

    def _show_week(self, records: Sequence[Record[Any]], *, now: datetime) -> str:
        monday = self._shown_monday()
        ids = {id(record.value): record.id for record in records}
        comebacks = [record.value for record in records if record.value is not None]
        days = [
            Day(day, tuple(self._slot(ids[id(one)], one, now=now) for one in on), asked=self._was_asked(day))
            for day, on in week_of(comebacks, monday=monday, zone=self.zone)
        ]
        self.query_one("#week", WeekGrid).show(days, today=wall_of(now, self.zone).date())
        count, last = sum(len(day.slots) for day in days), monday + timedelta(days=6)
        week = monday.isocalendar()
        return f"{count:,} in {week.year}-W{week.week:02}, until {last.day} {MONTHS[last.month - 1]}"

    def _slot(self, record_id: str, comeback: Comeback, *, now: datetime) -> Slot:
        at, state = occurs_at(comeback), due(comeback, now=now, zone=self.zone)
        overdue = state is Due.OVERDUE
        said = [who(comeback), kinds_of(comeback), str(comeback.state or ""), "overdue" if overdue else ""]
        when = "" if at is None else moment(at, zone=self.zone)
        role: Role = "danger" if overdue else "muted" if state is Due.NOT_OPEN else "plain"
        return Slot(
            record_id,
            clock=when[-5:],
            name=who(comeback),
            full=f"{when}  {', '.join(each for each in said if each)}",
            mark="!" if overdue else " ",
            role=role,
        )

    def _was_asked(self, day: date) -> bool:
        if self.span is None:
            return True
        start, stop = day_start(day, self.zone), day_start(day + timedelta(days=1), self.zone)
        return self.span.start <= start and stop <= self.span.stop
