"""What Virbela can be asked and told, as data for both faces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.core.collection import Collection
from tui.core.errors import VendorError
from tui.core.present import count_text
from tui.core.vendor import Catalog, InTurn, Probe
from tui.core.wire.http import HeaderAuth, Opener
from tui.vendors.virbela.catalog.attendance import (
    ATTENDANCE,
    CAMPUS_ATTENDANCE,
    PERSON_ATTENDANCE,
    PRIVATE_VOLUME,
)
from tui.vendors.virbela.catalog.long_waits import LONG_WAITS
from tui.vendors.virbela.catalog.profiles import PROFILE, PROFILES, profile_fields
from tui.vendors.virbela.catalog.rooms import ROOMS
from tui.vendors.virbela.catalog.users import USER, USERS

if TYPE_CHECKING:
    from tui.core.action import Action
    from tui.core.findable import Finding
    from tui.vendors.virbela.api.client import VirbelaClient

__all__ = ["CATALOG", "profile_fields"]


def connect(opener: Opener) -> VirbelaClient:
    """Build the client; sends nothing."""
    from tui.vendors.virbela.api.client import VirbelaClient
    from tui.vendors.virbela.api.explain import explain
    from tui.vendors.virbela.settings import Settings

    settings = Settings.of(opener.settings)
    # Section "Authentication". Nothing is said about the product API's; it gets the same.
    auth = HeaderAuth({"V-Client-Id": settings.client_id, "V-Client-Secret": settings.client_secret})
    transport = opener.transport(bases=settings.bases, auth=auth, explain=explain)
    return VirbelaClient(transport, settings, opener.clock, cache=opener.cache)


async def probe(client: VirbelaClient) -> Probe:
    """Count the rooms, which proves address, credentials and client name, and the people where one call tells.

    Raises:
        VendorError: when the campus does not answer, or not to us.
    """
    rooms = len((await client.rooms()).records)
    try:
        people = await client.users_said()
    except VendorError:
        # The rooms have answered, so the connection stands; only this figure is missing.
        people = None
    holds = count_text(rooms, "room", "rooms")
    return Probe(f"{holds}, {count_text(people, 'person', 'people')}" if people is not None else holds)


def _waitlists() -> tuple[Collection, ...]:
    from tui.vendors.virbela.catalog import waitlists

    return (
        waitlists.WAITLIST_AGENTS,
        waitlists.WAITLIST_CALLED,
        waitlists.WAITLIST_HELPED,
        waitlists.WAITLIST_SHIFTS,
    )


def _reports() -> tuple[Collection, ...]:
    from tui.vendors.virbela.reports import REPORTS

    return REPORTS


def _actions() -> tuple[Action, ...]:
    from tui.vendors.virbela.catalog.invite import INVITE, REACTIVATE
    from tui.vendors.virbela.catalog.membership import DELETE, SUSPEND
    from tui.vendors.virbela.catalog.spaces import CREATE_SPACE
    from tui.vendors.virbela.catalog.update_profile import UPDATE_PROFILE

    return INVITE, SUSPEND, REACTIVATE, DELETE, UPDATE_PROFILE, CREATE_SPACE


def _finding() -> Finding:
    from tui.vendors.virbela.catalog.finding import FINDING

    return FINDING


CATALOG: Final = Catalog(
    connect=connect,
    probe=probe,
    collections=InTurn(
        (ROOMS, USERS, USER, PROFILES, PROFILE, ATTENDANCE, CAMPUS_ATTENDANCE, PERSON_ATTENDANCE, PRIVATE_VOLUME),
        later=(_waitlists, _reports),
    ),
    actions=InTurn((), later=(_actions,)),
    briefings=(LONG_WAITS,),
    finding=_finding,
)
