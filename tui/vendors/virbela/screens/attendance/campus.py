"""Attendance of the whole campus: which rooms are used, at what hours, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from textual.widget import Widget

from tui.core.present import count_text, duration_text
from tui.core.rows.view import RecordView
from tui.core.time.time_range import TimeRange
from tui.screens.browse.front import Front
from tui.vendors.virbela.attendance import AttendanceSession
from tui.vendors.virbela.screens.attendance.rooms import (
    HOURS,
    ROOM_TIMES,
    RoomFigures,
    bars,
    heat_rows,
    room_figures,
    room_record,
)
from tui.vendors.virbela.screens.attendance.sessions import SessionsScreen
from tui.widgets.charts import BarList, HeatMap
from tui.widgets.charts_rows import RowChart

__all__ = ["CampusAttendanceScreen"]


class CampusAttendanceScreen(SessionsScreen):
    """Attendance of all rooms: ranked, by the hour of the day, and as sessions."""

    VIEWS: ClassVar[Sequence[str]] = ("Rooms", "Hours", "Sessions")
    AUTO_FOCUS = "#rooms"

    # What every screen begins with.
    _rooms: Sequence[RoomFigures] = ()
    _people: int = 0

    def compose_charts(self) -> Sequence[Widget]:
        """Make what draws the rooms."""
        self.rooms = RecordView(ROOM_TIMES.columns, zone=self.zone, now=self.now())
        self.rooms.set_sort(ROOM_TIMES.sort.lstrip("-"), ROOM_TIMES.sort.startswith("-"))
        self._bars = BarList(heading="Room", said="In range", more="People  Peak", id="rooms")
        self._heat = HeatMap(columns=HOURS, heading="Room", said="In range", unit="hours spent", id="hours")
        return (self._bars, self._heat)

    def on_mount(self) -> None:
        """Begin with the rooms."""
        self.go_to_view("Rooms")

    def work_out(self, sessions: Sequence[AttendanceSession], span: TimeRange, now: datetime) -> Sequence[RoomFigures]:
        """Work out every room's figures."""
        return room_figures(sessions, span, now=now, zone=self.zone)

    def show_figures(self, figures: Sequence[RoomFigures], span: TimeRange) -> None:
        """Show the rooms."""
        self._rooms = figures
        self._people = len({session.user for session in self.gathering.sessions})
        self.rooms.clear()
        self.rooms.extend([room_record(room) for room in figures])

    def summary(self) -> Sequence[str]:
        """Return the campus's figures."""
        if not self._rooms:
            return ()
        time = sum((room.time for room in self._rooms), timedelta())
        return (
            count_text(len(self._rooms), "room used", "rooms used"),
            count_text(self._people, "person", "people"),
            f"time in range {duration_text(time)}",
        )

    def charted(self) -> Front | None:
        """Return the rooms, as bars or by the hour; None in the view of the sessions."""
        if self.shown_view == "Sessions":
            return None
        chart: RowChart = self._bars if self.shown_view == "Rooms" else self._heat
        return Front(ROOM_TIMES, self.rooms, chart, lambda: self.rooms.get(chart.key))

    def draw_chart(self, front: Front) -> None:
        """Draw the rooms that the filter lets through, in their order."""
        rooms = [record.value for record in front.view.shown_records() if isinstance(record.value, RoomFigures)]
        if front.widget is self._bars:
            self._bars.show(bars(rooms))
        else:
            self._heat.show(heat_rows(rooms))

    def on_row_chart_chosen(self, message: RowChart.Chosen) -> None:
        """Go to a room, for the same range."""
        message.stop()
        room = next((room for room in self._rooms if room.room_id == message.key), None)
        if room is not None:
            self.shell.open_collection(
                self.here,
                "attendance",
                values={"roomId": room.room_id},
                crumbs=(*self.crumbs, room.name),
                range_text=self.span.text if self.span is not None else "",
            )
