"""What NameCoach can be asked and told: searches by lead and by contact, and four kinds of event."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from tui.core.collection import Collection, Param, ParamKind, Query
from tui.core.errors import Rejected
from tui.core.record import Page
from tui.core.vendor import Catalog, InTurn, Probe
from tui.vendors.namecoach.api.client import CONTACT, LEAD, NameCoachClient, Search, connect
from tui.vendors.namecoach.api.models import Event
from tui.vendors.namecoach.columns import EVENT_COLUMNS
from tui.vendors.namecoach.references import recording_in

if TYPE_CHECKING:
    from tui.core.action import Action
    from tui.core.findable import Finding

__all__ = ["CATALOG"]


def fetch_events(entity: str) -> Callable[[NameCoachClient, Query], AsyncIterator[Page[Event]]]:
    """Return the fetch of one kind of entity."""

    async def fetch(client: NameCoachClient, query: Query) -> AsyncIterator[Page[Event]]:
        search = Search(
            entity=entity,
            entity_id=query.text(f"{entity}_id"),
            recording_ids=query.texts("recording_id"),
            customer_id=query.text("customer_id"),
            user_id=query.text("user_id"),
            latest=bool(query.values["latest"]) if "latest" in query.values else None,
        )
        async with aclosing(client.search(search, at_most=query.limit)) as pages:
            async for page in pages:
                yield page

    return fetch


async def probe(client: NameCoachClient) -> Probe:
    """Search for nobody: the API has no cheaper question. A refusal of the values still proves that it answers us."""
    nobody = Search(LEAD, "frontdesk-check", ("frontdesk-check",), "frontdesk-check", "frontdesk-check")
    try:
        async with aclosing(client.search(nobody)) as pages:
            async for _ in pages:
                break
    except Rejected:
        return Probe("answers; events are searched by lead or contact")
    return Probe("lead and contact events")


def _events(entity: str) -> Collection:
    return Collection(
        name=f"{entity}-events",
        title=f"{entity.capitalize()} events",
        help=f"Analytics events about a {entity}: who did what with a recording, and when.",
        columns=EVENT_COLUMNS,
        fetch=fetch_events(entity),
        params=(
            Param(
                "recording_id",
                "Recordings",
                ParamKind.LIST,
                required=True,
                help="The recordings that it is about; give several.",
                refers_to=recording_in(f"{entity}-events"),
            ),
            Param("customer_id", "Customer", required=True, setting="customer_id", help="Whose data it is."),
            Param("user_id", "User", required=True, setting="user_id", help="Who did it."),
            Param(f"{entity}_id", entity.capitalize(), required=True, help=f"The {entity}."),
            Param(
                "latest", "Latest only", ParamKind.FLAG, help="The newest event only, as far as the vendor's word goes."
            ),
        ),
        sort="-created_at",
        moment="created_at",
        noun=("event", "events"),
        empty=f"No events of this {entity} with these recordings, customer and user. All of them must match.",
        sent=lambda: Event,
    )


def _reports() -> tuple[Collection, ...]:
    from tui.vendors.namecoach.reports import REPORTS_OF_EVENTS

    return REPORTS_OF_EVENTS


def _actions() -> tuple[Action, ...]:
    from tui.vendors.namecoach.recording import ACTIONS

    return ACTIONS


def _finding() -> Finding:
    from tui.vendors.namecoach.finding import FINDING

    return FINDING


CATALOG: Final = Catalog(
    connect=connect,
    probe=probe,
    collections=InTurn((_events(LEAD), _events(CONTACT)), later=(_reports,)),
    actions=InTurn((), later=(_actions,)),
    finding=_finding,
)
