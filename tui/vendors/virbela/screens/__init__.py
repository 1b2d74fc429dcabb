"""Where a table alone is not the best view: who was in a room, and when; which rooms are used, and at what hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from tui.vendors.virbela.screens.attendance import AttendanceScreen
from tui.vendors.virbela.screens.campus import CampusAttendanceScreen

__all__ = ["SCREENS", "AttendanceScreen", "CampusAttendanceScreen"]

SCREENS: Mapping[str, Callable[..., Screen[Any]]] = {
    "attendance": AttendanceScreen,
    "private-volume": AttendanceScreen,
    "campus-attendance": CampusAttendanceScreen,
}
"""The screens by the collection that they show."""
