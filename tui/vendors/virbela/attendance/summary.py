"""The figures under a room's name: how many came, how long they stayed, how much they talked, when it was fullest."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import repeat
from math import fsum
from operator import lt
from typing import Final

from msgspec import Struct

from tui.core.time.lengths import length_in
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance.ledger import Ledger
from tui.vendors.virbela.attendance.occupancy import Occupancy, Peak, occupancy
from tui.vendors.virbela.attendance.person_sums import PersonSums
from tui.vendors.virbela.attendance.session import AttendanceSession
from tui.vendors.virbela.attendance.talks import NO_TALK, Talk, lengths
from tui.vendors.virbela.attendance.ticks import instant_of

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


_MINUTE: Final = 60_000_000
"""In ticks."""


class Summary(Struct, frozen=True):
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


class PersonTime(Struct, frozen=True):
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


class RoomTime(Struct, frozen=True):
    """What one room's sessions come to."""

    room_id: str
    name: str
    summary: Summary
    time: timedelta
    """The time of all people in it; two devices at once count once."""


def unique_attendees(ledger: Ledger) -> int:
    """Count the different people."""
    return _Sums(ledger).people


def total_stay(ledger: Ledger) -> timedelta:
    """Add up the stays, each clipped to the span."""
    return _Sums(ledger).total


def median_stay(ledger: Ledger) -> timedelta | None:
    """Return the stay in the middle, each clipped to the span; None where none is known.

    Of a session whose leave time got lost the stay is not known; to take it for none would pull the middle down.
    """
    return _Sums(ledger).median


def talk_share(ledger: Ledger) -> float | None:
    """Return talking as a part of staying, over the sessions whose talk is known; None when there is none."""
    return _Sums(ledger).talk_share


class _Sums:
    """What does not ask for the order of sessions, in one go."""

    def __init__(self, ledger: Ledger) -> None:
        self._lengths, people, self._talk = array("d"), set[int](), NO_TALK
        for part in ledger.parts():
            self._lengths.extend(lengths(part))
            people.update(part.people)
            self._talk = self._talk.plus(part)
        self.people, self.lost = len(people), ledger.lost

    @property
    def sessions(self) -> int:
        return len(self._lengths)

    @property
    def total(self) -> timedelta:
        return timedelta(microseconds=fsum(self._lengths))

    @property
    def median(self) -> timedelta | None:
        known = self.sessions - self.lost
        if not known:
            return None
        # What got lost is of no length, so it would come first.
        places = self.lost + (known - 1) // 2, self.lost + known // 2
        return timedelta(microseconds=_mean_of_places(self._lengths, *places))

    @property
    def talk_share(self) -> float | None:
        return self._talk.minutes * _MINUTE / self._talk.stayed if self._talk.stayed else None


def _mean_of_places(numbers: Sequence[float], first: int, last: int) -> float:
    """Return the mean of what would be in two neighbouring places, or in one, if numbers were sorted.

    Some of them, sorted, tell about where these places are; only what is there is sorted then: a third of the time.
    """
    some = sorted(numbers[:: len(numbers) // 2_000 + 1])
    about, margin = first * len(some) // len(numbers), len(some) // 20 + 1
    low, high = some[max(about - margin, 0)], some[min(about + margin, len(some) - 1)]
    around = sorted(number for number in numbers if low <= number <= high)
    before: int = sum(map(lt, numbers, repeat(low)))
    if first < before or last >= before + len(around):  # they were not like the others
        around, before = sorted(numbers), 0
    return (around[first - before] + around[last - before]) / 2


def by_person(ledger: Ledger) -> tuple[PersonTime, ...]:
    """Return every person's time, the longest first, then by name."""
    sums = PersonSums(len(ledger.cast.who))
    for moment in ledger.moments():
        sums.add(moment)
    still_in = ledger.still_in
    times = (
        PersonTime(
            user=ledger.cast.who[person].key,
            name=ledger.cast.who[person].name,
            sessions=sums.sessions[person],
            time=timedelta(microseconds=sums.times[person]),
            talk=_told_talk(sums.talk(person), sums.sessions[person]),
            first=instant_of(max(joined, ledger.bounds.low)),
            last=instant_of(sums.last(person)),
            still_in=person in still_in,
        )
        for person, joined in sums.firsts.items()
    )
    return tuple(sorted(times, key=lambda each: (-each.time, each.name.casefold(), each.user)))


def _told_talk(talk: Talk, sessions: int) -> timedelta | None:
    return length_in(talk.minutes, timedelta(minutes=1)) if talk.unknown < sessions else None


def summarise(ledger: Ledger, curve: Occupancy | None = None) -> Summary:
    """Return all figures at once; hand the curve in where there is one already."""
    sums = _Sums(ledger)
    return Summary(
        sessions=sums.sessions,
        people=sums.people,
        total_stay=sums.total,
        median_stay=sums.median,
        talk_share=sums.talk_share,
        peak=(curve or occupancy(ledger)).peak,
        lost=sums.lost,
    )


def by_room(sessions: Iterable[AttendanceSession], span: TimeRange) -> tuple[RoomTime, ...]:
    """Return every room's time, the longest first, then by name. Rooms where nobody was are not among them."""
    of_room: dict[str, list[AttendanceSession]] = {}
    for session in sessions:
        of_room.setdefault(session.room_id, []).append(session)
    rooms = []
    for room_id, own in of_room.items():
        ledger = Ledger.of(own, span)
        time = sum((person.time for person in by_person(ledger)), timedelta())
        rooms.append(RoomTime(room_id, own[0].room_name, summarise(ledger), time))
    return tuple(sorted(rooms, key=lambda room: (-room.time, room.name.casefold(), room.room_id)))
