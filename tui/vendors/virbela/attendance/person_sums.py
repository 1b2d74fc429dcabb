"""What each person's sessions come to, as plain numbers."""

from __future__ import annotations

from collections import Counter
from operator import sub

from tui.vendors.virbela.attendance.once import Once, add_up
from tui.vendors.virbela.attendance.talks import Talk, told
from tui.vendors.virbela.attendance.timeline import Moment

__all__ = ["PersonSums"]


class PersonSums:
    """Adds up sessions that come in the order of time. A person is a place in the cast."""

    def __init__(self, people: int) -> None:
        """Begin with nothing; there are so many people."""
        self.sessions: Counter[int] = Counter()
        self.times = [0.0] * people
        """Ticks in which they were there; on two devices, or in two rooms, at once counts once."""
        self.firsts: dict[int, float] = {}
        """When the first session of each began, before the bounds too."""
        self._there = Once(people)
        self._talked, self._stayed = [0.0] * people, [0.0] * people
        self._unknown: Counter[int] = Counter()

    def add(self, moment: Moment) -> None:
        """Go on with sessions that began no earlier than all before."""
        people = moment.people
        self.sessions.update(people)
        add_up(self.times, people, map(sub, moment.stops, self._there.starts(people, moment.starts, moment.stops)))
        self._add_talk(moment)
        if len(self.firsts) < len(self.times):
            firsts = self.firsts
            for person, join in zip(people, moment.joins, strict=True):
                if person not in firsts:
                    firsts[person] = join

    def last(self, person: int) -> float:
        """Return until when a person was there within the bounds."""
        return float(self._there.reached[person])

    def talk(self, person: int) -> Talk:
        """Return what a person talked."""
        return Talk(self._talked[person], self._stayed[person], self._unknown[person])

    def _add_talk(self, moment: Moment) -> None:
        people, talks, stayed = told(moment)
        if len(talks) < len(moment):
            self._unknown.update(moment.people)
            self._unknown.subtract(people)
        add_up(self._talked, people, talks)
        add_up(self._stayed, people, stayed)
