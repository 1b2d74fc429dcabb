"""The charts that a report can name, at 80×24 and with the reading under the cursor: of a made-up report."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from textual.pilot import Pilot

from tests.app.support import NOW, make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.core.chart import Chart, Curve, Heat, Multiples
from tui.core.collection import AGAINST, Collection, Query, RangeUse
from tui.core.column import Column, Kind
from tui.core.record import Page, Table
from tui.core.report import Report
from tui.core.reports.as_asked import Compared
from tui.core.time.ranges import parse_range
from tui.reading.report import table_record
from tui.screens.browse.report import ReportScreen

START = datetime(2026, 11, 18, 8, tzinfo=UTC)


class Hour(NamedTuple):
    at: datetime
    day: str
    hour: int
    waiting: int


HOURS = tuple(
    Hour(START + timedelta(days=day, hours=hour), name, hour + 9, (hour * 3 + day * 5) % 11)
    for day, name in enumerate(("Wed", "Thu", "Fri"))
    for hour in range(8)
)


async def told(client: Any, query: Query) -> AsyncIterator[Page[Hour]]:
    """Yield a table as the machinery does; before there were three more in each hour."""
    compared = query.values.get(AGAINST)
    before = [Compared(row, row._replace(waiting=row.waiting + 3)) for row in HOURS]
    rows = tuple(table_record(f"{row.at}", pair if compared else row) for row, pair in zip(HOURS, before, strict=True))
    yield Page(rows, table=Table.WHOLE)


def waiting(chart: Chart) -> Collection:
    return Collection(
        name="waiting",
        title="Waiting",
        columns=(
            Column[Hour]("start", "Start", lambda row: row.at, Kind.TIME, rank=2, derived=True),
            Column[Hour]("day", "Day", lambda row: row.day, rank=1, derived=True),
            Column[Hour]("hour", "Hour", lambda row: row.hour, Kind.NUMBER, rank=1, derived=True),
            Column[Hour]("waiting", "Waiting", lambda row: row.waiting, Kind.NUMBER, rank=0, derived=True),
        ),
        fetch=told,
        range_use=RangeUse.REQUIRED,
        report=Report(question="When do people wait?", rules=("Each hour once.",), chart=chart, compares=("waiting",)),
    )


async def drawn(pilot: Pilot[Any], chart: Chart, *keys: str, compared: bool = False) -> str:
    await settled(pilot)
    app = pilot.app
    assert isinstance(app, FrontdeskApp)
    connection = app.app_state.connections.named("line4")
    span = parse_range("2026-11-18..2026-11-20", now=NOW, zone=UTC)
    app.push_screen(
        ReportScreen(connection, waiting(chart), {AGAINST: "previous"} if compared else {}, span, ("line4", "Waiting"))
    )
    await settled(pilot)
    for key in ("tab", *keys):
        await pilot.press(key)
        await settled(pilot)
    return screen_text(app)


async def test_a_heat_map_has_a_line_a_day_and_a_cell_an_hour(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="line4")
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await drawn(pilot, Heat("day", "hour", "waiting", unit="people"), "down", "right")
    lines = shown.splitlines()
    heading = next(line for line in lines if " 9 " in line)
    mark = lines[lines.index(heading) + 1]
    assert [int(word) for word in heading.split() if word.isdigit()] == list(range(9, 17)), "the mark covers no label"
    assert mark.strip() == "▾"
    assert mark.index("▾") == heading.index("10")
    assert [line.lstrip("▎ ")[:3] for line in lines[lines.index(heading) + 2 :][:3]] == ["Wed", "Thu", "Fri"]
    assert "· none" in shown
    assert "Waiting 8  Day Thu  Hour 10" in lines[-3]


async def test_small_multiples_are_bars_to_one_scale(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="line4")
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await drawn(pilot, Multiples("day", "hour", "waiting"))
    assert {"▂", "▄", "▆", "█"} <= set(shown)
    assert "░" not in shown


async def test_a_curve_reads_out_the_stretch_under_the_cursor(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="line4")
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await drawn(pilot, Curve("start", "waiting"), "p")
    assert "at most 10 people" in shown.splitlines()[-3]


async def test_compared_a_heat_map_and_small_multiples_have_a_second_line_for_each(tmp_path: Path) -> None:
    for chart in (Heat("day", "hour", "waiting", unit="people"), Multiples("day", "hour", "waiting")):
        app = make_app(tmp_path, only="line4")
        async with app.run_test(size=(80, 24)) as pilot:
            shown = await drawn(pilot, chart, "down", "down", "down", "right", compared=True)
        lines = [line.lstrip("▎ ") for line in shown.splitlines()]
        first = 2 + next(place for place, line in enumerate(lines) if " 11 " in line)
        assert [line.split()[0] for line in lines[first : first + 6]] == [
            "Wed",
            "before",
            "Thu",
            "before",
            "Fri",
            "before",
        ]
        assert "the second line of each is the range before" in shown
        assert "Waiting 8 (−3)  Day Thu  Hour 10" in lines[-3], "the cursor is on the second line of Thursday"


async def test_compared_a_curve_has_a_line_of_what_was_before(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="line4")
    async with app.run_test(size=(80, 24)) as pilot:
        alone = await drawn(pilot, Curve("start", "waiting"), "p")
        both = await drawn(pilot, Curve("start", "waiting"), "p", compared=True)
    assert "the dotted line is the range before" in both
    assert "at most 10 people (before 13)" in both
    assert " 13 ┤" in both, "there is room for both"
    assert "before" not in alone
