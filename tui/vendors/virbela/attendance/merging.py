"""Put what several windows return together: no session twice, none lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from msgspec import Raw

from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.core.turns import give_way
from tui.transport.sent_rows import columns
from tui.vendors.virbela.api.lenient import instant, minutes
from tui.vendors.virbela.api.models import AttendanceRow
from tui.vendors.virbela.attendance.known_ends import USER_BITS, Ends, KnownEnds
from tui.vendors.virbela.attendance.session import AttendanceSession
from tui.vendors.virbela.attendance.ticks import EPOCH, TICK, ticks
from tui.vendors.virbela.people import People, Person

__all__ = ["SessionMerge", "derived_fields", "with_person"]

_Bytes: TypeAlias = bytes | Raw
"""What a row is: its own bytes, or a part of the answer that it came in."""

_LONGEST_STAY: Final = timedelta(days=1) // TICK
_OPEN: Final = -(2**62)
"""In place of when a session ended that has no leave time."""
_SHORT: Final = 7
"""Characters of a number of minutes that is a length, unless it has an exponent."""
_AT_ONCE: Final = 256
"""Rows taken at a stretch: less than 1 ms. A key that is pressed meanwhile waits for no more."""


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
        self._users: dict[str, _Attendee] = {}
        self._settled = settled
        self._room_id = room_id
        self._room_name = room_name
        self._ends = KnownEnds(ticks(span.start), ticks(self._counted_in.stop))
        self._width = self._ends.width
        self._stretch: int | None = None
        self._near: Ends = {}
        """The ends of that stretch: the next row is mostly of the same one."""
        self._held: dict[str, Record[AttendanceSession]] = {}
        self._unreadable: set[str] = set()

    def take(
        self, rows: Sequence[Record[AttendanceRow]], people: People | None = None
    ) -> tuple[Record[AttendanceSession], ...]:
        """Return what is new in these rows, and closed sessions that replace open ones.

        Args:
            rows: what came.
            people: who is put into the sessions, where that is known already.
        """
        if people is not None and people is not self._people:
            self._people = people
            for who in self._users.values():
                self._name(who)
        return tuple(self._taken(*columns(rows), rows))

    async def take_long(
        self, rows: Sequence[Record[AttendanceRow]], people: People | None = None
    ) -> tuple[Record[AttendanceSession], ...]:
        """Take rows as `take` does, some hundreds at a time: between them keys and Ctrl+C get their turn."""
        taken: list[Record[AttendanceSession]] = []
        for start in range(0, len(rows), _AT_ONCE):
            taken += self.take(rows[start : start + _AT_ONCE], people)
            await give_way()
        return tuple(taken)

    def close(self) -> None:
        """Forget what a session is known again by: nothing more is taken."""
        self._ends.clear()
        self._users.clear()
        self._unreadable.clear()
        self._stretch = None

    def rest(self) -> tuple[Record[AttendanceSession], ...]:
        """Return the open sessions that were held back; nothing more is."""
        held, self._held = self._held, {}
        return tuple(held.values())

    def _taken(
        self,
        values: Sequence[AttendanceRow | None],
        raws: Sequence[_Bytes],
        rows: Sequence[Record[AttendanceRow]],
    ) -> list[Record[AttendanceSession]]:
        """Take rows by their values and bytes; a value is None where the row has a problem.

        There is no session that does not come by here: so what nearly all need is done in place, and what few need
        is done elsewhere.
        """
        taken: list[Record[AttendanceSession]] = []
        users, near, stretch, width = self._users, self._near, self._stretch, self._width
        room_id, room_name, counted_in = self._room_id, self._room_name, self._counted_in
        first, last = self._start, self._last
        for place, (value, raw) in enumerate(zip(values, raws, strict=True)):
            if value is None:
                taken += self._bad(rows[place])
                continue
            join: datetime = value.join_time
            if join.tzinfo is not UTC:
                join = instant(join) or join
            since = join - EPOCH
            began = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds  # as `ticks`
            leave: object = value.leave_time
            if not (isinstance(leave, datetime) and leave.tzinfo is UTC):  # as it is of nearly every row
                leave = instant(leave)
            if leave is None:
                ended = _OPEN
            else:
                since = leave - EPOCH
                ended = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
            if began > last or first > ended != _OPEN:
                continue  # outside of the span, by the vendor's own rule: start <= leave and stop >= join
            try:
                talk, said = minutes(value.talk_minutes), value.attendance_minutes
                if said.__class__ is not str or len(said) > _SHORT or "e" in said or "E" in said:  # else it is none
                    minutes(said)
            except ValueError:
                taken += self._bad(rows[place], _absurd(value))
                continue
            who = users.get(value.user_id) or self._met(value.user_id)
            if began // width != stretch:
                self._stretch = stretch = began // width
                self._near = near = self._ends.of(stretch)
            key = began << USER_BITS | who.number
            if ended == _OPEN or key in near:
                taken += self._seldom(who, value, raw, began, ended)
                continue
            near[key] = ended
            # As in `_session`, without what stays as it is made.
            session = AttendanceSession(
                user=who.user,
                began=began,
                ended=ended,
                talk=talk,
                said_minutes=value.attendance_minutes,
                person=who.person,
                room_id=room_id,
                room_name=room_name,
                counted_in=counted_in,
            )
            taken.append(Record(f"{who.prefix}{began}", session, bytes(raw), "", who.derived))
        return taken

    def _seldom(
        self, who: _Attendee, value: AttendanceRow, raw: _Bytes, began: int, ended: int
    ) -> Iterator[Record[AttendanceSession]]:
        """Take a row of somebody who is still in, or who began another session at that very moment."""
        key = began << USER_BITS | who.number
        known = self._near.get(key)
        if known is not None and (ended in (_OPEN, known) or (isinstance(known, tuple) and ended in known)):
            return
        first_id = f"{who.prefix}{began}"
        session = self._session(who, value, began, ended)
        if known is None:
            self._near[key] = ended
            record = Record(first_id, session, bytes(raw), "", derived_fields(session))
            if self._settled:
                self._held[first_id] = record
            else:
                yield record
        elif known == _OPEN:
            self._near[key] = ended
            self._held.pop(first_id, None)
            yield Record(first_id, session, bytes(raw), "", who.derived)
        else:
            self._near[key] = (*known, ended) if isinstance(known, tuple) else (known, ended)
            yield Record(f"{first_id}/{ended}", session, bytes(raw), "", who.derived)

    def _met(self, user: str) -> _Attendee:
        """Take note of somebody who was not there before."""
        who = self._users[user] = _Attendee(user, len(self._users), f"{self._prefix}{user}@")
        self._name(who)
        return who

    def _name(self, who: _Attendee) -> None:
        who.person = self._people.get(who.user)
        who.derived = _common_fields(self._room_id, self._room_name, who.person)

    def _bad(self, row: Record[AttendanceRow], problem: str = "") -> Iterator[Record[AttendanceSession]]:
        """Know an unreadable row by its bytes: its position says nothing across windows."""
        own_id = f"{self._prefix}?{blake2b(row.raw, digest_size=8).hexdigest()}"
        if own_id in self._unreadable:
            return
        self._unreadable.add(own_id)
        room = {"room_id": self._room_id, "room_name": self._room_name} if self._room_id else {}
        yield Record(id=own_id, value=None, raw=row.raw, problem=problem or row.problem, derived=room)

    def _session(self, who: _Attendee, row: AttendanceRow, began: int, ended: int) -> AttendanceSession:
        left, lost = True, False
        if ended == _OPEN:
            left, lost = False, self._now - began > _LONGEST_STAY
            ended = began if lost else max(self._now, began)
        # In the order of the fields, which is how they are found at once.
        return AttendanceSession(
            user=who.user,
            began=began,
            ended=ended,
            left=left,
            talk=minutes(row.talk_minutes),
            said_minutes=row.attendance_minutes,
            person=who.person,
            room_id=self._room_id,
            room_name=self._room_name,
            counted_in=self._counted_in,
            lost=lost,
        )


class _Attendee:
    """What all sessions of a person have in common; their id is one text for all of them."""

    __slots__ = ("derived", "number", "person", "prefix", "user")

    def __init__(self, user: str, number: int, prefix: str) -> None:
        self.user, self.number, self.prefix = user, number, prefix
        self.person: Person | None = None
        self.derived: Mapping[str, Any] = {}


def derived_fields(session: AttendanceSession) -> Mapping[str, Any]:
    """Return what an export adds to the vendor's own fields."""
    common = _shared_fields(session.room_id, session.room_name, session.person)
    if session.left:
        return common
    added = dict(common)
    if session.still_in:
        added |= {"still_in": True, "stay_minutes": round(session.stay.total_seconds() / 60, 2)}
    if session.lost:
        added |= {"leave_time_lost": True}
    return added


def _absurd(row: AttendanceRow) -> str:
    """Say which of a row's lengths no time has."""
    for name, said in (("talkMinutes", row.talk_minutes), ("attendanceMinutes", row.attendance_minutes)):
        try:
            minutes(said)
        except ValueError as absurd:
            return f"{name}: {absurd}"
    return ""


def _common_fields(room_id: str, room_name: str, person: Person | None) -> Mapping[str, Any]:
    """Return what is the same for all sessions of a person in a room."""
    added: dict[str, Any] = {"room_id": room_id, "room_name": room_name} if room_id else {}
    if person is not None:
        added["user_name"] = person.name
        added["user_email"] = person.email
    return MappingProxyType(added)


_shared_fields: Final = lru_cache(maxsize=16_384)(_common_fields)
"""Made once: it is for nearly every session."""


def with_person(record: Record[AttendanceSession], session: AttendanceSession) -> Record[AttendanceSession]:
    """Return the record with a session that knows its person."""
    return Record(record.id, session, record.raw, record.problem, derived_fields(session))
