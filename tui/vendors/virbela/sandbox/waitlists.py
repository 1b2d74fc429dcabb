"""`/Activity/Waitlist/Called`, `HelpDone` and `SupportEnd`: the support desks' days, event by event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from tui.sandbox.http import Call, Reply
from tui.sandbox.world import World
from tui.vendors.virbela.sandbox.attendance import ZONE, DayBook, midnight_ms, milliseconds, stamp
from tui.vendors.virbela.sandbox.campus import Campus, CampusPlace
from tui.vendors.virbela.sandbox.gate import Gate, read_window
from tui.vendors.virbela.sandbox.queue import DeskDay

__all__ = ["Waitlists"]

_Event: TypeAlias = tuple[float, int, dict[str, str]]
"""Seconds from the desk's midnight, the position of who it is about, and the fields beyond user, room and time."""

_LATEST: Final = timedelta(hours=26)
"""No event of a day is later after its midnight."""


class Waitlists:
    """The three endpoints. Every counter is text, as in the page's sample."""

    def __init__(self, world: World, gate: Gate, campus: Campus, book: DayBook) -> None:
        self._world = world
        self._gate = gate
        self._campus = campus
        self._book = book

    def called(self, call: Call) -> Reply:
        """List who was called in."""
        return self._answer(call, "called", self._called)

    def helped(self, call: Call) -> Reply:
        """List whose ticket was closed."""
        return self._answer(call, "completed", self._helped)

    def shifts(self, call: Call) -> Reply:
        """List whose shift was over."""
        return self._answer(call, "support end", self._shifts)

    def _answer(self, call: Call, what: str, events: Callable[[DeskDay], Iterable[_Event]]) -> Reply:
        """List events between start and stop, both included, that have happened by now."""
        window = read_window(call)
        stop = min(window.stop, self._world.now())
        room = call.first("sfsRoom")
        found: list[tuple[int, dict[str, str]]] = []
        for desk in self._campus.support:
            if room and desk.sfs_room != room:
                continue
            found += self._rows(desk, window.start, stop, events)
        found.sort(key=lambda one: (one[0], one[1]["userId"]))
        results = [row for _, row in found[window.wanted]]
        return self._gate.success(
            f"Successfully queried waitlist {what} events.",
            f"{len(results)} waitlist {what} events were returned.",
            {"count": len(results), "results": results},
        )

    def _rows(
        self, desk: CampusPlace, start: datetime, stop: datetime, events: Callable[[DeskDay], Iterable[_Event]]
    ) -> Iterable[tuple[int, dict[str, str]]]:
        start_ms, stop_ms = milliseconds(start, up=True), milliseconds(stop)
        # A day that began before the window may still have an event in it: the late shift.
        day = max((start - _LATEST).astimezone(ZONE).date(), desk.opened)
        last = stop.astimezone(ZONE).date()
        while day <= last:
            midnight = midnight_ms(day)
            is_over = midnight + _LATEST // timedelta(milliseconds=1) < start_ms
            for seconds, person, fields in () if is_over else events(self._book.desk(desk, day)):
                at = midnight + int(seconds * 1000)
                if start_ms <= at <= stop_ms:
                    who = self._key(person)
                    yield at, {"userId": who, "room": desk.sfs_room, "time": stamp(at, "Z"), **fields}
            day += timedelta(days=1)

    def _called(self, day: DeskDay) -> Iterable[_Event]:
        for one in day.helped:
            waited = str(int(one.called - one.queued))
            yield (
                one.called,
                one.person,
                {"supportUserId": self._key(one.agent), "secondsInLine": waited, "initialPlace": str(one.place)},
            )

    def _helped(self, day: DeskDay) -> Iterable[_Event]:
        for one in day.helped:
            lasted = str(int(one.done - one.called))
            yield one.done, one.person, {"supportUserId": self._key(one.agent), "secondsBeingHelped": lasted}

    def _shifts(self, day: DeskDay) -> Iterable[_Event]:
        for shift in day.shifts:
            counters = {
                "numUsersHelped": str(len(shift.helped)),
                "secondsHelpingUsers": str(int(shift.seconds_helping)),
                "secondsSupportingList": str(int(shift.ended - shift.start)),
            }
            yield shift.ended, shift.agent, counters

    def _key(self, position: int) -> str:
        return self._world.people.key(position)
