"""NameCoach's counts: they find who practises, agree with a plainer way to count, and lead to the events."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.namecoach.names import FOUND, SEARCH, names
from tests.reports import behind, exported, figures, many, value
from tests.servers import answer
from tests.vendors.opening import NOW, Opened, opened
from tui.core.collection import Query
from tui.core.errors import UsageError
from tui.core.time.clock import FrozenClock
from tui.core.time.ranges import parse_range
from tui.sandbox import build
from tui.sandbox.world import World
from tui.vendors.namecoach.api.models import Event
from tui.vendors.namecoach.reports.event_counts import counted, event_counts
from tui.vendors.namecoach.sandbox import DEMO, GRADUATE

BY = ["type", "tool", "user", "day"]
ZONE = ZoneInfo("Europe/Stockholm")
ASKED: dict[str, Any] = {
    "recording_id": ("rec-1",),
    "customer_id": "harbor-university",
    "user_id": ("user-1", "user-2"),
    "lead_id": (GRADUATE, "lead-1"),
}


def made_up() -> AbstractAsyncContextManager[Opened]:
    base = {"base_url": "http://sandbox.invalid/namecoach/api/v1"}
    app = build(World(1, FrozenClock(NOW)))
    return opened("namecoach", {**DEMO[0].settings, **base}, connection="names", app=app)


async def test_who_begins_to_practise_a_name_before_the_ceremony_is_found() -> None:
    asked = {**ASKED, "lead_id": (GRADUATE,), "against": "previous"}
    async with made_up() as to:
        table = await figures(to, "event-counts", "7d", by="user", **asked)
        rows = [exported(to, "event-counts", record, by="user", **asked) for record in table.records]
    assert [(row["group"], row["events"], row["events_before"]) for row in rows] == [
        ("user-2", 21, None),
        ("user-1", 7, 7),
    ]


@pytest.mark.parametrize("by", BY)
async def test_the_events_behind_a_count_are_as_many_as_it_counts(by: str) -> None:
    async with made_up() as to:
        table = await figures(to, "event-counts", "2025-12-20..2026-01-14", by=by, **ASKED)
        assert len(table.records) > 1
        for record in table.records:
            rows = await behind(to, "event-counts", record, "2025-12-20..2026-01-14")
            assert len(rows) == value(record).events
    assert round(sum(value(record).share for record in table.records), 6) == 100


async def test_without_a_lead_or_a_contact_the_way_is_said() -> None:
    async with made_up() as to:
        with pytest.raises(UsageError) as refused:
            await figures(to, "event-counts", **{**ASKED, "lead_id": ()})
    assert "--lead-id or --contact-id" in str(refused.value.way_out)


async def test_a_search_that_fails_is_said_to_be_missing_and_the_others_count() -> None:
    page = {"recordings": [FOUND], "meta": {"page": 1, "pageSize": 100, "rowCount": 1}}
    asked = {**SEARCH, "user_id": ("a", "b"), "lead_id": ("x",)}
    async with names(answer(200, page), answer(422, {"message": "No such user."})) as (_, to):
        table = await figures(to, "event-counts", "2018", **asked)
    assert [value(record).events for record in table.records] == [1]
    assert "The events of lead x by b could not be read" in table.missing[0]


async def test_an_event_without_a_time_is_missing_in_a_range() -> None:
    page = {"recordings": [{**FOUND, "created_at": "soon"}], "meta": {"page": 1, "pageSize": 100, "rowCount": 1}}
    async with names(answer(200, page)) as (_, to):
        table = await figures(to, "event-counts", "2018", **SEARCH, lead_id=("x",))
    assert not table.records
    assert table.missing == ("1 event has no time that can be read: nobody knows whether in the range.",)


START = datetime(2026, 3, 28, 20, tzinfo=UTC)
"""The evening before the clocks go forward."""
EVENTS = st.builds(
    Event,
    event_type=st.sampled_from([None, "", "view", "play_button_click"]),
    tool_signature=st.sampled_from([None, "vfp", 'a "b"']),
    user_id=st.sampled_from([None, "u1", 2]),
    created_at=st.one_of(
        st.sampled_from([None, "", "2026-03-28"]),
        st.integers(0, 400_000).map(lambda second: (START + timedelta(seconds=second)).isoformat()),
    ),
)


@many
@given(st.lists(EVENTS, max_size=15), st.sampled_from(BY))
def test_a_plainer_way_to_count_says_the_same(events: list[Event], by: str) -> None:
    span = parse_range("2026-03-28..2026-04-03", now=NOW, zone=ZONE)
    rows = [
        record.value
        for record in event_counts([*map(counted, events)], Query({"by": by}, span, now=NOW, zone=ZONE)).rows
    ]

    def group(event: Event) -> str:
        if by == "day":
            text = event.created_at or ""
            return str(datetime.fromisoformat(text).astimezone(ZONE).date()) if "T" in text else "no day known"
        value = {"type": event.event_type, "tool": event.tool_signature, "user": event.user_id}[by]
        return str(value) if value else f"no {by}"

    assert {row.group: row.events for row in rows if row} == Counter(map(group, events))
    assert round(sum(row.share for row in rows if row), 6) == (100 if events else 0)
    for row in rows:
        assert row is not None
        own = sorted(e.created_at for e in events if group(e) == row.group and e.created_at and "T" in e.created_at)
        assert (row.first and row.first.isoformat(), row.last and row.last.isoformat()) == (
            (own[0], own[-1]) if own else (None, None)
        )
