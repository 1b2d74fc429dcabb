"""Where a table and a form are not the best view: attendance, people and their profiles, waitlists, private volumes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from tui.screens.write.flow import OwnForm
from tui.vendors.virbela.screens.attendance.attendance import AttendanceScreen
from tui.vendors.virbela.screens.attendance.campus import CampusAttendanceScreen
from tui.vendors.virbela.screens.members.member_detail import MemberScreen
from tui.vendors.virbela.screens.members.members import MembersScreen
from tui.vendors.virbela.screens.profiles.profile_editor import ProfileScreen
from tui.vendors.virbela.screens.profiles.profile_list import ProfilesScreen
from tui.vendors.virbela.screens.profiles.profile_start import edit_profiles
from tui.vendors.virbela.screens.volumes import VolumesScreen, private_volume
from tui.vendors.virbela.screens.waitlist.waitlist_screen import WaitlistScreen

__all__ = [
    "ASKED_THERE",
    "FORMS",
    "SCREENS",
    "AttendanceScreen",
    "CampusAttendanceScreen",
    "MemberScreen",
    "MembersScreen",
    "ProfileScreen",
    "ProfilesScreen",
    "VolumesScreen",
    "WaitlistScreen",
]

SCREENS: Mapping[str, Callable[..., Screen[Any]]] = {
    "attendance": AttendanceScreen,
    "private-volume": private_volume,
    "campus-attendance": CampusAttendanceScreen,
    "users": MembersScreen,
    "user": MemberScreen,
    "profiles": ProfilesScreen,
    "profile": ProfileScreen,
    "waitlist-agents": WaitlistScreen,
    "waitlist-called": WaitlistScreen,
    "waitlist-helped": WaitlistScreen,
    "waitlist-shifts": WaitlistScreen,
}
"""The screens by the collection that they show."""

ASKED_THERE = frozenset({"private-volume"})
"""The collections whose screen asks for what is missing itself."""

FORMS: Mapping[str, OwnForm] = {"update-profile": edit_profiles}
"""The screens that stand in place of an action's form."""
