"""One question for several leads, contacts and users: a search for each, the events of all of them once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import Final

from msgspec.structs import replace

from tui.core.collection import Param, ParamKind, Query
from tui.core.errors import UsageError, VendorError
from tui.core.record import Page, Progress, Record
from tui.core.time.time_range import TimeRange
from tui.vendors.namecoach.api.client import CONTACT, LEAD, NameCoachClient, Search
from tui.vendors.namecoach.api.models import Event
from tui.vendors.namecoach.events import created
from tui.vendors.namecoach.references import recording_in

__all__ = ["ASKED", "fetch_events_of"]

ASKED: Final = (
    Param(
        "recording_id",
        "Recordings",
        ParamKind.LIST,
        required=True,
        help="The recordings that it is about; give several.",
        refers_to=recording_in("lead-events"),
    ),
    Param("customer_id", "Customer", required=True, setting="customer_id", help="Whose data it is."),
    Param("user_id", "Users", ParamKind.LIST, required=True, setting="user_id", help="Who did it; give several."),
    Param("lead_id", "Leads", ParamKind.LIST, help="The leads; give several. A lead or a contact is needed."),
    Param("contact_id", "Contacts", ParamKind.LIST, help="The contacts; give several."),
)


async def fetch_events_of(client: NameCoachClient, query: Query) -> AsyncIterator[Page[Event]]:
    """Yield the events of each lead and contact with each user; of a range only those that were recorded in it.

    A search that fails is missing, and keeps no other from being asked.

    Raises:
        UsageError: when neither a lead nor a contact is given.
        VendorError: when no search at all was answered.
    """
    searches = list(_searches(query))
    if not searches:
        raise UsageError(
            "Neither a lead nor a contact is given.", way_out="Say whose events, with --lead-id or --contact-id."
        )
    failed: list[VendorError] = []
    undated = 0
    for done, search in enumerate(searches):
        try:
            async with aclosing(client.search(search)) as pages:
                async for page in pages:
                    rows = tuple(_told_apart(row, search) for row in page.records)
                    kept = rows if query.span is None else tuple(row for row in rows if _is_in(row, query.span))
                    undated += sum(_is_undated(row) for row in rows)
                    yield replace(page, records=kept, total=None, progress=Progress(done, len(searches)))
        except VendorError as problem:
            failed.append(problem)
            if len(failed) == len(searches):
                raise
            what = f"The events of {search.entity} {search.entity_id} by {search.user_id}"
            yield Page((), missing=(f"{what} could not be read: {problem.message}",))
    if undated and query.span is not None:
        what = "event has" if undated == 1 else "events have"
        yield Page((), missing=(f"{undated:,} {what} no time that can be read: nobody knows whether in the range.",))


def _searches(query: Query) -> Iterator[Search]:
    for entity in (LEAD, CONTACT):
        for entity_id in dict.fromkeys(query.texts(f"{entity}_id")):
            for user in dict.fromkeys(query.texts("user_id")):
                yield Search(entity, entity_id, query.texts("recording_id"), query.text("customer_id"), user)


def _told_apart(row: Record[Event], search: Search) -> Record[Event]:
    """Name a row by its search as well: events of two people may share everything else."""
    name = f"{search.entity} {search.entity_id} {row.id}"
    return Record(name, row.value, row.raw, row.problem, row.derived)


def _is_in(row: Record[Event], span: TimeRange) -> bool:
    if row.value is None:
        return True
    at = created(row.value)
    return at is not None and at in span


def _is_undated(row: Record[Event]) -> bool:
    return row.value is not None and created(row.value) is None
