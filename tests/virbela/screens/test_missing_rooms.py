"""A campus of which some rooms cannot be read: it is said for as long as it is so, and `r` asks for those alone."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from tests.app.support import screen_text, settled
from tests.gates import Gate
from tests.virbela.screens.support import Campus, open_, press
from tui.sandbox.faults import Faults, Planned
from tui.screens.browse.export import ExportScreen
from tui.screens.dialogs.listing import ListScreen
from tui.vendors.virbela.screens import CampusAttendanceScreen
from tui.widgets.line_input import LineInput

ROOM = "/User/Attendance/Room/"


@dataclass
class Haunted:
    """A campus whose rooms a test can close and open."""

    campus: Campus
    faults: Faults
    rooms: list[str]

    def close(self, count: int, status: str = "403") -> None:
        """Let the first so many rooms answer nothing but a refusal; 0 opens all."""
        self.faults.plan = [Planned(status, f"/virbela{ROOM}{room}", times=None) for room in self.rooms[:count]]

    def asked_rooms(self) -> list[str]:
        """Return which rooms were asked for, and forget it."""
        asked = [path.rpartition("/")[2] for _, path in self.campus.asked if ROOM in path]
        self.campus.asked.clear()
        return asked


async def haunted(folder: Path, gate: Gate | None = None) -> Haunted:
    faults = Faults()
    campus = Campus(folder, faults=faults, gate=gate)
    rooms = (await campus.somebody_else.get("/Rooms/World/harbor")).data
    return Haunted(campus, faults, sorted(room["objectId"] for room in rooms))


def exported(folder: Path) -> list[dict[str, str]]:
    """Return the rows of the one file in a folder that says it is not whole."""
    (path,) = folder.glob("*-incomplete.csv")
    return list(csv.DictReader(path.read_text().splitlines()))


async def open_campus(pilot: Pilot[int]) -> CampusAttendanceScreen:
    screen = await open_(pilot, "campus-attendance", range_text="2d")
    assert isinstance(screen, CampusAttendanceScreen)
    return screen


async def test_missing_rooms_are_said_for_as_long_as_they_are_missing_and_r_asks_for_those_alone(
    tmp_path: Path,
) -> None:
    there = await haunted(tmp_path)
    app, of = there.campus.app, len(there.rooms)
    async with app.run_test(size=(80, 24)) as pilot:
        there.close(3)
        screen = await open_campus(pilot)
        line = f"3 of {of} rooms could not be read; r asks for those again"
        assert line in screen_text(app)
        for _ in screen.VIEWS:
            await press(pilot, "tab")
            assert line in screen_text(app)
        before = set(screen.rows_read)
        assert set(there.asked_rooms()) == set(there.rooms)

        there.close(1)
        await press(pilot, "r")
        assert set(there.asked_rooms()) == set(there.rooms[:3])
        assert f"1 of {of} rooms could not be read; r asks for those again" in screen_text(app)
        assert before <= {record.id for record in screen.view.records()}

        there.close(0)
        await press(pilot, "r")
        assert set(there.asked_rooms()) == set(there.rooms[:1])
        assert "could not be read;" not in screen_text(app)
        merged = {record.id for record in screen.view.records()}

        await press(pilot, "r")  # the whole is doubted: all of it is asked for anew
        assert set(there.asked_rooms()) == set(there.rooms)
        assert {record.id for record in screen.view.records()} == merged


async def test_asking_again_in_vain_keeps_what_was_there_and_says_so(tmp_path: Path) -> None:
    there = await haunted(tmp_path)
    app, of = there.campus.app, len(there.rooms)
    async with app.run_test(size=(100, 24)) as pilot:
        there.close(2)
        screen = await open_campus(pilot)
        before = {record.id for record in screen.view.records()}

        await press(pilot, "r")

        shown = screen_text(app)
        assert "Not read this time either; what was there stays." in shown
        assert f"2 of {of} rooms could not be read; r asks for those again" in shown
        assert {record.id for record in screen.view.records()} == before


async def test_a_read_that_brings_less_takes_nothing_of_an_earlier_one_away(tmp_path: Path) -> None:
    there = await haunted(tmp_path)
    app, of = there.campus.app, len(there.rooms)
    async with app.run_test(size=(100, 24)) as pilot:
        screen = await open_campus(pilot)
        before = {record.id for record in screen.view.records()}

        there.close(of - 1)
        await press(pilot, "r")

        assert {record.id for record in screen.view.records()} == before
        line = f"{of - 1} of {of} rooms could not be read, older rows stay; r asks for those again"
        assert line in screen_text(app)


async def test_no_rows_but_missing_rooms_is_not_an_empty_campus(tmp_path: Path) -> None:
    there = await haunted(tmp_path)
    async with there.campus.app.run_test(size=(80, 24)) as pilot:
        there.close(1)
        await open_(pilot, "campus-attendance", range_text="2001-01-01")
        shown = screen_text(there.campus.app)
        assert "No sessions in what could be read." in shown
        assert "Nobody was in any room" not in shown


async def test_an_export_of_what_is_not_whole_is_asked_about_first_and_its_name_says_so(tmp_path: Path) -> None:
    there = await haunted(tmp_path)
    app = there.campus.app
    async with app.run_test(size=(80, 24)) as pilot:
        there.close(2)
        await open_campus(pilot)
        for view in range(3):
            await press(pilot, "x")
            assert isinstance(app.screen, ListScreen)
            assert "rooms could not be read: export all the same?" in screen_text(app)
            await press(pilot, "enter")  # the harmless answer has the focus
            assert isinstance(app.screen, CampusAttendanceScreen), view
            await press(pilot, "tab")
        await press(pilot, "x", "down", "enter")
        assert isinstance(app.screen, ExportScreen)
        field = app.screen.query_one("#file", LineInput)
        assert field.value.endswith("-incomplete.csv")
        field.value = str(tmp_path / field.value)
        await press(pilot, "enter")
    assert exported(tmp_path)


async def test_an_export_while_rows_still_come_waits_for_the_last_of_them(tmp_path: Path) -> None:
    gate = Gate(lambda path, query: path.endswith(there.rooms[0]))
    there = await haunted(tmp_path, gate)
    app = there.campus.app
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_collection(
            app.app_state.connections.all[0],
            "campus-attendance",
            values={},
            crumbs=("campus", "Attendance"),
            range_text="2d",
        )
        await gate.reached()
        screen = app.screen
        assert isinstance(screen, CampusAttendanceScreen)
        while not screen.view.total or not screen.gathering:
            await pilot.pause(0.02)
        while "x" not in {key for key, each in screen.active_bindings.items() if each.enabled}:
            await pilot.pause(0.02)
        await pilot.press("tab", "tab", "x")
        while "Rows still come: export all the same?" not in screen_text(app):
            await pilot.pause(0.02)
        await pilot.press("enter")
        while not screen.is_current:
            await pilot.pause(0.02)
        gate.open()
        await settled(pilot)
        exporting = app.screen
        assert isinstance(exporting, ExportScreen)
        assert exporting.query_one("#file", LineInput).value == "campus-attendance-2026-11-18_2026-11-20.csv"
        assert f"Export {screen.view.total:,} sessions" in screen_text(app)
