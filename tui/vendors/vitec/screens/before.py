"""What is overdue in the whole past, whatever range a list shows: read beside it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime, tzinfo
from typing import Any, cast

from tui.connections import Connection
from tui.core.collection import Query
from tui.core.record import Page, Record
from tui.core.time.ranges import parse_range
from tui.vendors.vitec.catalog import COMEBACKS
from tui.vendors.vitec.comebacks import OVERDUE_DAYS, Due, due

__all__ = ["overdue_of_the_past"]


async def overdue_of_the_past(connection: Connection, *, now: datetime, zone: tzinfo) -> Sequence[Record[Any]]:
    """Return the comebacks that are overdue, by when they occur.

    Raises:
        VendorError: when the vendor cannot be asked.
    """
    query = Query(span=parse_range(f"{OVERDUE_DAYS}d", now=now, zone=zone), now=now, zone=zone, settled=True)
    pages = cast("AsyncGenerator[Page[Any], None]", COMEBACKS.fetch(await connection.client(), query))
    found: list[Record[Any]] = []
    async with aclosing(pages):
        async for page in pages:
            found += [
                record
                for record in page.records
                if record.value is not None and due(record.value, now=now, zone=zone) is Due.OVERDUE
            ]
    return found
