"""Users, as the API shows them, and the end of a membership."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tui.sandbox.http import Call, Refusal, Reply
from tui.vendors.virbela.sandbox.gate import CLIENT_NAME, Gate, read_count, written
from tui.vendors.virbela.sandbox.members import Member, Members

__all__ = ["Users", "read_object"]

_DEFAULT_LIMIT: Final = 1000


class Users:
    """`/User`, `/User/{userId}`, `/User/Membership/suspend`, `/User/Membership/deleteMember`."""

    def __init__(self, gate: Gate, members: Members) -> None:
        self._gate = gate
        self._members = members

    def list_all(self, call: Call) -> Reply:
        """List members, 1,000 unless told otherwise; its paging word is `skip`."""
        limit, skip = read_count(call, "limit"), read_count(call, "skip") or 0
        users = self._members.page(slice(skip, skip + (_DEFAULT_LIMIT if limit is None else limit)))
        detail = f"Retrieved data for {len(users)} users in world {CLIENT_NAME}"
        return self._gate.success("Successfully retrieved users", detail, [_shown(user) for user in users])

    def get(self, call: Call) -> Reply:
        """Show one member, in a list of one."""
        user = self._members.find(call.values["userId"])
        if user is None:
            raise Refusal(404, f'There is no user with id "{call.values["userId"]}" in world "{CLIENT_NAME}".')
        detail = f'Retrieved data for user with id "{user.user_id}" in world "{CLIENT_NAME}".'
        return self._gate.success("Successfully retrieved user", detail, [_shown(user)])

    def suspend(self, call: Call) -> Reply:
        """Keep a member out; the id counts when both are sent."""
        body = read_object(call)
        user_id, email = _text(body, "userId"), _text(body, "email")
        if user_id:
            user = self._members.find(user_id)
        elif email:
            user = self._members.find_email(email)
        else:
            raise Refusal(400, "Either userId or email is required.")
        if user is None:
            raise Refusal(404, f'There is no user "{user_id or email}" in world "{CLIENT_NAME}".')
        user.role = "suspended"
        self._members.keep(user)
        detail = f'User with email "{user.email}" successfully updated with role "suspended".'
        return self._gate.success("Successfully updated user role", detail)

    def delete(self, call: Call) -> Reply:
        """Delete a member; id and e-mail must both be sent and belong together."""
        body = read_object(call)
        user_id, email = _text(body, "userId"), _text(body, "email")
        if not user_id or not email:
            raise Refusal(400, "Both userId and email are required.")
        user = self._members.find(user_id)
        if user is None:
            raise Refusal(404, f'There is no user with id "{user_id}" in world "{CLIENT_NAME}".')
        if user.email.lower() != email.lower():
            raise Refusal(400, "The userId and the email do not belong to the same user.")
        self._members.delete(user)
        return self._gate.success("Successfully deleted user", f'User with email "{user.email}" successfully deleted.')


def read_object(call: Call) -> Mapping[str, Any]:
    """Read a body that must be a JSON object.

    Raises:
        Refusal: 400 when it is none.
    """
    body = call.json()
    if not isinstance(body, dict):
        raise Refusal(400, "The body must be a JSON object.")
    return body


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal(400, f'"{name}" must be a string.')
    return value.strip()


def _shown(member: Member) -> dict[str, Any]:
    """Show a member; what is not known is not there at all."""
    shown: dict[str, Any] = {"objectId": member.user_id, "email": member.email}
    if member.first_name:
        shown["firstname"] = member.first_name
    if member.last_name:
        shown["lastname"] = member.last_name
    shown["displayname"] = member.display_name
    if member.updated_at is not None:
        shown["profileLastUpdatedAt"] = written(member.updated_at)
    if member.hardware is not None:
        shown["hardware"] = member.hardware
    return {**shown, "teamId": member.team, "role": member.role}
