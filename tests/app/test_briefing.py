"""Home in the morning: what needs somebody, asked where the connection allows it, each line opening its list."""

from __future__ import annotations

from pathlib import Path

from tests.app.support import make_app, screen_text, settled
from tui.core.collection import Query
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


async def test_what_home_says_is_the_reports_figure(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="office", change={"briefing": True})
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        line = next(line for line in screen_text(app).splitlines() if "overdue" in line)
        connection, now, zone = app.app_state.connections.named("office"), app.app_state.now(), app.app_state.zone
        report = connection.catalog.collection("overdue")
        query = Query(span=parse_range(report.default_range, now=now, zone=zone), now=now, zone=zone, settled=True)
        async with connection.pages(report, query) as pages:
            rows = [record.value async for page in pages for record in page.records]
    assert line.split()[1] == f"{sum(row.overdue for row in rows if row):,}"


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
