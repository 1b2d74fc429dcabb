"""`GET /User/Attendance/Room/{roomId}` and `…/PrivateVolume/{volumeId}`: made day by day when somebody asks.

A day of a place is the same however it is asked for. The clock only hides what has not happened yet: who is still
inside has no leave time.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from tui.sandbox.http import Call, Reply
from tui.sandbox.world import World
from tui.vendors.virbela.sandbox.campus import Campus, CampusPlace
from tui.vendors.virbela.sandbox.course import course
from tui.vendors.virbela.sandbox.gate import LONGEST_WINDOW, Gate, Window, read_window
from tui.vendors.virbela.sandbox.queue import DeskDay, desk_day
from tui.vendors.virbela.sandbox.rhythm import RHYTHMS, Setting, Visit

__all__ = ["ZONE", "Attendance", "DayBook", "Stay", "midnight_ms", "milliseconds", "stamp"]

ZONE: Final = ZoneInfo("Europe/Stockholm")
"""Where the campus keeps its hours."""

_LONGEST_STAY: Final = timedelta(hours=26)
_DAY_MS: Final = 86_400_000
_KEPT: Final = 100_000
"""Stays that are kept made; more than a screen's worth of asking again, and some 25 MB."""
_DESK_DAYS: Final = 24
"""Days of desks that are kept made: a list that comes in pages is asked for again and again."""


class Stay(NamedTuple):
    """A session, and how it reads once it is over."""

    join_ms: int
    leave_ms: int
    user_id: str
    talk: float
    """The share of it that the person talked."""
    row: bytes


class DayBook:
    """What happened in each place on each day."""

    def __init__(self, world: World, campus: Campus, people: Sequence[int]) -> None:
        self._world = world
        self._campus = campus
        self._people = people
        self._crowding = math.sqrt(world.scale)
        self._days: OrderedDict[tuple[str, date], list[Stay]] = OrderedDict()
        self._kept = 0
        self._settings: dict[str, Setting] = {}
        self._desks: dict[tuple[str, date], DeskDay] = {}

    def days(self, place: CampusPlace, start: datetime, stop: datetime) -> Iterator[list[Stay]]:
        """Return, day by day, the sessions of which some part lies between the two, both included, by time of joining.

        The rule is the page's: start <= leave and stop >= join. A session that goes on is taken to last until now.
        """
        now_ms = milliseconds(self._world.now())
        start_ms, stop_ms = milliseconds(start, up=True), min(milliseconds(stop), now_ms)
        if start_ms > now_ms:
            return
        day = max((start - _LONGEST_STAY).astimezone(ZONE).date(), place.opened)
        last = min(stop, self._world.now()).astimezone(ZONE).date()
        while day <= last:
            yield [one for one in self._day(place, day) if start_ms <= one.leave_ms and stop_ms >= one.join_ms]
            day += timedelta(days=1)

    def desk(self, place: CampusPlace, day: date) -> DeskDay:
        """Return a support desk's day."""
        key = (place.key, day)
        if key not in self._desks:
            if len(self._desks) >= _DESK_DAYS:
                del self._desks[next(iter(self._desks))]
            self._desks[key] = desk_day(self._setting(place), day)
        return self._desks[key]

    def _day(self, place: CampusPlace, day: date) -> list[Stay]:
        key = (place.key, day)
        if key in self._days:
            self._days.move_to_end(key)
            return self._days[key]
        midnight = midnight_ms(day)
        stays = sorted(self._stay(midnight, visit) for visit in self._visits(place, day))
        self._days[key] = stays
        self._kept += len(stays)
        while self._kept > _KEPT and len(self._days) > 1:
            self._kept -= len(self._days.popitem(last=False)[1])
        return stays

    def _visits(self, place: CampusPlace, day: date) -> Iterator[Visit]:
        if place.use == "support":
            return self.desk(place, day).visits()
        dice = self._world.rng(f"virbela:{place.key}:{day.isoformat()}")
        rhythm = course if place.use == "course" else RHYTHMS[place.use]
        return rhythm(dice, self._setting(place), day)

    def _setting(self, place: CampusPlace) -> Setting:
        """Gather who comes to a place: an office's own department first, everybody elsewhere."""
        if place.key not in self._settings:
            dice = self._world.rng(f"virbela:{place.key}")
            crowd = max(1, int(place.size * self._crowding))
            people = self._people
            if place.department or place.use in ("office", "meeting"):
                near = [one for one in people[:4000] if self._world.people.department(one) == place.department]
                wanted = crowd * (3 if place.use == "support" else 6)
                pool = near if len(near) >= crowd else people
                people = dice.sample(pool, min(len(pool), wanted))
            if place.use == "support":
                people = list(dict.fromkeys((*people, *self._people)))
            self._settings[place.key] = Setting(f"{self._world.seed}:{place.key}", crowd, people)
        return self._settings[place.key]

    def _stay(self, midnight: int, visit: Visit) -> Stay:
        join_ms = midnight + int(visit.join * 1000)
        leave_ms = midnight + int(visit.leave * 1000)
        user_id = self._world.people.key(visit.person)
        minutes = (leave_ms - join_ms) / 60_000
        row = (
            f'{{"userId":"{user_id}","joinTime":"{stamp(join_ms)}","leaveTime":"{stamp(leave_ms)}",'
            f'"talkMinutes":"{minutes * visit.talk:.2f}","attendanceMinutes":"{minutes:.2f}"}}'
        )
        return Stay(join_ms, leave_ms, user_id, visit.talk, row.encode())


