"""In which weeks each person was there, and how long."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import compress
from operator import lt

from tui.vendors.virbela.attendance.once import Once
from tui.vendors.virbela.reports.calendar import Calendar
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
        self._row: dict[int, tuple[int, int]] = {}
        """How long the row is that a person is in, and the week after it."""
        self._times: defaultdict[int, float] = defaultdict(float)
        """Ticks, by person times weeks plus week."""
        self._calendar = calendar
        people = len(stays.cast.who)
        there, in_week = Once(people), Once(people)
        for moment in stays.moments():
            firsts, afters = calendar.touched(moment.starts, moment.stops)
            self._add_weeks(moment.people, in_week.starts(moment.people, firsts, afters), afters)
            starts = there.starts(moment.people, moment.starts, moment.stops)
            self._add_times(moment.people, starts, moment.stops)

    def time(self, person: int, week: int) -> float:
        """Return how long a person was there in a week, in ticks; two devices at once count once."""
        return self._times.get(person * self._calendar.count + week, 0.0)

    def _add_weeks(self, people: Sequence[int], firsts: Sequence[int], afters: Sequence[int]) -> None:
        new = map(lt, firsts, afters)
        for person, first, after in compress(zip(people, firsts, afters, strict=True), new):
            row, end = self._row.get(person, (0, -1))
            row = after - first + (row if first == end else 0)
            self._row[person] = row, after
            self.attended[person] += after - first
            self.longest[person] = max(row, self.longest.get(person, 0))

    def _add_times(self, people: Sequence[int], starts: Sequence[float], stops: Sequence[float]) -> None:
        times, calendar = self._times, self._calendar
        firsts, afters = calendar.touched(starts, stops)
        for person, start, stop, week, after in zip(people, starts, stops, firsts, afters, strict=True):
            if after == week + 1:
                times[person * calendar.count + week] += stop - start
            else:
                for place, length in calendar.parts(start, stop):
                    times[person * calendar.count + place] += length
