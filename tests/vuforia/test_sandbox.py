"""The sandbox keeps to what is known of the vendor, read through the same client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.vendors.opening import NOW, Opened, opened
from tests.vuforia.plant import value
from tui.core.errors import NotFound, SignedOut, VendorError
from tui.core.time.clock import FrozenClock
from tui.core.time.time_range import TimeRange
from tui.sandbox import build
from tui.sandbox.world import World
from tui.vendors.vuforia import sandbox
from tui.vendors.vuforia.outcomes import Outcome
from tui.vendors.vuforia.runs import operator, procedure_name

HOST = "http://sandbox.invalid/vuforia"
PRINCIPAL = {**sandbox.DEMO[0].settings, "token_url": f"{HOST}/oauth/token"}


@asynccontextmanager
async def made_up(**settings: str) -> AsyncIterator[Opened]:
    app = build(World(1, FrozenClock(NOW)))
    given = {"org_id": sandbox.ORG, **(settings or PRINCIPAL)}
    async with opened("vuforia", {"base_url": HOST, **given}, connection="line4", app=app) as to:
        yield to


@pytest.mark.parametrize(
    "way",
    [{}, {"api_key": sandbox.API_KEY}, {"access_token": sandbox.TOKEN}],
    ids=["service principal", "API key", "access token"],
)
async def test_each_way_in_works(way: dict[str, str]) -> None:
    async with made_up(**way) as to:
        assert len(await to.rows("reports", serialNumber=("1234",))) == 4


@pytest.mark.parametrize(
    ("way", "error"),
    [
        ({"api_key": "revoked"}, SignedOut),
        ({"access_token": "old"}, SignedOut),
        ({**PRINCIPAL, "client_secret": "wrong"}, SignedOut),
        ({**PRINCIPAL, "audience": "https://elsewhere"}, SignedOut),
        ({**PRINCIPAL, "org_id": "nobody"}, NotFound),
    ],
)
async def test_nobody_else_is_let_in(way: dict[str, str], error: type[VendorError]) -> None:
    async with made_up(**way) as to:
        with pytest.raises(error):
            await to.rows("reports", serialNumber=("1234",))


async def test_the_same_step_fails_in_three_runs_of_four() -> None:
    async with made_up() as to:
        runs = [value(record) for record in await to.rows("reports", serialNumber=("1234",))]
    assert [run.outcomes[3] for run in runs].count("✗") == 3
    assert len({run.procedure.version_id for run in runs}) > 1


async def test_completed_runs_are_told_unless_others_are_asked_for() -> None:
    async with made_up() as to:
        usual = await to.rows("runs")
        every = await to.rows("runs", progress=("completed", "abandoned", "ongoing"))
    assert {value(record).procedure.progress for record in usual} == {"completed"}
    assert {value(record).procedure.progress for record in every} == {"completed", "abandoned", "ongoing"}


async def test_filters_filter() -> None:
    span = TimeRange(NOW - timedelta(days=7), NOW)
    async with made_up() as to:
        failed = [value(record) for record in await to.rows("runs", failures="only")]
        spared = [value(record) for record in await to.rows("runs", failures="exclude")]
        recent = [value(record) for record in await to.rows("runs", span)]
        complete = [value(record) for record in await to.rows("runs", feedback=("complete",))]
        pumps = [
            value(record) for record in await to.rows("runs", procedureIds=("5b7d1c20-d5e9-11eb-9796-856502905bf2",))
        ]
    assert failed
    assert all(run.counts[Outcome.FAILED] for run in failed)
    assert not any(run.counts[Outcome.FAILED] for run in spared)
    assert all(run.started in span for run in recent)
    assert {run.procedure.feedback for run in complete} == {"complete"}
    assert {run.procedure.title for run in pumps} == {"Pump alignment"}


async def test_a_hundred_come_on_a_page_or_very_many() -> None:
    async with made_up() as to:
        pages = await to.pages("reports", serialNumber=("LOAD-250x3",))
        whole = await to.pages("reports", serialNumber=("LOAD-250x3",), all=True)
    assert [len(page.records) for page in pages] == [100, 100, 50]
    assert [len(page.records) for page in whole] == [250]
    assert pages[0].total == 250


async def test_long_empty_odd_and_unknown() -> None:
    async with made_up() as to:
        (long,) = await to.rows("reports", serialNumber=("LONG-400",))
        (empty,) = await to.rows("reports", serialNumber=("EMPTY-0",))
        odd, _ = await to.rows("reports", serialNumber=("ODD-7",))
        nobody = await to.rows("reports", serialNumber=("no such",))
    assert len(value(long).steps) == 400
    assert value(empty).steps == ()
    assert odd.problem == ""
    assert value(odd).latest is None
    assert value(odd).outcomes.startswith("?")
    assert nobody == []


async def test_the_other_organisation_gives_no_names_away() -> None:
    way = {**PRINCIPAL, "org_id": sandbox.REDACTED_ORG}
    async with made_up(**way) as to:
        (first, *_) = await to.rows("reports", serialNumber=("1234",))
    assert procedure_name(value(first).procedure).startswith("Procedure 2f0560f0 v")
    assert operator(value(first).session.user) == value(first).session.user.id[:8]


async def test_runs_have_passed_by_the_worlds_clock() -> None:
    async with made_up() as to:
        runs = [value(record) for record in await to.rows("runs")]
    assert all(run.latest is not None and run.latest < NOW.astimezone(UTC) for run in runs)
    assert max(run.latest for run in runs) > datetime(2026, 1, 8, tzinfo=UTC)
