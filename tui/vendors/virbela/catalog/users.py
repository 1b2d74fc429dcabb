"""The campus's members, and one of them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import TYPE_CHECKING, Final

from tui.core.collection import Collection, Opens, Param, Query
from tui.core.column import Column, Kind, Value, tone_by_word
from tui.core.record import Page, Record
from tui.vendors.virbela.api.lenient import number
from tui.vendors.virbela.api.models import Hardware
from tui.vendors.virbela.references import A_PERSON

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient
    from tui.vendors.virbela.api.models import User

__all__ = ["USER", "USERS", "USER_ID"]

USER_ID: Final = Param(
    "userId",
    "User id",
    required=True,
    help="The member's objectId; the list of users has it.",
    flag="user-id",
    refers_to=A_PERSON,
)
"""Which member; the command line takes it as the ID."""

_UNKNOWN_MACHINE: Final = Hardware()


def _sent() -> type[User]:
    from tui.vendors.virbela.api.models import User

    return User


def _fetch(client: VirbelaClient, query: Query) -> AsyncGenerator[Page[User], None]:
    return client.users(at_most=query.limit)


async def _fetch_one(client: VirbelaClient, query: Query) -> AsyncIterator[Page[User]]:
    yield Page((await client.user(query.text("userId")),), total=1)


def _machine(user: User) -> Hardware:
    return user.hardware or _UNKNOWN_MACHINE


def _memory(value: Value) -> str:
    """Write megabytes as the machine's maker would: 16262 is a machine of 16 GB."""
    megabytes = number(value)
    if megabytes is None:
        return str(value or "")
    return f"{megabytes / 1024:.0f} GB" if megabytes >= 1024 else f"{megabytes:g} MB"


def _name(record: Record[User]) -> str:
    return record.value.name if record.value else record.id


_COLUMNS: Final[tuple[Column[User], ...]] = (
    Column("full_name", "Name", lambda user: user.name, width=22, rank=0, derived=True, always=True),
    Column("email", "E-mail", lambda user: user.email, width=26, rank=1),
    Column("role", "Role", lambda user: user.role, width=10, rank=1, tone=tone_by_word(suspended="danger")),
    Column("teamId", "Team", lambda user: None if user.team_id is None else str(user.team_id), width=5, rank=2),
    Column("profileLastUpdatedAt", "Updated", lambda user: user.updated_at, Kind.TIME, width=10, rank=3),
    Column("hardware.device", "Device", lambda user: _machine(user).device, width=20, rank=5),
    Column("hardware.os", "OS", lambda user: _machine(user).os, width=18, rank=4),
    Column(
        "hardware.ram",
        "RAM",
        lambda user: _machine(user).megabytes,
        Kind.NUMBER,
        width=6,
        rank=6,
        unit="MB",
        form=_memory,
    ),
    Column("hardware.gfx", "Graphics", lambda user: _machine(user).gfx, width=22, rank=7),
    Column(
        "hardware.processor",
        "Processor",
        lambda user: _machine(user).processor,
        width=26,
        rank=8,
        shown=False,
    ),
    Column("displayname", "Display name", lambda user: user.displayname, width=16, rank=8, shown=False),
    Column("firstname", "First name", lambda user: user.firstname, rank=8, shown=False),
    Column("lastname", "Last name", lambda user: user.lastname, rank=8, shown=False),
    Column("objectId", "User id", lambda user: user.object_id, rank=9, shown=False),
)

USERS: Final = Collection(
    name="users",
    title="People",
    help="Members who accepted their invitation; pending ones are not listed by Virbela.",
    columns=_COLUMNS,
    fetch=_fetch,
    opens=Opens("user", lambda record: {"userId": record.id}, _name, verb="person"),
    sort="full_name",
    noun=("person", "people"),
    empty="Nobody has accepted an invitation to this campus yet. Invite somebody with a.",
    sent=_sent,
)

USER: Final = Collection(
    name="user",
    title="Person",
    help="One member, with the machine they were last seen with.",
    columns=_COLUMNS,
    fetch=_fetch_one,
    params=(USER_ID,),
    id_param="userId",
    opens=Opens("profile", lambda record: {"userId": record.id}, _name, verb="profile"),
    noun=("person", "people"),
    top_level=False,
    sent=_sent,
)
