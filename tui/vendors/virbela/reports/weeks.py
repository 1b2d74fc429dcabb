"""In which weeks each person was there, and how long."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from tui.vendors.virbela.attendance.once import Once
from tui.vendors.virbela.attendance.timeline import Moment
from tui.vendors.virbela.reports.calendar import Calendar, Presence
from tui.vendors.virbela.reports.stays import Stays

__all__ = ["WeeksThere"]


class WeeksThere:
    """Everybody's weeks. A person is a place in the cast, a week one in the calendar."""

    def __init__(self, stays: Stays, calendar: Calendar) -> None:
        """Count."""
        self.longest: dict[int, int] = {}
        """The most weeks in a row in which a person came."""
        self.attended: Counter[int] = Counter()
        """All weeks in which a person came."""
        self._row: dict[int, int] = {}
        """How long the row is that a person is in who came in the week that was counted last."""
        self._week = -1
        self._times: defaultdict[int, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
        """Ticks, by week and person."""
        there, presence = Once(len(stays.cast.who)), Presence(calendar)
        for moment in stays.moments():
            for week, people in presence.add(moment):
                self._add_week(week, people)
            self._add_times(calendar, moment, there.starts(moment.people, moment.starts, moment.stops))
        for week, people in presence.rest():
            self._add_week(week, people)

    def time(self, person: int, week: int) -> float:
        """Return how long a person was there in a week, in ticks; two devices at once count once."""
        return self._times[week].get(person, 0.0)

    def _add_week(self, week: int, people: Iterable[int]) -> None:
        """Count one week after the other; those in which nobody came are left out."""
        self.attended.update(people)
        before, longest = self._row if week == self._week + 1 else {}, self.longest
        self._week = week
        self._row = {person: before.get(person, 0) + 1 for person in people}
        for person, row in self._row.items():
            longest[person] = max(row, longest.get(person, 0))

    def _add_times(self, calendar: Calendar, moment: Moment, starts: Sequence[float]) -> None:
        for week, end, run in calendar.runs(moment.starts):
            times = self._times[week]
            for person, start, stop in zip(moment.people[run], starts[run], moment.stops[run], strict=True):
                if stop <= end:
                    times[person] += stop - start
                else:
                    for place, length in calendar.parts(start, stop):
                        self._times[place][person] += length
