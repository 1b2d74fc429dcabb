"""The journal on the screen: a line a bulk, its rows, what is found and when, what is taken back and what is not."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.servers import answer
from tests.writing.desk import Desk, desk
from tests.writing.server import AcmeServer
from tests.writing.vendors.acme.catalog import INVITE, UPDATE, person
from tui.core.action import WriteState
from tui.screens.journal.journal import JournalScreen, open_journal
from tui.screens.write.bulk import BulkScreen
from tui.screens.write.flow import start_action

PEOPLE = [person(f"p{number}@example.org") for number in range(4)]
SIZES = ((80, 24), (60, 15))


async def invite_four(at: Desk, server: AcmeServer) -> None:
    """Invite four people, of whom one is refused, and go back."""
    server.before = lambda email: answer(400, {"detail": "Mailbox full."}) if email.startswith("p2@") else None
    start_action(at.screen, at.campus, INVITE, PEOPLE)
    await at.press("f2", "4", "enter", "enter")
    assert isinstance(at.screen, BulkScreen)
    await at.press("escape")


async def opened_journal(at: Desk) -> JournalScreen:
    open_journal(at.screen)
    await at.settle()
    assert isinstance(at.screen, JournalScreen)
    return at.screen


@pytest.mark.parametrize("size", SIZES)
async def test_a_bulk_is_one_line_with_its_counts_and_enter_shows_its_rows(
    server: AcmeServer, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(server, tmp_path, size=size) as at:
        await invite_four(at, server)
        await opened_journal(at)
        assert "4 rows: 3 done, 1 refused  from" in at.text
        assert "p2@example.org" not in at.text
        assert "4 writes, 1 bulk" in " ".join(at.text.split())

        await at.press("enter")
        assert "4 writes, 1 bulk" in " ".join(at.text.split())
        assert "p2@example.org" in at.text
        assert "Mailbox full." in at.text
        await at.press("enter")
        assert "p2@example.org" not in at.text


async def test_a_filter_finds_a_row_within_a_bulk(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await invite_four(at, server)
        await opened_journal(at)
        await at.press("slash", *"mailbox", "enter")
        assert "p2@example.org" in at.text
        assert "p1@example.org" not in at.text
        assert "1 write, 1 bulk" in at.text

        await at.press("f")
        assert "0 writes" in at.text
        await at.press("f")
        await at.press("slash", *" q1x5", "enter")
        assert "No write says that" in at.text
        await at.press("slash", "escape")
        assert "4 rows: 3 done" in at.text


async def test_a_range_narrows_the_journal_and_escape_takes_it_back(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await invite_four(at, server)
        journal = await opened_journal(at)
        before = journal.now() - timedelta(days=30)
        await at.press("t", *f"{before:%Y-%m-%d}", "enter")
        assert "4 rows: 3 done" not in at.text
        assert journal.menu.has_focus

        await at.press("escape")
        assert "4 rows: 3 done" in at.text
        await at.press("escape")
        assert not isinstance(at.screen, JournalScreen)


async def test_all_of_a_bulk_that_can_be_is_taken_back(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, concurrency=1) as at:
        start_action(at.screen, at.campus, UPDATE, PEOPLE[:2])
        await at.press(*"Department=Arts", "f2", "2", "enter", "enter")
        assert isinstance(at.screen, BulkScreen)
        await at.press("escape")
        await opened_journal(at)
        await at.press("u")
        assert "Takes back 2 of 2 rows of bulk 1." in at.text
        await at.press("2", "enter", "enter")
        assert "2 done" in at.text
        await at.press("escape")
        assert isinstance(at.screen, JournalScreen)
        assert "2 rows: 2 done  from undo of bulk 1, 2" in at.text
        assert "2 rows: 2 undone" in at.text

        await at.press("end", "u")
        assert "Nothing to take back: 2 × It was taken back already." in " ".join(at.text.split())
        entries = await at.app.app_state.journal.entries()
    assert [entry.state for entry in entries] == [*[WriteState.DONE] * 2, *[WriteState.UNDONE] * 2]
    assert {entry.undo_of for entry in entries[:2]} == {entry.id for entry in entries[2:]}


async def test_what_cannot_be_taken_back_says_why(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await invite_four(at, server)
        await opened_journal(at)
        await at.press("u")
        said = " ".join(at.text.split())
        assert "3 × “Invite people” has no way back at the vendor." in said

        await at.press("slash", *"mailbox", "enter")
        await at.press("end", "u")
        assert "p2@example.org: The vendor refused it, so nothing was changed." in " ".join(at.text.split())


@pytest.mark.parametrize("size", SIZES)
async def test_what_was_sent_can_be_scrolled_and_copied(
    server: AcmeServer, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with desk(server, tmp_path, size=size) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press(*"lee@example.org", "down", "A", "f2", "right", "enter")
        journal = await opened_journal(at)
        sent: list[str] = []
        at.app.write_terminal = sent.append
        await at.press("tab", "end")
        assert '"teamId": "A"' in at.text

        await at.press("y", "enter")
        assert isinstance(at.screen, JournalScreen)
        assert "What was sent" in at.text
        entry = journal.at
        assert entry is not None
        assert json.loads(json.dumps(entry.request.body)) == {"email": "lee@example.org", "teamId": "A"}
