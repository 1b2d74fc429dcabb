"""Invite somebody, or change a member by inviting again; and take a suspension back in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from tui.core.action import Action, Danger, Field, FieldKind, FieldValue, Outcome, Values, Verdict
from tui.core.record import Record
from tui.core.wire.http import Request, Response
from tui.vendors.virbela.api import writes
from tui.vendors.virbela.api.models import User
from tui.vendors.virbela.catalog.answers import find_user, invitation_outcome
from tui.vendors.virbela.catalog.fields import (
    EMAIL,
    PERMISSION,
    ROLES,
    SEND,
    TEAM,
    email_of,
    person_of,
    team_of,
    user_values,
)

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient

__all__ = ["INVITE", "REACTIVATE"]

_COMPARED: Final = {
    "firstName": "firstname",
    "lastName": "lastname",
    "teamId": "team_id",
    "permission": "role",
}
"""What an invitation sends and how a member is read. Not the display name: the vendor may add digits to it."""

_MAIL_TO: Final = {
    "all": "Virbela sends them an invitation e-mail.",
    "newToVirbela": "Virbela sends them an invitation e-mail if they are on no campus of the region yet.",
    "newToCampus": "Virbela sends them an invitation e-mail if they are new to this campus.",
    "none": "No e-mail is sent.",
}


def _invite(client: VirbelaClient, values: Values) -> Request:
    return writes.invite(values)


def _reactivate(client: VirbelaClient, values: Values) -> Request:
    return writes.reactivate(values)


def _fill(record: Record[Any]) -> Values:
    """Fill a form from a member: all that an invitation can change, so that nothing is lost by overwriting."""
    filled: dict[str, FieldValue] = {name: value for name, value in user_values(record).items() if name == "email"}
    user = record.value
    if isinstance(user, User):
        given = {"firstName": user.firstname, "lastName": user.lastname, "teamId": team_of({"teamId": user.team_id})}
        filled |= {name: value for name, value in given.items() if value}
        if user.role in ROLES:
            filled["permission"] = user.role
    return filled


def _fill_reactivation(record: Record[Any]) -> Values:
    """Fill in what the member was; of one who is suspended Virbela no longer tells the role, so it is asked for."""
    filled = _fill(record)
    return {name: filled[name] for name in ("email", "teamId", "permission") if name in filled}


def _outcome(values: Values, answer: Response) -> Outcome:
    """Notice a member who was left as they were. The page does not show this answer, so its words are all there is."""
    outcome = invitation_outcome(values, answer)
    kept = not values.get("overwriteData") and "already" in outcome.text.lower()
    return replace(outcome, unchanged=kept)


def _consequence(values: Values) -> str:
    mail = _MAIL_TO.get(str(values.get("sendInvitationEmail", "all")), "")
    if not values.get("overwriteData"):
        return f"{email_of(values)} is invited. {mail} A member already on this campus is left as they are."
    shared = " The display name changes on every campus they are on." if "displayName" in values else ""
    return f"{email_of(values)} is invited, or changed if they are a member already. {mail}{shared}"


def _consequence_of_reactivation(values: Values) -> str:
    role, team = values.get("permission", "member"), values.get("teamId")
    mail = _MAIL_TO.get(str(values.get("sendInvitationEmail", "none")), "")
    where = f"in team {team}" if team else "in the campus's own team"
    return f"{email_of(values)} can enter again, as {role}, {where}. {mail}"


async def _verify(client: VirbelaClient, values: Values) -> Verdict:
    """Compare the member with what was sent. Pending invitations are not listed, so absence tells nothing."""
    user = await find_user(client, {"email": values["email"]})
    sent = {name: field for name, field in _COMPARED.items() if name in values}
    if user is None or not sent or not values.get("overwriteData"):
        return Verdict.CANNOT_TELL
    same = all(values[name] == getattr(user, field) for name, field in sent.items())
    return Verdict.ARRIVED if same else Verdict.NOT_ARRIVED


async def _verify_reactivation(client: VirbelaClient, values: Values) -> Verdict:
    user = await find_user(client, {"email": values["email"]})
    if user is None or user.role is None:
        return Verdict.CANNOT_TELL
    return Verdict.NOT_ARRIVED if user.role == "suspended" else Verdict.ARRIVED


INVITE: Final = Action(
    name="invite",
    title="Invite or change a person",
    danger=Danger.REVERSIBLE,
    help="Invite a person to the campus, or change a member by inviting them again with overwriting on.",
    fields=(
        EMAIL,
        Field(
            "displayName",
            "Display name",
            help="Shown on every campus the person is on. If it is taken, Virbela adds digits.",
        ),
        Field("firstName", "First name"),
        Field("lastName", "Last name"),
        Field("title", "Title", help="What the person is, such as Lecturer."),
        TEAM,
        PERMISSION,
        SEND,
        Field(
            "overwriteData",
            "Overwrite",
            FieldKind.FLAG,
            default="no",
            help="If the person is a member already: yes overwrites their data, no leaves them as they are.",
        ),
    ),
    request=_invite,
    outcome=_outcome,
    target=email_of,
    subject=person_of,
    consequence=_consequence,
    applies_to=("users", "user"),
    fill=_fill,
    verify=_verify,
)

_ROLE_AGAIN: Final = replace(
    PERMISSION,
    required=True,
    default="",
    help="The role they get back. Virbela does not tell which one they had, and would make them a member.",
)

REACTIVATE: Final = Action(
    name="reactivate",
    title="Reactivate",
    danger=Danger.REVERSIBLE,
    help="Let a suspended member in again, by an invitation that gives them a role. Undoing the suspension gives back "
    "the role they had.",
    fields=(EMAIL, _ROLE_AGAIN, TEAM, replace(SEND, default="none")),
    request=_reactivate,
    outcome=invitation_outcome,
    target=email_of,
    subject=person_of,
    consequence=_consequence_of_reactivation,
    applies_to=("users", "user"),
    fill=_fill_reactivation,
    verify=_verify_reactivation,
)
