"""The figures under a room's name: how many came, how long they stayed, how much they talked, when it was fullest."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, compress, repeat
from operator import floordiv, sub
from typing import Final

from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance.ledger import Ledger, instant_of
from tui.vendors.virbela.attendance.occupancy import Occupancy, Peak, occupancy
from tui.vendors.virbela.attendance.session import AttendanceSession

__all__ = [
    "PersonTime",
    "RoomTime",
    "Summary",
    "by_person",
    "by_room",
    "median_stay",
    "summarise",
    "talk_share",
    "total_stay",
    "unique_attendees",
]


_SECOND: Final = 1_000_000
"""In ticks."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a span's sessions come to. Of each stay, what lies in the span counts: `AttendanceSession.in_range`."""

    sessions: int
    people: int
    """Different ones."""
    total_stay: timedelta
    """What the sessions' stays in the span add up to; somebody on two devices counts twice here."""
    median_stay: timedelta | None
    """Of the stays in the span whose end is known, the one in the middle; None when there are none."""
    talk_share: float | None
    """Talking as a part of the stays for which it is known, 0 to 1; None when it is known for none."""
    peak: Peak | None
    """The most people at once; None when nobody was there for any time."""
    lost: int = 0
    """Sessions whose leave time got lost: they count as sessions, and in no stay."""


@dataclass(frozen=True, slots=True)
class PersonTime:
    """What one person's sessions come to."""

    user: str
    name: str
    sessions: int
    time: timedelta
    """How long they were there within the span; two devices at once count once."""
    talk: timedelta | None
    """Within the span; None when it is known for none of the sessions."""
    first: datetime
    """When they first came, not before the span began."""
    last: datetime
    """When they last left, or how far it is known; not after the span ended."""
    still_in: bool


@dataclass(frozen=True, slots=True)
class RoomTime:
    """What one room's sessions come to."""

    room_id: str
    name: str
    summary: Summary
    time: timedelta
    """The time of all people in it; two devices at once count once."""


def unique_attendees(ledger: Ledger) -> int:
    """Count the different people."""
    return len(ledger.users)


def total_stay(ledger: Ledger) -> timedelta:
    """Add up the stays, each clipped to the span."""
    return timedelta(microseconds=sum(map(sub, ledger.stops, ledger.starts)))


def median_stay(ledger: Ledger) -> timedelta | None:
    """Return the stay in the middle, each clipped to the span; None where none is known.

    Of a session whose leave time got lost the stay is not known; to take it for none would pull the middle down.
    """
    if len(ledger) == ledger.lost:
        return None
    stays = list(map(sub, ledger.stops, ledger.starts))
    # What got lost is of no length, so it would come first.
    known = len(stays) - ledger.lost
    return timedelta(microseconds=_mean_of_places(stays, ledger.lost + (known - 1) // 2, ledger.lost + known // 2))


def _mean_of_places(lengths: Sequence[int], first: int, last: int) -> float:
    """Return the mean of what would be in two neighbouring places, or in one, if lengths were sorted.

    They are counted by whole seconds, and only those around the places are sorted: half the time of sorting all.
    """
    seconds = list(map(floordiv, lengths, repeat(_SECOND)))
    counts = Counter(seconds)
    rising = sorted(counts)
    before = list(accumulate(map(counts.__getitem__, rising)))
    low, high = (rising[bisect_right(before, place)] for place in (first, last))
    around = sorted(length for length, second in zip(lengths, seconds, strict=True) if low <= second <= high)
    skipped = first - before[bisect_right(before, first)] + counts[low]
    return (around[skipped] + around[skipped + last - first]) / 2


def talk_share(ledger: Ledger) -> float | None:
    """Return talking as a part of staying, over the sessions whose talk is known; None when there is none."""
    lengths: Iterable[int] = map(sub, ledger.stops, ledger.starts)
    talks: Iterable[float] = ledger.talks
    if min(ledger.talks, default=0.0) < 0:
        known = [talk >= 0 for talk in ledger.talks]
        lengths, talks = compress(lengths, known), compress(talks, known)
    stayed, talked = sum(lengths), sum(talks)
    return talked * 1_000_000 / stayed if stayed else None


def by_person(ledger: Ledger) -> tuple[PersonTime, ...]:
    """Return every person's time, the longest first, then by name."""
    count = len(ledger.users)
    sessions, talked = array("l", bytes(8 * count)), array("d", [-1.0]) * count
    first, last = array("q", bytes(8 * count)), array("q", bytes(8 * count))
    for start, stop, person, talk in zip(ledger.starts, ledger.stops, ledger.people, ledger.talks, strict=True):
        if not sessions[person] or start < first[person]:
            first[person] = start
        last[person] = max(last[person], stop) if sessions[person] else stop
        sessions[person] += 1
        if talk >= 0:
            talked[person] = max(talked[person], 0.0) + talk
    spent = array("q", bytes(8 * count))
    there = ledger.presence()
    for since, until, person in zip(there.starts, there.stops, there.people, strict=True):
        spent[person] += int(until - since)
    times = (
        PersonTime(
            user=user,
            name=ledger.names[person],
            sessions=sessions[person],
            time=timedelta(microseconds=spent[person]),
            talk=timedelta(seconds=talked[person]) if talked[person] >= 0 else None,
            first=instant_of(first[person]),
            last=instant_of(last[person]),
            still_in=person in ledger.still_in,
        )
        for person, user in enumerate(ledger.users)
    )
    return tuple(sorted(times, key=lambda each: (-each.time, each.name.casefold(), each.user)))


def summarise(ledger: Ledger, curve: Occupancy | None = None) -> Summary:
    """Return all figures at once; hand the curve in where there is one already."""
    return Summary(
        sessions=len(ledger),
        people=unique_attendees(ledger),
        total_stay=total_stay(ledger),
        median_stay=median_stay(ledger),
        talk_share=talk_share(ledger),
        peak=(curve or occupancy(ledger)).peak,
        lost=ledger.lost,
    )


def by_room(sessions: Iterable[AttendanceSession], span: TimeRange) -> tuple[RoomTime, ...]:
    """Return every room's time, the longest first, then by name. Rooms where nobody was are not among them."""
    of_room: dict[str, list[AttendanceSession]] = {}
    for session in sessions:
        of_room.setdefault(session.room_id, []).append(session)
    rooms = []
    for room_id, own in of_room.items():
        ledger = Ledger.of(own, span)
        presence = ledger.presence()
        time = timedelta(microseconds=int(sum(map(sub, presence.stops, presence.starts))))
        rooms.append(RoomTime(room_id, own[0].room_name, summarise(ledger), time))
    return tuple(sorted(rooms, key=lambda room: (-room.time, room.name.casefold(), room.room_id)))
