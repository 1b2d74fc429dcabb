"""Vitec's reports: they find the agent on leave, agree with a plainer way to count, and lead to the comebacks."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports import behind, exported, figures, many, value
from tests.servers import answer
from tests.vendors.opening import Opened, opened
from tests.vitec.office import office
from tests.vitec.test_comebacks import COMEBACKS, NOW, ZONES
from tests.vitec.test_sandbox import SETTINGS, sandbox
from tui.core.collection import Query
from tui.vendors.vitec.api.models import Comeback
from tui.vendors.vitec.comebacks import assignee, assignee_kind, booked_at, occurs_at, office_of
from tui.vendors.vitec.reports.desks import held
from tui.vendors.vitec.reports.load import comeback_load
from tui.vendors.vitec.reports.overdue import overdue, words_of_report

COLUMNS = {"assignee", "assignee_kind", "office", "open", "overdue", "oldest", "median_lead"}


def made_up() -> AbstractAsyncContextManager[Opened]:
    return opened("vitec", SETTINGS, connection="office", app=sandbox())


async def test_the_agent_on_leave_whose_comebacks_nobody_took_over_is_found() -> None:
    async with made_up() as to:
        first, second, *_ = (await figures(to, "overdue")).records
        leave = value((await figures(to, "comeback-load", "2025-11-01..2025-12-20")).records[0])
    assert value(first).overdue > 2 * value(second).overdue
    assert leave.name == value(first).name
    assert leave.open > leave.comebacks * 0.8, "of those weeks she has done nearly none"


@pytest.mark.parametrize("name", ["overdue", "comeback-load"])
async def test_each_has_the_columns_that_are_promised(name: str) -> None:
    async with made_up() as to:
        table = await figures(to, name)
        fields = exported(to, name, table.records[0])
        by_office = exported(to, name, (await figures(to, name, by="office")).records[0], by="office")
    assert set(fields) >= COLUMNS
    assert "assignee" not in by_office
    assert by_office["office"] == "no office"
    assert not table.missing


@pytest.mark.parametrize("by", ["assignee", "office"])
async def test_the_comebacks_behind_a_figure_are_as_many_as_it_counts(by: str) -> None:
    async with made_up() as to:
        late, load = await figures(to, "overdue", by=by), await figures(to, "comeback-load", by=by)
        assert len(late.records) > 3
        for record in late.records:
            assert len(await behind(to, "overdue", record)) == value(record).overdue
        for record in load.records:
            assert len(await behind(to, "comeback-load", record)) == value(record).comebacks


@pytest.mark.parametrize("report", ["overdue", "comeback-load"])
async def test_names_that_differ_in_an_accent_a_letter_s_case_or_a_quote_share_no_comebacks(report: str) -> None:
    names = ("André", "Andre", "ANDRE", 'An"dre', "André ")
    rows = [
        {"id": number, "state": "New", "occursAt": "2026-01-10T10:00:00+01:00", "assignedTo": {"user": {"name": name}}}
        for number, name in enumerate(names)
    ]
    async with office(*[answer(200, rows)] * (2 + len(names))) as (_, to):
        table = await figures(to, report)
        found = {value(each).name: await behind(to, report, each) for each in table.records}
    assert {name: [assignee(value(row)) for row in own] for name, own in found.items()} == {
        name: [name] for name in names
    }


async def test_compared_each_desk_has_what_it_had_in_the_range_before() -> None:
    async with made_up() as to:
        table = await figures(to, "comeback-load", "2026-01-05..2026-01-11", against="previous")
        before = await figures(to, "comeback-load", "2025-12-29..2026-01-04")
        rows = [exported(to, "comeback-load", record, against="previous") for record in table.records]
    was = {record.id: value(record).comebacks for record in before.records}
    assert [row["comebacks_before"] for row in rows] == [was.get(record.id) for record in table.records]


async def test_a_part_that_cannot_be_read_is_said() -> None:
    row = {"id": 1, "state": "New", "occursAt": "2026-01-10T10:00:00+01:00", "assignedTo": {"user": {"name": "Åsa"}}}
    async with office(answer(200, [row, {"id": {}}])) as (_, to):
        table = await figures(to, "overdue")
    assert value(table.records[0]).overdue == 1
    assert "1 comeback could not be read and is in no figure" in table.missing[0]


def plainly(comebacks: list[Comeback], by: str) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Count the plain way: for each desk, every comeback is looked at anew."""

    def desk(one: Comeback) -> tuple[str, ...]:
        return (office_of(one),) if by == "office" else (assignee_kind(one), assignee(one), office_of(one))

    told = {}
    for name in {desk(one) for one in comebacks}:
        own = [one for one in comebacks if desk(one) == name]
        open_ones = [one for one in own if one.state == "New"]
        times = [at for one in open_ones if (at := occurs_at(one))]
        leads = [
            (at - booked).total_seconds()
            for one in own
            if (at := occurs_at(one)) and (booked := booked_at(one)) and booked <= at
        ]
        told[name] = (
            len(own),
            len(open_ones),
            sum(at < NOW for at in times),
            min(times, default=None),
            round(median(leads) / 86_400, 1) if leads else None,
        )
    return told


@many
@given(st.lists(COMEBACKS, max_size=15), ZONES, st.sampled_from(["assignee", "office"]))
def test_a_plainer_way_to_count_says_the_same(comebacks: list[Comeback], zone: ZoneInfo, by: str) -> None:
    query = Query({"by": by}, now=NOW, zone=zone)
    values = tuple(map(held, comebacks))

    def told(rows: Any) -> dict[tuple[str, ...], tuple[Any, ...]]:
        return {
            (row.office,) if by == "office" else (row.kind, row.name, row.office): (
                row.comebacks,
                row.open,
                row.overdue,
                row.oldest,
                row.lead_days,
            )
            for row in (record.value for record in rows)
        }

    load = comeback_load(values, query).rows
    assert told(load) == plainly(comebacks, by)
    late = [one for one in comebacks if one.state == "New" and (at := occurs_at(one)) and at < NOW]
    table = overdue(values, query).rows
    assert told(table) == plainly(late, by)
    for rows in (load, table):
        shares = [record.value.share for record in rows if record.value]
        assert round(sum(shares), 6) in (0, 100)
    assert not table or (table[-1].value and table[-1].value.cumulative_share == 100)
    said = words_of_report(table, 0, NOW)
    assert said.startswith(f"{len(late):,} ") if late else said == ""


def test_a_report_of_many_comebacks_takes_little_time() -> None:
    """A tenth of what is aimed at for a million records, with room to spare."""
    made = tuple(
        held(
            Comeback(
                id=number,
                state="New" if number % 5 == 0 else "Done",
                occurs_at=(NOW - timedelta(minutes=number)).isoformat(),
                booked_date=(NOW - timedelta(minutes=number, days=number % 30)).isoformat(),
            )
        )
        for number in range(20_000)
    )
    before = process_time()
    comeback_load(made, Query({}, now=datetime(2026, 1, 15, tzinfo=UTC), zone=UTC))
    overdue(made, Query({}, now=datetime(2026, 1, 15, tzinfo=UTC), zone=UTC))
    assert process_time() - before < 1
