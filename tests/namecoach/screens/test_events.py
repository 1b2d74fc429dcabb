"""A person's events in the app: asked for, as a list, day by day, counted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.namecoach.test_events import EVENTS
from tests.vendors.journey import Journey, journey
from tui.core.record import Record
from tui.vendors.namecoach.api.models import Event
from tui.vendors.namecoach.screens.lines import count_entries, count_filter, day_entries
from tui.widgets.filter_bar import FilterBar
from tui.widgets.line import parts_width

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)


@asynccontextmanager
async def events(folder: Path, *, faults: str = "") -> AsyncIterator[Journey]:
    """Ask for the busiest lead's events."""
    async with journey(folder, "names", faults=faults) as going:
        await going.press("enter")
        await going.type("rec-1; rec-2")
        await going.press("enter")
        await going.type("lead-1")
        await going.press("enter")
        yield going


async def test_a_search_asks_for_its_parameters_and_the_settings_fill_theirs(tmp_path: Path) -> None:
    async with journey(tmp_path, "names") as going:
        asked = await going.press("enter")

    lines = [" ".join(line.split()) for line in asked.splitlines()]
    assert any("Recordings *" in line for line in lines)
    for filled in ("Customer * harbor-university", "User * user-1", "Lead *"):
        assert any(line.endswith(filled) for line in lines), "beside it is what of the menu is seen"


async def test_the_events_come_newest_first_under_what_was_asked(tmp_path: Path) -> None:
    async with events(tmp_path) as going:
        text = going.text

    assert "names › Lead events › rec-1, rec-2, lead-1" in text
    assert "38, by recorded ↓" in text
    assert "save_button_click" in text


async def test_days_stand_on_a_timeline_each_named_once(tmp_path: Path) -> None:
    async with events(tmp_path) as going:
        text = await going.press("tab")

    assert "38 on 24 days" in text
    assert text.count("Thu 12 Nov") == 1
    line = next(line for line in text.splitlines() if "Yesterday" in line)
    assert line.split()[1:] == ["Yesterday", "11:00", "view", "gpdb_widget", "rec-1", "2", "events"]


async def test_enter_on_an_event_shows_it_and_escape_leads_back_to_the_days(tmp_path: Path) -> None:
    async with events(tmp_path) as going:
        details = await going.press("tab", "down", "enter")
        back = await going.press("escape")

    assert "save_button_click" in details
    assert "As the vendor sent it" in details or "Recorded" in details
    assert "▸Days" in back


async def test_counts_are_by_type_tool_and_user(tmp_path: Path) -> None:
    async with events(tmp_path) as going:
        text = await going.press("tab", "tab")

    assert all(title in text for title in ("By type", "By tool", "By user"))
    assert "38 events, 3 types, 3 tools" in text
    assert "58 %" in next(line for line in text.splitlines() if " view " in line)


async def test_enter_on_a_count_shows_those_events_and_escape_leads_back(tmp_path: Path) -> None:
    async with events(tmp_path) as going:
        theirs = await going.press("tab", "tab", "down", "enter")
        typed = going.app.screen.query_one(FilterBar).text
        back = await going.press("escape")

    assert typed == 'event_type=="save_button_click"'
    assert "10 of 38" in theirs
    assert "▸Counts" in back
    assert "38 events" in back


async def test_a_refused_key_is_a_state_that_says_what_helps(tmp_path: Path) -> None:
    async with events(tmp_path, faults="401@/namecoach/*x*") as going:
        text = going.text

    assert "Signed out of names." in text
    assert "access_key_id" in text


def records(found: list[Event]) -> list[Record[Event]]:
    return [Record(f"e{number}", event, b"{}") for number, event in enumerate(found)]


@given(st.lists(EVENTS), st.integers(60, 160))
def test_every_event_has_one_line_that_fits(found: list[Event], width: int) -> None:
    entries, said = day_entries(records(found), now=NOW, zone=UTC, width=width)

    assert sorted(entry.id for entry in entries) == sorted(record.id for record in records(found))
    assert all(parts_width(entry.left) + parts_width(entry.right) < width - 2 for entry in entries)
    assert said.startswith(f"{len(found)} on ")


@given(st.lists(EVENTS, min_size=1), st.integers(60, 160))
def test_a_count_leads_to_as_many_events_as_it_says(found: list[Event], width: int) -> None:
    entries, _ = count_entries(records(found), width=width)

    lines = [entry for entry in entries if entry.id]
    assert all(parts_width(entry.left) + parts_width(entry.right) < width for entry in lines)
    for kind in ("type", "tool", "user"):
        said = sum(int(entry.right[0][0]) for entry in lines if entry.id.startswith(f"{kind}:"))
        assert said == len(found)
    assert all("=" in count_filter(entry.id) for entry in lines)
