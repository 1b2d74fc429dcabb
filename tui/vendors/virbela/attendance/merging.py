"""Put what several windows return together: no session twice, none lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

from tui.core.record import Record
from tui.core.time_range import TimeRange
from tui.vendors.virbela.api.lenient import instant, number
from tui.vendors.virbela.api.models import AttendanceRow
from tui.vendors.virbela.attendance.ledger import ticks
from tui.vendors.virbela.attendance.session import AttendanceSession

__all__ = ["SessionMerge", "derived_fields", "with_person"]

_LONGEST_STAY: Final = timedelta(days=1)


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
        self._span = span
        self._counted_in = span.until(now)
        self._now = now
        self._settled = settled
        self._room_id = room_id
        self._room_name = room_name
        self._leaves: dict[str, tuple[datetime | None, ...]] = {}
        self._held: dict[str, Record[AttendanceSession]] = {}
        self._unreadable: set[str] = set()

    def take(self, rows: Iterable[Record[AttendanceRow]]) -> tuple[Record[AttendanceSession], ...]:
        """Return what is new in these rows, and closed sessions that replace open ones."""
        taken = (self._bad(row) if row.value is None else self._good(row, row.value) for row in rows)
        return tuple(record for record in taken if record is not None)

    def rest(self) -> tuple[Record[AttendanceSession], ...]:
        """Return the open sessions that were held back; nothing more is."""
        held, self._held = self._held, {}
        return tuple(held.values())

    def _good(self, row: Record[AttendanceRow], value: AttendanceRow) -> Record[AttendanceSession] | None:
        session = self._session(value)
        if not session.touches(self._span):
            return None
        first_id = self._prefixed(f"{session.user}@{ticks(session.join)}")
        known = self._leaves.get(first_id)
        if known is None:
            self._leaves[first_id] = (session.leave,)
            record = _record(first_id, session, row.raw)
            if session.leave is None and self._settled:
                self._held[first_id] = record
                return None
            return record
        if session.leave is None or session.leave in known:
            return None
        if known == (None,):
            self._leaves[first_id] = (session.leave,)
            self._held.pop(first_id, None)
            return _record(first_id, session, row.raw)
        self._leaves[first_id] = (*known, session.leave)
        return _record(f"{first_id}/{ticks(session.leave)}", session, row.raw)

    def _bad(self, row: Record[AttendanceRow]) -> Record[AttendanceSession] | None:
        """Know an unreadable row by its bytes: its position says nothing across windows."""
        own_id = self._prefixed(f"?{blake2b(row.raw, digest_size=8).hexdigest()}")
        if own_id in self._unreadable:
            return None
        self._unreadable.add(own_id)
        room = {"room_id": self._room_id, "room_name": self._room_name} if self._room_id else {}
        return Record(id=own_id, value=None, raw=row.raw, problem=row.problem, derived=room)

    def _session(self, row: AttendanceRow) -> AttendanceSession:
        join = instant(row.join_time) or row.join_time
        leave = instant(row.leave_time)
        lost = leave is None and self._now - join > _LONGEST_STAY
        return AttendanceSession(
            user=row.user_id,
            join=join,
            leave=leave,
            until=leave or (join if lost else max(self._now, join)),
            lost=lost,
            counted_in=self._counted_in,
            talk=number(row.talk_minutes),
            minutes=number(row.attendance_minutes),
            room_id=self._room_id,
            room_name=self._room_name,
        )

    def _prefixed(self, own_id: str) -> str:
        return f"{self._room_id}/{own_id}" if self._room_id else own_id


def _record(own_id: str, session: AttendanceSession, raw: bytes) -> Record[AttendanceSession]:
    return Record(id=own_id, value=session, raw=raw, derived=derived_fields(session))


def derived_fields(session: AttendanceSession) -> dict[str, Any]:
    """Return what an export adds to the vendor's own fields."""
    added: dict[str, Any] = {}
    if session.room_id:
        added |= {"room_id": session.room_id, "room_name": session.room_name}
    if session.person is not None:
        added |= {"user_name": session.person.name, "user_email": session.person.email}
    if session.still_in:
        added |= {"still_in": True, "stay_minutes": round(session.stay.total_seconds() / 60, 2)}
    if session.lost:
        added |= {"leave_time_lost": True}
    return added


def with_person(record: Record[AttendanceSession], session: AttendanceSession) -> Record[AttendanceSession]:
    """Return the record with a session that knows its person."""
    # Not `dataclasses.replace`, which takes five times as long: this runs for every session.
    return Record(record.id, session, record.raw, record.problem, derived_fields(session))
