"""What home says of the waitlist in the morning: who waited too long since yesterday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tui.core.briefing import Briefing
from tui.core.present import duration_text
from tui.core.record import Record

if TYPE_CHECKING:
    from tui.vendors.virbela.waitlist.figures import Event

__all__ = ["LONG_WAITS"]

_LONG: Final = timedelta(minutes=15)
"""A wait that somebody should know of in the morning."""


def _long_waits(records: Sequence[Record[Event]], _: int, now: datetime) -> str:
    waits = [wait for each in records if each.value is not None and (wait := each.value.lasted) is not None]
    long = [wait for wait in waits if wait > _LONG]
    if not long:
        return ""
    people = "1 person" if len(long) == 1 else f"{len(long):,} people"
    return f"{people} waited over {duration_text(_LONG)} since yesterday, at most {duration_text(max(long))}"


LONG_WAITS: Final = Briefing(
    "waitlist-called", _long_waits, range="yesterday..today", filter="waited>15min", words="waited over 15 min"
)
