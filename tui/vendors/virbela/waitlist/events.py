"""From a waitlist's row, as the vendor sends it, to an event, as the sums understand it."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b
from typing import Any

from msgspec.structs import replace

from tui.core.record import Record
from tui.core.time.lengths import length_in
from tui.vendors.virbela.api.lenient import instant, number, seconds
from tui.vendors.virbela.api.models import CalledRow, HelpedRow, ShiftRow, WaitlistRow
from tui.vendors.virbela.people import People
from tui.vendors.virbela.waitlist.figures import Event

__all__ = ["event_of", "with_people"]


def event_of(row: Record[Any]) -> Record[Event]:
    """Return the row as an event; one that does not decode keeps its problem, known by its bytes."""
    if row.value is None:
        return _bad(row, row.problem)
    try:
        return Record(row.id, _event(row.value), row.raw)
    except ValueError as absurd:
        return _bad(row, str(absurd))


def _bad(row: Record[Any], problem: str) -> Record[Event]:
    return Record(f"?{blake2b(row.raw, digest_size=8).hexdigest()}", None, row.raw, problem, row.derived)


def with_people(record: Record[Event], people: People) -> Record[Event]:
    """Put the names of both people in; the same record when neither is known."""
    event = record.value
    if event is None:
        return record
    person, agent = people.get(event.user or ""), people.get(event.agent or "")
    if person is None and agent is None:
        return record
    derived: dict[str, str | None] = {}
    if person is not None:
        derived |= {"user_name": person.name, "user_email": person.email}
    if agent is not None:
        derived |= {"support_user_name": agent.name}
    return replace(record, value=replace(event, person=person, agent_person=agent), derived=derived)


def _event(row: WaitlistRow) -> Event:
    common: dict[str, Any] = {"time": instant(row.time) or row.time, "user": row.user_id, "room": row.room}
    match row:
        case CalledRow():
            return Event(
                **common,
                agent=row.support_user_id,
                lasted=_seconds("secondsInLine", row.seconds_in_line),
                place=_whole(row.initial_place),
            )
        case HelpedRow():
            return Event(
                **common, agent=row.support_user_id, lasted=_seconds("secondsBeingHelped", row.seconds_being_helped)
            )
        case ShiftRow():
            return Event(
                **common,
                agent=row.user_id,
                lasted=_seconds("secondsSupportingList", row.seconds_supporting_list),
                helping=_seconds("secondsHelpingUsers", row.seconds_helping_users),
                helped=_whole(row.num_users_helped),
            )
        case _:
            return Event(**common)


def _seconds(name: str, value: object) -> timedelta | None:
    try:
        lasted = length_in(seconds(value), timedelta(seconds=1))
    except ValueError as absurd:
        raise ValueError(f"{name}: {absurd}") from None
    return lasted if lasted is not None and lasted >= timedelta() else None


def _whole(value: object) -> int | None:
    read = number(value)
    return int(read) if read is not None else None
