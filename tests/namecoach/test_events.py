"""What a person's events tell, checked on anything that a service might send."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tui.vendors.namecoach.api.models import Event
from tui.vendors.namecoach.events import counts, created, timeline

ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Stockholm", "Pacific/Auckland", "America/St_Johns", "UTC")]
)
TIMES = st.one_of(
    st.none(),
    st.sampled_from(["", "2018-11-02", "2018-11-02T13:12:04", "just now"]),
    st.datetimes(datetime(2025, 3, 1), datetime(2025, 12, 1), timezones=st.just(UTC)).map(datetime.isoformat),  # noqa: DTZ001
)
EVENTS = st.builds(
    Event,
    event_type=st.one_of(st.none(), st.sampled_from(["", "view", "play_button_click", "ny sort"])),
    tool_signature=st.one_of(st.none(), st.sampled_from(["vfp", "gpdb_widget"])),
    user_id=st.one_of(st.none(), st.sampled_from(["user-1", 7, ""])),
    created_at=TIMES,
)


@given(st.lists(EVENTS), ZONES)
def test_every_event_is_on_exactly_one_day(events: list[Event], zone: ZoneInfo) -> None:
    days = timeline(events, zone=zone)

    assert sorted(repr(one) for _, on in days for one in on) == sorted(map(repr, events))
    assert len({day for day, _ in days}) == len(days)
    for day, on in days:
        assert on
        for one in on:
            at = created(one)
            assert day == (None if at is None else at.astimezone(zone).date())


@given(st.lists(EVENTS), ZONES)
def test_the_newest_comes_first_and_what_has_no_time_last(events: list[Event], zone: ZoneInfo) -> None:
    days = timeline(events, zone=zone)

    dated = [day for day, _ in days if day is not None]
    assert dated == sorted(dated, reverse=True)
    assert None not in [day for day, _ in days[:-1]]
    for _, on in days:
        times = [at for one in on if (at := created(one)) is not None]
        assert times == sorted(times, reverse=True)


@given(st.lists(EVENTS))
def test_each_count_is_of_all_events(events: list[Event]) -> None:
    counted = counts(events)

    for of in (counted.by_type, counted.by_tool, counted.by_user):
        assert of.total() == len(events)
    assert counted.by_user["7"] == sum(1 for event in events if event.user_id == 7)


@given(EVENTS)
def test_only_an_instant_with_an_offset_is_a_time(event: Event) -> None:
    at = created(event)

    assert at is None or at.utcoffset() is not None
    assert (at is None) == ("+" not in (event.created_at or ""))
