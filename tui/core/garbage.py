"""When Python looks for garbage, for processes in which rows live until they are shown or written.

::

    spare_the_start ── imports, the first screen and its answers ── spare_what_lives ── rows that live long
"""

from __future__ import annotations

import gc
from typing import Final

__all__ = ["spare_the_start", "spare_what_lives"]

_MORE_THAN_A_START: Final = 250_000
"""Objects. The app's start makes some 130,000, of which 2,000 at the most are garbage that only a look finds."""


def spare_the_start() -> None:
    """Look for no garbage while the process starts: all that the imports bring lives as long as it does.

    Looking was 7 % of the app's start. It is put off, not left out: whoever makes more than a start does is looked at.
    """
    gc.set_threshold(_MORE_THAN_A_START, 5, 20_000)


def spare_what_lives() -> None:
    """Never look again at what is there by now, and from here on seldom at what has lived for a while.

    Passes over rows that live were 55 to 75 % of the time that decoding a large read took. Each pass over what is new
    is short, for it holds up the screen: 1,000 objects are less than 1 ms, and of what is a little older 5,000 are 2
    to 5. A pass over everything comes after a hundred million.
    """
    gc.freeze()
    gc.set_threshold(1_000, 5, 20_000)
