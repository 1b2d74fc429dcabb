"""People on the screen: the list, one of them, and where they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from textual.pilot import Pilot

from tests.app.support import NOW, screen_text
from tests.virbela.screens.support import Campus, open_, press
from tui.core.text import cell_width
from tui.sandbox.faults import Faults
from tui.screens.browse.browser import BrowserScreen
from tui.vendors.virbela.api.models import Hardware, User
from tui.vendors.virbela.screens import MemberScreen, MembersScreen, ProfileScreen
from tui.vendors.virbela.screens.members.member_facts import beside, identity_lines, machine_lines, profile_lines

SIZE = (80, 24)
ZONE = ZoneInfo("Europe/Stockholm")


async def open_member(pilot: Pilot[int], campus: Campus, number: int = 0) -> tuple[MemberScreen, dict[str, Any]]:
    user = await campus.user(number)
    screen = await open_(pilot, "user", userId=str(user["objectId"]), crumbs=("campus", "People", "Somebody"))
    assert isinstance(screen, MemberScreen)
    return screen, user


def text_of(lines: list[Any]) -> str:
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)


async def test_the_list_has_role_team_update_and_machine(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=(160, 36)) as pilot:
        screen = await open_(pilot, "users")
        assert isinstance(screen, MembersScreen)
        heading = next(line for line in screen_text(campus.app).splitlines() if "Name" in line)
    assert all(label in heading for label in ("Role", "Team", "Updated", "Device", "OS", "RAM", "Graphics"))


async def test_one_person_shows_who_it_is_the_machine_and_the_profile(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=(120, 36)) as pilot:
        screen, user = await open_member(pilot, campus)
        shown = screen_text(campus.app)
        profile = await campus.profile(str(user["objectId"]))
    assert user["email"] in shown
    assert "Surface Laptop 5 (Microsoft" in shown
    assert user["hardware"]["gfx"].split()[0] in shown
    assert profile["Department"] in shown
    assert screen.profile == profile
    assert all(cell_width(line) <= 120 for line in shown.splitlines())


async def test_one_person_can_be_exported_and_a_lists_keys_say_why_they_do_nothing(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=(100, 30)) as pilot:
        await open_member(pilot, campus)
        await press(pilot, "slash")
        assert "This is one person. The list of people, one step back, can be filtered." in screen_text(campus.app)
        await press(pilot, "x")
        assert "campus-user.csv" in screen_text(campus.app)


async def test_a_profile_that_cannot_be_read_does_not_hide_the_person(tmp_path: Path) -> None:
    campus = Campus(tmp_path, faults=Faults.parse("403@/virbela/MemberProfile/*#1x9"))
    async with campus.app.run_test(size=(120, 36)) as pilot:
        _, user = await open_member(pilot, campus)
        shown = screen_text(campus.app)
    assert user["email"] in shown
    assert "The profile could not be read." in shown


async def test_a_bug_in_reading_the_profile_does_not_hide_the_person(tmp_path: Path) -> None:
    campus = Campus(tmp_path)

    async def mistaken(user_id: str) -> None:
        raise KeyError("memberProfile")

    (await campus.app.app_state.connections.named("campus").client()).profile = mistaken
    async with campus.app.run_test(size=(120, 36)) as pilot:
        _, user = await open_member(pilot, campus)
        shown = screen_text(campus.app)
    assert user["email"] in shown
    assert "KeyError" in shown


async def test_nobody_of_that_id_is_told_with_the_way_out(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        await open_(pilot, "user", userId="nobody")
        shown = screen_text(campus.app)
    assert "campus has no such thing." in shown
    assert "asks again" in shown or "ask again" in shown


async def test_attendance_is_looked_for_only_after_saying_what_it_costs(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        _, user = await open_member(pilot, campus)
        await press(pilot, "v")
        asked = screen_text(campus.app)
        assert not [path for _, path in campus.asked if "/Attendance/" in path]
        await press(pilot, "enter")
        screen = campus.app.screen
        assert isinstance(screen, BrowserScreen)
        users = {record.value.user for record in screen.view.records() if record.value}
        reads = {path for _, path in campus.asked if "/Attendance/" in path}
    assert "60 rooms: at least 60 requests" in asked
    assert len(reads) == 60
    assert users <= {str(user["objectId"])}


async def test_leaving_it_asks_no_room(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_member(pilot, campus)
        await press(pilot, "v", "down", "down", "enter")
        assert campus.app.screen is screen
    assert not [path for _, path in campus.asked if "/Attendance/" in path]


async def test_editing_leads_to_the_profile_and_back_to_what_it_is_now(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=(120, 36)) as pilot:
        screen, _ = await open_member(pilot, campus)
        await press(pilot, "e")
        editor = campus.app.screen
        assert isinstance(editor, ProfileScreen)
        editor.fields.go([line.name for line in editor.fields.lines].index("Department"))
        await press(pilot, "enter", "ctrl+u", "A", "r", "t", "s", "enter", "f2", "right", "enter", "escape")
        assert campus.app.screen is screen
        assert screen.profile is not None
        assert screen.profile["Department"] == "Arts"
        assert "Arts" in screen_text(campus.app)


async def test_actions_are_those_of_the_catalog(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        await open_member(pilot, campus)
        await press(pilot, "a")
        shown = screen_text(campus.app)
    assert all(title in shown for title in ("Invite or change", "Suspend", "Reactivate", "Delete", "Edit profile"))


async def test_a_deletion_names_the_person(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_member(pilot, campus)
        await press(pilot, "a", "down", "down", "down", "enter")
        shown = screen_text(campus.app)
        assert screen.profile is not None
        name = f"{screen.profile['firstname']} {screen.profile['lastname']}"
    assert f"{name}, {screen.profile['email']}" in shown
    assert "Delete, to campus" in shown


async def test_a_read_only_connection_offers_no_actions(tmp_path: Path) -> None:
    campus = Campus(tmp_path, change={"read_only": True})
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_member(pilot, campus)
        await press(pilot, "a", "e")
        assert campus.app.screen is screen
        keys = screen_text(campus.app).splitlines()[-1]
    assert "edit" not in keys
    assert "actions" not in keys


def test_what_is_not_known_of_a_machine_is_a_dash() -> None:
    user = User(object_id="u", hardware=Hardware(os="Windows 10", ram="16262"))
    lines = text_of(machine_lines(user, 80, now=NOW, zone=ZONE))
    assert "Device          –" in lines
    assert "RAM             16 GB" in lines


def test_somebody_suspended_is_told_in_words() -> None:
    user = User(object_id="u", role="suspended")
    assert "! Suspended" in text_of(identity_lines(user, 80, now=NOW, zone=ZONE))


def test_hostile_values_reach_no_terminal() -> None:
    profile = {"Note": "\x1b[2Jgone\u202e", "Tags": ["\x07"]}
    lines = text_of(profile_lines(profile, "", 80))
    assert "\x1b" not in lines
    assert "\u202e" not in lines
    assert "\x07" not in lines


def test_two_blocks_stand_side_by_side() -> None:
    lines = beside([[("left", "plain")]], [[("right", "plain")], [("below", "plain")]], 40)
    assert text_of(lines).splitlines() == [f"{'left':<20}right", f"{'':<20}below"]
