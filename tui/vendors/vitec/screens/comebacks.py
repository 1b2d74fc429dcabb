"""Comebacks as a list, by who has them, by when they are due, and in a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

from msgspec.structs import replace
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.connections import Connection
from tui.core.collection import Collection, Value
from tui.core.errors import FrontdeskError, UsageError
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.core.time.local_time import day_start, wall_of
from tui.core.time.range_parts import MONTHS
from tui.core.time.ranges import parse_range
from tui.core.time.time_range import TimeRange
from tui.screens.boundary import one_line
from tui.screens.browse.front import Front
from tui.screens.browse.views import Derived, ViewsScreen
from tui.vendors.vitec.api.models import Comeback
from tui.vendors.vitec.comebacks import (
    OVERDUE_DAYS,
    Due,
    assignee,
    assignee_kind,
    by_assignee,
    due,
    occurs_at,
    week_of,
)
from tui.vendors.vitec.reports.overdue import overdue_words
from tui.vendors.vitec.screens.before import overdue_of_the_past
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
from tui.vendors.vitec.screens.loads import LOADS, load_records
from tui.vendors.vitec.screens.week_grid import Day, Slot, WeekGrid
from tui.widgets.key_line import OPENING, Hint, brought_forward, relabelled
from tui.widgets.line import Role
from tui.widgets.menu import Menu

__all__ = ["ComebacksScreen"]

_MOMENT: Final = timedelta(minutes=1)
"""What is overdue in the whole past is not asked for more often: going from week to week asks each time."""

_ROOMY: Final = 70
"""Cells from which the line above the rows has room for how old the oldest is."""

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
        self._asked_before: datetime | None = None
        """When it was last asked what is overdue in the whole past."""
        self._before_problem = ""
        """Why that could not be read; empty when it could, and while it is."""

    def action_refresh(self) -> None:
        """Ask again, and anew what is overdue in the whole past, unless that was asked a moment ago."""
        super().action_refresh()
        if self._asked_before is None or self.now() - self._asked_before >= _MOMENT:
            self._asked_before = self.now()
            self.run_guarded(
                overdue_of_the_past(self.here, now=self.now(), zone=self.zone),
                then=self._take_before,
                failed=self._miss_before,
                group="overdue",
                exclusive=True,
            )

    def _take_before(self, records: Sequence[Record[Any]]) -> None:
        self._before_problem = ""
        self._before.extend(records)
        self._before.keep_only(record.id for record in records)
        self.show_all()

    def _miss_before(self, error: FrontdeskError) -> None:
        self._before_problem, self._asked_before = one_line(error), None
        self.show_all()

    def asked_words(self) -> str:
        """Say what was asked, and what is overdue whatever was asked."""
        rows = (each.value for each in (*self.view.shown_records(), *self._overdue_before()) if each.value is not None)
        judged = [each for each in rows if due(each, now=self.now(), zone=self.zone) is Due.OVERDUE]
        late = overdue_words(len(judged), min(filter(None, map(occurs_at, judged)), default=None), self.now())
        if self.app.size.width < _ROOMY:
            late = late.partition(",")[0]
        said = late or ("what is overdue in all could not be read" if self._before_problem else "")
        return ", ".join(part for part in (super().asked_words(), said) if part)

    def show_rearranged(self) -> None:
        """Filter what is overdue before the range as well."""
        with suppress(UsageError):
            self._before.set_filter(self.view.filter_text)
        self._before.work(float("inf"))
        super().show_rearranged()

    def _overdue_before(self) -> list[Record[Any]]:
        """Return what is overdue, passes the filter, and is not among the rows of the range."""
        return [record for record in self._before.shown_records() if self.view.get(record.id) is None]

    @property
    def front(self) -> Front:
        """The rows; in the view of what is due, the overdue ones before the range as well."""
        own = super().front
        if self.view_name != "Due":
            return own
        return replace(own, current=lambda: own.current() or self._before.get(self.query_one("#due", Menu).row_id))

    def worked_out(self, index: int, records: Sequence[Record[Any]]) -> Derived | None:
        """Return who has how many, or what is due, for an export."""
        match self.VIEWS[index]:
            case "By assignee":
                comebacks = [record.value for record in records if record.value is not None]
                before = [one.value for one in self._overdue_before() if one.value is not None]
                loads = by_assignee(comebacks, now=self.now(), zone=self.zone, overdue_before=before)
                return LOADS, load_records(loads)
            case "Due":
                every = [*self._overdue_before(), *records]
                ids = {entry.id for entry in self.query_one("#due", Menu).entries if entry.id}
                return replace(self.collection, name="comebacks-due"), [each for each in every if each.id in ids]
            case _:
                return None

    def compose_views(self) -> Sequence[Widget]:
        """Make the lists and the week, and a place for what is overdue whatever the range."""
        self._before = RecordView(self.collection.columns, zone=self.zone, now=self.now())
        return (Menu(id="by-assignee"), Menu(id="due"), WeekGrid(id="week"))

    def show_view(self, index: int, records: Sequence[Record[Any]]) -> str:
        """Show a view."""
        now, width = self.now(), self.app.size.width
        before = self._overdue_before()
        match self.VIEWS[index]:
            case "By assignee":
                late = [record.value for record in before if record.value is not None]
                entries, said = desk_entries(records, now=now, zone=self.zone, width=width, overdue_before=late)
                self.query_one("#by-assignee", Menu).set_entries(entries)
            case "Due":
                entries, said = due_entries(
                    records,
                    now=now,
                    zone=self.zone,
                    width=width,
                    overdue_before=before,
                    looked_back=f"{OVERDUE_DAYS} days",
                )
                self.query_one("#due", Menu).set_entries(entries)
            case _:
                said = self._show_week(records, now=now)
        return said

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Show an assignee's comebacks, or one comeback."""
        message.stop()
        if message.menu.id == "by-assignee":
            self._show_theirs(message.id)
        elif self.view.get(message.id) is None:
            self.action_details()  # it lies before the range, and so in no list
        else:
            self.open_in_list(message.id)

    def _show_theirs(self, entry_id: str) -> None:
        """Show what an assignee has in the range."""
        comebacks = [record.value for record in self.view.shown_records() if record.value is not None]
        if any(f"{assignee_kind(one)}:{assignee(one)}" == entry_id for one in comebacks):
            self.filter_list(desk_filter(entry_id), desk_words(entry_id))
        else:
            self.say("All of theirs lie before this range: the view Due has what is overdue.")

    def on_week_grid_chosen(self, message: WeekGrid.Chosen) -> None:
        """Show one comeback."""
        message.stop()
        self.open_in_list(message.id)

    def on_week_grid_highlighted(self, message: WeekGrid.Highlighted) -> None:
        """Have the details follow the cursor."""
        message.stop()
        self.show_in_detail()
        self.refresh_bindings()

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
