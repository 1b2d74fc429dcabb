"""After a write the row is true at once: marked while it is in doubt, then as the vendor has it now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tests.gates import Gate
from tui.app import FrontdeskApp
from tui.core.record import Record
from tui.screens.browse.browser import BrowserScreen
from tui.screens.home.home import HomeScreen
from tui.screens.home.vendor import VendorScreen
from tui.screens.write.confirm import ConfirmScreen
from tui.screens.write.flow import start_action


async def users_of(app: FrontdeskApp, pilot: Pilot[int]) -> BrowserScreen:
    """Open the people of the campus, the cursor on the first."""
    await settled(pilot)
    campus = app.app_state.connections.named("campus")
    app.open_collection(campus, "users", values={}, crumbs=("campus", "People"))
    await settled(pilot)
    assert isinstance(app.screen, BrowserScreen)
    return app.screen


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_a_row_that_was_written_to_is_marked_until_it_is_read_anew(tmp_path: Path, size: tuple[int, int]) -> None:
    sent: list[str] = []

    def reads_after_the_write(path: str, query: str) -> bool:
        if path.endswith("/suspend"):
            sent.append(path)
            return False
        return bool(sent)

    gate = Gate(reads_after_the_write)
    app = make_app(tmp_path, only="campus", gate=gate)
    async with app.run_test(size=size) as pilot:
        users = await users_of(app, pilot)
        (person,) = users.chosen_records()
        assert person.value is not None
        assert person.value.role != "suspended"
        count = users.view.total
        start_action(users, users.here, users.here.catalog.action("suspend"), [person])
        await settled(pilot)
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("right", "enter")
        await gate.reached()
        assert users.view.doubted == {person.id}
        await pilot.pause()
        assert "▎?" in screen_text(app)
        assert f"Suspended {person.value.name}"[:30] in screen_text(app)

        gate.open()
        await settled(pilot)
        now = users.view.get(person.id)
        assert now is not None
        assert now.value is not None
        assert now.value.role == "suspended"
        assert users.view.total == count
        assert not users.view.doubted
        assert "▎?" not in screen_text(app)


async def test_a_row_that_was_deleted_is_gone_from_the_list(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 24)) as pilot:
        users = await users_of(app, pilot)
        (person,) = users.chosen_records()
        assert person.value is not None
        start_action(users, users.here, users.here.catalog.action("delete"), [person])
        await settled(pilot)
        await pilot.press(*person.value.email, "enter", "enter")
        await settled(pilot)
        assert app.screen is users
        assert users.view.get(person.id) is None
        assert f"Deleted {person.value.name}"[:30] in screen_text(app)


async def test_a_row_that_cannot_be_read_anew_stays_marked(tmp_path: Path) -> None:
    sent: list[str] = []

    def reads_after_the_write(path: str, query: str) -> bool:
        if path.endswith("/suspend"):
            sent.append(path)
            return False
        return bool(sent)

    gate = Gate(reads_after_the_write, then=403)
    gate.open()
    app = make_app(tmp_path, only="campus", gate=gate)
    async with app.run_test(size=(80, 24)) as pilot:
        users = await users_of(app, pilot)
        (person,) = users.chosen_records()
        assert person.value is not None
        start_action(users, users.here, users.here.catalog.action("suspend"), [person])
        await settled(pilot)
        await pilot.press("right", "enter")
        await settled(pilot)
        assert users.view.doubted == {person.id}
        assert "The row with ? may be old; r asks again." in screen_text(app)


async def test_what_was_just_written_is_taken_back_where_one_is_and_the_row_follows(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 24)) as pilot:
        users = await users_of(app, pilot)
        (person,) = users.chosen_records()
        assert person.value is not None
        await pilot.press("u")
        assert "There is no write that can be taken back." in screen_text(app)

        await pilot.press("a", "down", "enter")
        await settled(pilot)
        await pilot.press("right", "enter")
        await settled(pilot)
        assert f"Suspended {person.value.name}. u undoes it." in screen_text(app)

        await pilot.press("u")
        await settled(pilot)
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("right", "enter")
        await settled(pilot)
        now = users.view.get(person.id)
        assert now is not None
        assert now.value is not None
        assert now.value.role == person.value.role
        assert f"Undone for {person.value.email}." in screen_text(app)
        await pilot.press("u")
        assert "There is no write that can be taken back." in screen_text(app)


async def test_a_person_and_the_list_below_follow_what_was_written_to_the_person(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 24)) as pilot:
        users = await users_of(app, pilot)
        (record,) = users.chosen_records()
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("a", "down", "enter")
        await settled(pilot)
        await pilot.press("right", "enter")
        await settled(pilot)
        assert "suspended, team" in screen_text(app)
        assert users.view.get(record.id) is not record


async def test_what_a_bulk_has_sent_is_not_called_unsent_when_one_leaves(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        ways = ("1", "down", "down", "enter", "space", "space", "e", "down", "down", "down", "enter", *"Arts", "f2")
        for key in (*ways, "2", "enter", "enter"):
            await pilot.press(key)
            await settled(pilot)
        assert "2 done" in screen_text(app)
        await pilot.press("1")
        await settled(pilot)
        assert isinstance(app.screen, VendorScreen)


async def suspended_leaders(app: FrontdeskApp, pilot: Pilot[int]) -> BrowserScreen:
    """Suspend the first three people of a list that shows leaders only, which they are no more, and come back."""
    users = await users_of(app, pilot)
    await pilot.press("slash", *"role=leader", "enter")
    await settled(pilot)
    for key in ("space", "space", "space", "a", "down", "enter", "3", "enter", "enter"):
        await pilot.press(key)
        await settled(pilot)
    assert "3 done" in screen_text(app)
    await pilot.press("escape")
    await settled(pilot)
    assert app.screen is users
    return users


async def test_a_bulk_that_was_just_written_is_taken_back_where_one_is_and_its_rows_follow(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 24)) as pilot:
        users = await suspended_leaders(app, pilot)
        left = len(users.view)
        await pilot.press("u")
        await settled(pilot)
        assert "Takes back 3 of 3 rows of bulk 1." in screen_text(app)
        await pilot.press("3", "enter", "enter")
        await settled(pilot)
        assert "3 done" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is users
        assert len(users.view) == left + 3
        assert not users.view.doubted
        await pilot.press("u")
        assert "There is no write that can be taken back." in screen_text(app)


@pytest.mark.parametrize("row_alone", [False, True])
async def test_the_list_below_follows_what_is_taken_back_in_the_journal(tmp_path: Path, row_alone: bool) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 24)) as pilot:
        users = await suspended_leaders(app, pilot)
        left = len(users.view)
        await pilot.press("J")
        await settled(pilot)
        ways = ("enter", "down", "u", "right", "enter") if row_alone else ("u", "3", "enter", "enter", "escape")
        for key in (*ways, "escape"):
            await pilot.press(key)
            await settled(pilot)
        assert app.screen is users
        assert len(users.view) == left + (1 if row_alone else 3)
        assert not users.view.doubted


async def test_home_names_a_bulk_that_was_written_last_and_takes_back_all_of_it(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 24)) as pilot:
        await suspended_leaders(app, pilot)
        while not isinstance(app.screen, HomeScreen):
            await pilot.press("escape")
            await settled(pilot)
        assert "3 rows from a selection: suspend   u undo" in screen_text(app)
        await pilot.press("u")
        await settled(pilot)
        assert "Takes back 3 of 3 rows of bulk 1." in screen_text(app)


async def test_rows_that_cannot_be_read_one_by_one_are_in_doubt_after_many_of_them_were_written(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for key in ("1", "down", "down", "enter", "space", "space"):
            await pilot.press(key)
            await settled(pilot)
        profiles = app.screen
        assert isinstance(profiles, BrowserScreen)
        marked = {record.id for record in profiles.chosen_records()}
        for key in ("e", "down", "down", "down", "enter", *"Arts", "f2", "2", "enter", "enter", "escape"):
            await pilot.press(key)
            await settled(pilot)
        assert profiles.view.doubted == marked
        assert app.screen is profiles


@pytest.mark.parametrize("count", [1, 2])
async def test_a_list_follows_what_the_journal_takes_back_of_an_earlier_start(tmp_path: Path, count: int) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 24)) as pilot:
        users = await users_of(app, pilot)
        records = [record for record in map(users.view.at, range(count)) if record is not None]
        before = [role_of(users, each) for each in records]
        answered, left = (("right", "enter"), ()) if count == 1 else (("2", "enter", "enter"), ("escape",))
        for key in (*["space"] * (count if count > 1 else 0), "a", "down", "enter", *answered, *left):
            await pilot.press(key)
            await settled(pilot)
        assert app.screen is users
        assert [role_of(users, each) for each in records] == ["suspended"] * count
        app.app_state.bulk_rows.clear()  # it is known until Frontdesk ends
        app.app_state.written_rows.clear()
        for key in ("J", "u", *answered, *left, "escape"):
            await pilot.press(key)
            await settled(pilot)
        assert app.screen is users
        assert [role_of(users, each) for each in records] == before


def role_of(users: BrowserScreen, record: Record[Any]) -> Any:
    """Return the role that the list has now."""
    now = users.view.get(record.id)
    assert now is not None
    assert now.value is not None
    return now.value.role
