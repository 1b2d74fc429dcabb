"""What waitlists come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tui.vendors.virbela.people import Person
from tui.vendors.virbela.waitlist.figures import Event, agents, by_hour, by_place, times

AT = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)


def called(seconds: float | None = None, *, agent: str | None = None, place: int | None = None) -> Event:
    lasted = None if seconds is None else timedelta(seconds=seconds)
    return Event(time=AT, user="u", agent=agent, lasted=lasted, place=place)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60))
def test_p90_is_the_least_wait_that_nine_in_ten_did_not_exceed(waits: list[int]) -> None:
    summed = times(called(wait) for wait in waits)

    assert summed.p90 is not None
    within = [wait for wait in waits if wait <= summed.p90.total_seconds()]
    shorter = [wait for wait in waits if wait < summed.p90.total_seconds()]
    assert len(within) >= ceil(len(waits) * 0.9) > len(shorter)
    assert summed.longest == timedelta(seconds=max(waits))


def test_an_even_number_of_waits_has_its_median_between_two() -> None:
    assert times([called(10), called(20), called(40), called(90)]).median == timedelta(seconds=30)


def test_events_of_unknown_length_are_counted_and_not_averaged() -> None:
    summed = times([called(None), called(10)])

    assert (summed.count, summed.median) == (2, timedelta(seconds=10))
    assert times([]).longest is None


def test_hours_are_those_of_the_zones_clock() -> None:
    hours = by_hour([called(5)], ZoneInfo("Europe/Stockholm"))

    assert len(hours) == 24
    assert [hour for hour, summed in enumerate(hours) if summed.count] == [0]


def test_the_busiest_agent_comes_first_and_places_come_in_order() -> None:
    events = [called(1, agent="a", place=3), called(2, agent="b", place=1), called(3, agent="b")]

    assert [work.agent for work in agents(helped=events)] == ["b", "a"]
    assert list(by_place(events)) == [1, 3]


def test_an_agents_work_is_put_together_out_of_three_lists() -> None:
    helped = Event(time=AT, agent="a", lasted=timedelta(minutes=4), agent_person=Person("Åsa"))
    shift = Event(time=AT, user="a", agent="a", lasted=timedelta(hours=8))

    work = agents([called(1, agent="a"), called(1, agent="b")], [helped], [shift])

    assert [(each.name, each.called, each.helped, each.shifts) for each in work] == [("Åsa", 1, 1, 1), ("b", 1, 0, 0)]
    assert work[0].on_shift == timedelta(hours=8)
    assert work[0].help.median == timedelta(minutes=4)
