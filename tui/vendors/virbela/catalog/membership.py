"""End a membership: for now, or for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from tui.core.action import Action, Danger, FieldProblem, FieldValue, Undo, Values, Verdict
from tui.core.wire.http import Request
from tui.vendors.virbela.api import writes
from tui.vendors.virbela.catalog.answers import envelope_outcome, find_user, user_fields
from tui.vendors.virbela.catalog.fields import EMAIL, ROLES, USER_ID, email_of, person_of, team_of, user_values

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient

__all__ = ["DELETE", "SUSPEND"]


def _suspend(client: VirbelaClient, values: Values) -> Request:
    return writes.suspend(values)


def _delete(client: VirbelaClient, values: Values) -> Request:
    return writes.delete_member(values)


def _one_of_both(values: Values) -> tuple[FieldProblem, ...]:
    if values.get("userId") or values.get("email"):
        return ()
    return (FieldProblem("", "Give the user id or the e-mail of the member."),)


def _consequence_of_suspending(values: Values) -> str:
    return f"{email_of(values)} can no longer enter this campus. Their data stays; reactivating lets them in again."


def _consequence_of_deleting(values: Values) -> str:
    return (
        f"{email_of(values)} leaves this campus. If they are a member of another campus, that is all. If they are not, "
        "all their data is erased from Virbela. Neither can be undone: to come back, they have to register again."
    )


async def _before(client: VirbelaClient, values: Values) -> Mapping[str, Any]:
    user = await find_user(client, values)
    return user_fields(user) if user is not None else {}


def _undo(values: Values, before: Mapping[str, Any]) -> Undo | None:
    """Invite again with the role and team of before; without knowing the role there is nothing to give back."""
    email, role = before.get("email") or values.get("email"), before.get("role")
    if not isinstance(email, str) or not email or role not in ROLES:
        return None
    given: dict[str, FieldValue] = {"email": email, "permission": role}
    team = team_of(before)
    if team:
        given["teamId"] = team
    given |= {"sendInvitationEmail": "none", "overwriteData": True}
    kept = f"in team {team}" if team else "in the campus's own team, for Virbela did not say which one it was"
    return Undo("invite", given, f"Invites {email} again as {role}, {kept}, overwriting, without an e-mail.")


async def _verify_suspension(client: VirbelaClient, values: Values) -> Verdict:
    user = await find_user(client, values)
    if user is None or user.role is None:
        return Verdict.CANNOT_TELL
    return Verdict.ARRIVED if user.role == "suspended" else Verdict.NOT_ARRIVED


async def _verify_deletion(client: VirbelaClient, values: Values) -> Verdict:
    return Verdict.ARRIVED if await find_user(client, values) is None else Verdict.NOT_ARRIVED


SUSPEND: Final = Action(
    name="suspend",
    title="Suspend",
    danger=Danger.REVERSIBLE,
    help="Keep a member out of the campus, for as long as you want; their data stays.",
    fields=(
        replace(USER_ID, required=False, help="The member's objectId. With both given, Virbela goes by the id."),
        replace(EMAIL, required=False),
    ),
    request=_suspend,
    outcome=envelope_outcome,
    target=email_of,
    identified_by=("userId", "email"),
    subject=person_of,
    consequence=_consequence_of_suspending,
    check=_one_of_both,
    applies_to=("users", "user", "profiles"),
    fill=user_values,
    before=_before,
    undo=_undo,
    verify=_verify_suspension,
)

DELETE: Final = Action(
    name="delete",
    title="Delete",
    danger=Danger.IRREVERSIBLE,
    help="Remove a member from the campus, and from Virbela if this is their only one. There is no way back.",
    fields=(USER_ID, EMAIL),
    request=_delete,
    outcome=envelope_outcome,
    target=email_of,
    identified_by=("userId", "email"),
    subject=person_of,
    consequence=_consequence_of_deleting,
    applies_to=("users", "user", "profiles"),
    fill=user_values,
    confirm_text=lambda values: str(values.get("email", "")),
    before=_before,
    verify=_verify_deletion,
)
