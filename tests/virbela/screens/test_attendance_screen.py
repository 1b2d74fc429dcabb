"""The attendance screens on the sandbox, as a person uses them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.app.support import NOW, make_app, screen_text, settled
from tests.virbela.screens.attending import SlowRead, open_room
from tui.core.present import duration_text
from tui.core.record import Page, Progress, Record
from tui.core.text import cell_width, fold
from tui.core.time.local_time import is_day_start
from tui.core.time.ranges import parse_range
from tui.core.time.time_range import TimeRange
from tui.sandbox.faults import Faults
from tui.vendors.virbela.attendance import AttendanceSession
from tui.vendors.virbela.catalog.attendance import ATTENDANCE
from tui.vendors.virbela.screens import AttendanceScreen, CampusAttendanceScreen
from tui.vendors.virbela.screens.attendance.figures import Figures
from tui.widgets.charts import BarList, Curve, Timeline

SIZE = (80, 24)


async def test_a_room_shows_its_figures_its_curve_and_its_sessions(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await open_room(pilot)
        shown = screen_text(app)
        lines = shown.splitlines()
    assert "Lecture Hall Curie" in lines[0]
    assert "7d" in lines[0]
    assert " sessions, " in lines[1]
    assert "peak " in lines[1]
    assert "┤" in lines[3]
    assert "▸Sessions" in shown
    assert "by joined ↓" in shown
    assert all(cell_width(line) <= 80 for line in lines)


async def test_tab_goes_round_the_views(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot)
        await pilot.press("tab")
        await settled(pilot)
        assert screen.shown_view == "People"
        assert "█" in screen_text(app)
        assert screen.query_one("#people", BarList).has_focus
        await pilot.press("tab")
        await settled(pilot)
        assert screen.query_one("#timeline", Timeline).has_focus
        await pilot.press("tab")
        await settled(pilot)
        assert screen.table.has_focus
        assert screen.query_one("#rows").display


async def test_a_click_on_a_views_name_shows_it(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot)
        await pilot.click("#views", offset=(14, 0))
        await settled(pilot)
        assert screen.shown_view == "People"


async def test_enter_on_a_person_shows_that_persons_sessions(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot)
        await pilot.press("tab")
        await settled(pilot)
        user = screen.query_one("#people", BarList).key
        await pilot.press("enter")
        await settled(pilot)
        shown = screen.view.shown_records()
        view = screen.shown_view
        await pilot.press("escape")
        await settled(pilot)
        assert screen.shown_view == "People"
        assert screen.query_one("#people", BarList).key == user
        assert len(screen.view) == screen.view.total
    assert view == "Sessions"
    assert {record.id.partition("@")[0] for record in shown} == {user}
    assert 0 < len(shown) < screen.view.total


async def test_the_curve_zooms_in_and_escape_zooms_out(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot)
        whole = screen.view.total
        await pilot.press("o", "enter")
        await settled(pilot)
        assert screen.span is not None
        assert screen.span.length.total_seconds() < 3 * 3600
        assert 0 < screen.view.total < whole
        screen.table.focus()
        await pilot.press("escape")
        await settled(pilot)
        assert screen.view.total == whole


async def test_the_key_line_says_the_way_out_of_every_zoom(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot, range_text="30d")
        asked = screen.span
        before = screen_text(app).splitlines()[-1]
        depth = 0
        for _ in range(3):
            screen.query_one("#curve", Curve).focus()
            await pilot.press("enter")
            await settled(pilot)
            screen.table.focus()
            await pilot.pause()
            depth += 1
            assert "Esc zoom out" in " ".join(screen_text(app).splitlines()[-1].split())
        for _ in range(depth):
            assert screen.span != asked
            await pilot.press("escape")
            await settled(pilot)
            assert app.screen is screen
        assert screen.span == asked
        after = screen_text(app).splitlines()[-1]
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is not screen
    assert "zoom out" not in before
    assert "zoom out" not in after


async def test_escape_leaves_the_curve_before_the_room(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot)
        await pilot.press("o")
        await pilot.pause()
        assert screen.query_one("#curve", Curve).has_focus
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is screen
        assert screen.table.has_focus


async def test_the_figure_above_a_list_is_the_sum_of_its_column(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(160, 36)) as pilot:
        screen = await open_room(pilot, range_text="2026-11-19 10:00..2026-11-19 11:00")
        sessions = screen_text(app)
        inside = sum((record.value.in_range for record in screen.view.records() if record.value), timedelta())
        whole = sum((record.value.stay for record in screen.view.records() if record.value), timedelta())
        await pilot.press("tab")
        await settled(pilot)
        people = screen_text(app)
        spent = sum((record.value.time for record in screen.people.records() if record.value), timedelta())
    assert timedelta() < inside < whole
    assert f"stays in range {duration_text(inside)}" in sessions.splitlines()[1]
    assert "In range" in sessions
    assert "Whole stay" in sessions
    assert f"time in range {duration_text(spent)}" in people.splitlines()[1]
    assert "In range" in people


async def test_people_are_sorted_as_asked_in_both_of_their_views(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot)
        await pilot.press("tab", "s")
        await settled(pilot)
        await pilot.press("home", "enter")
        await settled(pilot)
        names = [fold(record.value.name) for record in screen.people.shown_records() if record.value]
    assert names == sorted(names)
    assert screen.people.sort == ("user_name", False)


async def test_a_long_range_is_read_in_windows_and_nobody_counts_twice(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot, range_text="200d")
        ids = [record.id for record in screen.view.records()]
    assert len(ids) == len(set(ids)) > 100


async def test_when_a_read_breaks_off_what_came_stays_and_what_is_missing_is_said(tmp_path: Path) -> None:
    faults = Faults.parse("403@/virbela/User/Attendance/Room/*#3x*")
    app = make_app(tmp_path, only="campus", change={"network": {"max_concurrency": 1}}, faults=faults)
    async with app.run_test(size=(120, 24)) as pilot:
        screen = await open_room(pilot, range_text="200d")
        shown = screen_text(app)
        assert screen.view.total > 0
    assert "0 of 3 windows complete" in shown
    assert "Forbidden" in shown


@pytest.mark.parametrize(("size", "curve"), [((80, 24), 5), ((120, 36), 9), ((80, 20), 3), ((60, 15), 0)])
async def test_the_curve_is_as_high_as_the_terminal_can_spare(
    tmp_path: Path, size: tuple[int, int], curve: int
) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=size) as pilot:
        screen = await open_room(pilot)
        widget = screen.query_one("#curve")
        assert (widget.size.height if widget.display else 0) == curve


async def test_the_campus_ranks_its_rooms_and_leads_to_them(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        app.open_collection(
            app.app_state.connections.all[0],
            "campus-attendance",
            values={},
            crumbs=("campus", "Campus attendance"),
            range_text="7d",
        )
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, CampusAttendanceScreen)
        assert " rooms used" in screen_text(app)
        await pilot.press("tab")
        await settled(pilot)
        assert "hours spent" in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        opened = type(app.screen)
        await pilot.press("escape")
        await settled(pilot)
        back, shown_view = app.screen, screen.shown_view
    assert opened is AttendanceScreen
    assert back is screen
    assert shown_view == "Hours"


class CountingScreen(AttendanceScreen):
    """Counts how often the figures are worked out."""

    redraws = 0

    def work_out(self, sessions: Sequence[AttendanceSession], span: TimeRange, now: datetime) -> Figures:
        self.redraws += 1
        return super().work_out(sessions, span, now)


async def test_while_pages_come_the_figures_follow_calmly_and_say_how_far_it_is(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    slow = SlowRead()
    collection = replace(ATTENDANCE, fetch=slow.fetch)
    span = TimeRange(NOW - timedelta(days=7), NOW)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        screen = CountingScreen(app.app_state.connections.all[0], collection, {"roomId": "r"}, span, ("campus", "Hall"))
        await app.push_screen(screen)
        before = screen.redraws
        for number in range(60):
            join = NOW - timedelta(hours=number + 2)
            session = AttendanceSession.of(user=f"u{number}", join=join, leave=join + timedelta(hours=1), until=join)
            slow.pages.put_nowait(Page((Record(f"s{number}", session, b"{}"),), progress=Progress(3, 9)))
        while screen.view.total < 60:
            await pilot.pause()
        in_between = screen.redraws - before
        while not screen.summary() or "60" not in screen.summary()[0]:
            await pilot.pause(0.05)
        reading = screen_text(app)
        slow.pages.put_nowait(None)
        await settled(pilot)
        done = screen_text(app)
    assert in_between <= 2
    assert "reading 3 of 9 windows" in reading
    assert "60 sessions" in reading
    assert "reading" not in done


async def test_a_refresh_keeps_the_figures_until_the_new_ones_are_there(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await open_room(pilot)
        before = screen_text(app).splitlines()[1]
        await pilot.press("r")
        await pilot.pause()
        during = screen_text(app).splitlines()[1]
        await settled(pilot)
        assert screen_text(app).splitlines()[1] == before
    assert during.startswith(before[:20])


async def test_nobody_there_says_what_would_fill_the_screen_in_every_view(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await open_room(pilot, range_text="2025-01-05")
        for _ in range(3):
            assert "Nobody was there" in screen_text(app)
            await pilot.press("tab")
            await settled(pilot)


async def test_what_is_exported_is_the_view_in_front(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot)
        await pilot.press("tab", "x")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        people = len(screen.people)
    written = (tmp_path / "campus-attendance-by-person-2026-11-13_2026-11-20.csv").read_text("utf-8").splitlines()
    assert len(written) == people + 1
    assert "time_minutes" in written[0]
    assert "userId" in written[0]


async def test_who_is_still_in_stands_where_the_others_have_left_and_not_so_in_an_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot, room="Help Center")
        inside = [record for record in screen.view.records() if record.value and record.value.still_in]
        await pilot.press("slash", *"left:still", "enter")
        await settled(pilot)
        shown = screen_text(app)
        await pilot.press("x", "ctrl+u", *"inside.jsonl", "enter")
        await settled(pilot)
        screen.view.set_filter("")
        screen.view.set_sort("leaveTime", descending=True)
        last = screen.view.shown_records()[-len(inside) :]
    written = [json.loads(line) for line in (tmp_path / "inside.jsonl").read_text("utf-8").splitlines()]
    assert shown.count("still in") == len(inside) > 0
    assert len(written) == len(inside)
    assert all(not row.get("leaveTime") and row["still_in"] is True for row in written)
    assert {record.id for record in last} == {record.id for record in inside}


async def test_another_range_does_not_stand_over_the_figures_of_the_one_before(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    slow = SlowRead()
    collection = replace(ATTENDANCE, fetch=slow.fetch)
    join = NOW - timedelta(hours=2)
    session = AttendanceSession.of(user="u", join=join, leave=join + timedelta(hours=1), until=join)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        span = parse_range("7d", now=NOW, zone=app.app_state.zone)
        screen = AttendanceScreen(
            app.app_state.connections.all[0], collection, {"roomId": "r"}, span, ("campus", "Hall")
        )
        slow.pages.put_nowait(Page((Record("s", session, b"{}"),)))
        slow.pages.put_nowait(None)
        await app.push_screen(screen)
        await settled(pilot)
        before = screen_text(app)
        await pilot.press("t", *"2026-01", "enter")
        await pilot.pause()
        during = screen_text(app)
        slow.pages.put_nowait(None)
        await settled(pilot)
    assert "1 session, 1 person" in before
    assert "Jan 2026" in during
    assert "reading" in during
    assert "1 session" not in during
    assert "⣸" not in during


async def test_a_long_stretch_of_the_curve_is_looked_at_in_whole_days_and_left_again(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_room(pilot, range_text="400d")
        for keys in (("o", "home", "enter"), ("end", "enter")):
            await pilot.press(*keys)
            await settled(pilot)
            assert screen.span is not None
            assert is_day_start(screen.span.start, screen.zone) or screen.span.length < timedelta(days=3)
        screen.table.focus()
        await pilot.press("escape")
        await settled(pilot)
        assert "Thu 16 – Wed 22 Oct 2025" in screen_text(app).splitlines()[0]
        await pilot.press("escape")
        await settled(pilot)
        assert "400d" in screen_text(app).splitlines()[0]


async def test_a_read_broken_off_before_anything_came_claims_no_figures(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    collection = replace(ATTENDANCE, fetch=SlowRead().fetch)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        span = parse_range("7d", now=NOW, zone=app.app_state.zone)
        screen = AttendanceScreen(
            app.app_state.connections.all[0], collection, {"roomId": "r"}, span, ("campus", "Hall")
        )
        await app.push_screen(screen)
        await pilot.press("escape")
        await pilot.pause()
        shown = screen_text(app)
    assert "Broken off." in shown
    assert "0 sessions" not in shown
