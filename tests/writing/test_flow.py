"""A write from the first question to its end: nothing typed is lost, nobody is locked in, what stopped goes on."""

from __future__ import annotations

import asyncio
import sqlite3
import string
from collections import Counter
from pathlib import Path

import pytest

from tests.servers import Exchange, answer, disconnect
from tests.writing.desk import Desk, desk
from tests.writing.server import AcmeServer
from tests.writing.vendors.acme.catalog import DELETE, INVITE, UPDATE, person
from tui.screens.home.home import HomeScreen
from tui.screens.home.vendor import VendorScreen
from tui.screens.journal.journal import JournalScreen, open_journal
from tui.screens.write.bulk import BulkScreen
from tui.screens.write.confirm import ConfirmScreen
from tui.screens.write.flow import start_action
from tui.screens.write.form import FormScreen
from tui.screens.write.form_file import FormFileScreen
from tui.writing.bulk import Phase

PEOPLE = [person(f"p{number}@example.org") for number in range(6)]


def signed_out_after(server: AcmeServer, count: int) -> None:
    """Have the vendor turn everything down once so many were invited."""
    server.before = lambda email: answer(401, {"detail": "expired"}) if len(server.invited) >= count else None


async def stop_a_bulk(at: Desk) -> None:
    """Invite six people of whom some are left when the vendor turns us down."""
    start_action(at.screen, at.campus, INVITE, PEOPLE)
    await at.press("f2", "6", "enter", "enter")
    running = at.screen
    assert isinstance(running, BulkScreen)
    assert running.bulk.phase is Phase.STOPPED


async def test_a_bulk_that_stopped_can_be_taken_up_once_its_screen_is_left(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, concurrency=1) as at:
        signed_out_after(server, 2)
        await stop_a_bulk(at)
        await at.press("escape")
        assert isinstance(at.screen, HomeScreen)
        assert "6 rows from a selection cut off" in at.text

        server.before = lambda email: None
        open_journal(at.screen)
        await at.settle()
        await at.press("R")
        assert "5 done" in at.text
        assert "1 refused" in at.text  # the row at which it stopped
        await at.press("R")
        assert "6 done" in at.text
        await at.press("escape")
        assert isinstance(at.screen, JournalScreen)
        assert "cut off" not in at.text
    assert Counter(server.invited.values()) == {1: 6}


async def test_a_bulk_that_was_taken_up_elsewhere_is_not_run_from_its_old_screen(
    server: AcmeServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path, concurrency=1) as at:
        signed_out_after(server, 2)
        await stop_a_bulk(at)
        (batch,) = await at.app.app_state.journal.interrupted_batches()
        await at.app.app_state.journal.claim_batch(batch)
        database = sqlite3.connect(tmp_path / "journal.sqlite3")
        database.execute("UPDATE batch SET pid = pid + 1")
        database.commit()
        database.close()

        server.before = lambda email: None
        await at.press("R")
        assert "Another Frontdesk has resumed this." in at.text
    assert len(server.invited) == 2


async def test_an_undo_asked_for_during_a_resume_leaves_the_resume_alone(server: AcmeServer, tmp_path: Path) -> None:
    gate, asked = asyncio.Event(), asyncio.Event()

    async def held(exchange: Exchange) -> None:
        asked.set()
        await gate.wait()
        await answer(200, {"times": 1})(exchange)

    async with desk(server, tmp_path, concurrency=1) as at:
        start_action(at.screen, at.campus, UPDATE, [person("u1@example.org")])
        await at.until("An emptied line")
        await at.press("ctrl+u", *"Arts", "f2", "right", "enter")
        server.badly = lambda email: disconnect() if email.startswith("p0@") else None
        signed_out_after(server, 2)
        await stop_a_bulk(at)
        await at.press("escape")
        server.before, server.asked = (lambda email: None), (lambda email: held)
        open_journal(at.screen)
        await at.settle()

        await at.pilot.press("R")
        await asked.wait()
        await at.pilot.press("end", "u")
        await at.until("still under way")
        assert isinstance(at.screen, JournalScreen)
        gate.set()
        await at.until("finished")
    assert Counter(server.invited.values()) == {1: 5}  # all but the row at which it stopped


async def test_a_resume_that_is_left_on_the_way_can_be_begun_again(server: AcmeServer, tmp_path: Path) -> None:
    gate, asked = asyncio.Event(), asyncio.Event()

    async def held(exchange: Exchange) -> None:
        asked.set()
        await gate.wait()
        await answer(200, {"times": 1})(exchange)

    async with desk(server, tmp_path, concurrency=1) as at:
        server.badly = lambda email: disconnect() if email.startswith("p0@") else None
        signed_out_after(server, 2)
        await stop_a_bulk(at)
        await at.press("escape")
        server.before, server.asked = (lambda email: None), (lambda email: held)
        open_journal(at.screen)
        await at.settle()
        await at.pilot.press("R")
        await asked.wait()
        await at.pilot.press("escape")
        while not await at.app.app_state.journal.interrupted_batches():
            await at.pilot.pause()
        server.asked = lambda email: None
        open_journal(at.screen)
        await at.settle()
        await at.press("R")
        assert "5 done" in at.text
        gate.set()


