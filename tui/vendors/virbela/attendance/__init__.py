"""Who was there, when and how long: pure functions over sessions, with no vendor's server in sight.

::

    Ledger.of(sessions, span)  ─┬─ occupancy(ledger) ── .peak .at(instant) .levels(n) .means(n) .by_hour(zone)
                                ├─ summarise(ledger)
                                └─ by_person(ledger)
"""

from __future__ import annotations

from tui.vendors.virbela.attendance.ledger import Ledger
from tui.vendors.virbela.attendance.merging import SessionMerge
from tui.vendors.virbela.attendance.occupancy import Occupancy, Peak, occupancy
from tui.vendors.virbela.attendance.session import AttendanceSession
from tui.vendors.virbela.attendance.summary import (
    PersonTime,
    RoomTime,
    Summary,
    by_person,
    by_room,
    median_stay,
    summarise,
    talk_share,
    total_stay,
    unique_attendees,
)
from tui.vendors.virbela.attendance.windows import LONGEST, Stretch, Window, plan, windows

__all__ = [
    "LONGEST",
    "AttendanceSession",
    "Ledger",
    "Occupancy",
    "Peak",
    "PersonTime",
    "RoomTime",
    "SessionMerge",
    "Stretch",
    "Summary",
    "Window",
    "by_person",
    "by_room",
    "median_stay",
    "occupancy",
    "plan",
    "summarise",
    "talk_share",
    "total_stay",
    "unique_attendees",
    "windows",
]
