"""The reads that take many calls: a place's attendance over any range, every room's, and the waitlists.

::

    windows(span) ─▶ pages of each, several at once ─▶ SessionMerge ─▶ names from the directory ─▶ pages of records
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from msgspec.structs import replace as struct_replace

from tui.core.collection import Query
from tui.core.errors import SignedOut, UsageError, VendorError
from tui.core.record import Page, Progress, Record
from tui.core.span import Span
from tui.vendors.virbela.attendance import Session, SessionMerge, Window, windows
from tui.vendors.virbela.attendance.merging import with_person
from tui.vendors.virbela.client import VirbelaClient
from tui.vendors.virbela.events import event_of, with_people
from tui.vendors.virbela.models import AttendanceRow, Room
from tui.vendors.virbela.people import People, joined
from tui.vendors.virbela.streams import merged
from tui.vendors.virbela.waitlist import Event

__all__ = ["campus_attendance", "room_attendance", "volume_attendance", "waitlist"]

ReadWindow: TypeAlias = Callable[[datetime, datetime], AsyncGenerator[Page[AttendanceRow], None]]
"""Ask one place about one window."""


def room_attendance(client: VirbelaClient, query: Query) -> AsyncIterator[Page[Session]]:
    """Read who was in the room `roomId`, over any range; pages come in the order that the vendor answers.

    Raises:
        VendorError: when a window cannot be read; what came before it has been yielded.
    """
    room_id = query.text("roomId")
    return _place_attendance(client, query, lambda start, stop: client.room_attendance(room_id, start, stop))


def volume_attendance(client: VirbelaClient, query: Query) -> AsyncIterator[Page[Session]]:
    """Read who was in the private volume `volumeId`, in the same way.

    Raises:
        VendorError: when a window cannot be read; what came before it has been yielded.
    """
    volume_id = query.text("volumeId")
    return _place_attendance(client, query, lambda start, stop: client.volume_attendance(volume_id, start, stop))


def campus_attendance(client: VirbelaClient, query: Query) -> AsyncIterator[Page[Session]]:
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


def _place_attendance(client: VirbelaClient, query: Query, read: ReadWindow) -> AsyncIterator[Page[Session]]:
    return joined(_sessions(client, query, read), client.directory, _named, settled=query.settled)


async def _sessions(client: VirbelaClient, query: Query, read: ReadWindow) -> AsyncIterator[Page[Session]]:
    """Read all windows of one place at once; every session comes once."""
    span = _span(query)
    merge = SessionMerge(span, now=_now(client, query), settled=query.settled)
    cuts = windows(span)
    answered = 0
    sources = [_tagged(read, window, query) for window in cuts]
    try:
        async with aclosing(merged(sources, at_once=client.transport.max_concurrency)) as pages:
            async for page in pages:
                answered += page.last
                progress = Progress(answered, len(cuts))
                yield Page(merge.take(page.rows), progress=progress, notes=page.notes)
    except VendorError:
        if held := merge.rest():
            yield Page(held)
        raise
    if held := merge.rest():
        yield Page(held)


@dataclass(frozen=True, slots=True)
class _Part:
    """What came of asking about one window."""

    rows: Sequence[Record[Any]]
    last: bool = False
    """Whether the window is done with it."""
    notes: tuple[str, ...] = ()
    room: Room | None = None
    failure: VendorError | None = None


async def _tagged(
    read: ReadWindow | Callable[[datetime, datetime], AsyncGenerator[Page[Any], None]],
    window: Window,
    query: Query,
    room: Room | None = None,
) -> AsyncGenerator[_Part, None]:
    """Ask about one window, in the user's zone, which changes nothing but how the offset reads in a log."""
    zone = query.zone or UTC
    async with aclosing(read(window.start.astimezone(zone), window.stop.astimezone(zone))) as pages:
        async for page in pages:
            yield _Part(page.records, notes=page.notes, room=room)
    yield _Part((), last=True, room=room)


async def _room_window(client: VirbelaClient, room: Room, window: Window, query: Query) -> AsyncGenerator[_Part, None]:
    """Ask one room about one window; a failure that is the room's own is an answer too."""

    def read(start: datetime, stop: datetime) -> AsyncGenerator[Page[AttendanceRow], None]:
        return client.room_attendance(room.object_id, start, stop)

    failure: VendorError | None = None
    async with aclosing(_tagged(read, window, query, room)) as parts:
        try:
            async for part in parts:
                yield part
        except SignedOut:
            raise
        except VendorError as failed:
            failure = failed
    if failure is not None:
        yield _Part((), last=True, room=room, failure=failure)


async def _all_rooms(client: VirbelaClient, query: Query) -> AsyncIterator[Page[Session]]:
    span, now = _span(query), _now(client, query)
    rooms = [record.value for record in (await client.rooms()).records if record.value is not None]
    merges = {
        room.object_id: SessionMerge(span, now=now, settled=query.settled, room_id=room.object_id, room_name=room.title)
        for room in rooms
    }
    cuts = windows(span)
    sources = (_room_window(client, room, window, query) for room in rooms for window in cuts)
    answered = 0
    failures: dict[str, VendorError] = {}
    yield Page((), progress=Progress(0, len(rooms) * len(cuts)))
    async with aclosing(merged(sources, at_once=client.transport.max_concurrency)) as parts:
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
            yield Page(records, progress=Progress(answered, len(rooms) * len(cuts)), notes=notes)
    held = tuple(record for merge in merges.values() for record in merge.rest())
    if held:
        yield Page(held)
    if rooms and len(failures) == len(rooms):
        raise next(iter(failures.values()))


async def _events(client: VirbelaClient, query: Query, events: str) -> AsyncIterator[Page[Event]]:
    """Read a waitlist. The page names no limit of its range; attendance has one, so the same windows are asked for."""
    span = _span(query)
    sfs_room = query.text("sfsRoom")

    def read(start: datetime, stop: datetime) -> AsyncGenerator[Page[Any], None]:
        return client.waitlist(events, start, stop, sfs_room=sfs_room)

    cuts = windows(span)
    seen: set[str] = set()
    answered = 0
    sources = [_tagged(read, window, query) for window in cuts]
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


def _named(record: Record[Session], people: People) -> Record[Session]:
    session = record.value
    person = people.get(session.user) if session is not None else None
    if session is None or person is None:
        return record
    return with_person(record, struct_replace(session, person=person))


def _span(query: Query) -> Span:
    if query.span is None:
        raise UsageError("This needs a range.", way_out="Give one, such as 7d, or --from and --to.")
    return query.span


def _now(client: VirbelaClient, query: Query) -> datetime:
    return query.now or client.clock.now()
