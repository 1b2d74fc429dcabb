"""Every write of the page as a request; pure, so that the dry run can show it. Only what was given is sent."""

from __future__ import annotations

from typing import Any, Final

from tui.core.action import Values
from tui.core.wire.http import Effect, Request
from tui.vendors.virbela.api.calls import path_part

__all__ = ["create_space", "delete_member", "invite", "reactivate", "suspend", "update_profile"]

_INVITATION: Final = (
    "email",
    "displayName",
    "firstName",
    "lastName",
    "title",
    "teamId",
    "permission",
    "sendInvitationEmail",
    "overwriteData",
)
"""What an invitation may carry, in the page's order. `title` is in its example and not in its table."""


def invite(values: Values) -> Request:
    """Section "Create or update a user"."""
    return _once("/User/Invitation", {name: values[name] for name in _INVITATION if name in values})


def reactivate(values: Values) -> Request:
    """The same section: an invitation that overwrites is what takes a suspension back. Sends no e-mail unless told."""
    return invite({"sendInvitationEmail": "none", **values, "overwriteData": True})


def suspend(values: Values) -> Request:
    """Section "Suspend a user": by id or by e-mail; of both, the vendor takes the id."""
    return _once("/User/Membership/suspend", {name: values[name] for name in ("userId", "email") if name in values})


def delete_member(values: Values) -> Request:
    """Section "Delete User Data": wants id and e-mail."""
    return _once("/User/Membership/deleteMember", {"userId": values["userId"], "email": values["email"]})


def update_profile(values: Values) -> Request:
    """Section "Update profile information for a specific user". Doing it twice is doing it once."""
    body: dict[str, Any] = {}
    if update := values.get("update"):
        body["update"] = update
    if unset := values.get("unset"):
        body["unset"] = list(unset) if isinstance(unset, tuple) else [unset]
    path = f"/MemberProfile/{path_part(str(values['userId']))}"
    return Request("PUT", path, body=body, effect=Effect.REPEATABLE)


def create_space(values: Values) -> Request:
    """Section "Create a new private space": on the product API's own host, with a purchase type that is always 0."""
    body = {
        "purchaseType": 0,
        "email": values["email"],
        "firstName": values["firstName"],
        "lastName": values["lastName"],
        "pricingId": int(str(values["pricingId"])),
    }
    return Request("POST", "/api/purchase", body=body, base="product", effect=Effect.ONCE)


def _once(path: str, body: dict[str, Any]) -> Request:
    return Request("POST", path, body=body, effect=Effect.ONCE)
