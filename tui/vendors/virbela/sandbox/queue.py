"""A support desk's day: who waited in line how long, which agent called them, and when shifts ended.

The waitlists and the desk's attendance are two views of it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from msgspec import Struct, field

from tui.sandbox.dice import pick
from tui.vendors.virbela.sandbox.course import in_course
from tui.vendors.virbela.sandbox.rhythm import HOUR, Setting, Visit, is_holiday

__all__ = ["DeskDay", "Helped", "Shift", "desk_day"]

# Arrivals per hour and agent's place, by hour of the day: a rush at ten, a smaller one after lunch.
_RUSH: Final = {
    8: 2.2,
    9: 4.0,
    10: 6.6,
    11: 5.2,
    12: 2.6,
    13: 3.6,
    14: 5.6,
    15: 4.4,
    16: 3.0,
    17: 1.6,
    18: 1.0,
    19: 0.6,
}

_PATIENCE: Final = (900, 2700)
"""Seconds in line after which people give up; nobody calls them then, and no list tells of them."""

_SMALL: Final = 3
"""People for whom a desk is meant that relies on one agent."""

_SHIFTS: Final = ((8.0, 14.0), (13.0, 20.0), (9.5, 16.5), (12.0, 19.5), (8.0, 12.5))


class Helped(NamedTuple):
    """Somebody who waited, was called and was helped. Times in seconds from the desk's local midnight."""

    person: int
    agent: int
    queued: float
    place: int
    """In line at first; 1 is next."""
    called: float
    done: float


class Shift(Struct):
    """An agent's time at the desk."""

    agent: int
    start: float
    stop: float
    free: float
    """When the agent can call the next."""
    helped: list[Helped] = field(default_factory=list)

    @property
    def seconds_helping(self) -> float:
        """How much of it went into helping."""
        return sum(one.done - one.called for one in self.helped)

    @property
    def ended(self) -> float:
        """When the agent left: nobody goes in the middle of helping."""
        return max(self.stop + self.start % 97, self.free)


class DeskDay(Struct, frozen=True):
    """All of one desk's day."""

    helped: Sequence[Helped]
    shifts: Sequence[Shift]

    def visits(self) -> Iterator[Visit]:
        """Tell the day as attendance."""
        for shift in self.shifts:
            length = shift.ended - shift.start
            yield Visit(shift.agent, shift.start, shift.ended, min(0.8, 0.55 * shift.seconds_helping / length))
        for one in self.helped:
            share = 0.4 * (one.done - one.called) / (one.done - one.queued)
            yield Visit(one.person, one.queued, one.done + 4 + one.place * 1.7, share)


def desk_day(setting: Setting, day: date) -> DeskDay:
    """Play a day: people come by the hour, the agent who is free first calls them in order."""
    dice = random.Random(f"{setting.seed}:{day.isoformat()}")  # noqa: S311 - dice, not secrets
    staff = setting.people[: setting.crowd * 3]
    visitors = setting.people[setting.crowd * 3 :]
    heads = max(1, setting.crowd // 3) if is_holiday(day) else setting.crowd
    shifts = [
        Shift(agent, start * HOUR + late, stop * HOUR, start * HOUR + late)
        for agent, (start, stop), late in (
            (agent, _SHIFTS[turn % len(_SHIFTS)], dice.uniform(-200, 240))
            for turn, agent in enumerate(_on_duty(dice.sample(staff, min(heads, len(staff))), staff, setting, day))
        )
    ]
    busy = heads * (0.75 if is_holiday(day) else dice.uniform(0.8, 1.25)) * (1.15 if day.weekday() == 0 else 1.0)
    helped: list[Helped] = []
    for queued in sorted(_arrivals(dice, busy)):
        open_shifts = [one for one in shifts if max(queued, one.free) < one.stop - 240]
        shift = min(open_shifts, key=lambda one: one.free, default=None)
        if shift is None:
            continue
        called = max(queued, shift.free) + dice.uniform(3, 25)
        if called - queued > dice.uniform(*_PATIENCE):
            continue
        done = called + 75 + dice.expovariate(1 / 430)
        place = 1 + sum(1 for one in helped[-60:] if one.called > queued)
        helped.append(Helped(pick(dice, visitors), shift.agent, queued, place, called, done))
        shift.helped.append(helped[-1])
        shift.free = done + dice.uniform(15, 70)
    return DeskDay(helped, shifts)


def _on_duty(drawn: list[int], staff: Sequence[int], setting: Setting, day: date) -> list[int]:
    """Have a small desk rely on one agent for some weeks, who is away on Tuesdays; nobody stands in."""
    if setting.crowd > _SMALL or not in_course(day) or is_holiday(day):
        return drawn
    others = [agent for agent in drawn if agent != staff[0]]
    return others[:1] if day.weekday() == 1 else [staff[0], *others[: len(drawn) - 1]]


def _arrivals(dice: random.Random, busy: float) -> Iterator[float]:
    for hour, rate in _RUSH.items():
        expected = rate * busy * 0.62
        for _ in range(int(expected + dice.random())):
            yield (hour + dice.random()) * HOUR
