"""Vuforia's reports: they find the sandbox's story, lead to the rows behind a figure, and say what is missing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest

from tests.servers import answer
from tests.vendors.opening import NOW, Opened, opened
from tests.vuforia.plant import page, plant, run, value
from tui.core.collection import Query
from tui.core.column import Kind
from tui.core.record import Page, Record
from tui.core.reports.as_asked import as_asked
from tui.core.rows.filters import parse_filter
from tui.core.time.clock import FrozenClock
from tui.core.time.ranges import parse_range
from tui.core.time.time_range import TimeRange
from tui.export import machine_fields
from tui.sandbox import build
from tui.sandbox.world import World
from tui.vendors.vuforia import sandbox
from tui.vendors.vuforia.api.models import Procedure, ReportSession, Step, User
from tui.vendors.vuforia.reports.as_built import as_built
from tui.vendors.vuforia.reports.failing_steps import failing_steps
from tui.vendors.vuforia.reports.first_pass import first_pass_yield
from tui.vendors.vuforia.reports.step_times import STEP_TIMES, step_times
from tui.vendors.vuforia.sandbox.batch import GEARBOX

GEARBOXES: dict[str, Any] = {"procedureIds": (GEARBOX.id,)}
COLUMNS = {
    "yield": {"group", "serials", "first_pass", "share", "runs", "reruns"},
    "failing-steps": {"procedure", "step", "title", "runs", "failed", "omitted", "share", "cumulative_share"},
    "step-times": {"step", "runs", "median_seconds", "p90_seconds"},
    "as-built": {"run", "step", "answer", "who", "answered"},
}


@asynccontextmanager
async def made_up() -> AsyncIterator[Opened]:
    app = build(World(1, FrozenClock(NOW)))
    settings = {"org_id": sandbox.ORG, "access_token": sandbox.TOKEN}
    base = {"base_url": "http://sandbox.invalid/vuforia"}
    async with opened("vuforia", {**base, **settings}, connection="line4", app=app) as to:
        yield to


async def figures(to: Opened, name: str, text: str = "60d", **values: Any) -> Page[Any]:
    """Return a report's table, settled."""
    span = parse_range(text, now=to.now, zone=UTC) if text else None
    query = Query(values, span, now=to.now, zone=UTC, settled=True)
    return [each async for each in to.catalog.collection(name).fetch(to.client, query)][-1]


