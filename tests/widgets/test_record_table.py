"""The record table in a small app: cursor, arrival of rows, marks, columns, and how little it paints."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.strip import Strip

from tui.core.column import Column, Kind, tone_by_word, tone_if_any
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.core.text import cell_width
from tui.widgets.line import SPARES_LINK
from tui.widgets.record_table import LONG_SLICE, RecordTable
from tui.widgets.record_table_lines import row
from tui.widgets.record_table_painting import Painter
from tui.widgets.record_table_viewport import Viewport
from tui.widgets.table_layout import lay_out

NOW = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)
SIZE = (60, 11)
"""Ten rows and the heading."""


@dataclass(frozen=True)
class Room:
    name: str
    users: int | None = None


COLUMNS: tuple[Column[Room], ...] = (
    Column("name", "Name", lambda room: room.name, width=16, rank=0),
    Column("users", "Users", lambda room: room.users, Kind.NUMBER, width=7),
    Column("note", "Note", lambda room: "note", width=20, rank=2),
    Column("spare", "Spare", lambda room: "spare", width=20, rank=3, shown=False),
)


class CountingTable(RecordTable):
    """Remembers which lines it was asked to draw."""

    drawn: list[int]

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)


class TableApp(App[None]):
    CSS = "RecordTable { height: 1fr; }"

    def __init__(self, records: Iterable[Record[Any]] = (), *, at_once: int = 2_000) -> None:
        super().__init__()
        self.view = RecordView(COLUMNS, zone=UTC, now=NOW, at_once=at_once)
        self.view.extend(records)
        self.seen: list[object] = []

    def compose(self) -> ComposeResult:
        self.table = CountingTable(self.view)
        self.table.drawn = []
        yield self.table

    def on_record_table_opened(self, message: RecordTable.Opened) -> None:
        self.seen.append(("opened", message.record.id))

    def on_record_table_highlighted(self, message: RecordTable.Highlighted) -> None:
        self.seen.append(("highlighted", message.record.id))

    def on_record_table_changed(self, message: RecordTable.Changed) -> None:
        self.seen.append("changed")

    def line(self, y: int) -> str:
        return self.table.render_line(y).text

    def lines(self) -> list[str]:
        return [self.line(y).rstrip() for y in range(self.table.size.height)]


def room(number: int, name: str = "", users: int | None = 1) -> Record[Room]:
    return Record(str(number), Room(name or f"Room {number:03}", users), b"{}")


def rooms(count: int, start: int = 0) -> list[Record[Room]]:
    return [room(number) for number in range(start, start + count)]


def wheel_down(table: RecordTable) -> events.MouseScrollDown:
    return events.MouseScrollDown(table, x=5, y=5, delta_x=0, delta_y=1, button=0, shift=False, meta=False, ctrl=False)


def current(app: TableApp) -> str:
    assert app.table.current is not None
    return app.table.current.id


async def test_headings_and_rows_line_up() -> None:
    app = TableApp([room(1, "Lecture Hall A", 1204), room(2, "日本語の部屋", None)])
    async with app.run_test(size=SIZE):
        assert app.line(0).startswith("   Name")
        assert app.line(1).startswith("▎  Lecture Hall A")
        assert "1,204" in app.line(1)
        assert "–" in app.line(2)
        places = {app.line(0).index("Users") + len("Users"), app.line(1).index("1,204") + len("1,204")}
        assert len(places) == 1
        assert {cell_width(app.line(y)) for y in range(11)} == {60}


async def test_a_cursor_move_paints_two_lines() -> None:
    app = TableApp(rooms(1_000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for key, lines in (("down", {1, 2}), ("j", {2, 3}), ("k", {2, 3}), ("up", {1, 2})):
            app.table.drawn.clear()
            await pilot.press(key)
            await pilot.pause()
            assert set(app.table.drawn) == lines
            assert len(app.table.drawn) == 2


async def test_rows_that_arrive_out_of_sight_paint_nothing_but_the_thumb() -> None:
    app = TableApp(rooms(1_000))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.table.drawn.clear()
        app.view.extend(rooms(1_000, 1_000))
        app.table.refresh_rows()
        await pilot.pause()
        assert app.table.drawn == []


async def test_a_key_means_the_row_that_is_painted_under_the_cursor_also_when_rows_came_that_are_not() -> None:
    app = TableApp(rooms(10, start=100))
    async with app.run_test(size=SIZE) as pilot:
        app.view.set_sort("name", descending=False)
        app.table.refresh_rows()
        await pilot.press("down", "up")
        painted = current(app)
        app.view.extend(rooms(50))  # above it, and not shown yet
        assert current(app) == painted == "100"
        await pilot.press("down", "enter")
        assert app.seen[-1] == ("opened", "101")
        assert app.line(2 + app.table.cursor - app.table.top).split()[1] == "102"


async def test_a_key_means_nothing_while_no_row_has_been_shown() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.view.extend(rooms(10))
        await pilot.press("enter")
        assert (app.table.current, app.seen) == (None, [])
        app.table.refresh_rows()
        await pilot.press("enter")
        assert app.seen[-1] == ("opened", "0")


async def test_a_cursor_that_nobody_moved_means_the_painted_row_and_goes_to_the_top_with_the_next_showing() -> None:
    app = TableApp(rooms(10, start=100))
    async with app.run_test(size=SIZE) as pilot:
        app.view.set_sort("name", descending=False)
        app.table.refresh_rows()
        await pilot.pause()
        app.view.extend(rooms(50))
        assert current(app) == "100"
        app.table.refresh_rows()
        await pilot.pause()
        assert (current(app), app.table.top) == ("0", 0)
        assert app.line(1).startswith("▎  Room 000")


async def test_the_rows_move_no_more_than_the_cursor_needs() -> None:
    app = TableApp(rooms(100))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*["down"] * 10)
        assert (app.table.cursor, app.table.top) == (10, 1)
        await pilot.press("pagedown")
        assert (app.table.cursor, app.table.top) == (19, 10)
        await pilot.press("G")
        assert (app.table.cursor, app.table.top) == (99, 90)
        await pilot.press("up")
        assert (app.table.cursor, app.table.top) == (98, 90)
        await pilot.press("g")
        assert (app.table.cursor, app.table.top) == (0, 0)


async def test_until_it_is_moved_the_cursor_keeps_to_the_top() -> None:
    app = TableApp(rooms(3, 50))
    app.view.set_sort("name", False)
    async with app.run_test(size=SIZE):
        app.view.extend(rooms(40))
        app.table.refresh_rows()
        assert (current(app), app.table.top) == ("0", 0)


async def test_rows_that_come_above_move_neither_the_record_nor_its_line() -> None:
    app = TableApp(rooms(50, 100))
    app.view.set_sort("name", False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*["down"] * 12)
        before = (current(app), app.table.cursor - app.table.top)
        app.view.extend(rooms(30))
        app.table.refresh_rows()
        assert (current(app), app.table.cursor - app.table.top) == before
        assert app.table.cursor == 42


async def test_rows_that_were_scrolled_away_from_the_cursor_stay_as_well() -> None:
    app = TableApp(rooms(50, 100))
    app.view.set_sort("name", False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down")
        for _ in range(5):
            app.table.post_message(wheel_down(app.table))
            await pilot.pause()
        seen = [line.rstrip(" ▕") for line in app.lines()]
        app.view.extend(rooms(30))
        app.table.refresh_rows()
        assert (current(app), app.table.top) == ("101", 45)
        assert [line.rstrip(" ▕") for line in app.lines()] == seen


async def test_the_cursor_comes_back_to_its_record_when_the_filter_lets_it() -> None:
    app = TableApp(rooms(50))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*["down"] * 7)
        app.view.set_filter("001")
        app.table.refresh_rows()
        assert current(app) == "1"
        app.view.set_filter("")
        app.table.refresh_rows()
        assert current(app) == "7"


async def test_a_mark_is_set_and_the_cursor_goes_on() -> None:
    app = TableApp(rooms(5))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space", "space")
        assert app.view.marked == {"0", "1"}
        assert app.table.cursor == 2
        assert app.line(1).startswith(" ● Room 000")
        assert app.line(3).startswith("▎  Room 002")
        await pilot.press("asterisk")
        assert len(app.view.marked) == 5
        await pilot.press("minus")
        assert app.view.marked == set()
        assert app.seen.count("changed") == 4


async def test_enter_opens_the_row_under_the_cursor() -> None:
    app = TableApp(rooms(5))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "enter")
        assert app.seen[-2:] == [("highlighted", "1"), ("opened", "1")]


async def test_keys_without_rows_do_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "enter", "space", "pagedown", "G", "right", "asterisk", "minus")
        assert app.table.current is None
        assert ("opened", "0") not in app.seen


async def test_a_click_goes_there_and_a_second_one_opens() -> None:
    app = TableApp(rooms(5))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(offset=Offset(8, 3))
        assert current(app) == "2"
        assert ("opened", "2") not in app.seen
        await pilot.click(offset=Offset(8, 3))
        assert ("opened", "2") in app.seen
        await pilot.click(offset=Offset(1, 4))
        assert app.view.marked == {"3"}


async def test_a_row_that_cannot_be_read_says_so_and_loses_no_other() -> None:
    bad: Record[Room] = Record("row 17", None, b"{", problem="hardware.ram: expected \x1b[31mint")
    app = TableApp([room(1), bad, room(2)])
    async with app.run_test(size=SIZE):
        assert app.line(3).startswith("   ! row 17 cannot be read: hardware.ram: expected int")
        assert "Room 002" in app.line(2)


async def test_text_from_a_vendor_is_harmless() -> None:
    app = TableApp([room(1, "[/b]\x1b]0;x\x07[red]\tA\u202eB")])
    async with app.run_test(size=SIZE):
        assert "[/b][red] AB" in app.line(1)


async def test_columns_are_dropped_by_rank_and_found_further_right() -> None:
    app = TableApp([room(1)])
    async with app.run_test(size=(30, 5)) as pilot:
        assert [column.label for column in app.table.columns if column.label not in app.line(0)] == ["Note"]
        await pilot.press("right")
        assert "Note" in app.line(0)
        await pilot.press("left")
        assert "Note" not in app.line(0)


async def test_other_columns_can_be_chosen_and_put_in_order() -> None:
    app = TableApp([room(1)])
    async with app.run_test(size=SIZE):
        app.table.set_columns(["spare", "name", "nonsense"])
        assert app.line(0).split() == ["Spare", "Name"]


async def test_the_heading_that_rows_are_sorted_by_has_an_arrow() -> None:
    app = TableApp(rooms(3))
    async with app.run_test(size=SIZE):
        app.view.set_sort("name", True)
        app.table.refresh_rows()
        assert "Name ↓" in app.line(0)
        assert app.line(1).startswith("▎  Room 002")


async def test_a_filter_over_many_rows_leaves_the_keys_alone_and_ends_with_a_message() -> None:
    app = TableApp(rooms(3_000), at_once=0)
    async with app.run_test(size=SIZE) as pilot:
        app.view.set_filter("room 2999")
        app.table.refresh_rows()
        assert app.line(1).startswith("▎  Room 000")
        while app.view.is_pending:
            await pilot.pause()
        await pilot.pause()
        assert app.seen.count("changed") == 1
        assert app.line(1).startswith("▎  Room 2999")


class TimedView(RecordView):
    """Remembers for how long it was let work each time."""

    let: list[float]
    worked_out: asyncio.Event

    def work(self, seconds: float) -> bool:
        self.let.append(seconds)
        more = super().work(0)
        if not more:
            self.worked_out.set()
        return more


async def test_a_filter_gets_as_long_a_turn_as_those_who_always_have_something_to_do() -> None:
    app = TableApp()
    view = app.view = TimedView(COLUMNS, zone=UTC, now=NOW, at_once=0)
    view.let, view.worked_out = [], asyncio.Event()
    view.extend(rooms(3_000))

    async def always_busy() -> None:
        while True:
            busy_until = perf_counter() + LONG_SLICE
            while perf_counter() < busy_until:
                pass
            await asyncio.sleep(0)

    async with app.run_test(size=SIZE):
        view.let.clear()
        view.set_filter("room 2999")
        app.table.refresh_rows()
        view.worked_out.clear()
        other = asyncio.create_task(always_busy())
        await view.worked_out.wait()
        other.cancel()
    assert len(view.let) > 3
    assert set(view.let[1:]) == {LONG_SLICE}


async def test_the_arrow_of_an_order_stands_in_the_heading_once_rows_stand_by_it() -> None:
    app = TableApp(rooms(3_000), at_once=0)
    async with app.run_test(size=SIZE) as pilot:
        app.view.set_sort("name", True)
        app.table.refresh_rows()
        assert "↓" not in app.line(0)
        while app.view.is_pending:
            await pilot.pause()
        await pilot.pause()
        assert "Name ↓" in app.line(0)
        assert app.line(1).startswith("▎  Room 2999")


async def test_keys_can_be_set_by_their_names() -> None:
    app = TableApp(rooms(5))
    async with app.run_test(size=SIZE) as pilot:
        app.set_keymap({"table.down": "n", "table.mark": "m"})
        await pilot.press("n", "m")
        assert app.view.marked == {"1"}


async def test_a_smaller_screen_keeps_the_cursor_in_sight() -> None:
    app = TableApp(rooms(50))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*["down"] * 9)
        await pilot.resize_terminal(60, 6)
        await pilot.pause()
        assert app.table.top <= 9 < app.table.top + 5


MOVES = st.lists(
    st.tuples(st.sampled_from(["go", "page", "scroll", "resize", "follow"]), st.integers(-5, 60), st.integers(0, 60)),
    max_size=20,
)


@given(MOVES)
def test_the_window_stays_within_the_rows_and_the_cursor_on_one(moves: list[tuple[str, int, int]]) -> None:
    port = Viewport()
    for name, number, count in moves:
        match name:
            case "go":
                port.go(number)
            case "page":
                port.page(number % 3 - 1)
            case "scroll":
                port.scroll_to(number)
            case "resize":
                port.resize(number)
            case _:
                port.follow(count=count, at=min(number, count - 1) if number >= 0 else None, first=None)
        assert 0 <= port.at <= max(0, port.count - 1)
        assert 0 <= port.top <= max(0, port.count - port.lines)
        if name in ("go", "page") and port.lines:
            assert port.cursor_in_sight
        assert all(0 <= line < max(1, port.lines) for line in port.thumb())


def test_what_was_looked_at_stays_on_its_line_when_the_cursor_is_out_of_sight() -> None:
    port = Viewport()
    port.lines = 10
    port.follow(count=100, at=0, first=None)
    port.scroll_to(50)
    port.follow(count=130, at=30, first=80)
    assert (port.at, port.top) == (30, 80)


async def test_a_line_that_was_painted_before_looks_as_it_would_if_it_were_painted_for_the_first_time() -> None:
    app = TableApp(rooms(40))

    def doubt() -> None:
        app.view.doubted.add("3")

    def replace() -> None:
        app.view.extend([room(2, "Atrium", 7)])
        app.table.refresh_rows()

    def look_later() -> None:
        app.view.now = NOW.replace(year=2027)

    def spare() -> None:
        app.add_class(SPARES_LINK)

    def other_theme() -> None:
        app.theme = "textual-light"

    def fewer_columns() -> None:
        app.table.set_columns(["users", "name"])

    def other_rows() -> None:
        app.table.view = RecordView(COLUMNS, zone=UTC, now=NOW)
        app.table.view.extend([room(number, "Elsewhere") for number in range(40)])
        app.table.refresh_rows()

    changes = (doubt, replace, look_later, spare, other_theme, fewer_columns, other_rows)
    async with app.run_test(size=SIZE) as pilot:
        for change in (*changes, lambda: None):
            for key in ("end", "up", "space", "home", "down", "pagedown", "pageup"):
                await pilot.press(key)
                painted = [app.table.render_line(y) for y in range(SIZE[1])]
                remembering, app.table._painter = app.table._painter, Painter(app.table)
                anew = [app.table.render_line(y) for y in range(SIZE[1])]
                app.table._painter = remembering
                assert [[*strip] for strip in painted] == [[*strip] for strip in anew]
            change()


async def test_over_a_slow_link_the_row_under_the_cursor_is_coloured_as_far_as_its_first_column() -> None:
    app = TableApp([Record("a", Room("Atrium", 3), b"")])
    async with app.run_test(size=SIZE):
        plain = app.table.rich_style.bgcolor
        whole = app.table.render_line(1)
        app.add_class(SPARES_LINK)
        part = app.table.render_line(1)

    def coloured(strip: Strip) -> list[bool]:
        return [piece.style is not None and piece.style.bgcolor != plain for piece in strip for _ in piece.text]

    assert part.text == whole.text
    assert all(coloured(whole))
    upto = sum(coloured(part))
    assert coloured(part) == [at < upto for at in range(SIZE[0])]
    assert "Atrium" in part.text[:upto]
    assert "3" in part.text[upto:]


def test_a_value_that_means_something_has_the_look_of_that_beside_its_word() -> None:
    columns: tuple[Column[Room], ...] = (
        Column("name", "State", lambda room: room.name, tone=tone_by_word(overdue="danger", on_hold="warning")),
        Column("users", "Failed", lambda room: room.users, Kind.NUMBER, tone=tone_if_any("danger")),
    )
    layout = lay_out(columns, 40)

    def roles(state: str, failed: int | None) -> list[tuple[str, str]]:
        record = Record("1", Room(state, failed), b"{}")
        pieces = row(record, layout, 40, here=False, marked=False, now=NOW, zone=UTC)
        return [(text.strip(), role) for text, role in pieces if text.strip()]

    assert roles("Overdue", None) == [("Overdue", "danger"), ("–", "dim")]
    assert roles("on hold", 0) == [("on hold", "warning"), ("0", "plain")]
    assert roles("done", 2) == [("done", "plain"), ("2", "danger")]
