"""The clinic in the app: devices lead to their sessions, rows fill in the two forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vendors.journey import journey


async def test_a_device_leads_to_its_sessions_and_one_of_them_to_all_about_it(tmp_path: Path) -> None:
    async with journey(tmp_path, "clinic") as going:
        devices = await going.press("down", "enter")
        sessions = await going.press("down", "enter")
        session = await going.press("enter")
        back = await going.press("escape", "escape")

    assert "Infusion pump 02" in devices
    assert "clinic › Devices › Infusion pump 02" in sessions
    assert "ACTIVE" in sessions
    assert "Infusion IP-002 no. running" in session
    assert "clinic › Devices" in back
    assert "14" in back.splitlines()[0]


async def test_sessions_show_the_device_and_the_patient_in_full(tmp_path: Path) -> None:
    async with journey(tmp_path, "clinic") as going:
        text = await going.press("enter")

    assert "Infusion pump 05" in text
    assert "Päivi Hämäläinen" in text


async def test_templates_show_their_whole_id(tmp_path: Path) -> None:
    async with journey(tmp_path, "clinic") as going:
        text = await going.press("down", "down", "enter")

    assert "374b389b-131d-5271-b17d-b5a734a29358" in text
    assert "usage-session" in text


@pytest.mark.parametrize(
    ("keys", "title", "filled"),
    [
        (("down", "enter", "down", "a", "enter"), "Create a session", "IP-002"),
        (
            ("down", "down", "enter", "down", "down", "a", "enter"),
            "Create a session",
            "374b389b-131d-5271-b17d-b5a734a29358",
        ),
        (("enter", "down", "a", "enter"), "Finish a session", "IP-002"),
    ],
)
async def test_a_row_fills_in_a_form(tmp_path: Path, keys: tuple[str, ...], title: str, filled: str) -> None:
    async with journey(tmp_path, "clinic") as going:
        form = await going.press(*keys)

    assert title in form
    assert filled in form


async def test_a_session_is_finished_after_it_was_confirmed(tmp_path: Path) -> None:
    async with journey(tmp_path, "clinic") as going:
        confirm = await going.press("enter", "down", "a", "enter", "f2")
        said = await going.press("right", "enter")
        rows = await going.press("r")

    assert "The vendor has no way to open it again." in confirm
    assert "The session is DONE." in said
    assert "DONE" in next(line for line in rows.splitlines() if "14:03" in line)


async def test_a_wrong_password_is_a_state_that_says_what_helps(tmp_path: Path) -> None:
    async with journey(tmp_path, "clinic", faults="403@/biot/ums/v2/users/loginx*") as going:
        text = await going.press("enter")

    assert "Signed out of clinic." in text
    assert "press r" in text.lower()
