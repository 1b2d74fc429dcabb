"""How a day goes by in each kind of place: who comes when, stays how long, and how much of it they talk.

A visit is told in seconds from the place's local midnight. The same place and day always see the same visits.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeAlias

__all__ = ["HOUR", "MINUTE", "RHYTHMS", "Rhythm", "Setting", "Visit", "idle", "is_holiday"]

MINUTE: Final = 60.0
HOUR: Final = 3600.0


class Visit(NamedTuple):
    """Somebody's stay."""

    person: int
    """Their position among the world's people."""
    join: float
    leave: float
    talk: float
    """The share of the stay that they talked, 0 to 1."""


class Setting(NamedTuple):
    """What a day needs to know about its place."""

    seed: str
    """The place's own; what stays the same from day to day is drawn from it."""
    crowd: int
    """How many people make it full."""
    people: Sequence[int]
    """Who may come, the regulars first."""


Rhythm: TypeAlias = Callable[[random.Random, Setting, date], Iterator[Visit]]


def is_holiday(day: date) -> bool:
    """Return whether the campus is nearly deserted: weekends, and the turn of the year."""
    return day.weekday() >= 5 or (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 2)


def lecture(dice: random.Random, setting: Setting, day: date) -> Iterator[Visit]:
    """Four bells on weekdays, a timetable that repeats weekly, a cohort that mostly turns up."""
    if is_holiday(day) or (day.month == 7 and dice.random() < 0.85):
        return
    for number, bell in enumerate((9.25, 10.75, 13.25, 15.0)):
        timetable = random.Random(f"{setting.seed}:{day.weekday()}:{number}")  # noqa: S311 - dice, not secrets
        if timetable.random() > 0.62:
            continue
        share = timetable.uniform(0.45, 0.95)
        cohort = timetable.sample(setting.people, min(len(setting.people), max(3, int(setting.crowd * share))))
        begins, ends = bell * HOUR, (bell + 1.25) * HOUR
        yield Visit(cohort[0], begins - dice.uniform(4, 14) * MINUTE, ends + dice.uniform(1, 9) * MINUTE, 0.68)
        for person in cohort[1:]:
            chance = dice.random()
            if chance > 0.8:
                continue
            join = begins + _around(dice, -3, 6) * MINUTE
            leave = ends + _around(dice, 1.5, 2.5) * MINUTE
            talk = dice.random() ** 6 * 0.08
            if chance < 0.05:
                leave = begins + dice.uniform(10, 50) * MINUTE
            elif chance < 0.09:
                drop = begins + dice.uniform(8, 60) * MINUTE
                yield Visit(person, join, drop, 0.0)
                join = drop + dice.uniform(0.4, 3) * MINUTE
            yield Visit(person, join, leave, talk)


def office(dice: random.Random, setting: Setting, day: date) -> Iterator[Visit]:
    """Regulars who come every working day, go out for lunch, and sometimes look in late."""
    present = 0.03 if is_holiday(day) else 0.62 if day.weekday() == 4 else 0.84
    if day.month == 7:
        present *= 0.45
    for order, person in enumerate(setting.people[: setting.crowd]):
        if dice.random() > present:
            continue
        habit = order * 0.618 % 1
        chatty = 0.02 + 0.16 * (order * 0.414 % 1)
        join = (8.0 + 1.6 * habit) * HOUR + _around(dice, 0, 12) * MINUTE
        leave = (16.1 + 1.5 * habit) * HOUR + _around(dice, 0, 25) * MINUTE
        if is_holiday(day):
            leave = join + dice.uniform(0.3, 2.5) * HOUR
        elif dice.random() < 0.72:
            lunch = 12 * HOUR + _around(dice, 5, 25) * MINUTE
            yield Visit(person, join, lunch, chatty * dice.uniform(0.5, 1.4))
            join = lunch + dice.uniform(25, 65) * MINUTE
        yield Visit(person, join, leave, chatty * dice.uniform(0.5, 1.4))
        if dice.random() < 0.06:
            late = dice.uniform(19.5, 22.8) * HOUR
            yield Visit(person, late, late + dice.uniform(5, 70) * MINUTE, 0.0)


