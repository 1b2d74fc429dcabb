"""What counts once: somebody who is there twice, on two devices or in two rooms, is one person."""

from __future__ import annotations

from collections.abc import Iterable, MutableSequence
from math import inf
from typing import Any, Final, TypeVar

__all__ = ["NEVER", "Once", "add_up"]

N = TypeVar("N", int, float)

NEVER: Final = -inf
"""Before every instant."""


class Once:
    """Cuts off of each stretch what its key has had already: the rest adds up to what counts once.

    A key is a person; a stretch is one of time, or of a range's steps: from its start on and until before its stop.
    Stretches come in the order of their starts.
    """

    def __init__(self, keys: int) -> None:
        """Begin with nothing; there are so many keys, from 0 on."""
        self.reached: list[Any] = [NEVER] * keys
        """Until where each key's stretches have come."""

    def starts(self, keys: Iterable[int], starts: Iterable[N], stops: Iterable[N]) -> list[N]:
        """Return where each stretch begins that nothing before reached; its stop, where nothing of it is left."""
        reached, cut = self.reached, list(starts)
        for place, (key, start, stop) in enumerate(zip(keys, starts, stops, strict=True)):
            until = reached[key]
            if start >= until:
                reached[key] = stop
            elif stop > until:
                cut[place] = until
                reached[key] = stop
            else:
                cut[place] = stop
        return cut


def add_up(sums: MutableSequence[N], keys: Iterable[int], amounts: Iterable[N]) -> None:
    """Add each amount to its key's sum."""
    for key, amount in zip(keys, amounts, strict=True):
        sums[key] += amount
