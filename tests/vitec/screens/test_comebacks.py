"""The report in the app: four views of the same rows, at 80×24."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tests.gates import Gate
from tests.rest import at_rest
from tui.sandbox.faults import Faults
from tui.vendors.vitec.screens import ComebacksScreen
from tui.vendors.vitec.screens.week_grid import WeekGrid
from tui.widgets.filter_bar import FilterBar

SIZE = (80, 24)


@asynccontextmanager
async def report(
    folder: Path, *, size: tuple[int, int] = SIZE, faults: Faults | None = None
) -> AsyncIterator[Pilot[int]]:
    """Open the report of the demo's office."""
    app = make_app(folder, only="office", faults=faults)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for key in ("enter", "enter"):
            await pilot.press(key)
            await settled(pilot)
        assert isinstance(app.screen, ComebacksScreen)
        yield pilot


async def press(pilot: Pilot[int], *keys: str) -> str:
    """Press keys, and return what is on the screen."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    return shown(pilot)


def shown(pilot: Pilot[int]) -> str:
    return screen_text(pilot.app)


def filter_text(pilot: Pilot[int]) -> str:
    return pilot.app.screen.query_one(FilterBar).text


async def test_tab_goes_round_the_views_and_back(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        seen = [shown(pilot)] + [await press(pilot, "tab") for _ in range(4)]
        back = await press(pilot, "shift+tab")

    marks = ["▸List", "▸By assignee", "▸Due", "▸Week", "▸List"]
    assert [next(mark for mark in marks if mark in text) for text in seen] == marks
    assert "▸Week" in back


async def test_who_has_how_many_in_which_state(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        text = await press(pilot, "tab")

    assert "15 with comebacks, 266 overdue" in text
    heading = next(line for line in text.splitlines() if "Assigned to" in line)
    assert heading.split() == ["Assigned", "to", "Kind", "New", "Done", "Cancelled", "Ongoing", "Late", "Next"]
    assert [line.split()[-7:] for line in text.splitlines() if "Säljcoacher" in line] == [
        ["group", "2", "1", "1", "1", "19", "–"]
    ]


async def test_enter_on_somebody_shows_their_comebacks_and_escape_leads_back(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        theirs = await press(pilot, "tab", "enter")
        assert "▸List" in theirs
        assert "2 of 40" in theirs
        assert filter_text(pilot) == 'assignee=="Naomi Hayes" assignee_kind=="user"'
        shown = screen_text(pilot.app)
        assert "with Naomi Hayes (user)" in shown
        assert "assignee_kind" not in shown, "the filter of a step reads as words"
        again = await press(pilot, "escape")
        assert filter_text(pilot) == ""

    assert "▸By assignee" in again
    assert "15 with comebacks" in again


async def test_a_filter_that_was_there_stays_after_the_way_back(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        await press(pilot, "slash", *"state=new", "enter", "tab", "enter")
        assert filter_text(pilot).startswith("state=new assignee==")
        await press(pilot, "escape")
        assert filter_text(pilot) == "state=new"


async def test_what_is_due_is_told_by_how_late_it_is(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        text = await press(pilot, "tab", "tab")

    lines = [line.strip(" ▎") for line in text.splitlines()]
    assert any(line.startswith("Overdue, 10 ") for line in lines)
    assert "Later today, 3" in lines
    assert "266 overdue, 3 later today" in text
    assert next(line for line in lines if "Contact" in line).endswith("How far off")
    assert any(line.startswith("! Fri 13 Nov 17:45") and line.endswith("6 days late") for line in lines)
    assert any(line.endswith("in 39 min") for line in lines)


async def test_enter_on_a_comeback_shows_its_details_and_escape_leads_back(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        details = await press(pilot, "tab", "tab", "down", "enter")
        back = await press(pilot, "escape")

    assert "Mon 16 Nov 2026 09:00:00 CET" in details
    assert "Eoin O’Sullivan" in details
    assert "▸Due" in back


async def test_what_is_overdue_is_counted_over_the_whole_past_whatever_the_range(tmp_path: Path) -> None:
    whole_past = Gate(lambda path, query: "Comeback" in path and "from=2026-05-24" in query)
    app = make_app(tmp_path, only="office", gate=whole_past)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        for key in ("enter", "enter"):
            await pilot.press(key)
            await at_rest(app)
        await whole_past.reached()
        await at_rest(app)
        before = shown(pilot)
        whole_past.open()
        await settled(pilot)
        wide = shown(pilot)
        await press(pilot, "tab", "tab", "t", "ctrl+u", *"today", "enter")
        due = shown(pilot)
        assert app.focused is app.screen.query_one("#due"), "the view has the keys again when its rows are there"
        last = await press(pilot, "end")
        details = await press(pilot, "enter")

    assert "266 overdue" not in before, "what is overdue in the range is counted until the whole past is known"
    assert "266 overdue, oldest 179 days" in wide
    assert "266 overdue, oldest 179 days" in due
    assert "Overdue before this range, 180 days back, 263" in due
    assert "▸Due" in last
    assert "▸Due" in details, "what lies before the range is in no list, and shows its details where it is"
    assert "As the vendor sent it" in details


async def test_the_week_has_a_column_for_each_day(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        text = await press(pilot, "tab", "tab", "tab")

    days = next(line for line in text.splitlines() if "Mon 16" in line)
    assert days.split() == ["Mon", "16", "·5", "Tue", "17", "·7", "Wed", "18", "·5", "Thu", "19", "·5", "▸Fri", "20",
                            "·12", "Sat", "21", "Sun", "22"]  # fmt: skip
    assert "34 in 2026-W47, until 22 Nov" in text
    assert "09:00!" in text, "overdue is marked, not only coloured"
    assert "next week" in text


async def test_the_cursor_walks_over_days_and_the_foot_says_all_about_it(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        today = await press(pilot, "tab", "tab", "tab")
        walked = await press(pilot, "left", "left", "down")
        empty = await press(pilot, "right", "right", "right")
        details = await press(pilot, "left", "enter")

    assert "Fri 20 Nov 09:15  Priya Krishnamurthy, Möllevången (office), Cancelled" in today
    assert "Wed 18 Nov 12:00" in walked
    assert "Nothing on this day." in empty
    assert empty.splitlines()[6].index("▎") == 1 + 5 * 11, "the cursor is seen on an empty day as well"
    assert "Fri 20 Nov 2026 09:15:00 CET" in details


async def test_another_week_is_asked_for_when_it_lies_outside_the_range(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        coming = await press(pilot, "tab", "tab", "tab", "n")
        before = await press(pilot, "p", "p")

    assert "47 in 2026-W48" in coming
    assert "13 Nov – 29 Nov" in coming
    assert "37 in 2026-W46" in before
    assert "9 Nov – 29 Nov" in before
    assert "not asked" not in before


async def test_a_day_outside_the_range_does_not_look_like_an_empty_one(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        text = await press(pilot, "t", *("ctrl+u",), *"2026-11-18..2026-11-20", "enter", "tab", "tab", "tab")

    assert text.count("not asked") == 4


async def test_a_wide_terminal_shows_more_of_each_name(tmp_path: Path) -> None:
    async with report(tmp_path, size=(140, 36)) as pilot:
        text = await press(pilot, "tab", "tab", "tab")

    assert "09:15 Priya Kris" in text


async def test_a_filter_narrows_every_view(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        await press(pilot, "slash", *"axel", "enter")
        due, week = await press(pilot, "tab", "tab"), await press(pilot, "tab")
        await press(pilot, "slash", *"zzz")
        nothing = shown(pilot)

    assert "44 overdue" in due
    assert "in 2026-W47" in week
    assert "matches the filter" in nothing


@pytest.mark.parametrize("status", ["401", "403"])
async def test_a_refusal_is_a_state_in_every_view(tmp_path: Path, status: str) -> None:
    faults = Faults.parse(f"{status}@/vitec/*x*")
    async with report(tmp_path, faults=faults) as pilot:
        text = await press(pilot, "tab")

    assert ("Signed out of office." if status == "401" else "office does not allow this") in text


async def test_the_view_has_the_keys_again_after_a_filter_hid_everything(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        await press(pilot, "tab", "tab", "tab", "slash", *"zzz")
        await press(pilot, "escape")

        assert pilot.app.focused is pilot.app.screen.query_one(WeekGrid)


async def test_with_nothing_open_the_view_says_what_open_means(tmp_path: Path) -> None:
    async with report(tmp_path) as pilot:
        text = await press(pilot, "slash", *"state=done", "enter", "tab", "tab")

    assert "Nothing here is open. Open is what is New." in text