class Attendance:
    """The two endpoints."""

    def __init__(self, world: World, gate: Gate, campus: Campus, book: DayBook) -> None:
        self._world = world
        self._gate = gate
        self._campus = campus
        self._book = book

    async def of_room(self, call: Call) -> Reply:
        """Answer for a room."""
        window = read_window(call, longest=LONGEST_WINDOW)
        return await self._answer(self._campus.room(call.values["roomId"]), window)

    async def of_volume(self, call: Call) -> Reply:
        """Answer for a private volume; the page's title says "room" here too."""
        window = read_window(call, longest=LONGEST_WINDOW)
        return await self._answer(self._campus.volume(call.values["volumeId"]), window)

    async def _answer(self, place: CampusPlace, window: Window) -> Reply:
        now_ms = milliseconds(self._world.now())
        stays: list[Stay] = []
        for day in self._book.days(place, window.start, window.stop):
            stays += day
            await asyncio.sleep(0)  # a quarter of a year takes a while, and a demo's screen lives in the same loop
        stays = stays[window.wanted]
        rows = b",".join(stay.row if stay.leave_ms <= now_ms else _open_row(stay, now_ms) for stay in stays)
        return self._gate.success(
            "Successfully queried room attendance data.",
            f'{len(stays)} attendance records were returned, please see "data" for records details.',
            msgspec.Raw(b"[" + rows + b"]"),
        )


def _open_row(stay: Stay, now_ms: int) -> bytes:
    """Write a session that goes on: no leave time, or null, and the minutes so far."""
    minutes = (now_ms - stay.join_ms) / 60_000
    leave = '"leaveTime":null,' if stay.join_ms % 3 == 0 else ""
    return (
        f'{{"userId":"{stay.user_id}","joinTime":"{stamp(stay.join_ms)}",{leave}'
        f'"talkMinutes":"{minutes * stay.talk:.2f}","attendanceMinutes":"{minutes:.2f}"}}'
    ).encode()


def milliseconds(instant: datetime, *, up: bool = False) -> int:
    """Turn an instant into whole milliseconds since 1970, exactly; a fraction goes down, or up."""
    microseconds = (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return -(-microseconds // 1000) if up else microseconds // 1000


@lru_cache(maxsize=4096)
def midnight_ms(day: date) -> int:
    """Return the campus's local midnight in milliseconds since 1970."""
    return milliseconds(datetime(day.year, day.month, day.day, tzinfo=ZONE))


@lru_cache(maxsize=4096)
def _day_text(days: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=days)).isoformat()


def stamp(at: int, zone: str = "+00:00") -> str:
    """Write an instant as attendance has it: `2023-01-19T11:55:56.140+00:00`. Five times as fast as strftime."""
    days, rest = divmod(at, _DAY_MS)
    seconds, fraction = divmod(rest, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_day_text(days)}T{hour:02d}:{minute:02d}:{second:02d}.{fraction:03d}{zone}"
