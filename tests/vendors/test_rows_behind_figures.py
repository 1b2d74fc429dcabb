"""Enter on a row of a report leads to those rows that its figure counts, no more and no fewer: every vendor's."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from tests.worked_out_once import SharedWorld
from tui.config import config_from
from tui.connections import Connections
from tui.core.collection import Collection, Query, RangeUse, Value
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.core.rows.filters import parse_filter
from tui.core.time.clock import FrozenClock
from tui.core.time.ranges import parse_range
from tui.reading.names import resolved_all
from tui.sandbox import build, demo_config

NOW: Final = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
ZONE: Final = ZoneInfo("Europe/Stockholm")
SPAN: Final = "2026-01-12 14:31..2026-01-14 09:10"
"""Begins and ends within a day, and within an hour of it."""
MOST: Final = 4
"""Rows of each report whose own are asked for."""


class Counts(NamedTuple):
    """What of a report's row says how many rows are behind it."""

    column: str
    once: str = ""
    """The column of those rows of which each value counts once; empty where each row does."""
    span: str = SPAN


COUNTS: Final[Mapping[str, Counts]] = {
    "attendance-by-person": Counts("sessions"),
    "attendance-by-room": Counts("sessions"),
    "silent": Counts("sessions"),
    "newcomers": Counts("sessions"),
    "occupancy": Counts("people", once="userId"),
    "movements": Counts("moves"),
    "service-level": Counts("called"),
    "yield": Counts("runs", span="2025-12-16 14:31..2026-01-14 09:10"),
    "failing-steps": Counts("runs", span="2025-12-16 14:31..2026-01-14 09:10"),
    "step-times": Counts("runs", span="2025-12-16 14:31..2026-01-14 09:10"),
    "comeback-load": Counts("comebacks", span="2025-12-16 14:31..2026-01-14 09:10"),
    "overdue": Counts("overdue", span="2025-12-16 14:31..2026-01-14 09:10"),
    "event-counts": Counts("events", span="2025-12-16 14:31..2026-01-14 09:10"),
    "usage": Counts("sessions", span="2026-01-05 14:31..2026-01-14 09:10"),
}

NOT_COUNTED: Final = {
    "certificate": "joins are stretches: two devices at once are one",
    "regulars": "a week has no count of its own",
    "moves": "a row is a move",
    "as-built": "a row is a step",
}
"""Reports no column of which says how many rows are behind, and why. Their own tests look at those rows."""

ASKED: Final[Mapping[str, Mapping[str, Value]]] = {
    "occupancy": {"roomId": "Recording Studio", "step": "1h"},
    "newcomers": {"back": 1},
    "event-counts": {
        "recording_id": ("rec-1",),
        "customer_id": "harbor-university",
        "user_id": ("user-1", "user-2"),
        "lead_id": ("lead-1", "lead-2"),
    },
}
"""What has to be asked with."""

BESIDE: Final[Mapping[str, Mapping[str, Value]]] = {
    "attendance-by-person": {"roomId": "Theater"},
    "silent": {"roomId": "Theater"},
    "movements": {"within": 5},
    "yield": {"procedureIds": ("b4e2f0d0-d5e9-11eb-9796-856502905bf2",), "by": "day"},
    "step-times": {"people": True},
}
"""What changes which rows are counted: asked once more with it."""


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[Connections]:
    clock = FrozenClock(NOW)
    values = {**demo_config("http://sandbox.invalid"), "ui": {"timezone": "Europe/Stockholm"}}
    config = config_from(values, file=folder / "config.toml", environ={})
    async with Connections(config, clock=clock, app=build(SharedWorld(clock))) as connections:
        yield connections


@cache
def _reports() -> list[tuple[str, Collection]]:
    config = config_from(demo_config("http://sandbox.invalid"), file=Path("config.toml"), environ={})
    connections = Connections(config, clock=FrozenClock(NOW))
    return [
        (name, collection)
        for name in config.connections
        for collection in connections.named(name).catalog.collections
        if collection.report is not None
    ]


