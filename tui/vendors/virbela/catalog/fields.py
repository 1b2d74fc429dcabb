"""Fields that several writes take, and the rules for them that the page states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from tui.core.action import Field, FieldKind, FieldValue, Values
from tui.core.record import Record
from tui.vendors.virbela.references import A_PERSON

__all__ = [
    "EMAIL",
    "PERMISSION",
    "ROLES",
    "SEND",
    "TEAM",
    "USER_ID",
    "email_of",
    "is_team",
    "person_of",
    "team_of",
    "user_values",
]

ROLES: Final = ("member", "leader", "moderator", "admin", "owner")
"""The roles that can be given, in rising order. `suspended` is one that can only be met."""

_TEAM: Final = re.compile(r"[A-Z]|[AB][A-Z]")


def is_team(text: object) -> bool:
    """Tell whether a team id is one that the page accepts: A to Z, AA to AZ, BA to BZ."""
    return isinstance(text, str) and _TEAM.fullmatch(text) is not None


def _check_team(value: FieldValue) -> str:
    return "" if is_team(value) else "A team is A to Z, AA to AZ or BA to BZ, in capitals."


def _check_email(value: FieldValue) -> str:
    """Check the shape only: one @, a name before it, a domain with a dot after it."""
    name, at, domain = str(value).partition("@")
    sound = name and at and "@" not in domain and "." in domain.strip(".") and not re.search(r"[\s<>,;]", str(value))
    return "" if sound else "An e-mail looks like name@example.org."


def _check_role(value: FieldValue) -> str:
    return "" if value in ROLES else f"The role is one of {', '.join(ROLES)}, in lower case."


EMAIL: Final = Field(
    "email", "E-mail", FieldKind.EMAIL, required=True, help="The person's address on this campus.", check=_check_email
)

USER_ID: Final = Field(
    "userId",
    "User id",
    required=True,
    help="The member's objectId; the list of users has it.",
    aliases=("objectId", "Member id"),
    refers_to=A_PERSON,
)

TEAM: Final = Field(
    "teamId",
    "Team",
    default="the campus's team",
    help="A to Z, AA to AZ or BA to BZ. Rooms let in by team or by role.",
    check=_check_team,
)

PERMISSION: Final = Field(
    "permission",
    "Role",
    FieldKind.CHOICE,
    choices=ROLES,
    default="member",
    help="What the person may do; a change shows when they sign in the next time.",
    check=_check_role,
)

SEND: Final = Field(
    "sendInvitationEmail",
    "Invitation e-mail",
    FieldKind.CHOICE,
    choices=("all", "newToVirbela", "newToCampus", "none"),
    default="all",
    help="all: always. newToVirbela: only to people on no campus of the region. newToCampus: only to people new to "
    "this campus. none: never.",
)


def email_of(values: Values) -> str:
    """Return the e-mail; else the user id."""
    return str(values.get("email") or values.get("userId") or "")


def person_of(values: Values, before: Mapping[str, Any]) -> str:
    """Return a person's name and e-mail, from what is there and else from what is given; the user id without either."""
    found = {**{name: value for name, value in values.items() if isinstance(value, str)}, **before}
    parts = [str(found.get(name) or "") for name in ("firstname", "lastname")]
    given = [str(found.get(name) or "") for name in ("firstName", "lastName")]
    name = str(found.get("name") or " ".join(filter(None, parts)) or " ".join(filter(None, given)))
    email = str(found.get("email") or "")
    said = dict.fromkeys(part for part in (name or str(found.get("displayName") or ""), email) if part)
    return ", ".join(said) or str(found.get("userId") or "")


def team_of(values: Mapping[str, Any]) -> str:
    """Return a team id as it can be sent again; empty when it is none that the page accepts."""
    team = values.get("teamId")
    return team if isinstance(team, str) and is_team(team) else ""


def user_values(record: Record[Any]) -> Values:
    """Return the id and the e-mail that a row tells, of a user, a profile or a session."""
    fields = record.fields()
    values: dict[str, FieldValue] = {}
    # The answer about one profile does not repeat whose it is; the client notes down what it asked with.
    user_id = fields.get("userId") or fields.get("objectId") or record.derived.get("user_id")
    email = fields.get("email") or record.derived.get("user_email")
    if isinstance(user_id, str) and user_id:
        values["userId"] = user_id
    if isinstance(email, str) and email:
        values["email"] = email
    return values
