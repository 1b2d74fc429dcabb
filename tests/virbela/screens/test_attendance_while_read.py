"""The campus's attendance while it is read: nothing is claimed that is not known yet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from textual.pilot import Pilot

from tests.app.support import NOW, make_app, screen_text, settled
from tests.virbela.screens.attending import SlowRead
from tui.app import FrontdeskApp
from tui.core.record import Page, Progress, Record
from tui.core.time.time_range import TimeRange
from tui.screens.browse.export import ExportScreen
from tui.vendors.virbela.attendance import AttendanceSession
from tui.vendors.virbela.catalog.attendance import CAMPUS_ATTENDANCE
from tui.vendors.virbela.screens import CampusAttendanceScreen
from tui.widgets.filter_bar import FilterBar
from tui.widgets.view_tabs import ViewTabs

SIZE = (120, 24)

MANY = 2_400
"""More than a filter or an order is worked out of at once."""


async def begun(pilot: Pilot[int], slow: SlowRead) -> CampusAttendanceScreen:
    """Go to the campus's attendance, of which nothing has come yet."""
    app = pilot.app
    assert isinstance(app, FrontdeskApp)
    await settled(pilot)
    collection = replace(CAMPUS_ATTENDANCE, fetch=slow.fetch)
    span = TimeRange(NOW - timedelta(days=7), NOW)
    screen = CampusAttendanceScreen(app.app_state.connections.all[0], collection, {}, span, ("campus", "Attendance"))
    await app.push_screen(screen)
    return screen


def page(first: int, count: int) -> Page[Any]:
    """Return sessions of one person in two rooms, each shorter than the one before."""
    records = []
    for number in range(first, first + count):
        join = NOW - timedelta(days=1)
        room = "hall" if number % 4 == 0 else "lobby"
        leave = join + timedelta(seconds=9_000 - number)
        session = AttendanceSession.of(
            user="u", join=join, leave=leave, until=leave, room_id=room, room_name=room.capitalize()
        )
        records.append(Record(f"s{number}", session, b"{}"))
    return Page(tuple(records), progress=Progress(3, 9))


async def came(pilot: Pilot[int], screen: CampusAttendanceScreen, total: int) -> None:
    while screen.view.total < total:
        await pilot.pause()


def facts(screen: CampusAttendanceScreen) -> str:
    return ", ".join(screen.query_one("#views", ViewTabs).facts)


async def with_all_sessions(pilot: Pilot[int], slow: SlowRead) -> CampusAttendanceScreen:
    """Read all there are, and show them."""
    screen = await begun(pilot, slow)
    slow.pages.put_nowait(page(0, MANY))
    slow.pages.put_nowait(None)
    await came(pilot, screen, MANY)
    await settled(pilot)
    screen.go_to_view("Sessions")
    return screen


async def test_while_rows_come_neither_number_nor_order_is_said_before_a_filter_and_a_sort_are_worked_out(
    tmp_path: Path,
) -> None:
    app, slow = make_app(tmp_path, only="campus"), SlowRead()
    async with app.run_test(size=SIZE) as pilot:
        screen = await begun(pilot, slow)
        slow.pages.put_nowait(page(0, MANY))
        await came(pilot, screen, MANY)
        screen.go_to_view("Sessions")
        bar = screen.query_one("#filter", FilterBar)
        screen.view.set_sort("stay_minutes", False)
        screen.on_filter_bar_changed(FilterBar.Changed(bar, "hall"))
        pending = (facts(screen), screen.state_words(), screen.view.shown_sort)
        for first in range(MANY, MANY + 400, 100):
            slow.pages.put_nowait(page(first, 100))
        await came(pilot, screen, MANY + 400)
        while screen.view.is_pending or "working out" in facts(screen):
            await pilot.pause()
        worked_out, said, reading = facts(screen), screen.state_words(), screen.reading
        shown = [record.id for record in screen.view.window(0, 2)]
        slow.pages.put_nowait(None)
        await settled(pilot)
    assert pending == ("working out", "loading sessions, working out", ("joinTime", True))
    assert reading
    assert worked_out.startswith("700 of 2,800, by ")
    assert worked_out.endswith(" ↑")
    assert said == "loading sessions"
    assert shown == ["s2796", "s2792"]


async def test_a_filter_that_may_still_bring_rows_does_not_stand_there_as_one_that_brings_none(tmp_path: Path) -> None:
    app, slow = make_app(tmp_path, only="campus"), SlowRead()
    async with app.run_test(size=SIZE) as pilot:
        screen = await with_all_sessions(pilot, slow)
        screen.view.set_filter("nowhere")
        screen.view.work(float("inf"))
        screen.show_all()
        none = screen.view_state()
        screen.on_filter_bar_changed(FilterBar.Changed(screen.query_one("#filter", FilterBar), "hall"))
        pending = (screen.view_state(), facts(screen).split(", ")[0], screen.state_words())
        await settled(pilot)
        found = (screen.view_state(), facts(screen).split(", ")[0], screen.state_words())
    assert none is not None
    assert none.headline == "None of 2,400 sessions matches the filter."
    assert pending[0] is not None
    assert pending[0].headline == "Working out which of 2,400 sessions match."
    assert pending[1:] == ("working out", "working out sessions, complete")
    assert found == (None, "600 of 2,400", "600 of 2,400 sessions, complete")


async def test_what_is_marked_or_exported_right_after_a_filter_was_typed_obeys_it(tmp_path: Path) -> None:
    app, slow = make_app(tmp_path, only="campus"), SlowRead()
    async with app.run_test(size=SIZE) as pilot:
        screen = await with_all_sessions(pilot, slow)
        screen.view.set_filter("hall")
        screen.action_export()
        await settled(pilot)
        assert isinstance(app.screen, ExportScreen)
        assert "600 sessions shown" in screen_text(app)
        await pilot.press("escape")
        screen.view.set_filter("lobby")
        screen.table.action_mark_shown()
        marked = len(screen.view.marked)
    assert marked == 1_800


async def test_the_steps_of_a_campuss_read_are_not_called_rooms(tmp_path: Path) -> None:
    app, slow = make_app(tmp_path, only="campus"), SlowRead()
    async with app.run_test(size=SIZE) as pilot:
        screen = await begun(pilot, slow)
        slow.pages.put_nowait(page(0, 1))
        while "reading 3 of 9 windows" not in screen_text(app):
            await pilot.pause()
        await pilot.press("escape")
        await settled(pilot)
        broken_off = facts(screen)
    assert "3 of 9 windows complete" in broken_off


async def test_a_key_that_wants_rows_before_the_first_has_come_says_that_they_are_still_read(tmp_path: Path) -> None:
    app, slow = make_app(tmp_path, only="campus"), SlowRead()
    async with app.run_test(size=SIZE) as pilot:
        screen = await begun(pilot, slow)
        await pilot.press("x")
        await pilot.pause()
        while_read = screen_text(app)
        slow.pages.put_nowait(None)
        await settled(pilot)
        afterwards = screen.why_not("export")
    assert "No rooms have come yet: they are still being read." in while_read
    assert afterwards == "There are no rooms for that."


async def test_one_room_and_one_person_are_not_spoken_of_as_several(tmp_path: Path) -> None:
    app, slow = make_app(tmp_path, only="campus"), SlowRead()
    async with app.run_test(size=SIZE) as pilot:
        screen = await begun(pilot, slow)
        slow.pages.put_nowait(page(0, 1))
        slow.pages.put_nowait(None)
        await came(pilot, screen, 1)
        await settled(pilot)
        one = screen.summary()
    assert one[:2] == ("1 room used", "1 person")
