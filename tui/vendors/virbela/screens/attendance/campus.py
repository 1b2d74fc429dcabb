"""Attendance of the whole campus: which rooms are used, at what hours, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from textual.app import ComposeResult

from tui.core.present import duration_text
from tui.core.time_range import TimeRange
from tui.screens.browse.tools import ask_copy
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
from tui.widgets.record_table import RecordTable

__all__ = ["CampusAttendanceScreen"]


class CampusAttendanceScreen(SessionsScreen):
    """Attendance of all rooms: ranked, by the hour of the day, and as sessions."""

    VIEWS: ClassVar[Sequence[str]] = ("Rooms", "Hours", "Sessions")
    AUTO_FOCUS = "#rooms"
    STEP: ClassVar[str] = "rooms"

    # What every screen begins with.
    _rooms: Sequence[RoomFigures] = ()
    _people: int = 0

    def compose_body(self) -> ComposeResult:
        """Yield the views."""
        yield from super().compose_body()
        yield BarList(heading="Room", said="In range", more="People  Peak", id="rooms")
        yield HeatMap(columns=HOURS, heading="Room", said="In range", unit="hours spent", id="hours")

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
        self.query_one("#rooms", BarList).show(bars(figures))
        self.query_one("#hours", HeatMap).show(heat_rows(figures))

    def summary(self) -> Sequence[str]:
        """Return the campus's figures."""
        if not self._rooms:
            return ()
        time = sum((room.time for room in self._rooms), timedelta())
        return (f"{len(self._rooms):,} rooms used", f"{self._people:,} people", f"time in range {duration_text(time)}")

    def show_view(self, name: str) -> None:
        """Bring a view to the front."""
        self.query_one("#rooms").display = name == "Rooms"
        self.query_one("#hours").display = name == "Hours"
        self._front().focus()

    def show_all(self) -> None:
        """Bring everything up to date; the rows are shown only in their own view."""
        super().show_all()
        if self.shown_view != "Sessions":
            self.query_one("#rows").display = False
            self.query_one("#state").display = self.view.total == 0
            self._front().display = self.view.total > 0

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

    def action_export(self) -> None:
        """Export the view in front: sessions as they came, or a line for each room."""
        if self.shown_view == "Sessions":
            super().action_export()
        elif self._rooms:
            self.export(ROOM_TIMES, [room_record(room) for room in self._rooms], ROOM_TIMES.columns)
        else:
            self.say("There is nothing to export.")

    def action_copy(self) -> None:
        """Copy from the view in front."""
        if self.shown_view == "Sessions":
            super().action_copy()
            return
        key = self.query_one("#rooms" if self.shown_view == "Rooms" else "#hours", RowChart).key
        if chosen := [room_record(room) for room in self._rooms if room.room_id == key]:
            ask_copy(self, chosen, ROOM_TIMES.columns)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what the view in front has not."""
        if action in ("details", "columns", "actions", "filter", "sort") and self.shown_view != "Sessions":
            return False
        return super().check_action(action, parameters)

    def view_facts(self) -> Sequence[str]:
        """Return how many rooms were used."""
        return () if self.shown_view == "Sessions" else (f"{len(self._rooms):,}", "by time in range ↓")

    def _front(self) -> RowChart | RecordTable:
        match self.shown_view:
            case "Rooms":
                return self.query_one("#rooms", RowChart)
            case "Hours":
                return self.query_one("#hours", RowChart)
            case _:
                return self.table
