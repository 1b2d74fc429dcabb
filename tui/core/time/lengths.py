"""Lengths of time out of numbers that somebody else wrote, whatever they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

__all__ = ["LONGEST", "length_in", "total_length"]

LONGEST: Final = timedelta(days=366 * 100)
"""No length of time that is written as a number is longer: a century. A million of them still add up."""


def length_in(amount: float | None, unit: timedelta) -> timedelta | None:
    """Return so many of a unit as a length of time; never raises.

    None where there is no number, and for one that is no length: not a number, without an end, or beyond `LONGEST`,
    either way.
    """
    if amount is None or not abs(amount) <= LONGEST / unit:  # put like that NaN fails as well
        return None
    return amount * unit


def total_length(one: timedelta, other: timedelta) -> timedelta:
    """Add lengths up; what is beyond the longest there is, is the longest there is: rows may say any year."""
    try:
        return one + other
    except OverflowError:
        return timedelta.max if one > timedelta() else timedelta.min