async def test_a_check_of_what_the_journal_has_lost_locks_nobody_in(server: AcmeServer, tmp_path: Path) -> None:
    server.badly = lambda email: disconnect()
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press(*"lee@example.org", "f2", "right", "enter")
        assert "Check whether it arrived" in at.text
        database = sqlite3.connect(tmp_path / "journal.sqlite3")
        database.execute("DELETE FROM entry")
        database.commit()
        database.close()

        await at.press("right", "enter")
        assert "The journal has no entry of it any more." in at.text
        await at.press("escape")
        assert isinstance(at.screen, FormScreen)


# --- what is typed ----------------------------------------------------------------------------------------------


async def test_escape_goes_back_one_step_with_everything_kept(
    server: AcmeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("E-Mail,Group\nlee@example.org,A\nkim@example.org,B\n")
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press("down", "down", "right", "f3", *"people.csv", "enter")
        assert "Group   →  not sent" in at.text
        await at.press("down", "enter", "home", "down", "down", "enter")  # the second column is the team
        assert "Group   →  teamId" in at.text
        await at.press("f2")
        assert isinstance(at.screen, ConfirmScreen)

        await at.press("escape")
        assert isinstance(at.screen, FormFileScreen)
        assert "Group   →  teamId" in at.text
        await at.press("f5")
        assert "Group   →  teamId" in at.text
        await at.press("escape")
        form = at.screen
        assert isinstance(form, FormScreen)
        assert form.form.texts == {"overwrite": "yes"}
        await at.press("f3")
        assert "Group   →  teamId" in at.text
        await at.press("f2", "2", "enter", "enter")
    assert [seen.json().get("teamId") for seen in server.seen] == ["A", "B"]
    assert all(seen.json()["overwrite"] is True for seen in server.seen)


async def test_leaving_a_form_with_something_in_it_asks_first(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press("escape")
        assert isinstance(at.screen, HomeScreen)

        start_action(at.screen, at.campus, INVITE)
        await at.press(*"lee", "escape")
        assert "Invite people: what was filled in was not sent." in at.text
        await at.press("enter")
        form = at.screen
        assert isinstance(form, FormScreen)
        assert form.form.texts == {"email": "lee"}
        await at.press("ctrl+q", "down", "enter")
        assert at.app.return_code == 0


async def test_no_single_key_does_anything_in_a_form_or_a_question(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press(*"lee@example.org", "down", "down", "down")  # on a choice, which takes no text
        form = at.screen
        assert isinstance(form, FormScreen)
        await at.pilot.press(*"123456789qJxeaur", "colon", "comma", "question_mark", "slash")
        assert form.form.texts["email"] == "lee@example.org"
        assert at.app.screen is form

        await at.press("f2")
        question: object = at.app.screen
        assert isinstance(question, ConfirmScreen)
        await at.pilot.press(*("space" if character == " " else character for character in string.printable[:95]))
        now: object = at.app.screen
        assert now is question
        assert server.invited == {}


async def test_the_word_is_typed_at_once_and_enter_alone_never_sends(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, DELETE, [person("lee@example.org")])
        await at.settle()
        await at.press(*"1q7", "enter", "enter")
        assert "Type lee@example.org to be able to go on" in at.text
        assert server.deleted == []

        await at.press("ctrl+u", *"lee@example.org", "enter")
        assert "[ Delete a member ]" in at.text
        assert server.deleted == []
        await at.press("enter")
        assert server.deleted == ["lee@example.org"]


async def test_a_question_about_a_row_that_says_everything_goes_back_to_the_list(
    server: AcmeServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, DELETE, [person("lee@example.org")])
        await at.settle()
        await at.press("escape")
        assert isinstance(at.screen, HomeScreen)


async def test_a_number_still_goes_to_its_connection_where_nothing_is_typed(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.press("1")
        assert isinstance(at.screen, VendorScreen)


# --- forms ------------------------------------------------------------------------------------------------------


async def test_enter_goes_from_field_to_field_and_sends_nothing(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.settle()
        form = at.screen
        assert isinstance(form, FormScreen)
        reached = []
        for _ in INVITE.fields:
            reached.append(form.form.focused_field)
            await at.press("enter")
        await at.press("enter")
        assert reached == [field.name for field in INVITE.fields]
        assert form.form.focused_field == INVITE.fields[-1].name
        assert "F2 shows what will be sent" in at.text
        assert server.seen == []


@pytest.mark.parametrize("key", ["down", "up", "tab"])
async def test_the_field_in_focus_is_in_view_however_small_the_terminal_is(
    server: AcmeServer, tmp_path: Path, key: str
) -> None:
    async with desk(server, tmp_path, size=(60, 15)) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.settle()
        await at.press(*"lee", "f2")
        reached = set()
        for _ in INVITE.fields:
            await at.pilot.press(key)
            focused = at.app.focused
            assert focused is not None
            reached.add(focused.id)
            rows = at.screen.query_one("FormRows")
            assert rows.region.contains_region(focused.region), at.text
        assert len(reached) == len(INVITE.fields)
