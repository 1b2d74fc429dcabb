"""`POST /User/Invitation`: create a user, or update one."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from tui.sandbox.http import Call, Refusal, Reply
from tui.sandbox.world import World
from tui.vendors.virbela.sandbox.gate import CLIENT_NAME, Gate
from tui.vendors.virbela.sandbox.members import CAMPUS_TEAM, Member, Members
from tui.vendors.virbela.sandbox.users import read_object

__all__ = ["Invitations", "team_number"]

_TEAM: Final = re.compile(r"[A-Z]|[AB][A-Z]")
_PERMISSIONS: Final = ("member", "leader", "moderator", "admin", "owner")
_EMAILS: Final = ("all", "newToVirbela", "newToCampus", "none")
_TEXTS: Final = (
    "email",
    "displayName",
    "firstName",
    "lastName",
    "title",
    "teamId",
    "permission",
    "sendInvitationEmail",
)
_ACCEPTED_AFTER: Final = timedelta(minutes=10)
"""People here answer invitations within ten minutes, if they get one."""


class Invitations:
    """The endpoint."""

    def __init__(self, world: World, gate: Gate, members: Members) -> None:
        self._world = world
        self._gate = gate
        self._members = members
        self._dice = world.rng("virbela:invitations")

    def invite(self, call: Call) -> Reply:
        """Invite somebody; a member's data stays as it is unless it is to be overwritten."""
        body = read_object(call)
        _check(body)
        email = body["email"].strip()
        member = self._members.find_email(email)
        if member is None:
            known = self._members.pending(email)
            member = known or self._newcomer(email)
            self._fill(member, body)
            if known is None:
                silent = body.get("sendInvitationEmail") == "none"
                wait = timedelta(days=3650) if silent else _ACCEPTED_AFTER
                self._members.invite(member, comes=self._world.now() + wait)
            return self._answer(member, "Successfully invited user", f'User with email "{email}" successfully invited')
        if not body.get("overwriteData", False):
            text = f'User with email "{email}" is already a member and was not changed'
            return self._answer(member, "User already exists", text)
        self._fill(member, body)
        self._members.keep(member)
        return self._answer(member, "Successfully updated user", f'User with email "{email}" successfully updated')

    def _newcomer(self, email: str) -> Member:
        # Eleven characters where the world's people have twelve: no new id is ever somebody else's.
        user_id = "".join(self._dice.choices(string.ascii_letters + string.digits, k=11))
        return Member(user_id, email, "", "", "", CAMPUS_TEAM, "member", self._world.now(), {})

    def _fill(self, member: Member, body: Mapping[str, Any]) -> None:
        """Write the data down. A permission or a team that is not sent is the default, not what it was before."""
        wished = body.get("displayName") or member.display_name or member.email.partition("@")[0]
        if wished != member.display_name:
            self._members.free_name(member.display_name)
            member.display_name = _unique(wished, self._members, self._dice)
        member.first_name = body.get("firstName") or member.first_name
        member.last_name = body.get("lastName") or member.last_name
        if title := body.get("title"):
            member.profile["Job Title"] = title
        member.team = body.get("teamId") or CAMPUS_TEAM
        member.role = body.get("permission") or "member"
        member.updated_at = self._world.now()

    def _answer(self, member: Member, title: str, detail: str) -> Reply:
        """Answer with the team's number; the page shows a picture here, so the other fields are our guess."""
        shown = {
            "email": member.email,
            "displayName": member.display_name,
            "firstName": member.first_name,
            "lastName": member.last_name,
            "teamId": team_number(member.team),
            "permission": member.role,
        }
        return self._gate.success(title, f'{detail} in world "{CLIENT_NAME}".', shown)


def team_number(letters: str) -> int:
    """Return the number that the invitation answers with: A is 0, Z 25, AA 26, BZ 77."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _check(body: Mapping[str, Any]) -> None:
    """Refuse what the page does not allow, all of it at once."""
    wrong = [f'"{name}" must be a string' for name in _TEXTS if not isinstance(body.get(name) or "", str)]
    if wrong:
        raise Refusal(400, f"{'; '.join(wrong)}.")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", (body.get("email") or "").strip()):
        wrong.append('"email" is required and must be a valid e-mail address')
    if (team := body.get("teamId")) and not _TEAM.fullmatch(team):
        wrong.append('"teamId" must be one of A-Z, AA-AZ, BA-BZ')
    if (permission := body.get("permission")) and permission not in _PERMISSIONS:
        wrong.append(f'"permission" must be one of {", ".join(_PERMISSIONS)}')
    if (emails := body.get("sendInvitationEmail")) and emails not in _EMAILS:
        wrong.append(f'"sendInvitationEmail" must be one of {", ".join(_EMAILS)}')
    if not isinstance(body.get("overwriteData", False), bool):
        wrong.append('"overwriteData" must be true or false')
    if wrong:
        raise Refusal(400, f"{'; '.join(wrong)}.")


def _unique(wished: str, members: Members, dice: random.Random) -> str:
    """Append digits while somebody else has the name."""
    name = wished
    while members.name_taken(name):
        name = f"{wished}{dice.randrange(100, 10_000)}"
    return name
