"""Who was in a room or a private volume: how many over time, every session, every person, and who was there when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.core.present import duration_text
from tui.core.rows.terms import exactly
from tui.core.rows.view import RecordView
from tui.core.time.local_time import day_start, wall_of
from tui.core.time.time_range import TimeRange
from tui.screens.browse.front import Front
from tui.vendors.virbela.attendance import AttendanceSession, PersonTime
from tui.vendors.virbela.screens.attendance.figures import Figures, clauses, figures_of
from tui.vendors.virbela.screens.attendance.people import PEOPLE, lanes, person_bars, person_record
from tui.vendors.virbela.screens.attendance.sessions import SessionsScreen
from tui.widgets.charts import BarList, Curve, Steps, Timeline
from tui.widgets.charts_rows import RowChart
from tui.widgets.filter_bar import FilterBar
from tui.widgets.key_line import Hint, relabelled

__all__ = ["AttendanceScreen"]

_CURVE_HEIGHTS: Final = ((34, 9), (22, 5), (18, 3))
"""From so many lines of terminal on, so many lines of curve; below all of them, none."""

_IN_DAYS: Final = timedelta(days=3)
"""A stretch of the curve that is so long is looked at in whole days."""


class AttendanceScreen(SessionsScreen):
    """Attendance of one place."""

    VIEWS: ClassVar[Sequence[str]] = ("Sessions", "People", "Timeline")

    # What every screen begins with; none of it can be changed in place, so screens share nothing.
    _figures: Figures | None = None
    _wider: tuple[TimeRange, ...] = ()
    """The ranges that were zoomed into, the widest first: the way back."""
    _person: tuple[str, str] | None = None
    """The view from which a person's sessions were opened, and the filter that shows them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "curve", "curve", id="attendance.curve", tooltip="Move along the curve", show=False),
    ]

    def compose_body(self) -> ComposeResult:
        """Yield the curve, then the views."""
        self.people = RecordView(PEOPLE.columns, zone=self.zone, now=self.now())
        self.people.set_sort(PEOPLE.sort.lstrip("-"), PEOPLE.sort.startswith("-"))
        yield Curve(zone=self.zone, id="curve")
        yield from super().compose_body()

    def compose_charts(self) -> Sequence[Widget]:
        """Make what draws the people."""
        self._bars = BarList(heading="Person", said="In range", more="Visits  Of it talk", id="people")
        self._lanes = Timeline(zone=self.zone, heading="Person", said="In range", id="timeline")
        return (self._bars, self._lanes)

    # Figures.

    def work_out(self, sessions: Sequence[AttendanceSession], span: TimeRange, now: datetime) -> Figures:
        """Work out the figures of the place."""
        return figures_of(sessions, span, now=now)

    def show_figures(self, figures: Figures, span: TimeRange) -> None:
        """Show curve and people."""
        self._figures = figures
        steps = Steps(figures.curve.steps())
        self.query_one("#curve", Curve).show(steps, span, until=figures.until, partial=not self.is_complete)
        self.people.clear()
        self.people.extend([person_record(person) for person in figures.people])

    def summary(self) -> Sequence[str]:
        """Return the figures of the place."""
        if self._figures is None:
            return ()
        of_people = self.shown_view != "Sessions"
        return clauses(self._figures, zone=self.zone, unreadable=self.gathering.unreadable, by_person=of_people)

    # Views.

    def charted(self) -> Front | None:
        """Return the people, as bars or as lanes; None in the view of the sessions."""
        if self.shown_view == "Sessions":
            return None
        chart: RowChart = self._bars if self.shown_view == "People" else self._lanes
        return Front(PEOPLE, self.people, chart, lambda: self.people.get(chart.key))

    def draw_chart(self, front: Front) -> None:
        """Draw the people that the filter lets through, in their order."""
        if self._figures is None or self.span is None:
            return
        people = [record.value for record in front.view.shown_records() if isinstance(record.value, PersonTime)]
        if front.widget is self._bars:
            self._bars.show(person_bars(people))
            return
        notes = {person.user: duration_text(person.time) for person in people}
        self._lanes.show(lanes(people, self.gathering.sessions, notes), self.span, now=self.now())

    def on_row_chart_chosen(self, message: RowChart.Chosen) -> None:
        """Show a person's sessions."""
        message.stop()
        self._person = (self.shown_view, exactly("userId", message.key))
        person = self.people.get(message.key)
        named = person.value.name if person is not None and isinstance(person.value, PersonTime) else message.key
        self.go_to_view("Sessions")
        self.query_one("#filter", FilterBar).set_text("", self._person[1], named)

    def on_curve_chosen(self, message: Curve.Chosen) -> None:
        """Ask for the cursor's stretch of time only: zoom in."""
        message.stop()
        closer = _widened(message.span, self.zone)
        if self.span is None:
            return
        if closer.length >= self.span.length:
            self.say("This is as close as it gets.")
            return
        self._wider = (*self._wider, self.span)
        self._ask_for(closer)

    def on_curve_moved(self, message: Curve.Moved) -> None:
        """Keep the message to ourselves: the curve says where its cursor is."""
        message.stop()

    def on_resize(self, event: events.Resize) -> None:
        """Give the curve the height that the terminal can spare."""
        curve = self.query_one("#curve")
        height = next((curve_height for lines, curve_height in _CURVE_HEIGHTS if self.app.size.height >= lines), 0)
        curve.display = height > 0
        curve.styles.height = height

    # Keys.

    def action_refresh(self) -> None:
        """Ask again; a range that is no part of the one that was zoomed out of has no way back to it."""
        wider = self._wider[-1] if self._wider else None
        if wider is not None and self.span is not None and not _is_part(self.span, wider):
            self._wider = ()
        super().action_refresh()

    def action_curve(self) -> None:
        """Go to the curve, or come back from it."""
        curve = self.query_one("#curve", Curve)
        if curve.has_focus:
            self.focus_rows()
        elif curve.display:
            curve.focus()

    async def action_back(self) -> None:
        """Leave the curve, then the person, then zoom out, then go back: one step at a time."""
        if self.query_one("#curve").has_focus:
            self.focus_rows()
        elif self.query_one("#details").display or self.reading:
            await super().action_back()
        elif not self._leave_person():
            if self._wider:
                *wider, span = self._wider
                self._wider = tuple(wider)
                self._ask_for(span)
            else:
                await super().action_back()

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Say that Escape zooms out where that is what it does."""
        arranged = super().arrange_hints(hints)
        return relabelled(arranged, {"app.back"}, "zoom out") if self._wider else arranged

    def _leave_person(self) -> bool:
        """Go back from a person's sessions to the people; tell whether there was such a step."""
        opened, self._person = self._person, None
        bar = self.query_one("#filter", FilterBar)
        if opened is None or self.shown_view != "Sessions" or bar.text != opened[1]:
            return False
        bar.set_text("")
        self.go_to_view(opened[0])
        return True

    def _ask_for(self, span: TimeRange) -> None:
        self.span = span
        self.view.clear()
        self.action_refresh()


def _is_part(span: TimeRange, wider: TimeRange) -> bool:
    """Tell whether a span was zoomed into; widened as it is, it may begin a little before the other."""
    return span.start < wider.stop and span.stop > wider.start and span.length < wider.length


def _widened(span: TimeRange, zone: tzinfo) -> TimeRange:
    """Widen a span to whole days where it has several, else to whole minutes, with a text that can be typed."""
    if span.length >= _IN_DAYS:
        first, last = (wall_of(each, zone).date() for each in (span.start, span.stop - timedelta(microseconds=1)))
        return TimeRange(day_start(first, zone), day_start(last + timedelta(days=1), zone), f"{first}..{last}")
    minute = timedelta(minutes=1)
    start = span.start.replace(second=0, microsecond=0)
    stop = (span.stop + minute - timedelta(microseconds=1)).replace(second=0, microsecond=0)
    ends = (each.astimezone(zone).isoformat(timespec="minutes") for each in (start, stop))
    return TimeRange(start, stop, "..".join(ends))
