"""From the question to the failed step, as a technician's lead walks it; on the sandbox, in process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.core.text import cell_width
from tui.sandbox.faults import Faults
from tui.storage.paths import paths_under
from tui.vendors.vuforia import sandbox
from tui.vendors.vuforia.screens import MatrixScreen, ReportsScreen, SearchScreen, StepperScreen, StepsScreen
from tui.vendors.vuforia.screens.lines import PageLines

SIZE = (80, 24)
NAMES = {"-": "minus", ",": "comma", " ": "space", ".": "full_stop"}


def line4(folder: Path, **more: Any) -> FrontdeskApp:
    return make_app(folder, only="line4", **more)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys, or type texts that begin with a quote; return what is on the screen then."""
    for key in keys:
        if key.startswith("'"):
            for character in key[1:]:
                await pilot.press(
                    {"-": "minus", ",": "comma", " ": "space", ".": "full_stop"}.get(character, character)
                )
        else:
            await pilot.press(key)
        await settled(pilot)
    return screen_text(pilot.app)


async def search(pilot: Pilot[Any], serials: str) -> ReportsScreen:
    """Go from home to the reports of serial numbers."""
    await settled(pilot)
    await press(pilot, "enter", "enter", f"'{serials}", "enter")
    assert isinstance(pilot.app.screen, ReportsScreen)
    return pilot.app.screen


async def step_through(pilot: Pilot[Any], serials: str = "1234") -> StepperScreen:
    await search(pilot, serials)
    await press(pilot, "enter")
    assert isinstance(pilot.app.screen, StepperScreen)
    return pilot.app.screen


async def test_enter_on_a_steps_row_opens_the_stepper_at_that_step(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "down", "enter", "'1234", "f2")
        steps = app.screen
        assert isinstance(steps, StepsScreen)
        await press(pilot, "down", "down", "down")
        row: Any = steps.table.current
        assert row is not None

        await press(pilot, "enter")

        stepper = app.screen
        assert isinstance(stepper, StepperScreen)
        assert stepper.run.id == row.value.run.id
        assert stepper.run.steps[stepper.at].number == row.value.step.number
        whole = {run.id: run for run in (each.value.run for each in steps.view.records() if each.value)}
        assert {run.id for run in stepper.runs} <= set(whole)
        assert stepper._records[row.value.run.id].fields()["procedure"]["steps"]


