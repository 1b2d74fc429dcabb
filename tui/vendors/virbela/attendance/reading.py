"""The reads that take many calls: a place's attendance over any range, every room's, and the waitlists.

::

    plan(span) ─▶ pages of each window, several at once ─▶ SessionMerge ─▶ names from the directory ─▶ pages of records
               └▶ what is kept of the past ────────────────┘
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any

from msgspec.structs import replace as struct_replace

from tui.core.collection import Query
from tui.core.errors import UsageError, VendorError
from tui.core.record import Page, Progress, Record
from tui.core.time_range import TimeRange
from tui.reading.side_by_side import merged
from tui.vendors.virbela.api import calls
from tui.vendors.virbela.api.client import VirbelaClient
from tui.vendors.virbela.api.models import Room
from tui.vendors.virbela.attendance import AttendanceSession, SessionMerge, Stretch, Window, windows
from tui.vendors.virbela.attendance.cache import CacheTally
from tui.vendors.virbela.attendance.gaps import AttendancePlace, read_room_stretch, read_stretch, read_window
from tui.vendors.virbela.attendance.merging import with_person
from tui.vendors.virbela.people import People, joined
from tui.vendors.virbela.waitlist.events import event_of, with_people
from tui.vendors.virbela.waitlist.figures import Event

__all__ = ["campus_attendance", "room_attendance", "volume_attendance", "waitlist"]


def room_attendance(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    """Read who was in the room `roomId`, over any range; pages come in the order that the vendor answers.

    Raises:
        VendorError: when a window cannot be read; what came before it has been yielded.
    """
    return _place_attendance(client, query, _room(client, query.text("roomId")))


def volume_attendance(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    """Read who was in the private volume `volumeId`, in the same way.

    Raises:
        VendorError: when a window cannot be read; what came before it has been yielded.
    """
    volume_id = query.text("volumeId")
    place = AttendancePlace(
        calls.volume_path(volume_id), lambda start, stop: client.volume_attendance(volume_id, start, stop)
    )
    return _place_attendance(client, query, place)


def campus_attendance(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    """Read who was in any room. A room that cannot be read is told in a note and loses no other.

    Raises:
        SignedOut: when the credentials are refused: that is no room's fault.
        VendorError: when the rooms cannot be read, or none of them can.
    """
    return joined(_all_rooms(client, query), client.directory, _named, settled=query.settled)


def waitlist(client: VirbelaClient, query: Query, events: str) -> AsyncIterator[Page[Event]]:
    """Read a waitlist's events, over any range.

    Args:
        client: whom to ask.
        query: the range, and `sfsRoom` for one room only.
        events: `called`, `helped` or `shifts`.

    Raises:
        VendorError: when a window cannot be read; what came before it has been yielded.
    """
    return joined(_events(client, query, events), client.directory, with_people, settled=query.settled)


def _room(client: VirbelaClient, room_id: str, room: Room | None = None) -> AttendancePlace:
    return AttendancePlace(
        calls.room_path(room_id), lambda start, stop: client.room_attendance(room_id, start, stop), room
    )


def _place_attendance(
    client: VirbelaClient, query: Query, place: AttendancePlace
) -> AsyncIterator[Page[AttendanceSession]]:
    return joined(_sessions(client, query, place), client.directory, _named, settled=query.settled)


async def _sessions(
    client: VirbelaClient, query: Query, place: AttendancePlace
) -> AsyncIterator[Page[AttendanceSession]]:
    """Read all stretches of one place at once; every session comes once."""
    span = _span(query)
    merge = SessionMerge(span, now=_now(client, query), settled=query.settled)
    stretches = await client.past.plan(place.path, span, fresh=query.fresh)
    tally = CacheTally()
    answered, of = 0, _requests(stretches)
    sources = [read_stretch(client, place, stretch, query) for stretch in stretches]
    try:
        async with aclosing(merged(sources, at_once=_at_once(client))) as parts:
            async for part in parts:
                answered += part.last
                records = merge.take(part.rows)
                tally.count(part.kept, len(records))
                yield Page(records, progress=Progress(answered, of), notes=part.notes)
    except VendorError:
        for page in _ending(merge.rest(), tally.notes(client, query)):
            yield page
        raise
    for page in _ending(merge.rest(), tally.notes(client, query)):
        yield page


async def _all_rooms(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    span, now = _span(query), _now(client, query)
    rooms = [record.value for record in (await client.rooms()).records if record.value is not None]
    merges = {
        room.object_id: SessionMerge(span, now=now, settled=query.settled, room_id=room.object_id, room_name=room.title)
        for room in rooms
    }
    places = [_room(client, room.object_id, room) for room in rooms]
    plans = [(place, await client.past.plan(place.path, span, fresh=query.fresh)) for place in places]
    sources = (read_room_stretch(client, place, stretch, query) for place, stretches in plans for stretch in stretches)
    tally = CacheTally()
    answered, of = 0, sum(_requests(stretches) for _, stretches in plans)
    failures: dict[str, VendorError] = {}
    yield Page((), progress=Progress(0, of))
    async with aclosing(merged(sources, at_once=_at_once(client))) as parts:
        async for part in parts:
            answered += part.last
            room = part.room
            if room is None:
                continue
            notes = part.notes
            if part.failure is not None:
                if room.object_id not in failures:
                    notes = (*notes, f"{room.title} could not be read in full. {part.failure}")
                failures[room.object_id] = part.failure
            records = merges[room.object_id].take(part.rows)
            tally.count(part.kept, len(records))
            yield Page(records, progress=Progress(answered, of), notes=notes)
    held = tuple(record for merge in merges.values() for record in merge.rest())
    for page in _ending(held, tally.notes(client, query)):
        yield page
    if rooms and len(failures) == len(rooms):
        raise next(iter(failures.values()))


def _ending(held: tuple[Record[AttendanceSession], ...], notes: tuple[str, ...]) -> tuple[Page[AttendanceSession], ...]:
    """Return the last page; none when there is nothing to say."""
    return (Page(held, notes=notes),) if held or notes else ()


def _requests(stretches: Sequence[Stretch]) -> int:
    return sum(isinstance(stretch, Window) for stretch in stretches)


def _at_once(client: VirbelaClient) -> int:
    """Return how many stretches to read at once: for each request under way another one that can go out at once."""
    return 2 * client.transport.max_concurrency


async def _events(client: VirbelaClient, query: Query, events: str) -> AsyncIterator[Page[Event]]:
    """Read a waitlist. The page names no limit of its range; attendance has one, so the same windows are asked for."""
    span = _span(query)
    sfs_room = query.text("sfsRoom")

    def read(start: datetime, stop: datetime) -> AsyncGenerator[Page[Any], None]:
        return client.waitlist(events, start, stop, sfs_room=sfs_room)

    cuts = windows(span)
    seen: set[str] = set()
    answered = 0
    sources = [read_window(read, window, query) for window in cuts]
    async with aclosing(merged(sources, at_once=client.transport.max_concurrency)) as parts:
        async for part in parts:
            answered += part.last
            records = []
            for row in part.rows:
                record = event_of(row)
                inside = record.value is None or record.value.time in span
                if inside and record.id not in seen:
                    seen.add(record.id)
                    records.append(record)
            yield Page(tuple(records), progress=Progress(answered, len(cuts)), notes=part.notes)


def _named(record: Record[AttendanceSession], people: People) -> Record[AttendanceSession]:
    session = record.value
    person = people.get(session.user) if session is not None else None
    if session is None or person is None:
        return record
    return with_person(record, struct_replace(session, person=person))


def _span(query: Query) -> TimeRange:
    if query.span is None:
        raise UsageError("This needs a range.", way_out="Give one, such as 7d, or --from and --to.")
    return query.span


def _now(client: VirbelaClient, query: Query) -> datetime:
    return query.now or client.clock.now()
