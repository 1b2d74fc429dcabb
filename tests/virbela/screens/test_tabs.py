"""Every view filters, sorts, exports and shows details of the rows that it draws, each kind by a filter of its own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.app.support import make_app, screen_text, settled
from tests.virbela.screens.attending import open_room
from tests.virbela.screens.support import open_, press
from tests.virbela.screens.test_waitlist_screens import open_board
from tui.vendors.virbela.screens import CampusAttendanceScreen
from tui.widgets.charts import BarList, HeatMap
from tui.widgets.details import Details
from tui.widgets.filter_bar import FilterBar

SIZE = (80, 24)


async def test_people_are_filtered_for_themselves_and_sessions_keep_theirs(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot)
        await press(pilot, "slash", *"talk>1", "enter", "tab")
        sessions = len(screen.view)
        assert screen.query_one(FilterBar).text == ""
        await press(pilot, "slash", *"visits>2", "enter")
        assert 0 < len(screen.people) < screen.people.total
        assert f"{len(screen.people)} of {screen.people.total}" in screen_text(app)
        await press(pilot, "tab")  # the timeline draws the same people
        assert screen.query_one(FilterBar).text == "visits>2"
        await press(pilot, "tab")
        assert screen.query_one(FilterBar).text == "talk>1"
        assert len(screen.view) == sessions


async def test_nobody_who_passes_is_said_and_escape_brings_them_back(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot)
        await press(pilot, "tab", "slash", *"nobodyiscalledthis")
        assert f"None of {screen.people.total} people matches the filter." in screen_text(app)
        await press(pilot, "escape")
        assert "matches the filter" not in screen_text(app)
        assert screen.query_one("#people", BarList).has_focus


async def test_rooms_and_hours_are_sorted_filtered_and_told_in_detail(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_(pilot, "campus-attendance", range_text="2d")
        assert isinstance(screen, CampusAttendanceScreen)
        await press(pilot, "s", "home", "enter")  # the first column: the name
        names = [record.value.name for record in screen.rooms.shown_records() if record.value is not None]
        assert names == sorted(names, key=str.casefold)
        await press(pilot, "slash", *"lecture", "enter", "tab", "d")
        assert screen.shown_view == "Hours"
        details = screen_text(app)
        assert "Lecture Hall" in details
        assert "Median stay" in details
        assert "As the vendor sent it" not in details, "nobody sent what was worked out here"
        assert screen.query_one(Details).has_focus
        await press(pilot, "escape")
        assert screen.query_one(HeatMap).has_focus


async def test_details_follow_the_cursor_beside_a_chart_where_there_is_room(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await open_room(pilot)
        await press(pilot, "tab", "d", "down")
        second = screen.people.at(1)
        assert second is not None
        assert second.value is not None
        assert screen.query_one("#people", BarList).has_focus
        lines = [line for line in screen_text(app).splitlines() if "│ Person" in line or "│▎Person" in line]
        assert second.value.name in lines[0].partition("│")[2]


async def test_an_export_of_a_filtered_chart_has_its_rows_or_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_(pilot, "campus-attendance", range_text="2d")
        assert isinstance(screen, CampusAttendanceScreen)
        await press(pilot, "slash", *"lecture", "enter", "x")
        assert f"Export {len(screen.rooms)} rooms shown" in screen_text(app)
        await press(pilot, "enter")
        await settled(pilot)
        some = len(screen.rooms)
    with (tmp_path / "campus-attendance-by-room-2026-11-18_2026-11-20.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == some
    assert all("Lecture" in row["room_name"] for row in rows)


async def test_each_list_of_the_waitlist_keeps_its_own_filter(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot, "waitlist-called")
        await press(pilot, "slash", *"wait>1", "enter")
        called = len(screen.view)
        await press(pilot, "tab")
        assert screen.query_one(FilterBar).text == ""
        assert len(screen.view) == screen.view.total
        await press(pilot, "shift+tab")
        assert screen.query_one(FilterBar).text == "wait>1"
        assert len(screen.view) == called
