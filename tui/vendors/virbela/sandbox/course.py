"""A course that meets five weeks in a row: whoever is late, leaves early or does not come does so every time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from tui.vendors.virbela.sandbox.rhythm import HOUR, MINUTE, Setting, Visit, idle

__all__ = ["ENROLLED", "WEEKDAY", "course", "in_course", "taking_part"]

WEEKDAY: Final = 2
"""Wednesday, from 14:00 to 15:30."""

ENROLLED: Final = 13
"""How many of those who take part are on the roster; the last one who comes is not."""

_BEGINS, _ENDS = 14 * HOUR, 15.5 * HOUR

# What becomes of whom, by their place among those who take part.
_REJOINS, _TWO_DEVICES, _SILENT, _LATE, _LEAVES, _ABSENT, _NEW = 2, 3, (4, 5), 9, 10, 11, 12


def in_course(day: date) -> bool:
    """Return whether a day is in one of the five weeks; three weeks lie between two courses."""
    return 1 <= day.isocalendar().week % 8 <= 5


def taking_part(setting: Setting, day: date) -> Sequence[int]:
    """Return who takes part in the course of a day: the teacher first, last of all somebody who is not enrolled."""
    year, week, _ = day.isocalendar()
    dice = random.Random(f"{setting.seed}:course:{year}:{week // 8}")  # noqa: S311 - dice, not secrets
    return dice.sample(list(setting.people), ENROLLED + 1)


def course(dice: random.Random, setting: Setting, day: date) -> Iterator[Visit]:
    """Meet on Wednesdays of the course; on all other days somebody takes the wrong door now and then."""
    if not in_course(day) or day.weekday() != WEEKDAY:
        yield from idle(dice, setting, day)
        return
    meeting = day.isocalendar().week % 8
    for place, person in enumerate(taking_part(setting, day)):
        if place == _ABSENT or (place == _NEW and meeting < 3):
            continue
        join = _BEGINS - dice.uniform(1, 6) * MINUTE
        leave = _ENDS + dice.uniform(0.5, 4) * MINUTE
        talk = 0.5 if place == 0 else 0.0 if place in _SILENT else dice.uniform(0.01, 0.08)
        if place == _LATE:
            join = _BEGINS + dice.uniform(9, 14) * MINUTE
        elif place == _LEAVES:
            leave = _BEGINS + dice.uniform(35, 50) * MINUTE
        elif place == _REJOINS:
            drop = _BEGINS + dice.uniform(20, 60) * MINUTE
            yield Visit(person, join, drop, talk)
            join = drop + dice.uniform(4, 20)
        elif place == _TWO_DEVICES:
            yield Visit(person, join + 2 * MINUTE, leave - 10 * MINUTE, talk)
        yield Visit(person, join, leave, talk)
