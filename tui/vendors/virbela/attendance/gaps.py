"""Read one stretch of one place's time: from the cache where it is kept, else from the vendor, and keep it then."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

from tui.core.cache import Kept
from tui.core.collection import Query
from tui.core.errors import SignedOut, VendorError
from tui.core.record import Page, Record
from tui.vendors.virbela.api.client import VirbelaClient
from tui.vendors.virbela.api.models import Room
from tui.vendors.virbela.attendance import Stretch, Window

__all__ = ["AttendancePart", "AttendancePlace", "ReadWindow", "read_room_stretch", "read_stretch", "read_window"]

ReadWindow: TypeAlias = Callable[[datetime, datetime], AsyncGenerator[Page[Any], None]]
"""Ask one place about one window."""


@dataclass(frozen=True, slots=True)
class AttendancePlace:
    """Something that is attended."""

    path: str
    """Where its attendance is asked for."""
    read: ReadWindow
    room: Room | None = None
    """The room that it is, where several are read."""


@dataclass(frozen=True, slots=True)
class AttendancePart:
    """What came of one stretch."""

    rows: Sequence[Record[Any]]
    last: bool = False
    """Whether a window is done with it."""
    notes: tuple[str, ...] = ()
    room: Room | None = None
    failure: VendorError | None = None
    kept: Kept | None = None
    """Where it comes from, when the vendor was not asked."""


async def read_stretch(
    client: VirbelaClient, place: AttendancePlace, stretch: Stretch, query: Query
) -> AsyncGenerator[AttendancePart, None]:
    """Read one stretch: from the cache where it is kept, else from the vendor, and keep it then."""
    if isinstance(stretch, Window):
        rows: list[Record[Any]] = []
        asked_at, sound = client.clock.now(), True
        async with aclosing(read_window(place.read, stretch, query, place.room)) as parts:
            async for part in parts:
                rows.extend(part.rows)
                sound = sound and not part.notes
                yield part
        if sound:
            client.past.keep(place.path, stretch, rows, at=asked_at)
    elif (kept_rows := await client.past.rows(stretch)) is not None:
        yield AttendancePart(kept_rows, room=place.room, kept=stretch)
    else:  # another Frontdesk needed the room, or cleared the cache
        gone = Window(stretch.start, stretch.stop)
        async with aclosing(read_stretch(client, place, gone, query)) as parts:
            async for part in parts:
                yield replace(part, last=False)


async def read_window(
    read: ReadWindow,
    window: Window,
    query: Query,
    room: Room | None = None,
) -> AsyncGenerator[AttendancePart, None]:
    """Ask about one window, in the user's zone, which changes nothing but how the offset reads in a log."""
    zone = query.zone or UTC
    async with aclosing(read(window.start.astimezone(zone), window.stop.astimezone(zone))) as pages:
        async for page in pages:
            yield AttendancePart(page.records, notes=page.notes, room=room)
    yield AttendancePart((), last=True, room=room)


async def read_room_stretch(
    client: VirbelaClient, place: AttendancePlace, stretch: Stretch, query: Query
) -> AsyncGenerator[AttendancePart, None]:
    """Read one room's stretch; a failure that is the room's own is an answer too."""
    failure: VendorError | None = None
    async with aclosing(read_stretch(client, place, stretch, query)) as parts:
        try:
            async for part in parts:
                yield part
        except SignedOut:
            raise
        except VendorError as failed:
            failure = failed
    if failure is not None:
        yield AttendancePart((), last=isinstance(stretch, Window), room=place.room, failure=failure)
