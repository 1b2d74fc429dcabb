"""Throwing dice often: what `random.Random` throws, number for number, without what it checks at each throw."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

__all__ = ["below", "pick"]

T = TypeVar("T")


def below(dice: random.Random, count: int) -> int:
    """Throw `dice.randrange(count)`, of 1 or more, in a third of its time."""
    bits = count.bit_length()
    thrown = dice.getrandbits(bits)
    while thrown >= count:
        thrown = dice.getrandbits(bits)
    return thrown


def pick(dice: random.Random, those: Sequence[T]) -> T:
    """Throw `dice.choice(those)`, of one or more."""
    return those[below(dice, len(those))]
