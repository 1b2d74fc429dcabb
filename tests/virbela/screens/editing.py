"""What tests of the profile editor do with it."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.virbela.screens.support import Campus, open_, press
from tui.vendors.virbela.screens import ProfileScreen
from tui.vendors.virbela.screens.profiles.profile_many import ManyProfilesScreen

__all__ = ["at", "open_profile", "type_value"]


def at(screen: ProfileScreen | ManyProfilesScreen, name: str) -> None:
    """Put the cursor on a field."""
    screen.fields.go([line.name for line in screen.fields.lines].index(name))


async def open_profile(pilot: Pilot[int], campus: Campus) -> tuple[ProfileScreen, str]:
    """Open somebody's profile; return its screen and whose it is."""
    user_id = str((await campus.user())["objectId"])
    screen = await open_(pilot, "profile", userId=user_id)
    assert isinstance(screen, ProfileScreen)
    return screen, user_id


async def type_value(pilot: Pilot[int], text: str) -> None:
    """Type the value of the field under the cursor."""
    await press(pilot, "enter", "ctrl+u", *(" ".join(text).split(" ") if text else ()))
    await press(pilot, "enter")
