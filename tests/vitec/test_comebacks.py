"""What a comeback means: when, whose, how late. Checked on anything that a vendor might send."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.time.time_range import TimeRange
from tui.vendors.vitec.api.models import Assignment, Comeback, Named, Office
from tui.vendors.vitec.comebacks import (
    SWEDISH_TIME,
    Due,
    assignee,
    assignee_kind,
    booked_at,
    by_assignee,
    due,
    halves,
    occurs_at,
    pieces,
    week_of,
)

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Stockholm", "Pacific/Auckland", "America/St_Johns", "UTC")]
)
INSTANTS = st.datetimes(datetime(2025, 9, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
TIMES = st.one_of(
    st.none(), st.sampled_from(["", "soon", "2026-01-15", "2026-13-01T00:00:00"]), INSTANTS.map(datetime.isoformat)
)
NAMES = st.one_of(st.none(), st.sampled_from(["", "Åsa", "Kareem", "Östermalm"]))
IDS = st.one_of(st.none(), st.sampled_from(["", "1", 2]))
NAMED = st.one_of(st.none(), st.builds(Named, id=IDS, name=NAMES))
ASSIGNED = st.one_of(
    st.none(),
    st.builds(
        Assignment,
        user=NAMED,
        user_group=NAMED,
        office=st.one_of(st.none(), st.builds(Office, customer_id=IDS, name=NAMES)),
    ),
)
COMEBACKS = st.builds(
    Comeback,
    id=st.integers(0, 99),
    contact=NAMED,
    booked_by=NAMED,
    assigned_to=ASSIGNED,
    state=st.one_of(st.none(), st.sampled_from(["New", "Done", "Något nytt", 0, 1])),
    occurs_at=TIMES,
    booked_date=TIMES,
)
SPANS = st.builds(
    lambda start, length: TimeRange(start, start + length),
    INSTANTS,
    st.timedeltas(timedelta(seconds=1), timedelta(days=500)),
)


def new(at: datetime, **more: object) -> Comeback:
    return Comeback(id=1, state="New", occurs_at=at.isoformat(), **more)  # type: ignore[arg-type]


@given(st.lists(COMEBACKS), ZONES)
def test_every_comeback_is_on_exactly_one_desk(comebacks: list[Comeback], zone: ZoneInfo) -> None:
    loads = by_assignee(comebacks, now=NOW, zone=zone)

    assert sum(load.total for load in loads) == len(comebacks)
    assert len({(load.kind, load.name) for load in loads}) == len(loads)
    assert sum(load.overdue for load in loads) == sum(due(one, now=NOW, zone=zone) is Due.OVERDUE for one in comebacks)
    assert [load.overdue for load in loads] == sorted((load.overdue for load in loads), reverse=True)


@given(st.lists(COMEBACKS), ZONES)
def test_the_next_one_is_the_earliest_that_has_not_passed(comebacks: list[Comeback], zone: ZoneInfo) -> None:
    for load in by_assignee(comebacks, now=NOW, zone=zone):
        theirs = [one for one in comebacks if (assignee_kind(one), assignee(one)) == (load.kind, load.name)]
        coming = [at for one in theirs if (at := occurs_at(one)) and at >= NOW]
        assert load.following == min(coming, default=None)


@given(COMEBACKS, ZONES)
def test_only_what_is_open_and_has_a_time_is_due(comeback: Comeback, zone: ZoneInfo) -> None:
    judged = due(comeback, now=NOW, zone=zone)

    at = occurs_at(comeback)
    if comeback.state != "New" or at is None:
        assert judged is Due.NOT_OPEN
    elif at < NOW:
        assert judged is Due.OVERDUE
    else:
        same_day = at.astimezone(zone).date() == NOW.astimezone(zone).date()
        assert judged is (Due.TODAY if same_day else Due.UPCOMING)


@given(st.lists(COMEBACKS), ZONES, st.dates(date(2025, 9, 1), date(2026, 12, 31)))
def test_a_week_holds_its_days_and_nothing_else_in_order(
    comebacks: list[Comeback], zone: ZoneInfo, monday: date
) -> None:
    week = week_of(comebacks, monday=monday, zone=zone)

    assert [day for day, _ in week] == [monday + timedelta(days=number) for number in range(7)]
    shown = [one for _, on in week for one in on]
    inside = [
        one for one in comebacks if (at := occurs_at(one)) and 0 <= (at.astimezone(zone).date() - monday).days < 7
    ]
    assert sorted(map(repr, shown)) == sorted(map(repr, inside))
    for day, on in week:
        times = [at for one in on if (at := occurs_at(one))]
        assert times == sorted(times)
        assert {at.astimezone(zone).date() for at in times} <= {day}


@given(SPANS)
def test_two_halves_are_the_whole(span: TimeRange) -> None:
    parts = halves(span)

    assert (parts[0].start, parts[-1].stop) == (span.start, span.stop)
    assert all(before.stop == after.start for before, after in pairwise(parts))
    assert len(parts) == 1 or all(part.length < span.length for part in parts)


@given(SPANS, st.timedeltas(timedelta(hours=12), timedelta(days=90)))
def test_pieces_are_the_whole_and_none_is_too_long(span: TimeRange, length: timedelta) -> None:
    cut = pieces(span, length)

    assert (cut[0].start, cut[-1].stop) == (span.start, span.stop)
    assert all(before.stop == after.start for before, after in pairwise(cut))
    assert all(piece.length <= length for piece in cut)
    assert len(cut) <= 2 + 2 * (span.length / length)


def test_a_time_without_offset_is_swedish_and_digits_beyond_six_are_cut_off() -> None:
    comeback = Comeback(id=1, occurs_at="2026-07-01T09:00:00", booked_date="2024-04-28T23:59:59.9999999+02:00")

    assert occurs_at(comeback) == datetime(2026, 7, 1, 9, tzinfo=SWEDISH_TIME)
    assert booked_at(comeback) == datetime(2024, 4, 28, 21, 59, 59, 999999, tzinfo=UTC)


def test_today_is_a_day_on_the_users_clock() -> None:
    late = new(NOW + timedelta(hours=13))

    assert due(late, now=NOW, zone=ZoneInfo("America/St_Johns")) is Due.TODAY
    assert due(late, now=NOW, zone=ZoneInfo("Europe/Stockholm")) is Due.UPCOMING


@pytest.mark.parametrize(
    ("given_to", "name", "kind"),
    [
        (None, "", ""),
        (Assignment(), "", ""),
        (Assignment(user=Named("1", "Åsa"), office=Office("M1", "Majorna")), "Åsa", "user"),
        (Assignment(user_group=Named("g1", None)), "g1", "group"),
        (Assignment(office=Office("M1", "")), "M1", "office"),
    ],
)
def test_the_user_comes_before_the_group_before_the_office(given_to: Assignment | None, name: str, kind: str) -> None:
    comeback = Comeback(id=1, assigned_to=given_to)

    assert (assignee(comeback), assignee_kind(comeback)) == (name, kind)
