"""When Python looks for garbage, for processes in which rows live until they are shown or written."""

from __future__ import annotations

import gc

__all__ = ["spare_what_lives"]


def spare_what_lives() -> None:
    """Collect less often: passes over rows that live were 55 to 75 % of the time that decoding a large read took."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
