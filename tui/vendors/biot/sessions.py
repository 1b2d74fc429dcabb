"""What a session is: its states, when it began, when it ended, how long it was. Pure, no I/O."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tui.core.time.times import parse_time

if TYPE_CHECKING:
    from tui.vendors.biot.api.models import UsageSession

__all__ = ["STATES", "STOP_CODES", "duration", "ended", "started"]

STATES: Final = ("ACTIVE", "DONE", "PAUSED", "ACTIVATING", "PAUSING", "RESUMING", "STOPPING")
STOP_CODES: Final = ("COMPLETION", "GENERAL_DEVICE_ERROR", "TIMEOUT")


def started(session: UsageSession) -> datetime | None:
    """Return when the session began."""
    return parse_time(session.start_time)


def ended(session: UsageSession) -> datetime | None:
    """Return when the session ended; None while it runs."""
    return parse_time(session.end_time)


def duration(session: UsageSession) -> timedelta | None:
    """Return how long a finished session was; None for one that has no end."""
    begin, end = started(session), ended(session)
    return end - begin if begin is not None and end is not None and end >= begin else None