async def test_what_happened_with_serial_1234_which_step_failed_is_it_the_third_time(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await search(pilot, "1234")
        reports = screen_text(app)
        stepper = await press(pilot, "enter")
        matrix = await press(pilot, "m")
    assert "Serial 1234" in reports.splitlines()[0]
    assert "✓✓✓✗✓✓✓✓✓✓✓–" in reports
    assert "run 4 of 4" in stepper
    assert "Step 4 of 12" in stepper
    assert "FAILED" in stepper
    assert "✗ run 1" in stepper
    assert "✗ run 2" in stepper
    assert "✓ run 3" in stepper
    assert "failed in 3, omitted in 0 of 4 runs" in matrix


async def test_reports_come_newest_first(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        reports = await search(pilot, "1234")
        shown = [record.value.latest for record in reports.view.shown_records() if record.value is not None]
    assert shown == sorted(shown, reverse=True)


async def test_n_and_p_step_and_the_ends_hold(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        stepper = await step_through(pilot)
        assert stepper.at == 3
        assert "Step 5 of 12" in await press(pilot, "n")
        assert "Step 4 of 12" in await press(pilot, "p")
        assert "Step 1 of 12" in await press(pilot, "home", "p")
        assert "Step 12 of 12" in await press(pilot, "end", "n")


async def test_f_goes_round_what_failed_or_was_left_out(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        stepper = await step_through(pilot)
        places = []
        for _ in range(2):
            await press(pilot, "f")
            places.append(stepper.at)
        await press(pilot, "F")
        assert places == [11, 3]
        assert stepper.at == 11


async def test_the_strip_marks_the_step_without_colour(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await step_through(pilot)
        line = screen_text(pilot.app).splitlines()[1]
    assert "‹✗›" in line
    assert "10 done, 1 failed, 1 omitted, of 12" in line


async def test_down_shows_the_same_step_one_run_before(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        stepper = await step_through(pilot)
        shown = await press(pilot, "down")
        assert "run 3 of 4" in shown
        assert "Step 4 of 12" in shown
        assert "DONE" in shown
        assert "v7.0" in shown.splitlines()[0]
        assert "✗ run 1" in shown
        assert "✗ run 4" in shown
        assert "This is the newest run." in await press(pilot, "up", "up")
        assert stepper.at == 3


async def test_escape_goes_back_with_nothing_lost(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        reports = await search(pilot, "1234")
        await press(pilot, "slash", "'valve", "enter", "down", "down")
        before = reports.table.cursor
        chosen = reports.table.current
        await press(pilot, "enter", "n", "m", "enter", "escape", "escape", "escape")
        assert pilot.app.screen is reports
        assert (reports.table.cursor, reports.table.current) == (before, chosen)
        assert "valve" in screen_text(pilot.app)
        await press(pilot, "escape")
        form = screen_text(pilot.app)
    assert "1234" in form


async def test_the_matrix_opens_any_cell_and_leads_back(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await search(pilot, "1234")
        await press(pilot, "m")
        matrix = pilot.app.screen
        assert isinstance(matrix, MatrixScreen)
        shown = await press(pilot, "down", "right")
        assert "Step 2 " in shown
        assert "OMITTED" in shown
        stepper = await press(pilot, "enter")
        assert "run 3 of 4" in stepper
        assert "Step 2 of 12" in stepper
        await press(pilot, "m")
        assert pilot.app.screen is matrix
        assert "‹–›" in screen_text(pilot.app)


async def test_the_matrix_marks_where_the_version_changes(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await search(pilot, "1234")
        shown = await press(pilot, "m")
    assert "version changes: v8.0 above, v7.0 below" in shown
    assert "version changes: v7.0 above, v6.0 below" in shown


async def test_f_in_the_matrix_finds_every_cell_that_failed_or_was_left_out(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await search(pilot, "1234")
        assert "Step 4 " in await press(pilot, "m", "f")
        assert "Step 12 " in await press(pilot, "f")
        assert "Step 2 " in await press(pilot, "f")


async def test_a_run_of_400_steps_scrolls(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        stepper = await step_through(pilot, "LONG-400")
        line = screen_text(pilot.app).splitlines()[1]
        assert f"Step {stepper.at + 1} of 400" in screen_text(pilot.app)
        assert "‹✗›" in line
        assert cell_width(line) <= 80
        matrix = await press(pilot, "m")
        assert f"Step {stepper.at + 1} " in matrix
        assert "‹✗›" in matrix
        assert "of 400" in matrix
        assert "Step 400 " in await press(pilot, "end")
        assert "Step 1 " in await press(pilot, "home")


async def test_a_run_without_steps_says_so(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await step_through(pilot, "EMPTY-0")
        assert "No steps." in screen_text(pilot.app)
        assert "These runs have no steps." in await press(pilot, "n", "f", "m", "f", "right")
        assert "No steps." in await press(pilot, "enter")


async def test_what_the_vendor_may_send_one_day_is_shown_as_it_is(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=(120, 36)) as pilot:
        reports = await search(pilot, "ODD-7")
        assert "2026-11-18" in screen_text(pilot.app)
        reports.table.action_move(1)
        shown = await press(pilot, "enter")
    assert "SKIPPEDBYPOLICY" in shown
    assert "Signature" in shown


async def test_an_unknown_serial_number_is_said_plainly(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await search(pilot, "nobody")
        shown = screen_text(pilot.app)
        await press(pilot, "f")
        assert isinstance(pilot.app.screen, SearchScreen)
    assert "No runs of nobody." in shown
    assert "f asks with other parameters." in shown


async def test_of_several_serial_numbers_the_runs_say_whose_they_are(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await search(pilot, "1234, 1207, nobody")
        shown = screen_text(pilot.app)
    assert "3 serials" in shown
    assert "1207" in shown.split("─" * 80)[1]
    assert "No runs of nobody." in shown


async def test_a_search_without_a_serial_number_asks_for_the_whole_organisation(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "down", "'7d", "down", "down", "down", "right", "enter")
        reports = pilot.app.screen
        assert isinstance(reports, ReportsScreen)
        runs = [record.value for record in reports.view.shown_records() if record.value is not None]
        shown = screen_text(pilot.app)
    assert "All serial numbers, 7d, only failures" in shown
    assert len({run.serial for run in runs}) > 5
    assert all(run.started is not None and reports.span is not None and run.started in reports.span for run in runs)


async def test_a_range_that_is_none_says_why_and_asks_nobody(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await settled(pilot)
        shown = await press(pilot, "enter", "enter", "down", "'whenever", "enter")
        assert isinstance(pilot.app.screen, SearchScreen)
    assert "whenever" in shown
    assert "!" in shown


async def test_recent_searches_are_there_at_the_next_start_and_hold_no_secrets(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await search(pilot, "1234")
        await press(pilot, "escape", "home", "shift+end", "'1207, 1208", "enter")
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        app = pilot.app
        assert isinstance(app, FrontdeskApp)
        app.open_collection(app.app_state.connections.all[0], "reports", values={}, crumbs=("line4", "Reports"))
        await settled(pilot)
        shown = screen_text(app)
    state = paths_under(tmp_path).state.read_text("utf-8")
    assert "Serials 1207, 1208" in shown
    assert "Serial 1234" in shown
    assert "1234" in state
    assert sandbox.CLIENT_SECRET not in state
    assert sandbox.TOKEN not in state


async def test_a_recent_search_is_asked_again_by_enter(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await search(pilot, "1234")
        await press(pilot, "escape", "f3", "enter")
        assert isinstance(pilot.app.screen, ReportsScreen)


async def test_a_page_that_fails_keeps_what_came_and_r_goes_on(tmp_path: Path) -> None:
    # The first question is home's; the fourth is the third page.
    app = line4(tmp_path, faults=Faults.parse("403@/vuforia/customer-events/*#4"))
    async with app.run_test(size=(120, 36)) as pilot:
        reports = await search(pilot, "LOAD-250x3")
        broken = screen_text(app)
        assert reports.view.total == 200
        whole = await press(pilot, "r")
        assert reports.view.total == 250
    assert "200 of 250 runs came, then page 3 of 3 failed." in broken
    assert "200 runs had come by 13:51 UTC" in whole


async def test_on_a_narrow_screen_a_broken_answer_still_says_what_helps(tmp_path: Path) -> None:
    app = line4(tmp_path, faults=Faults.parse("403@/vuforia/customer-events/*#4"))
    async with app.run_test(size=SIZE) as pilot:
        await search(pilot, "LOAD-250x3")
        lines = screen_text(app).splitlines()
    assert "200 of 250 runs came, then page 3 of 3 failed. r goes on." in lines[1]
    assert "Vuforia does not let this service principal" in lines[-1]


async def test_a_redacted_organisation_reads_well_by_ids_alone(tmp_path: Path) -> None:
    app = line4(tmp_path, change={"org_id": sandbox.REDACTED_ORG})
    async with app.run_test(size=SIZE) as pilot:
        await search(pilot, "1234")
        reports = screen_text(app)
        stepper = await press(pilot, "enter")
        matrix = await press(pilot, "m")
    assert "Procedure 2f0560f0 v" in reports
    assert "does not give titles and descriptions away" in stepper
    assert "Step 4 of 12" in stepper
    assert "Step 4" in matrix
    assert "****" not in reports + stepper + matrix


@pytest.mark.parametrize("size", [(60, 15), SIZE, (120, 36)], ids=str)
async def test_nothing_is_wider_than_the_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    async with line4(tmp_path).run_test(size=size) as pilot:
        await search(pilot, "1234, LONG-400, ODD-7")
        pictures = [screen_text(pilot.app)]
        pictures += [await press(pilot, key) for key in ("enter", "n", "m", "f", "enter")]
    assert all(cell_width(line) <= size[0] for picture in pictures for line in picture.splitlines())


async def test_a_long_description_scrolls_and_the_keys_stay(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=(60, 15)) as pilot:
        stepper = await step_through(pilot)
        lines = stepper.query_one("#step", PageLines)
        assert lines.max_scroll_y > 0
        await press(pilot, "pagedown")
        assert lines.scroll_offset.y > 0
        await press(pilot, "n")
        assert lines.scroll_offset.y == 0
        assert stepper.at == 4


async def test_steps_of_a_run_are_exported(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=SIZE) as pilot:
        await step_through(pilot)
        shown = await press(pilot, "x")
    assert "12 steps" in shown


async def test_an_export_of_stepper_or_matrix_is_called_incomplete_when_the_read_was(tmp_path: Path) -> None:
    # The first question is home's; the fourth is the third page.
    app = line4(tmp_path, faults=Faults.parse("403@/vuforia/customer-events/*#4"))
    async with app.run_test(size=(120, 36)) as pilot:
        await search(pilot, "LOAD-250x3")
        await press(pilot, "enter")
        for screen in (StepperScreen, MatrixScreen):
            assert isinstance(app.screen, screen)
            asked = await press(pilot, "x")
            assert "The last read failed, and rows may be missing" in asked
            named = await press(pilot, "down", "enter")
            assert "line4-steps-incomplete.csv" in named
            await press(pilot, "escape", "m")


async def test_keys_of_lists_say_why_they_do_nothing_in_stepper_and_matrix(tmp_path: Path) -> None:
    async with line4(tmp_path).run_test(size=(120, 36)) as pilot:
        await step_through(pilot)
        assert "A run is shown step by step." in await press(pilot, "slash")
        assert "Steps stand in the order of the procedure." in await press(pilot, "s")
        assert "The matrix shows all runs of the procedure." in await press(pilot, "m", "slash")


async def test_a_place_from_home_leads_to_its_search(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.open_collection(
            app.app_state.connections.all[0],
            "reports",
            values={"serialNumber": ("1234",), "failures": "only"},
            crumbs=("line4", "Reports"),
            range_text="30d",
        )
        await settled(pilot)
        reports = screen_text(app)
        form = await press(pilot, "f")
        assert isinstance(app.screen, SearchScreen)
    assert "Serial 1234, 30d, only failures" in reports
    assert "1234" in form
    assert "30d" in form
    assert "only" in form


async def test_another_range_asks_again(tmp_path: Path) -> None:
    app = line4(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        reports = await search(pilot, "1234")
        await press(pilot, "t", "'3d", "enter")
        assert reports.view.total == 1
        assert "Serial 1234, 3d" in screen_text(app)


async def test_the_search_and_the_steps_can_be_put_on_other_keys(tmp_path: Path) -> None:
    app = line4(tmp_path, keys={"stepper.next": "f7", "table.parameters": "f8"})
    async with app.run_test(size=SIZE) as pilot:
        await search(pilot, "nobody")
        assert "F8 asks with other parameters." in screen_text(app)
        await press(pilot, "f8", "shift+home", "'1234", "enter", "enter")
        stepper = app.screen
        assert isinstance(stepper, StepperScreen)
        await press(pilot, "f7")
        assert stepper.at == 4
