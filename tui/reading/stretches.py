"""Read one stretch of one place's time: from what is kept of the past, else from the vendor, and keep it then."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, tzinfo
from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tui.core.cache import Kept
from tui.core.errors import SignedOut, VendorError
from tui.core.record import Page, Record
from tui.core.time.clock import Clock
from tui.reading.past import Past
from tui.reading.windows import Stretch, Window

__all__ = ["ReadPart", "ReadPlace", "ReadWindow", "read_place", "read_stretch", "read_window"]

T = TypeVar("T")

ReadWindow: TypeAlias = Callable[[datetime, datetime], AsyncGenerator[Page[T], None]]
"""Ask one place about one window."""


class ReadPlace(Struct, Generic[T], frozen=True):
    """Something whose time is read."""

    path: str
    """Where it is asked for."""
    read: ReadWindow[T]
    id: str = ""
    """What it is known by, where several are read."""


class ReadPart(Struct, Generic[T], frozen=True):
    """What came of one stretch."""

    rows: Sequence[Record[T]]
    last: bool = False
    """Whether a window is done with it."""
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    place: str = ""
    """Which of several places it is of, by its id."""
    failure: VendorError | None = None
    """Why nothing more comes of this stretch; None unless it failed."""
    kept: Kept | None = None
    """Where it comes from, when the vendor was not asked."""


async def read_window(
    read: ReadWindow[T], window: Window, zone: tzinfo | None, *, place: str = ""
) -> AsyncGenerator[ReadPart[T], None]:
    """Ask about one window, in the user's zone, which changes nothing but how the offset reads in a log."""
    zone = zone or UTC
    async with aclosing(read(window.start.astimezone(zone), window.stop.astimezone(zone))) as pages:
        async for page in pages:
            yield ReadPart(page.records, notes=page.notes, missing=page.missing, place=place)
    yield ReadPart((), last=True, place=place)


async def read_stretch(
    past: Past[T], place: ReadPlace[T], stretch: Stretch, *, clock: Clock, zone: tzinfo | None
) -> AsyncGenerator[ReadPart[T], None]:
    """Read one stretch: from the cache where it is kept, else from the vendor, and keep it then.

    Raises:
        VendorError: when it cannot be read; what came before has been yielded.
    """
    if isinstance(stretch, Window):
        pages: list[Sequence[Record[T]]] = []
        asked_at, is_whole = clock.now(), True
        async with aclosing(read_window(place.read, stretch, zone, place=place.id)) as parts:
            async for part in parts:
                if past.keeps:
                    pages.append(part.rows)
                is_whole = is_whole and not part.notes and not part.missing
                yield part
        if is_whole:
            await past.keep(place.path, stretch, pages, at=asked_at)
    elif (kept_rows := await past.rows(stretch)) is not None:
        yield ReadPart(kept_rows, place=place.id, kept=stretch)
    else:  # another Frontdesk needed the room, or cleared the cache
        gone = Window(stretch.start, stretch.stop)
        async with aclosing(read_stretch(past, place, gone, clock=clock, zone=zone)) as parts:
            async for part in parts:
                yield replace(part, last=False)


async def read_place(
    past: Past[T], place: ReadPlace[T], stretch: Stretch, *, clock: Clock, zone: tzinfo | None
) -> AsyncGenerator[ReadPart[T], None]:
    """Read one stretch of one of several places; a failure that is the place's own is an answer too.

    Raises:
        SignedOut: when the credentials are refused: that is no place's fault.
    """
    failure: VendorError | None = None
    async with aclosing(read_stretch(past, place, stretch, clock=clock, zone=zone)) as parts:
        try:
            async for part in parts:
                yield part
        except SignedOut:
            raise
        except VendorError as failed:
            failure = failed
    if failure is not None:
        yield ReadPart((), last=isinstance(stretch, Window), place=place.id, failure=failure)
