"""When Python looks for garbage, for processes in which rows live until they are shown or written."""

from __future__ import annotations

import gc

__all__ = ["forget_the_start", "spare_what_lives"]


def spare_what_lives() -> None:
    """Collect less often: passes over rows that live were 55 to 75 % of the time that decoding a large read took.

    Each pass over what is new is short, for it holds up the screen: 1,000 objects are less than 1 ms, and of what is
    a little older 5,000 are 2 to 5. A pass over everything comes after a hundred million.
    """
    gc.freeze()
    gc.set_threshold(1_000, 5, 20_000)


def forget_the_start() -> None:
    """Collect once, then seldom: what the start left behind goes, what is kept is never looked at again."""
    gc.collect()
    spare_what_lives()