def exported(to: Opened, name: str, record: Record[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return machine_fields(record, as_asked(to.catalog.collection(name), values, {}))


async def behind(to: Opened, name: str, record: Record[Any], span: TimeRange) -> list[Record[Any]]:
    """Return the rows that Enter on a figure leads to."""
    opens = to.catalog.collection(name).opens
    assert opens is not None
    text = opens.range(record)
    span = parse_range(text, now=to.now, zone=UTC) if text else span
    below = to.catalog.collection(opens.collection)
    rows = await to.rows(below.name, span, **opens.values(record))
    matches = parse_filter(opens.filter(record), below.columns, now=to.now, zone=UTC)
    return [row for row in rows if matches(row)]


async def test_the_yield_falls_with_the_version_that_brought_the_trouble() -> None:
    async with made_up() as to:
        table = await figures(to, "yield", by="version", **GEARBOXES)
    old, new = (value(record) for record in table.records)
    assert (old.version, new.version) == ("v4.0", "v5.0")
    assert old.share > new.share + 20
    assert old.reruns == 0
    assert new.reruns > 0


async def test_the_failing_step_is_found_and_the_version_that_it_fails_since() -> None:
    async with made_up() as to:
        table = await figures(to, "failing-steps", **GEARBOXES)
    worst = value(table.records[0])
    assert (worst.title, worst.since_version) == ("Torque the cover bolts to 24 Nm", "v5.0")
    assert worst.failed > 5


@pytest.mark.parametrize("by", ["procedure", "version", "day"])
async def test_the_runs_behind_a_yield_are_as_many_as_it_counts(by: str) -> None:
    span = parse_range("2025-12-01..2025-12-31", now=NOW, zone=UTC)
    async with made_up() as to:
        table = await figures(to, "yield", "2025-12-01..2025-12-31", by=by)
        counted = [value(record).runs for record in table.records]
        found = [len(await behind(to, "yield", record, span)) for record in table.records]
    assert len(counted) > 2
    assert found == counted


async def test_the_steps_behind_a_failing_step_are_as_many_as_it_counts() -> None:
    span = parse_range("30d", now=NOW, zone=UTC)
    async with made_up() as to:
        table = await figures(to, "failing-steps", "30d")
        worst = table.records[0]
        rows = await behind(to, "failing-steps", worst, span)
    statuses = [value(row).step.status for row in rows]
    row = value(worst)
    assert (len(statuses), statuses.count("fail"), statuses.count("omitted")) == (row.runs, row.failed, row.omitted)


@pytest.mark.parametrize("name", list(COLUMNS))
async def test_each_report_has_the_columns_that_are_promised(name: str) -> None:
    async with made_up() as to:
        values: dict[str, Any] = {"serialNumber": ("1234",)} if name == "as-built" else {}
        table = await figures(to, name, **values)
        fields = exported(to, name, table.records[0], values)
    assert set(fields) >= COLUMNS[name]
    assert not table.missing


@pytest.mark.parametrize(("seconds", "said"), [(4.25, "4.2 s"), (75, "75 s"), (700, "11 min")])
def test_the_times_of_a_step_are_all_written_in_one_form(seconds: float, said: str) -> None:
    forms = {each.key: each.form for each in STEP_TIMES.columns if each.kind is Kind.DURATION}
    assert list(forms) == ["median_seconds", "p90_seconds", "spread_seconds"]
    assert [form and form(timedelta(seconds=seconds)) for form in forms.values()] == [said] * 3


async def test_nobody_is_named_unless_that_is_asked_for() -> None:
    async with made_up() as to:
        unnamed = exported(to, "step-times", (await figures(to, "step-times")).records[0], {})
        named = exported(to, "step-times", (await figures(to, "step-times", people=True)).records[0], {"people": True})
    assert "who" not in unnamed
    assert named["who"]


async def test_a_comparison_tells_the_days_of_one_week_from_those_of_the_week_before() -> None:
    async with made_up() as to:
        asked: dict[str, Any] = {"by": "day", "against": "previous", **GEARBOXES}
        table = await figures(to, "yield", "2026-01-05..2026-01-11", **asked)
        fields = [exported(to, "yield", record, asked) for record in table.records]
        earlier = await figures(to, "yield", "2025-12-29..2026-01-04", by="day", **GEARBOXES)
    before = {value(record).group: value(record).runs for record in earlier.records}
    for each in fields:
        weekday = (datetime.fromisoformat(each["group"]) - timedelta(days=7)).date().isoformat()
        assert each["runs_before"] == before.get(weekday)
        assert each["runs_change"] == (None if weekday not in before else each["runs"] - before[weekday])


async def test_the_record_of_a_serial_number_has_every_run_the_oldest_first() -> None:
    async with made_up() as to:
        table = await figures(to, "as-built", "", serialNumber=("1234",))
        runs = await to.rows("reports", serialNumber=("1234",), progress=("completed", "abandoned", "ongoing"))
    rows = [value(record) for record in table.records]
    assert {row.run.session_id for row in rows} == {record.id for record in runs}
    assert [row.run.started for row in rows] == sorted(row.run.started for row in rows)
    assert all(row.run.who for row in rows)


async def test_a_page_that_fails_leaves_figures_of_what_came_and_says_so() -> None:
    first = page(run(1, serial="A"), run(2, serial="B"), total=4, following={"page": 2})
    async with plant(answer(200, first), answer(500, {"message": "The database is away."})) as (_, to):
        table = await figures(to, "yield", "")
    assert value(table.records[0]).serials == 2
    assert len(table.missing) == 1
    assert "page 2" in table.missing[0]


async def test_a_run_that_does_not_decode_is_said_to_be_in_no_figure() -> None:
    bad = {**run(2), "procedure": {"steps": 7}}
    async with plant(answer(200, page(run(1), bad))) as (_, to):
        table = await figures(to, "failing-steps", "")
    assert "1 run could not be read and is in no figure" in table.missing[0]


async def test_a_run_without_a_serial_number_is_left_out_and_that_is_said() -> None:
    async with plant(answer(200, page(run(1), run(2, serial="")))) as (_, to):
        table = await figures(to, "yield", "")
    assert value(table.records[0]).runs == 1
    assert table.notes == ("1 run has no serial number and is left out.",)


async def test_only_runs_that_are_over_are_asked_for() -> None:
    async with plant(answer(200, page(run(1)))) as (server, to):
        await figures(to, "yield", "")
    assert server.seen[0].json()["progress"] == ["completed", "abandoned"]


async def test_shortened_times_count_by_their_day() -> None:
    shortened = run(1)
    shortened["procedure"]["startTime"] = "2026-01-05"
    async with plant(answer(200, page(shortened))) as (_, to):
        table = await figures(to, "yield", "", by="day")
    assert value(table.records[0]).group == "2026-01-05"


def many_runs(runs: int, steps: int) -> tuple[ReportSession, ...]:
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def at(run_number: int, second: int) -> str:
        moment = start + timedelta(minutes=run_number, seconds=second)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    return tuple(
        ReportSession(
            f"s{number}",
            Procedure(
                id=f"p{number % 7}",
                title="Valve",
                version_id=f"v{number // 3_000}",
                start_time=at(number, 0),
                latest_event_timestamp=at(number, steps * 20),
                progress="completed",
                serial_number=f"{number % 8_000}",
                steps=[
                    Step(
                        number=place + 1,
                        title=f"Step {place}",
                        status="fail" if (number + place) % 97 == 0 else "pass",
                        last_visit_time=at(number, place * 20),
                        end_time=at(number, place * 20 + 11),
                    )
                    for place in range(steps)
                ],
            ),
            User(id=f"u{number % 20}"),
        )
        for number in range(runs)
    )


def test_a_report_of_many_runs_takes_little_time() -> None:
    """The aim is 2 s of processor time for 10,000 runs of 40 steps; here a tenth of them, with room to spare."""
    sessions = many_runs(1_000, 40)
    query = Query({"by": "version", "people": True}, now=NOW, zone=UTC)
    for tabulate in (first_pass_yield, failing_steps, step_times, as_built):
        before = process_time()
        tabulate(sessions, query)
        assert process_time() - before < 1