def _cases() -> list[Any]:
    cases = []
    for connection, report in _reports():
        if report.name not in COUNTS:
            continue
        own = ASKED.get(report.name, {})
        choices = [choice for param in report.params if param.name == "by" for choice in param.choices]
        each = [own, *({**own, "by": choice} for choice in choices)]
        if report.name in BESIDE:
            each.append({**own, **BESIDE[report.name]})
        for asked in each:
            said = " ".join(f"{name}={value}" for name, value in asked.items() if name not in own)
            cases.append(pytest.param(connection, report.name, asked, id=f"{connection} {report.name} {said}".strip()))
    return cases


async def _rows(connections: Connections, name: str, collection: Collection, query: Query) -> list[Record[Any]]:
    connection = connections.named(name)
    values = await resolved_all(connection, collection.params, query.values, now=NOW)
    rows: dict[str, Record[Any]] = {}
    async with connection.pages(collection, Query(values, query.span, now=NOW, zone=ZONE, settled=True)) as pages:
        async for page in pages:
            assert not page.missing
            if page.table is not None:
                rows = {}
            rows |= {record.id: record for record in page.records}
    return list(rows.values())


def _column(collection: Collection, key: str) -> Column[Any]:
    column = collection.column(key)
    assert column is not None
    return column


def _lets_alike_pass(text: str, row: Record[Any], collection: Collection) -> bool:
    """Tell whether a filter that goes by names would let a row pass whose names differ in an accent alone."""

    def passes(change: Callable[[str], str]) -> bool:
        def changed(column: Column[Any]) -> Column[Any]:
            def read(value: Any) -> Any:
                shown = column.read(value)
                return change(shown) if isinstance(shown, str) and shown else shown

            return replace(column, read=read) if column.kind is Kind.TEXT else column

        return parse_filter(text, [changed(each) for each in collection.columns], now=NOW, zone=ZONE)(row)

    return passes(lambda name: f"{name}\N{COMBINING ACUTE ACCENT}") and not passes(lambda name: "another")


def test_every_report_says_how_many_rows_are_behind_its_figure_or_why_it_does_not() -> None:
    names = {report.name for _, report in _reports()}
    assert names == COUNTS.keys() | NOT_COUNTED.keys()


@pytest.mark.parametrize(("name", "report_name", "asked"), _cases())
async def test_the_rows_behind_a_figure_are_those_that_it_counts(
    name: str, report_name: str, asked: Mapping[str, Value], tmp_path: Path
) -> None:
    counts = COUNTS[report_name]
    span = parse_range(counts.span, now=NOW, zone=ZONE)
    async with demo(tmp_path) as connections:
        catalog = connections.named(name).catalog
        report = catalog.collection(report_name)
        assert report.opens is not None
        below = catalog.collection(report.opens.collection)
        figures = await _rows(connections, name, report, Query(asked, span))
        assert figures, "there is something to look behind"
        step = max(len(figures) // MOST, 1)
        read: dict[str, list[Record[Any]]] = {}
        counted, found = {}, {}
        for figure in [*figures[:-1:step][: MOST - 1], figures[-1]]:
            text = report.opens.range(figure)
            own = parse_range(text, now=NOW, zone=ZONE) if text else span
            values = report.opens.values(figure)
            key = json.dumps([sorted(values.items()), text])
            if key not in read:
                ranged = None if below.range_use is RangeUse.NONE else own
                read[key] = await _rows(connections, name, below, Query(values, ranged))
            text = report.opens.filter(figure)
            passes = parse_filter(text, below.columns, now=NOW, zone=ZONE)
            rows = [row for row in read[key] if passes(row)]
            counted[figure.id] = _column(report, counts.column).read(figure.value)
            assert not any(_lets_alike_pass(text, row, below) for row in rows[:1]), text
            once = counts.once and _column(below, counts.once)
            found[figure.id] = len({once.read(row.value) for row in rows} if once else rows)
    assert found == counted
