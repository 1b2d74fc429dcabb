"""Member profiles: their columns are what the campus made them to be."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any, Final

from tui.core.collection import Collection, Opens, Param, Query
from tui.core.column import Column, Kind, Value
from tui.core.record import Page, Record
from tui.vendors.virbela.api.lenient import instant
from tui.vendors.virbela.catalog.users import USER_ID

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient
    from tui.vendors.virbela.api.models import Profile

__all__ = ["OWN_FIELDS", "PROFILE", "PROFILES", "profile_column", "profile_fields"]

OWN_FIELDS: Final = frozenset({"email", "firstname", "lastname", "updatedAt", "userId"})
"""The fields that every profile has; all others were made by the campus."""


def _sent() -> Any:
    from tui.vendors.virbela.api.models import Profile

    return Profile


def _fetch(client: VirbelaClient, query: Query) -> AsyncGenerator[Page[Profile], None]:
    return client.profiles(order=query.text("order"), at_most=query.limit)


async def _fetch_one(client: VirbelaClient, query: Query) -> AsyncIterator[Page[Profile]]:
    yield Page((await client.profile(query.text("userId")),), total=1)


def _text(profile: Profile, name: str) -> str | None:
    value = profile.get(name)
    return None if value is None else str(value)


def _name(profile: Profile) -> str | None:
    full = " ".join(str(profile[name]) for name in ("firstname", "lastname") if profile.get(name))
    return full or _text(profile, "email")


def _crumb(record: Record[Profile]) -> str:
    return (_name(record.value) if record.value else None) or record.id


_COLUMNS: Final[tuple[Column[Any], ...]] = (
    Column("full_name", "Name", _name, width=22, rank=0, derived=True),
    Column("email", "E-mail", lambda profile: _text(profile, "email"), width=26, rank=1),
    Column("updatedAt", "Updated", lambda profile: instant(profile.get("updatedAt")), Kind.TIME, width=10, rank=2),
    Column("firstname", "First name", lambda profile: _text(profile, "firstname"), rank=8, shown=False),
    Column("lastname", "Last name", lambda profile: _text(profile, "lastname"), rank=8, shown=False),
    Column("userId", "User id", lambda profile: _text(profile, "userId"), rank=9, shown=False),
)


def profile_fields(records: Iterable[Record[Profile]]) -> tuple[Column[Profile], ...]:
    """Return a column for each field that the campus made, in order of first appearance.

    A field is a number's when every value of it is one, and so on; with mixed values it is text.
    """
    kinds: dict[str, Kind] = {}
    for record in records:
        for name, value in (record.value or {}).items():
            if name in OWN_FIELDS or value is None:
                continue
            kind = _kind(value)
            kinds[name] = kind if kinds.get(name, kind) is kind else Kind.TEXT
    return tuple(profile_column(name, kind) for name, kind in kinds.items())


def profile_column(name: str, kind: Kind) -> Column[Profile]:
    """Make the column of a field that the campus made."""
    return Column(
        name, name, lambda profile: _value(profile.get(name), kind), kind, width=max(8, min(len(name), 20)), rank=3
    )


def _kind(value: object) -> Kind:
    match value:
        case bool():
            return Kind.FLAG
        case int() | float():
            return Kind.NUMBER
        case list():
            return Kind.LIST
        case _:
            return Kind.TEXT


def _value(value: Any, kind: Kind) -> Value:
    if value is None or (kind in {Kind.FLAG, Kind.NUMBER} and isinstance(value, (bool, int, float))):
        return value
    if isinstance(value, list):
        texts = tuple(str(each) for each in value)
        return texts if kind is Kind.LIST else ", ".join(texts)
    return str(value)


PROFILES: Final = Collection(
    name="profiles",
    title="Profiles",
    help="Member profiles with the fields of this campus; a blank field is not there at all.",
    columns=_COLUMNS,
    fetch=_fetch,
    params=(
        Param(
            "order",
            "Order by",
            choices=("-updatedAt", "updatedAt", "lastname", "email"),
            help="A field that Virbela sorts by; with - before it, downwards.",
        ),
    ),
    opens=Opens("profile", lambda record: {"userId": record.id}, _crumb, verb="profile"),
    noun=("profile", "profiles"),
    empty="No member has a profile yet.",
    sent=_sent,
    exported={"user_id": Kind.TEXT},
)

PROFILE: Final = Collection(
    name="profile",
    title="Profile",
    help="One member's profile.",
    columns=_COLUMNS,
    fetch=_fetch_one,
    params=(USER_ID,),
    id_param="userId",
    noun=("profile", "profiles"),
    top_level=False,
    sent=_sent,
    exported={"user_id": Kind.TEXT},
)
