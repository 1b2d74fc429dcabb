"""Who was anywhere on the campus: every room is asked, and one that fails loses no other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing

from tui.core.collection import Query
from tui.core.errors import VendorError
from tui.core.record import Page, Progress, Record
from tui.reading.stretches import read_place
from tui.reading.windows import requests_in
from tui.vendors.virbela.api.client import VirbelaClient
from tui.vendors.virbela.api.models import Room
from tui.vendors.virbela.asking import now_of, past_part, several, span_of
from tui.vendors.virbela.attendance.cache import CacheTally, past_of
from tui.vendors.virbela.attendance.merging import SessionMerge
from tui.vendors.virbela.attendance.one_place import ending, named, room_place
from tui.vendors.virbela.attendance.session import AttendanceSession
from tui.vendors.virbela.people import joined

__all__ = ["campus_attendance"]


def campus_attendance(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    """Read who was in any room, or in those of `query.only`.

    A room that cannot be read loses no other: a note says why, and the last page says how many there are and which.

    Raises:
        SignedOut: when the credentials are refused: that is no room's fault.
        VendorError: when the rooms cannot be read, or none of them can.
    """
    sessions = _all_rooms(client, query)
    return joined(sessions, client.directory, named, settled=query.settled) if query.named else sessions


async def _all_rooms(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    span, now, past = span_of(query), now_of(client, query), past_of(client)
    known = [_room_of(record) for record in (await client.rooms()).records]
    rooms = [room for room in known if room is not None and (not query.only or room.object_id in query.only)]
    nameless = known.count(None)
    merges = {
        room.object_id: SessionMerge(span, now=now, settled=query.settled, room_id=room.object_id, room_name=room.title)
        for room in rooms
    }
    titles = {room.object_id: room.title for room in rooms}
    places = [room_place(client, room.object_id) for room in rooms]
    plans = [(place, await past.plan(place.path, past_part(span, now), fresh=query.fresh)) for place in places]
    sources = (
        read_place(past, place, stretch, clock=client.clock, zone=query.zone)
        for place, stretches in plans
        for stretch in stretches
    )
    tally = CacheTally()
    reading = ""
    answered, of = 0, sum(requests_in(stretches) for _, stretches in plans)
    failures: dict[str, VendorError] = {}
    yield Page((), progress=Progress(0, of))
    async with aclosing(several(sources, client, query, ahead=2)) as parts:
        async for part in parts:
            answered += part.last
            if query.settled and reading != part.place:  # one room after the other
                if reading:
                    merges[reading].close()
                reading = part.place
            notes = part.notes
            if part.failure is not None:
                if part.place not in failures:
                    notes = (*notes, f"{titles[part.place]} could not be read in full. {part.failure}")
                failures[part.place] = part.failure
            records = await merges[part.place].take_long(part.rows, client.directory.known)
            tally.count(part.kept, len(records))
            yield Page(records, progress=Progress(answered, of), notes=notes, missing=part.missing)
    held = tuple(record for merge in merges.values() for record in merge.rest())
    for page in ending(held, tally.notes(now=client.clock.now(), zone=query.zone)):
        yield page
    if rooms and len(failures) == len(rooms):
        raise next(iter(failures.values()))
    if failures or nameless:
        missing = f"{len(failures) + nameless} of {len(known)} rooms could not be read."
        yield Page((), missing=(missing,), missing_ids=tuple(failures))


def _room_of(record: Record[Room]) -> Room | None:
    """Return a room; one that does not decode can still be asked for where it has an id. None where it has none."""
    if record.value is not None:
        return record.value
    fields = record.fields()
    room_id, name = fields.get("objectId"), fields.get("name")
    if not isinstance(room_id, str) or not room_id:
        return None
    return Room(object_id=room_id, name=name if isinstance(name, str) else None)
