"""What a comeback means: when it is, who is to do it, whether it is late. Pure functions, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from tui.core.time.local_time import in_zone
from tui.core.time.time_range import TimeRange
from tui.core.time.times import parse_time
from tui.vendors.vitec.api.models import Comeback

__all__ = [
    "OPEN_STATES",
    "OVERDUE_DAYS",
    "SWEDISH_TIME",
    "Due",
    "Load",
    "assignee",
    "assignee_kind",
    "booked_at",
    "by_assignee",
    "due",
    "due_of",
    "halves",
    "occurs_at",
    "office_of",
    "pieces",
    "week_of",
]

SWEDISH_TIME: Final = ZoneInfo("Europe/Stockholm")
"""The zone of a time that carries no offset: the requests' own examples have none."""

OPEN_STATES: Final = frozenset({"New"})
"""States in which somebody still has to get back. Other states are not documented: they are shown, never judged."""

OVERDUE_DAYS: Final = 180
"""So many days back is looked for what is overdue, whatever range a list shows: beyond them nobody calls any more."""


class Due(Enum):
    """How a comeback stands against the clock."""

    OVERDUE = "overdue"
    TODAY = "today"
    UPCOMING = "upcoming"
    NOT_OPEN = ""
    """Its state is none that is known to be open, or it has no time."""


def occurs_at(comeback: Comeback) -> datetime | None:
    """Return when it is; None when that is missing or no full time."""
    return _instant(comeback.occurs_at)


def booked_at(comeback: Comeback) -> datetime | None:
    """Return when it was booked; None when that is missing or no full time."""
    return _instant(comeback.booked_date)


@lru_cache(maxsize=4096)
def _instant(text: str | None) -> datetime | None:
    parsed = parse_time(text or "")
    return parsed.replace(tzinfo=SWEDISH_TIME) if parsed and parsed.tzinfo is None else parsed


def assignee(comeback: Comeback) -> str:
    """Return whom it is assigned to: the user, else the group, else the office; empty when nobody has it."""
    given = comeback.assigned_to
    if given is None:
        return ""
    for one in (given.user, given.user_group, given.office):
        if one is not None:
            number = one.id if hasattr(one, "id") else one.customer_id
            return one.name or str(number or "")
    return ""


def assignee_kind(comeback: Comeback) -> str:
    """Return what has it: `user`, `group`, `office`, or an empty text."""
    given = comeback.assigned_to
    if given is None:
        return ""
    kinds = (("user", given.user), ("group", given.user_group), ("office", given.office))
    return next((kind for kind, one in kinds if one is not None), "")


def office_of(comeback: Comeback) -> str:
    """Return the office that it is assigned to, alone or beside a user; empty when none is named."""
    office = comeback.assigned_to.office if comeback.assigned_to is not None else None
    return "" if office is None else office.name or str(office.customer_id or "")


def due(comeback: Comeback, *, now: datetime, zone: tzinfo) -> Due:
    """Say how an open comeback stands against the clock; today's counts as overdue once its time has passed."""
    return due_of(occurs_at(comeback), is_open=str(comeback.state) in OPEN_STATES, now=now, zone=zone)


def due_of(at: datetime | None, *, is_open: bool, now: datetime, zone: tzinfo) -> Due:
    """Say how something stands against the clock that is due at an instant."""
    if at is None or not is_open:
        return Due.NOT_OPEN
    if at < now:
        return Due.OVERDUE
    return Due.TODAY if in_zone(at, zone).date() == now.astimezone(zone).date() else Due.UPCOMING


class Load(Struct, frozen=True):
    """What one assignee has on the desk."""

    name: str
    """Empty for comebacks that nobody has."""
    kind: str
    states: Counter[str]
    """How many in each state, in the vendor's words."""
    overdue: int
    following: datetime | None
    """When the next one is that has not passed; None when there is none."""

    @property
    def total(self) -> int:
        """How many in all."""
        return self.states.total()


def by_assignee(
    comebacks: Iterable[Comeback], *, now: datetime, zone: tzinfo, overdue_before: Iterable[Comeback] = ()
) -> tuple[Load, ...]:
    """Count comebacks by who has them, the most overdue first, then the most loaded.

    Args:
        comebacks: Those of the range that is looked at.
        now: The present instant.
        zone: The user's zone.
        overdue_before: Overdue ones outside of it: they count as such, and as nothing else.
    """
    within: dict[tuple[str, str], list[Comeback]] = {}
    before: Counter[tuple[str, str]] = Counter(map(_holder, overdue_before))
    for one in comebacks:
        within.setdefault(_holder(one), []).append(one)
    loads = []
    for kind, name in {**within, **before}:
        theirs = within.get((kind, name), [])
        coming = [at for one in theirs if (at := occurs_at(one)) is not None and at >= now]
        loads.append(
            Load(
                name=name,
                kind=kind,
                states=Counter(str(one.state) if one.state is not None else "" for one in theirs),
                overdue=sum(due(one, now=now, zone=zone) is Due.OVERDUE for one in theirs) + before[kind, name],
                following=min(coming, default=None),
            )
        )
    return tuple(sorted(loads, key=lambda load: (-load.overdue, -load.total, load.kind, load.name)))


def _holder(comeback: Comeback) -> tuple[str, str]:
    return assignee_kind(comeback), assignee(comeback)


def week_of(
    comebacks: Iterable[Comeback], *, monday: date, zone: tzinfo
) -> tuple[tuple[date, tuple[Comeback, ...]], ...]:
    """Return seven days, each with the comebacks that occur on it in the user's zone, earliest first."""
    days: dict[date, list[tuple[datetime, Comeback]]] = {monday + timedelta(days=n): [] for n in range(7)}
    for comeback in comebacks:
        at = occurs_at(comeback)
        if at is not None and (day := in_zone(at, zone).date()) in days:
            days[day].append((at, comeback))
    return tuple((day, tuple(one for _, one in sorted(on, key=lambda pair: pair[0]))) for day, on in days.items())


def halves(span: TimeRange) -> Sequence[TimeRange]:
    """Cut a span in two; the cut belongs to the later half.

    Where there is one near enough, the cut is a Swedish midnight: the vendor is asked in local time, and midnight is
    never an hour that the clock shows twice.
    """
    middle = _midnight_before(span.start + span.length / 2)
    if not span.start < middle < span.stop:
        middle = (span.start + span.length / 2).replace(microsecond=0)
    if not span.start < middle < span.stop:
        return (span,)
    return (TimeRange(span.start, middle), TimeRange(middle, span.stop, closed=span.closed))


def pieces(span: TimeRange, length: timedelta) -> Sequence[TimeRange]:
    """Cut a span into pieces no longer than a length, at Swedish midnights where the length allows it."""
    cut, start = [], span.start
    while start < span.stop:
        stop = start + length
        midnight = _midnight_before(stop)
        stop = min(midnight if midnight > start else stop, span.stop)
        cut.append(TimeRange(start, stop, closed=span.closed and stop == span.stop))
        start = stop
    return cut


def _midnight_before(instant: datetime) -> datetime:
    day = instant.astimezone(SWEDISH_TIME).date()
    return datetime.combine(day, time(), SWEDISH_TIME).astimezone(UTC)
