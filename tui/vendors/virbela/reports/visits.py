"""Visits: when a person was in a room, however many devices they were on. What touches or overlaps is one visit."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import compress, islice
from operator import eq

from tui.vendors.virbela.reports.stays import Stays

__all__ = ["visits"]


def visits(stays: Stays) -> Iterator[tuple[int, int, float, float]]:
    """Yield person, room, start and stop of each visit, by the start; times in ticks.

    Of one person's visits that begin together, the shorter comes first, then the one of the room that came up first.
    """
    found = _Visits(stays)
    found.settle()
    return zip(found.people, found.rooms, found.starts, found.stops, strict=True)


class _Visits:
    """Columns; place `i` of each is visit `i`."""

    def __init__(self, stays: Stays) -> None:
        self.people, self.rooms = array("i"), array("i")
        self.starts, self.stops = array("d"), array("d")
        width, stops = len(stays.cast.places), self.stops
        last: dict[int, int] = {}
        appends = self.people.append, self.rooms.append, self.starts.append, stops.append
        note_person, note_room, note_start, note_stop = appends
        for moment in stays.moments():
            for person, room, start, stop in zip(moment.people, moment.rooms, moment.starts, moment.stops, strict=True):
                own = person * width + room
                place = last.get(own)
                if place is None or start > stops[place]:
                    last[own] = len(stops)
                    note_person(person)
                    note_room(room)
                    note_start(start)
                    note_stop(stop)
                elif stop > stops[place]:
                    stops[place] = stop

    def settle(self) -> None:
        """Put the visits that begin together in order, where some of them are of one person."""
        starts, reached = self.starts, 0
        for first in compress(range(len(starts)), map(eq, starts, islice(starts, 1, None))):
            if first < reached:
                continue
            reached = first + 1
            while reached < len(starts) and starts[reached] == starts[first]:
                reached += 1
            if len(set(self.people[first:reached])) < reached - first:
                order = sorted(range(first, reached), key=lambda each: (self.stops[each], self.rooms[each]))
                self.people[first:reached] = array("i", [self.people[each] for each in order])
                self.rooms[first:reached] = array("i", [self.rooms[each] for each in order])
                self.stops[first:reached] = array("d", [self.stops[each] for each in order])
