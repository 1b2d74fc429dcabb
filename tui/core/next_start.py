"""What comes after the app has ended: its screens say so, and whoever started it does it."""

from __future__ import annotations

from enum import Enum

__all__ = ["Then"]


class Then(Enum):
    """What comes next."""

    NOTHING = "nothing"
    ANEW = "anew"
    """It begins anew, with the config as it is by then."""
    DEMO = "demo"
    """It begins on made-up data."""
