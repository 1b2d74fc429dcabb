"""Where one person was. Virbela tells attendance by room only, so every room is asked and the others' stays dropped."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct
from msgspec.structs import replace

from tui.core.record import Page, Record
from tui.core.time.time_range import TimeRange
from tui.reading.windows import windows
from tui.vendors.virbela.asking import LONGEST, past_part
from tui.vendors.virbela.attendance.all_rooms import campus_attendance
from tui.vendors.virbela.attendance.session import AttendanceSession

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tui.core.collection import Query
    from tui.vendors.virbela.api.client import VirbelaClient

__all__ = ["Cost", "person_attendance", "scan_cost"]


class Cost(Struct, frozen=True):
    """What looking through all rooms takes."""

    rooms: int
    requests: int
    """At the least: a window with more rows than fit in one answer takes more."""
    at_once: int
    """Requests under way at the same time."""


async def scan_cost(client: VirbelaClient, span: TimeRange) -> Cost:
    """Count what reading a person's attendance over a span takes; asks for the rooms.

    Raises:
        VendorError: when the rooms cannot be read.
    """
    rooms = sum(record.value is not None for record in (await client.rooms()).records)
    cuts = windows(past_part(span, client.clock.now()), longest=LONGEST)
    return Cost(rooms, rooms * len(cuts), client.transport.max_concurrency)


async def person_attendance(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AttendanceSession]]:
    """Read all rooms' attendance, and yield the stays of the person `userId`.

    Raises:
        VendorError: as the campus's attendance.
    """
    user_id = query.text("userId")
    pages = cast("AsyncGenerator[Page[AttendanceSession], None]", campus_attendance(client, query))
    async with aclosing(pages):
        async for page in pages:
            yield replace(page, records=tuple(record for record in page.records if _is_of(record, user_id)), total=None)


def _is_of(record: Record[Any], user_id: str) -> bool:
    """Tell whose stay it is; one that cannot be read may still tell that."""
    if isinstance(record.value, AttendanceSession):
        return record.value.user == user_id
    return record.fields().get("userId") == user_id
