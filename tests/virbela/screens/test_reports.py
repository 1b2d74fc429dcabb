"""A campus's reports on the screen: names that are still to come, and what a cell of a map leads to."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.app.support import make_app, screen_text, settled
from tests.gates import Gate
from tests.rest import at_rest
from tests.virbela.screens.attending import room_named
from tui.core.links import parse_link
from tui.screens.browse.report import ReportScreen


async def test_figures_stand_there_by_ids_while_names_are_still_coming_and_that_is_said(tmp_path: Path) -> None:
    opened = asyncio.Event()  # home looks at the members, too
    gate = Gate(lambda path, query: opened.is_set() and path.endswith("/User"))
    app = make_app(tmp_path, only="campus", gate=gate)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        opened.set()
        room = await room_named(app, "Recording Studio")
        app.open_collection(
            app.app_state.connections.named("campus"),
            "attendance-by-person",
            values={"roomId": room},
            crumbs=("campus", "Attendance by person"),
            range_text="30d",
        )
        await gate.reached()
        await at_rest(app)
        screen = app.screen
        assert isinstance(screen, ReportScreen)
        before = {record.id: record.value for record in screen.view.shown_records() if record.value}
        assert before
        assert all(row.who.name == key for key, row in before.items())
        assert "NAMES STILL COMING: ids stand in for them" in " ".join(screen_text(app).split())

        gate.open()
        await settled(pilot)
        after = {record.id: record.value for record in screen.view.shown_records() if record.value}
        assert {key: row.minutes for key, row in after.items()} == {key: row.minutes for key, row in before.items()}
        assert all(row.who.name != key for key, row in after.items())
        assert "STILL COMING" not in screen_text(app)


@pytest.mark.parametrize("asked", ["tab=Chart", "by=hour&tab=Chart", "by=agent"])
async def test_enter_on_a_cell_or_a_row_of_the_service_level_leads_to_its_calls(tmp_path: Path, asked: str) -> None:
    app = make_app(tmp_path, only="campus")
    link = f"campus/service-level?range=3d&{asked}"
    app.app_state.opens = parse_link(link, lambda name: app.app_state.connections.named(name).catalog)
    async with app.run_test(size=(120, 36)) as pilot:
        for key in ("", "down", "right", "right"):
            await pilot.press(*([key] if key else []))
            await settled(pilot)
        screen = app.screen
        assert isinstance(screen, ReportScreen)
        record = screen.front.current()
        assert record is not None
        assert record.value is not None
        called = record.value.called
        await pilot.press("enter")
        await settled(pilot)
        assert screen is not app.screen
        assert re.search(rf"\b{called}( of [\d,]+)? calls", screen_text(app))
