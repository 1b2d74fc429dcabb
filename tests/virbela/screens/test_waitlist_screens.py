"""The waitlist on the screen: the board, its views, the watch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import RenderableType
from textual.pilot import Pilot
from textual.screen import Screen

from tests.app.support import NOW, screen_text, settled
from tests.virbela.screens.support import Campus, open_, press
from tui.core.record import Page
from tui.core.text import cell_width
from tui.reading.watch import Watch
from tui.sandbox.faults import Faults
from tui.screens.browse.missing import Gaps
from tui.vendors.virbela.screens import MemberScreen, WaitlistScreen
from tui.vendors.virbela.screens.waitlist.waitlist_lines import bars_text, board_lines, heights, place_rows
from tui.vendors.virbela.waitlist.board import board_of
from tui.vendors.virbela.waitlist.figures import Event
from tui.vendors.virbela.waitlist.waitlist_read import DeskEvents

SIZE = (80, 24)


async def open_board(pilot: Pilot[int], collection: str = "waitlist-agents", range_text: str = "7d") -> WaitlistScreen:
    screen = await open_(pilot, collection, range_text=range_text)
    assert isinstance(screen, WaitlistScreen)
    return screen


async def look(pilot: Pilot[int], screen: WaitlistScreen) -> None:
    """Let the watch look now rather than when its time comes."""
    screen._look()
    await settled(pilot)


def text_of(lines: list[Any]) -> str:
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)


async def test_a_bug_while_it_is_watched_is_said_and_what_is_there_stays(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot)
        agents = screen.view.total
        screen.watching = Watch(30)
        connection = campus.app.app_state.connections.named("campus")
        del (await connection.client()).__dict__["transport"]
        await look(pilot, screen)
        shown = screen_text(campus.app)
    assert "AttributeError" in shown
    assert "failed, again every" in shown
    assert agents
    assert screen.view.total == agents


async def test_agents_with_the_same_figures_stand_by_name_whichever_of_them_were_there_first(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot)
        whole = screen.gathered
        screen.show_events(DeskEvents(dict([*whole.records.items()][::-1][:40])))
        screen.show_events(whole)
        shown = [record.value for record in screen.view.shown_records() if record.value is not None]
    assert len({agent.helped for agent in shown}) < len(shown)
    assert shown == sorted(shown, key=lambda agent: (-agent.helped, agent.name.casefold()))


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 15)])
async def test_the_board_shows_waiting_help_hours_places_and_agents(tmp_path: Path, size: tuple[int, int]) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=size) as pilot:
        screen = await open_board(pilot)
        shown = screen_text(campus.app)
        called = len(screen.gathered.of("called"))
        agents = screen.view.total
        agents_shown = screen.table.size.height - 1
    assert f"{called:,}" in shown
    assert all(word in shown for word in ("Waited", "Helped", "Median", "90 %"))
    assert ("By hour" in shown) == (size[1] >= 20)
    assert agents_shown >= 3
    assert f"{agents} agents" in shown
    assert all(cell_width(line.rstrip("▕ ")) <= size[0] for line in shown.splitlines())


async def test_all_three_lists_are_asked_once_for_all_views(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot)
        seen = [screen.shown_view]
        asked = len(campus.asked)
        for _ in range(4):
            await press(pilot, "tab")
            seen.append(screen.shown_view)
            assert screen.view.total > 0
            assert screen.table.view is screen.view
        assert len(campus.asked) == asked
    assert seen == ["Board", "Called", "Helped", "Shifts", "Board"]
    assert {path.rpartition("/")[2] for _, path in campus.asked if "/Waitlist/" in path} == {
        "Called",
        "HelpDone",
        "SupportEnd",
    }


async def test_a_list_opens_at_its_own_view(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot, "waitlist-helped")
        assert screen.shown_view == "Helped"
        assert "Help took" in screen_text(campus.app)


async def test_each_view_keeps_its_own_order_and_filter_has_its_columns(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot, "waitlist-called")
        screen.view.set_sort("secondsInLine", descending=True)
        await press(pilot, "tab", "tab", "tab", "tab")
        assert screen.shown_view == "Called"
        assert screen.view.sort == ("secondsInLine", True)
        await press(pilot, "slash", *"place>2", "enter")
        places = [record.value.place for record in screen.view.shown_records() if record.value]
    assert places
    assert all(place > 2 for place in places)


async def test_enter_on_an_agent_opens_the_person(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot)
        assert screen.table.current is not None
        agent = screen.table.current.id
        await press(pilot, "enter")
        opened = campus.app.screen
        assert isinstance(opened, MemberScreen)
        assert opened.user_id == agent


async def test_one_room_only_is_asked_of_the_vendor(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot)
        everything = len(screen.gathered.records)
        await press(pilot, "f", "down", "enter")
        rooms = {event.room for kind in ("called", "helped", "shifts") for event in screen.gathered.events(kind)}
        head = screen_text(campus.app).splitlines()[1]
        assert 0 < len(screen.gathered.records) < everything
    assert rooms == {screen.query_values["sfsRoom"]}
    assert f"Room {screen.query_values['sfsRoom']}" in head


async def test_a_room_is_chosen_by_the_name_that_people_call_it(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot)
        await press(pilot, "f", "end", "up", "enter", *"help center", "enter")
        assert screen.query_values["sfsRoom"]
        head = screen_text(campus.app).splitlines()[1]
        rooms = {event.room for event in screen.gathered.events("called")}
    assert f"Room {screen.query_values['sfsRoom']}" in head
    assert rooms <= {screen.query_values["sfsRoom"]}


async def test_another_range_leaves_nothing_of_the_one_before(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot)
        await press(pilot, "t")
        await press(pilot, "ctrl+u", *"1d", "enter")
        start = NOW - timedelta(days=1)
        times = [event.time for kind in ("called", "helped", "shifts") for event in screen.gathered.events(kind)]
    assert times
    assert all(time >= start for time in times)


async def test_a_watch_that_finds_nothing_new_paints_nothing(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot)
        await press(pilot, "w", "down", "home", "enter")
        assert screen.watching is not None
        assert screen.watching.interval == 15
        campus.clock.at += timedelta(seconds=1)
        painted: list[object] = []
        display = campus.app._display

        def note(screen: Screen[Any], renderable: RenderableType | None) -> None:
            painted.append(renderable)
            display(screen, renderable)

        # All that reaches the terminal goes this way; Textual has no public place to count it.
        campus.app._display = note  # type: ignore[method-assign]
        before = len(campus.asked)
        await look(pilot, screen)
        await look(pilot, screen)
        asked = len(campus.asked) - before
    assert asked >= 6
    assert painted == []


async def test_a_watch_shows_what_has_happened_since(tmp_path: Path) -> None:
    campus = Campus(tmp_path, at=datetime(2026, 11, 20, 10, 0, tzinfo=UTC))
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot, range_text="today")
        before = len(screen.gathered.of("called"))
        await press(pilot, "w", "home", "enter")
        campus.clock.at += timedelta(minutes=30)
        await look(pilot, screen)
        after = len(screen.gathered.of("called"))
        head = screen_text(campus.app).splitlines()[1]
    assert after > before
    assert "watched every 15 s, as of 11:30:00" in head


async def test_a_watch_backs_off_while_nobody_answers_and_says_so(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot)
        rows = len(screen.gathered.records)
        campus.forbids = "/Waitlist/HelpDone"
        await press(pilot, "w", "home", "enter")
        assert screen.watching is not None
        waits = [screen.watching.wait]
        await look(pilot, screen)
        waits.append(screen.watching.wait)
        head = screen_text(campus.app).splitlines()[1]
        kept = len(screen.gathered.records)
        campus.forbids = ""
        await look(pilot, screen)
        waits.append(screen.watching.wait)
    assert waits == [30, 60, 15]
    assert kept == rows
    assert "!" in head
    assert "again every 1 min" in head


async def test_w_says_when_it_was_last_asked_and_turns_the_watch_off(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot)
        await press(pilot, "w", "home", "enter")
        campus.clock.at += timedelta(seconds=1)
        await look(pilot, screen)
        await press(pilot, "w")
        said = screen_text(campus.app)
        await press(pilot, "end", "enter")
        assert screen.watching is None
        assert "watched" not in screen_text(campus.app)
    assert "Last asked 14:51:01: nothing new since 14:51:00." in said


async def test_a_list_that_cannot_be_read_is_told_and_the_others_stay(tmp_path: Path) -> None:
    campus = Campus(tmp_path, faults=Faults.parse("403@/virbela/Activity/Waitlist/HelpDone#1x1"))
    async with campus.app.run_test(size=SIZE) as pilot:
        await open_board(pilot)
        shown = screen_text(campus.app)
    assert "does not allow this" in shown or "!" in shown.splitlines()[1]


async def test_nothing_in_the_range_is_said_with_the_way_out(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        await open_board(pilot, range_text="2020-01-01")
        shown = screen_text(campus.app)
    assert "No agents." in shown
    assert "asks for another range" in shown


def test_a_bar_for_something_is_never_nothing() -> None:
    assert heights([0, 1, 1000]) == [0, 1, 8]
    assert bars_text([0, 1, 1000], 2) == "  ▁ █ "
    assert heights([0, 0]) == [0, 0]


def test_places_behind_the_first_two_share_a_line() -> None:
    def call(place: int, seconds: int) -> Event:
        return Event(time=NOW, place=place, lasted=timedelta(seconds=seconds))

    board = board_of([call(1, 10), call(2, 60), call(3, 120), call(7, 600)], [], [], UTC)
    assert place_rows(board.places) == [("number 1", 1, "10 s"), ("number 2", 1, "1 min"), ("3 and on", 2, "≤ 10 min")]


@pytest.mark.parametrize("width", [58, 78, 118])
def test_the_boards_lines_fit(width: int) -> None:
    events = [
        Event(time=NOW - timedelta(minutes=each), place=each % 9, lasted=timedelta(hours=each)) for each in range(99)
    ]
    lines = board_lines(board_of(events, events, events, UTC), width)
    assert all(cell_width("".join(text for text, _ in line).rstrip()) <= width for line in lines)


async def test_a_look_that_lacks_a_part_takes_no_whole_answers_place(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_board(pilot)
        before = dict(screen.gathered.records)
        await press(pilot, "w", "home", "enter")
        lacking = Gaps()
        lacking.take(Page((), missing=("Virbela counts 9 calls, and sent 2.",)))
        lacking.end(whole=True)
        assert screen.span is not None
        screen._looked(screen._look_number, screen.span, (DeskEvents(), lacking))
        await settled(pilot)
        head = screen_text(campus.app).splitlines()[1]
    assert screen.gathered.records == before
    assert "Virbela counts 9 calls, and sent 2." in head
