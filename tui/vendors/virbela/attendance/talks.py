"""How much was talked, as far as that is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress, repeat
from math import fsum
from operator import ge, sub
from typing import Final

from msgspec import Struct

from tui.vendors.virbela.attendance.timeline import Moment

__all__ = ["NO_TALK", "Talk", "lengths", "told"]


class Talk(Struct, frozen=True):
    """What was talked in some sessions."""

    minutes: float
    stayed: float
    """The length of the sessions for which talk is known, in ticks."""
    unknown: int
    """Sessions for which it is not."""

    def plus(self, moment: Moment) -> Talk:
        """Return it with what was talked in some more sessions."""
        _, talks, stayed = told(moment)
        unknown = self.unknown + len(moment) - len(talks)
        return Talk(self.minutes + fsum(talks), self.stayed + fsum(stayed), unknown)


NO_TALK: Final = Talk(0.0, 0.0, 0)


def lengths(moment: Moment) -> Iterator[float]:
    """Return how long each session is within the bounds, in ticks."""
    return map(sub, moment.stops, moment.starts)


def told(moment: Moment) -> tuple[Sequence[int], Sequence[float], Sequence[float]]:
    """Return who it was, the talk and the length of each session whose talk is told: mostly all of them."""
    talks, stayed = moment.talks, list(lengths(moment))
    if min(talks) >= 0:
        return moment.people, talks, stayed
    known = list(map(ge, talks, repeat(0.0)))
    return list(compress(moment.people, known)), list(compress(talks, known)), list(compress(stayed, known))
