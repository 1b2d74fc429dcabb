"""`/MemberProfile` and `/MemberProfile/{userId}`: read, sort, update, unset."""

from __future__ import annotations

from typing import Any, Final

from tui.sandbox.http import Call, Refusal, Reply
from tui.sandbox.world import World
from tui.vendors.virbela.sandbox.gate import CLIENT_NAME, Gate, read_count, written
from tui.vendors.virbela.sandbox.members import CAMPUS_FIELDS, Member, Members
from tui.vendors.virbela.sandbox.users import read_object

__all__ = ["Profiles"]

_NAMES: Final = {"firstname": "first_name", "lastname": "last_name"}
"""Fields that every campus has and that may be edited, and where a member keeps them."""
_FIXED: Final = ("email", "userId", "updatedAt")


class Profiles:
    """The three endpoints."""

    def __init__(self, world: World, gate: Gate, members: Members) -> None:
        self._world = world
        self._gate = gate
        self._members = members
        self._sorted: tuple[str, int, list[Member]] = ("", -1, [])

    def list_all(self, call: Call) -> Reply:
        """List profiles; its paging word is `offset`. Those that cannot be parsed stand beside, with their reasons."""
        limit, offset = read_count(call, "limit"), read_count(call, "offset") or 0
        members = self._in_order(call.first("order") or "", slice(offset, None if limit is None else offset + limit))
        good = [{**_shown(one), "userId": one.user_id} for one in members if not one.unparsable]
        data: dict[str, Any] = {"memberProfiles": good, "count": len(good)}
        bad = [{"userId": one.user_id, "error": one.unparsable} for one in members if one.unparsable]
        if bad:
            data["unparsedMemberProfiles"] = bad
        return self._gate.success(
            "Successfully retrieved member profiles",
            f"Retrieved {len(good)} member profiles. Member profiles that could not be parsed correctly have also "
            "been provided with their identifiers and parsing error details.",
            data,
        )

    def get(self, call: Call) -> Reply:
        """Show one profile; the id is not in it."""
        member = self._find(call)
        detail = f"Retrieved member profile for user {member.user_id} in world {CLIENT_NAME}."
        return self._gate.success("Successfully retrieved member profile", detail, {"memberProfile": _shown(member)})

    def update(self, call: Call) -> Reply:
        """Set some fields and erase others: all of it or, when anything is wrong, nothing."""
        member = self._find(call)
        body = read_object(call)
        update, unset = body.get("update", {}), body.get("unset", [])
        _check(update, unset)
        for name, value in [*update.items(), *((name, "") for name in unset)]:
            if name in _NAMES:
                setattr(member, _NAMES[name], value)
            elif value in ("", None):
                member.profile.pop(name, None)
            else:
                member.profile[name] = value
        member.updated_at = self._world.now()
        self._members.keep(member)
        detail = f"Updated member profile for user {member.user_id} in world {CLIENT_NAME}."
        data = {"updatedMemberProfile": _shown(member)}
        return self._gate.success("Successfully updated member profile", detail, data)

    def _find(self, call: Call) -> Member:
        member = self._members.find(call.values["userId"])
        if member is None:
            raise Refusal(404, f"There is no member profile for user {call.values['userId']} in world {CLIENT_NAME}.")
        if member.unparsable:
            raise Refusal(422, f"The member profile could not be parsed: {member.unparsable}.")
        return member

    def _in_order(self, order: str, wanted: slice) -> list[Member]:
        if not order:
            return self._members.page(wanted)
        everybody = len(self._members)
        if self._sorted[:2] != (order, self._members.version):
            members = self._members.page(slice(0, everybody))
            self._sorted = (order, self._members.version, _sort(members, order))
        return self._sorted[2][wanted]


def _sort(members: list[Member], order: str) -> list[Member]:
    """Sort by any field, `-` for downwards; whoever lacks it comes last either way."""
    name = order.removeprefix("-")
    keys = [_sort_key({**_shown(one), "userId": one.user_id}.get(name)) for one in members]
    have = sorted((at for at, key in enumerate(keys) if key), key=keys.__getitem__, reverse=order.startswith("-"))
    return [members[at] for at in have] + [members[at] for at, key in enumerate(keys) if not key]


def _sort_key(value: Any) -> tuple[int, float, str] | tuple[()]:
    """Compare numbers with numbers and texts with texts; empty for no value."""
    if value is None:
        return ()
    if isinstance(value, int | float):
        return (0, value, "")
    return (1, 0, str(value).casefold())


def _check(update: Any, unset: Any) -> None:
    if not isinstance(update, dict) or not isinstance(unset, list) or not all(isinstance(one, str) for one in unset):
        raise Refusal(400, '"update" must be an object and "unset" a list of field names.')
    if not update and not unset:
        raise Refusal(400, 'Nothing to do: neither "update" nor "unset" has a field.')
    for name in (*update, *unset):
        if name in _FIXED:
            raise Refusal(400, f'The field "{name}" cannot be changed.')
        if name not in _NAMES and name not in CAMPUS_FIELDS:
            raise Refusal(400, f'There is no field "{name}" in this campus. Create it in the dashboard first.')
    for name in _NAMES:
        if not isinstance(update.get(name, ""), str):
            raise Refusal(400, f'"{name}" must be a string.')
    if both := sorted(set(update) & set(unset)):
        raise Refusal(400, f'"{both[0]}" is both updated and unset.')


def _shown(member: Member) -> dict[str, Any]:
    """Show a profile; blank fields are not there at all."""
    shown: dict[str, Any] = {"email": member.email, "firstname": member.first_name, "lastname": member.last_name}
    shown |= member.profile
    if member.updated_at is not None:
        shown["updatedAt"] = written(member.updated_at)
    return {name: value for name, value in shown.items() if value not in ("", None)}
