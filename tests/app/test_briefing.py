"""Home in the morning: what needs somebody, asked where the connection allows it, each line opening its list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.app.support import make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.core.collection import Query, Value
from tui.core.record import Record
from tui.core.time.ranges import parse_range
from tui.sandbox.faults import Faults
from tui.screens.browse.browser import BrowserScreen
from tui.screens.home.home import HomeScreen


async def test_home_says_what_is_overdue_and_the_line_opens_just_that(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="office", change={"briefing": True})
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        home = screen_text(app)
        line = next(line for line in home.splitlines() if "overdue" in line)
        assert line.startswith(" ! ")
        assert "oldest" in line
        count = line.split()[1]

        await pilot.press("down", "enter")
        await settled(pilot)
        opened = app.screen
        assert isinstance(opened, BrowserScreen)
        assert f"{len(opened.view):,}" == count
        assert all(getattr(record.value, "due", "") == "overdue" for record in opened.view.shown_records())
        assert "overdue" in screen_text(app).splitlines()[1], "the filter is said in words"


class Figure(NamedTuple):
    """What a line of home says, and how a report comes to the same."""

    connection: str
    report: str
    range: str
    asked: Mapping[str, Value]
    said: Callable[[Sequence[Any]], str]
    """Called with the report's rows, says how the line begins."""


def _waits(rows: Sequence[Any]) -> str:
    longest = max(row.longest_seconds for row in rows if row.longest_seconds is not None)
    count = sum(row.over_target for row in rows)
    return f"{count} people waited over 15 min since yesterday, at most {longest // 60:g} min"


@pytest.mark.parametrize(
    "figure",
    [
        Figure("campus", "service-level", "yesterday..today", {"target": 900}, _waits),
        Figure("clinic", "usage", "30d", {}, lambda rows: f"{sum(row.running for row in rows)} sessions are running"),
        Figure("office", "overdue", "180d", {}, lambda rows: f"{sum(row.overdue for row in rows):,} comebacks overdue"),
    ],
    ids=lambda figure: str(figure.report),
)
async def test_home_says_what_the_report_says_and_enter_leads_to_as_many_rows(tmp_path: Path, figure: Figure) -> None:
    app = make_app(tmp_path, only=figure.connection, change={"briefing": True})
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        rows = [
            record.value for record in await read(app, figure.connection, figure.report, figure.range, **figure.asked)
        ]
        said = figure.said([row for row in rows if row is not None])
        assert f" {said}" in screen_text(app)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, BrowserScreen)
        assert f"{len(app.screen.view):,}" == said.split()[0]


async def test_the_runs_that_home_calls_failed_are_those_behind_the_failing_steps(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="line4", change={"briefing": True})
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        span = "yesterday..today"
        failing = await read(app, "line4", "failing-steps", span)
        steps = await read(app, "line4", "run-steps", span, progress=("completed", "abandoned"))
        failed = {step.value.run.id for step in steps if step.value and step.value.step.status == "fail"}
        assert sum(row.value.failed for row in failing if row.value) >= len(failed) > 0
        assert f" {len(failed)} runs with a failed step since yesterday" in screen_text(app)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, BrowserScreen)
        assert {record.id for record in app.screen.view.shown_records()} == failed


async def read(app: FrontdeskApp, connection: str, name: str, text: str, **values: Value) -> list[Record[Any]]:
    """Return the rows of a collection, as the command line has them."""
    one, now, zone = app.app_state.connections.named(connection), app.app_state.now(), app.app_state.zone
    query = Query(values, parse_range(text, now=now, zone=zone), now=now, zone=zone, settled=True)
    async with one.pages(one.catalog.collection(name), query) as pages:
        return [record async for page in pages for record in page.records]


async def test_a_figure_of_a_part_says_that_it_is_one(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="office", change={"briefing": True}, faults=Faults.parse("403@/vitec/*#6x99"))
    async with app.run_test(size=(160, 30)) as pilot:
        await settled(pilot)
        line = next(line for line in screen_text(app).splitlines() if "overdue" in line)
    assert "as far as it could be read: Not everything could be read" in line


async def test_runs_that_failed_sessions_that_run_and_long_waits_are_told(tmp_path: Path) -> None:
    for only, said in (
        ("line4", "with a failed step since yesterday"),
        ("clinic", "running"),
        ("campus", "waited over"),
    ):
        app = make_app(tmp_path / only, only=only, change={"briefing": True})
        async with app.run_test(size=(100, 30)) as pilot:
            await settled(pilot)
            assert said in screen_text(app), only
            await pilot.press("down", "enter")
            await settled(pilot)
            assert isinstance(app.screen, BrowserScreen)
            assert len(app.screen.view), only


async def test_a_connection_that_does_not_allow_it_is_not_asked(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="office")
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "Needs you" not in screen_text(app)


async def test_why_a_connection_does_not_answer_can_be_read_to_its_end(tmp_path: Path) -> None:
    app = make_app(tmp_path, faults=Faults.parse("401@/virbela/*x*,403@/vitec/*x*"))
    async with app.run_test(size=(60, 30)) as pilot:
        await settled(pilot)
        shown = " ".join(screen_text(app).split())
        for name in ("campus", "office"):
            error = app.app_state.answers[name].error
            assert error is not None
            assert " ".join(error.message.split()) in shown