def meeting(dice: random.Random, setting: Setting, day: date) -> Iterator[Visit]:
    """Meetings on the half hour; whoever is in one takes a share of the talking."""
    quiet = is_holiday(day)
    slot = 8.5
    while slot < 17:
        if dice.random() > (0.02 if quiet else 0.34):
            slot += 0.5
            continue
        length = dice.choice((25, 25, 50, 50, 50, 80))
        heads = min(len(setting.people), 2 + int((setting.crowd - 1) * dice.random() ** 1.6))
        weights = [dice.random() ** 2 + 0.02 for _ in range(heads)]
        spoken = dice.uniform(0.72, 0.97) / sum(weights)
        for person, weight in zip(dice.sample(setting.people, heads), weights, strict=True):
            join = slot * HOUR + _around(dice, 0.5, 3) * MINUTE
            leave = slot * HOUR + (length + _around(dice, 1, 5)) * MINUTE
            yield Visit(person, join, max(leave, join + 30), min(0.9, weight * spoken))
        slot += 0.5 * -(-length // 30)


def social(dice: random.Random, setting: Setting, day: date) -> Iterator[Visit]:
    """Drifters: a few at lunch and at coffee, some in the evening, the odd one at night."""
    heads = setting.crowd * (0.5 if is_holiday(day) else 1.5)
    for _ in range(int(heads * dice.uniform(0.7, 1.3))):
        lot = dice.random()
        if lot < 0.45:
            join = _around(dice, 12.4, 0.8)
        elif lot < 0.7:
            join = _around(dice, 15.0, 0.7)
        elif lot < 0.94:
            join = dice.uniform(9, 21.5)
        else:
            join = dice.uniform(0, 24)
        stay = 1.5 + 28 * dice.random() ** 2
        yield Visit(dice.choice(setting.people), join * HOUR, join * HOUR + stay * MINUTE, dice.random() * 0.4)


def expo(dice: random.Random, setting: Setting, day: date) -> Iterator[Visit]:
    """An event on every other Thursday; on other days hardly anybody."""
    event = day.weekday() == 3 and day.isocalendar().week % 2 == 0 and not is_holiday(day)
    heads = int(setting.crowd * (2.6 if event else 0.02 if is_holiday(day) else 0.06) * dice.uniform(0.8, 1.2))
    for _ in range(heads):
        join = 10 + 6 * (dice.random() + dice.random()) / 2 if event else dice.uniform(8, 20)
        stay = 2 + 55 * dice.random() ** 2.2
        yield Visit(dice.choice(setting.people), join * HOUR, join * HOUR + stay * MINUTE, dice.random() ** 2 * 0.35)


def idle(dice: random.Random, setting: Setting, day: date) -> Iterator[Visit]:
    """Somebody who took the wrong door, about once a fortnight."""
    if dice.random() < 0.07:
        join = dice.uniform(8, 20) * HOUR
        yield Visit(dice.choice(setting.people), join, join + dice.uniform(0.2, 9) * MINUTE, 0.0)


def never(dice: random.Random, setting: Setting, day: date) -> Iterator[Visit]:
    """Nobody: what an empty answer looks like."""
    return iter(())


RHYTHMS: Final[Mapping[str, Rhythm]] = {
    "lecture": lecture,
    "office": office,
    "meeting": meeting,
    "social": social,
    "expo": expo,
    "idle": idle,
    "never": never,
}
"""What goes on in a place, by the word that `campus` has for it. Neither support desks nor courses are here."""


def _around(dice: random.Random, middle: float, spread: float) -> float:
    """Draw near the middle, at the most `spread` away on either side."""
    return middle + spread * (dice.random() + dice.random() + dice.random() - 1.5) / 1.5
