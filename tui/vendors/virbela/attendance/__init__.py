"""Who was there, when and how long: pure functions over sessions, with no vendor's server in sight.

::

    sessions ─▶ Cast.sheet: columns of numbers ─▶ timeline: in order, some thousands at once ─▶ sums
                └──────────────── Ledger.of(sessions, span) ───────────────┘
                                          ├─ occupancy(ledger) ── .peak .at(instant) .levels(n) .means(n) .by_hour(zone)
                                          ├─ summarise(ledger)
                                          └─ by_person(ledger)

The reports stand on the same sheets and the same timeline.
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

__all__ = [
    "AttendanceSession",
    "Ledger",
    "Occupancy",
    "Peak",
    "PersonTime",
    "RoomTime",
    "SessionMerge",
    "Summary",
    "by_person",
    "by_room",
    "median_stay",
    "occupancy",
    "summarise",
    "talk_share",
    "total_stay",
    "unique_attendees",
]
