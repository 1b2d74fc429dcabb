"""Put what several windows return together: no session twice, none lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Final

from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.api.lenient import instant, number
from tui.vendors.virbela.api.models import AttendanceRow
from tui.vendors.virbela.attendance.session import AttendanceSession
from tui.vendors.virbela.attendance.ticks import EPOCH, TICK, ticks
from tui.vendors.virbela.people import People, Person

__all__ = ["SessionMerge", "derived_fields", "with_person"]

_LONGEST_STAY: Final = timedelta(days=1) // TICK
_OPEN: Final = -(2**62)
"""In place of when a session ended that has no leave time."""
_USER_BITS: Final = 32
"""No campus has four thousand million people."""


class SessionMerge:
    """Takes rows in any order and gives each session once.

    - Rows of the same person, join and leave are one session.
    - An open row and a closed row of the same person and join are one, and the closed one counts: it gets the open
      one's id, so that it takes its place.
    - The same person and join with another leave is another session.
    - What lies outside the span, by the vendor's own rule, is left out; what straddles it is kept whole.
    - A session that has been open for more than a day has lost its leave time: nobody stays so long.
    """

    def __init__(
        self, span: TimeRange, *, now: datetime, settled: bool = False, room_id: str = "", room_name: str = ""
    ) -> None:
        """Begin with nothing.

        Args:
            span: what was asked for.
            now: the instant of asking, up to which an open session counts.
            settled: give an open session only in `rest`, when no closed one can follow.
            room_id: put into every session; together with its name for rows of several rooms.
            room_name: what the room is called.
        """
        self._counted_in = span.until(now)
        self._start, self._last = ticks(span.start), ticks(span.last)
        self._now = ticks(now)
        self._prefix = f"{room_id}/" if room_id else ""
        self._people: People = {}
        self._common: dict[str, Mapping[str, Any]] = {}
        """What an export adds to every closed session of a person, by user id."""
        self._settled = settled
        self._room_id = room_id
        self._room_name = room_name
        self._numbers: defaultdict[str, int] = defaultdict()
        """A number for each user id."""
        self._numbers.default_factory = self._numbers.__len__
        self._ends: dict[int, int | tuple[int, ...]] = {}
        """When the sessions of a person ended that began together, mostly one; by when they began, and whose they are.
        Numbers, for a million of them are held while a room is read: with texts that takes as much again."""
        self._held: dict[str, Record[AttendanceSession]] = {}
        self._unreadable: set[str] = set()

    def take(
        self, rows: Iterable[Record[AttendanceRow]], people: People | None = None
    ) -> tuple[Record[AttendanceSession], ...]:
        """Return what is new in these rows, and closed sessions that replace open ones.

        Args:
            rows: what came.
            people: who is put into the sessions, where that is known already.
        """
        if people is not None and people is not self._people:
            self._people = people
            self._common.clear()
        good, bad = self._good, self._bad
        taken = [bad(row) if row.value is None else good(row, row.value) for row in rows]
        return tuple([record for record in taken if record is not None])

    def close(self) -> None:
        """Forget what a session is known again by: nothing more is taken. A million of them take 120 MB."""
        self._ends.clear()
        self._numbers.clear()
        self._unreadable.clear()
        self._common.clear()

    def rest(self) -> tuple[Record[AttendanceSession], ...]:
        """Return the open sessions that were held back; nothing more is."""
        held, self._held = self._held, {}
        return tuple(held.values())

    def _good(self, row: Record[AttendanceRow], value: AttendanceRow) -> Record[AttendanceSession] | None:
        join, user = value.join_time, value.user_id
        if join.tzinfo is not UTC:
            join = instant(join) or join
        began = (join - EPOCH) // TICK
        leave = instant(value.leave_time)
        ended = _OPEN if leave is None else (leave - EPOCH) // TICK
        if began > self._last or (leave is not None and ended < self._start):
            return None  # outside of the span, by the vendor's own rule: start <= leave and stop >= join
        first_id = f"{self._prefix}{user}@{began}"
        key = began << _USER_BITS | self._numbers[user]
        known = self._ends.get(key)
        if known is None:
            self._ends[key] = ended
            return self._first(first_id, row, value, began, ended)
        if ended in (_OPEN, known) or (isinstance(known, tuple) and ended in known):
            return None
        session = self._session(value, began, ended)
        if known == _OPEN:
            self._ends[key] = ended
            self._held.pop(first_id, None)
            return _record(first_id, session, row.raw)
        self._ends[key] = (*known, ended) if isinstance(known, tuple) else (known, ended)
        return _record(f"{first_id}/{ended}", session, row.raw)

    def _first(
        self, own_id: str, row: Record[AttendanceRow], value: AttendanceRow, began: int, ended: int
    ) -> Record[AttendanceSession] | None:
        """Make the record of a session of which nothing was known."""
        session = self._session(value, began, ended)
        if ended == _OPEN:
            record = _record(own_id, session, row.raw)
            if self._settled:
                self._held[own_id] = record
                return None
            return record
        derived = self._common.get(value.user_id)
        if derived is None:
            derived = self._common[value.user_id] = derived_fields(session)
        return Record(own_id, session, row.raw, "", derived)

    def _bad(self, row: Record[AttendanceRow]) -> Record[AttendanceSession] | None:
        """Know an unreadable row by its bytes: its position says nothing across windows."""
        own_id = f"{self._prefix}?{blake2b(row.raw, digest_size=8).hexdigest()}"
        if own_id in self._unreadable:
            return None
        self._unreadable.add(own_id)
        room = {"room_id": self._room_id, "room_name": self._room_name} if self._room_id else {}
        return Record(id=own_id, value=None, raw=row.raw, problem=row.problem, derived=room)

    def _session(self, row: AttendanceRow, began: int, ended: int) -> AttendanceSession:
        lost = ended == _OPEN and self._now - began > _LONGEST_STAY
        return AttendanceSession(
            user=row.user_id,
            began=began,
            ended=ended if ended != _OPEN else began if lost else max(self._now, began),
            left=ended != _OPEN,
            lost=lost,
            counted_in=self._counted_in,
            talk=number(row.talk_minutes),
            said_minutes=row.attendance_minutes,
            person=self._people.get(row.user_id),
            room_id=self._room_id,
            room_name=self._room_name,
        )


def _record(own_id: str, session: AttendanceSession, raw: bytes) -> Record[AttendanceSession]:
    return Record(id=own_id, value=session, raw=raw, derived=derived_fields(session))


def derived_fields(session: AttendanceSession) -> Mapping[str, Any]:
    """Return what an export adds to the vendor's own fields."""
    common = _common_fields(session.room_id, session.room_name, session.person)
    if session.left:
        return common
    added = dict(common)
    if session.still_in:
        added |= {"still_in": True, "stay_minutes": round(session.stay.total_seconds() / 60, 2)}
    if session.lost:
        added |= {"leave_time_lost": True}
    return added


@lru_cache(maxsize=16_384)
def _common_fields(room_id: str, room_name: str, person: Person | None) -> Mapping[str, Any]:
    """Return what is the same for all sessions of a person in a room, made once: it is for nearly every session."""
    added: dict[str, Any] = {}
    if room_id:
        added |= {"room_id": room_id, "room_name": room_name}
    if person is not None:
        added |= {"user_name": person.name, "user_email": person.email}
    return MappingProxyType(added)


def with_person(record: Record[AttendanceSession], session: AttendanceSession) -> Record[AttendanceSession]:
    """Return the record with a session that knows its person."""
    # Not `dataclasses.replace`, which takes five times as long: this runs for every session.
    return Record(record.id, session, record.raw, record.problem, derived_fields(session))
