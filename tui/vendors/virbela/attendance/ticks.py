"""Instants as whole microseconds since 1970: what is summed, sorted and compared a million times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from tui.vendors.virbela.api.lenient import EPOCH, ticks

__all__ = ["EPOCH", "TICK", "instant_of", "ticks"]

TICK: Final = timedelta(microseconds=1)
"""The finest that `datetime` knows."""


def instant_of(at: float) -> datetime:
    """Return the instant of a number of microseconds since 1970, in UTC; the last there is for what comes after."""
    try:
        return EPOCH + timedelta(microseconds=at)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
