"""One waitlist's events, over any range."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import datetime
from typing import Any

from tui.core.collection import Query
from tui.core.record import Page, Progress
from tui.reading.stretches import read_window
from tui.reading.windows import windows
from tui.vendors.virbela.api.client import VirbelaClient
from tui.vendors.virbela.asking import LONGEST, now_of, past_part, several, span_of
from tui.vendors.virbela.people import joined
from tui.vendors.virbela.waitlist.events import event_of, with_people
from tui.vendors.virbela.waitlist.figures import Event

__all__ = ["waitlist"]


def waitlist(client: VirbelaClient, query: Query, events: str) -> AsyncIterator[Page[Event]]:
    """Read a waitlist's events, over any range.

    Args:
        client: whom to ask.
        query: the range, and `sfsRoom` for one room only; whether people get their names.
        events: `called`, `helped` or `shifts`.

    Raises:
        VendorError: when a window cannot be read; what came before it has been yielded.
    """
    if not query.named:
        return _events(client, query, events)
    return joined(_events(client, query, events), client.directory, with_people, settled=query.settled)


async def _events(client: VirbelaClient, query: Query, events: str) -> AsyncIterator[Page[Event]]:
    """Read a waitlist. The page names no limit of its range; attendance has one, so the same windows are asked for."""
    span = span_of(query)
    sfs_room = query.text("sfsRoom")

    def read(start: datetime, stop: datetime) -> AsyncGenerator[Page[Any], None]:
        return client.waitlist(events, start, stop, sfs_room=sfs_room)

    cuts = windows(past_part(span, now_of(client, query)), longest=LONGEST)
    seen: set[str] = set()
    answered = 0
    sources = [read_window(read, window, query.zone) for window in cuts]
    async with aclosing(several(sources, client, query)) as parts:
        async for part in parts:
            answered += part.last
            records = []
            for row in part.rows:
                record = event_of(row)
                inside = record.value is None or record.value.time in span
                if inside and record.id not in seen:
                    seen.add(record.id)
                    records.append(record)
            progress = Progress(answered, len(cuts))
            yield Page(tuple(records), progress=progress, notes=part.notes, missing=part.missing)
