"""Who was in one place, over any range: a room, or a private volume.

::

    plan(span) ─▶ pages of each window, several at once ─▶ SessionMerge ─▶ names from the directory ─▶ pages of records
               └▶ what is kept of the past ────────────────┘
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

from msgspec.structs import replace

from tui.core.collection import Query
from tui.core.errors import VendorError
from tui.core.record import Page, Progress, Record
from tui.reading.stretches import ReadPlace, read_stretch
from tui.reading.windows import requests_in
from tui.vendors.virbela.api import calls
from tui.vendors.virbela.api.client import VirbelaClient
from tui.vendors.virbela.api.models import AttendanceRow
from tui.vendors.virbela.asking import now_of, past_part, several, span_of
from tui.vendors.virbela.attendance.cache import CacheTally, past_of
from tui.vendors.virbela.attendance.merging import SessionMerge, with_person
from tui.vendors.virbela.attendance.session import AttendanceSession
from tui.vendors.virbela.people import People, joined

__all__ = ["ending", "named", "room_attendance", "room_place", "volume_attendance"]


def room_attendance(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    """Read who was in the room `roomId`, over any range.

    Pages come as the vendor answers; where rows are wanted settled, in the order of time.

    Raises:
        VendorError: when a window cannot be read; what came before it has been yielded.
    """
    return _attendance(client, query, room_place(client, query.text("roomId")))


def volume_attendance(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    """Read who was in the private volume `volumeId`, in the same way.

    Raises:
        VendorError: when a window cannot be read; what came before it has been yielded.
    """
    volume_id = query.text("volumeId")
    place = ReadPlace(
        calls.volume_path(volume_id), lambda start, stop: client.volume_attendance(volume_id, start, stop)
    )
    return _attendance(client, query, place)


def room_place(client: VirbelaClient, room_id: str) -> ReadPlace[AttendanceRow]:
    """Return a room as a place to read; it is known by its id."""
    return ReadPlace(
        calls.room_path(room_id), lambda start, stop: client.room_attendance(room_id, start, stop), room_id
    )


def named(record: Record[AttendanceSession], people: People) -> Record[AttendanceSession]:
    """Put the person's name into a session; the same record when it is not known."""
    session = record.value
    if session is None or session.person is not None:
        return record
    person = people.get(session.user)
    if person is None:
        return record
    return with_person(record, replace(session, person=person))


def ending(held: tuple[Record[AttendanceSession], ...], notes: tuple[str, ...]) -> Iterator[Page[AttendanceSession]]:
    """Give the last page; none when there is nothing to say."""
    if held or notes:
        yield Page(held, notes=notes)


def _attendance(
    client: VirbelaClient, query: Query, place: ReadPlace[AttendanceRow]
) -> AsyncIterator[Page[AttendanceSession]]:
    sessions = _sessions(client, query, place)
    return joined(sessions, client.directory, named, settled=query.settled) if query.named else sessions


async def _sessions(
    client: VirbelaClient, query: Query, place: ReadPlace[AttendanceRow]
) -> AsyncIterator[Page[AttendanceSession]]:
    """Read all stretches of one place at once; every session comes once."""
    span, now, past = span_of(query), now_of(client, query), past_of(client)
    merge = SessionMerge(span, now=now, settled=query.settled)
    stretches = await past.plan(place.path, past_part(span, now), fresh=query.fresh)
    tally = CacheTally()
    answered, of = 0, requests_in(stretches)
    sources = [read_stretch(past, place, each, clock=client.clock, zone=query.zone) for each in stretches]
    failure: VendorError | None = None
    async with aclosing(several(sources, client, query, ahead=2)) as parts:
        try:
            async for part in parts:
                answered += part.last
                records = await merge.take_long(part.rows, client.directory.known)
                tally.count(part.kept, len(records))
                yield Page(records, progress=Progress(answered, of), notes=part.notes, missing=part.missing)
        except VendorError as failed:
            failure = failed
    for page in ending(merge.rest(), tally.notes(now=client.clock.now(), zone=query.zone)):
        yield page
    if failure is not None:
        raise failure
