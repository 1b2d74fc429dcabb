"""Reports that no portal gives: certificates, attendance, occupancy, movements, regulars, service level."""

from __future__ import annotations

from typing import Final

from tui.core.collection import Collection
from tui.vendors.virbela.reports.by_person import ATTENDANCE_BY_PERSON, SILENT
from tui.vendors.virbela.reports.by_room import ATTENDANCE_BY_ROOM
from tui.vendors.virbela.reports.certificate import CERTIFICATE
from tui.vendors.virbela.reports.levels import OCCUPANCY
from tui.vendors.virbela.reports.movements import MOVEMENTS
from tui.vendors.virbela.reports.moves import MOVES
from tui.vendors.virbela.reports.regulars import NEWCOMERS, REGULARS
from tui.vendors.virbela.reports.service_level import SERVICE_LEVEL

__all__ = ["REPORTS"]

REPORTS: Final[tuple[Collection, ...]] = (
    CERTIFICATE,
    ATTENDANCE_BY_PERSON,
    ATTENDANCE_BY_ROOM,
    OCCUPANCY,
    MOVEMENTS,
    MOVES,
    SILENT,
    REGULARS,
    NEWCOMERS,
    SERVICE_LEVEL,
)
"""In the order of the menu."""
