"""Reports on the screen: rules, chart and reading, partial while read, compared, measured, down to the rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tests.gates import Gate
from tests.rest import at_rest
from tests.vuforia.screens.test_journey import press
from tui.app import FrontdeskApp
from tui.screens.browse.browser import BrowserScreen
from tui.screens.browse.report import ReportScreen
from tui.vendors.vuforia.sandbox.batch import GEARBOX

SMALL, LARGE = (80, 24), (120, 36)
Compare = Callable[..., bool]
GEARBOXES = {"procedureIds": (GEARBOX.id,)}


def line4(folder: Path, **more: Any) -> FrontdeskApp:
    return make_app(folder, only="line4", **more)


def go(app: FrontdeskApp, name: str, **values: Any) -> None:
    """Go to a report, as the palette does."""
    connection = app.app_state.connections.named("line4")
    title = connection.catalog.collection(name).title
    app.open_collection(connection, name, values=values, crumbs=("line4", title), range_text="30d")


async def opened(pilot: Pilot[Any], name: str, **values: Any) -> ReportScreen:
    await settled(pilot)
    assert isinstance(pilot.app, FrontdeskApp)
    go(pilot.app, name, **values)
    await settled(pilot)
    assert isinstance(pilot.app.screen, ReportScreen)
    return pilot.app.screen


@pytest.mark.parametrize("name", ["yield", "failing-steps", "step-times"])
async def test_a_report_says_above_its_figures_how_they_are_counted(tmp_path: Path, name: str) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        screen = await opened(pilot, name)
        shown = " ".join(screen_text(app).split())
        report = screen.collection.report
        assert report is not None
        for sentence in (report.question, *report.rules, *report.unknown):
            assert sentence in shown
        assert "Europe/Stockholm" in shown


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("name", ["failing-steps", "step-times"])
async def test_a_report_of_steps_says_whose_steps_they_are_on_a_narrow_screen(
    tmp_path: Path, name: str, width: int
) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=(width, 24)) as pilot:
        await opened(pilot, name)
        assert re.search(r"^ +Procedure +Step +Title ", screen_text(app), re.MULTILINE)


async def test_the_record_of_a_serial_number_names_each_steps_procedure_at_80_columns(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "as-built", serialNumber=("1215",))
        assert re.search(r"^ +1 +1\. Pump alignment", screen_text(app), re.MULTILINE)


async def test_the_steps_of_several_serial_numbers_say_whose_they_are_at_80_columns(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        go(app, "steps", serialNumber=("1215", "1203"))
        await settled(pilot)
        rows = screen_text(app).splitlines()
        assert any(row.split()[-1] == "1215" for row in rows if "Pump alignment" in row)
        assert any(row.split()[-1] == "1203" for row in rows if "Control cabinet" in row)


async def test_the_times_of_a_step_are_all_in_seconds_so_that_they_can_be_compared(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, "step-times")
        [line] = (line for line in screen_text(app).splitlines() if "Remove the coupling guard" in line)
        assert len(re.findall(r"\d s\b", line)) == 3


async def test_the_pareto_climbs_to_a_hundred_and_the_reading_is_that_of_the_cursor(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "failing-steps", **GEARBOXES)
        shown = await press(pilot, "tab", "down")
        assert re.search(r"• +5\.9 % +100\.0 %", shown)
        assert re.search(r"Step 3  Title Check the shaft's play", shown.splitlines()[-3])


async def test_enter_on_a_bar_leads_to_the_rows_behind_it(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        report = await opened(pilot, "failing-steps", **GEARBOXES)
        worst: Any = report.view.window(0, 1)[0].value
        await press(pilot, "tab", "enter")
        below = app.screen
        assert isinstance(below, BrowserScreen)
        assert len(below.view) == worst.runs
        assert {record.value.step.number for record in below.view.shown_records() if record.value} == {6}


async def test_enter_on_a_version_leads_to_its_runs(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        report = await opened(pilot, "yield", by="version", **GEARBOXES)
        newest: Any = report.view.window(1, 2)[0].value
        await press(pilot, "down", "enter")
        below = app.screen
        assert isinstance(below, BrowserScreen)
        assert (newest.version, len(below.view)) == ("v5.0", newest.runs)


def second_page(*, then: int = 0) -> tuple[Gate, Callable[[], None]]:
    """Return a gate that holds the second of the pages that are asked for, from when the other is called."""
    asked: list[bool] = []
    counts: list[bool] = []

    def holds(path: str, query: str) -> bool:
        if counts and path.endswith("/report"):
            asked.append(True)
        return len(asked) == 2

    return Gate(holds, then=then), lambda: counts.append(True)


async def test_figures_fill_in_while_they_are_read_and_are_marked_as_partial(tmp_path: Path) -> None:
    gate, begin = second_page()
    app = line4(tmp_path, gate=gate)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        begin()
        go(app, "yield")
        await gate.reached()
        await at_rest(app)
        screen = app.screen
        assert isinstance(screen, ReportScreen)
        partial = sum(record.value.runs for record in screen.view.shown_records() if record.value)
        assert partial == 100
        assert "PARTIAL" in screen_text(app)

        gate.open()
        await settled(pilot)
        whole = sum(record.value.runs for record in screen.view.shown_records() if record.value)
        assert whole > 100
        assert "PARTIAL" not in screen_text(app)


async def test_figures_of_a_part_do_not_take_the_place_of_whole_ones(tmp_path: Path) -> None:
    gate, begin = second_page(then=403)
    app = line4(tmp_path, gate=gate)
    async with app.run_test(size=SMALL) as pilot:
        screen = await opened(pilot, "yield")
        before = [record.value for record in screen.view.shown_records()]
        begin()
        await pilot.press("r")
        await gate.reached()
        await at_rest(app)
        assert [record.value for record in screen.view.shown_records()] == before
        assert "PARTIAL" not in screen_text(app)

        gate.open()
        await settled(pilot)
        assert [record.value for record in screen.view.shown_records()] == before
        assert screen.gaps.sentences
        assert screen.view.total > len(screen.rows_read)
        assert "Not everything could be read" in screen_text(app)


async def test_a_comparison_can_be_switched_on_and_off(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, "yield")
        shown = await press(pilot, "v")
        assert "against previous" in shown
        assert "±" in shown
        assert "┃" in await press(pilot, "tab")
        shown = await press(pilot, "v")
        assert "±" not in shown
        assert "against" not in shown


async def test_without_a_range_it_says_what_a_comparison_needs(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        screen = await opened(pilot, "yield")
        screen.span = None
        shown = await press(pilot, "v")
        assert "A range is needed to compare with the one before" in shown


async def test_a_target_colours_a_figure_and_says_a_word(tmp_path: Path) -> None:
    app = line4(tmp_path, targets={"first_pass": 60})
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "yield")
        shown = screen_text(app)
        assert re.search(r"Gearbox assembly .* 6\d\.\d % met", shown)
        assert re.search(r"Valve assembly .* 5\d\.\d % below", shown)
        assert "Target: yield at least 60 %." in " ".join(shown.split())


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        pytest.param("yield", ("v", "tab", "down"), id="yield"),
        pytest.param("failing-steps", ("tab", "down"), id="failing-steps"),
        pytest.param("step-times", ("tab",), id="step-times"),
        pytest.param("as-built", (), id="as-built"),
    ],
)
def test_pictures(
    snap_compare: Compare, tmp_path: Path, name: str, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    async def run_before(pilot: Pilot[Any]) -> None:
        await opened(pilot, name, **({"serialNumber": ("GB-01",)} if name == "as-built" else {}))
        await press(pilot, *keys)

    assert snap_compare(line4(tmp_path), terminal_size=size, run_before=run_before)
