"""Home after a crash, and after a write: what waits for a person, what was visited when, what can be taken back."""

from __future__ import annotations

import re
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.app.support import NOW, make_app, screen_text, settled
from tui.core.action import Danger, WriteState
from tui.core.time.clock import FrozenClock
from tui.screens.dialogs.findings import FindingsScreen
from tui.screens.home.home import HomeScreen
from tui.screens.journal.journal import JournalScreen
from tui.storage.journal import BatchRow, Intent, Journal, RequestSummary
from tui.storage.journal_process import Process
from tui.widgets.menu import Menu

SIZE = (100, 30)

DEAD = Process(socket.gethostname(), 2**22 + 1, "another boot")
"""A process that has ended: no system counts that far."""


def _intent(target: str, *, batch: int | None = None, row: int | None = None) -> Intent:
    return Intent(
        connection="campus",
        vendor="virbela",
        action="invite",
        target=target,
        values={"email": target},
        request=RequestSummary("POST", "/invite", {"email": target}),
        danger=Danger.REVERSIBLE,
        batch=batch,
        row=row,
    )


async def leave_a_crashed_bulk(folder: Path, *, ago: timedelta = timedelta(minutes=3), host: str = DEAD.host) -> None:
    """Leave what a kill in the middle of a bulk leaves: one row done, two under way, one not begun."""
    journal = Journal(folder / "journal.sqlite3", FrozenClock(NOW - ago), replace(DEAD, host=host))
    emails = [f"p{number}@example.org" for number in range(4)]
    rows = [BatchRow(number, email, {"email": email}) for number, email in enumerate(emails)]
    batch = await journal.begin_batch(
        connection="campus", vendor="virbela", action="invite", source="people.csv", rows=rows
    )
    for number in range(3):
        entry = await journal.begin(_intent(emails[number], batch=batch, row=number))
        if number == 0:
            await journal.finish(entry, WriteState.DONE, "Invited.")
    await journal.aclose()


async def test_a_bulk_that_was_cut_off_is_on_home_and_enter_opens_the_journal_at_it(tmp_path: Path) -> None:
    await leave_a_crashed_bulk(tmp_path)
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        text = screen_text(app)
        assert "Needs you" in text
        assert "invite: 4 rows from people.csv cut off, 2 in doubt (14:48)" in text
        await pilot.press("end", "enter")
        await settled(pilot)
        assert isinstance(app.screen, JournalScreen)
        assert app.screen.query_one("#log", Menu).chosen_id == "batch:1"


async def test_single_writes_in_doubt_are_counted_and_the_journal_opens_at_the_newest(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3", FrozenClock(NOW - timedelta(days=1)), DEAD)
    for target in ("lee@example.org", "kim@example.org"):
        await journal.begin(_intent(target))
    await journal.aclose()
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "2 × invite may or may not have arrived (Thu 14:51)" in screen_text(app)
        await pilot.press("end", "enter")
        await settled(pilot)
        assert isinstance(app.screen, JournalScreen)
        assert app.screen.at is not None
        assert app.screen.at.target == "kim@example.org"


async def test_a_wrong_key_of_the_config_needs_somebody_too(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", keys={"nonsense": "x"})
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "1 key of the config is wrong" in screen_text(app)
        await pilot.press("end", "enter")
        await settled(pilot)
        assert isinstance(app.screen, FindingsScreen)


async def test_recent_places_say_when(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter", "enter")
        await settled(pilot)
        await pilot.press("escape", "escape")
        await settled(pilot)
        line = next(line for line in screen_text(app).splitlines() if "Rooms" in line)
        assert line.split()[-2:] == ["campus", "14:51"]


async def test_a_place_from_an_older_state_file_has_no_time_and_still_opens(tmp_path: Path) -> None:
    (tmp_path / "state.toml").write_text('[[recent]]\nconnection = "campus"\ncollection = "rooms"\ntitle = "Rooms"\n')
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert next(line for line in screen_text(app).splitlines() if "Rooms" in line).split() == ["Rooms", "campus"]


async def leave_a_suspension(journal: Journal) -> None:
    """Leave a write that can be taken back."""
    suspension = replace(
        _intent("lee@example.org"),
        action="suspend",
        before={"email": "lee@example.org", "role": "member", "teamId": "B"},
    )
    await journal.finish(await journal.begin(suspension), WriteState.DONE, "Suspended.")


async def test_the_newest_write_is_offered_to_be_taken_back(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3", FrozenClock(NOW - timedelta(hours=1)), DEAD)
    await leave_a_suspension(journal)
    for state in (WriteState.REFUSED, WriteState.FAILED):  # as if they had never been sent
        await journal.finish(await journal.begin(_intent("kim@example.org")), state, "No.")
    await journal.aclose()
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "lee@example.org: suspend   u undo" in screen_text(app)


@pytest.mark.parametrize("state", [WriteState.DONE, WriteState.UNKNOWN])
async def test_an_older_write_is_not_taken_back_over_a_newer_one(tmp_path: Path, state: WriteState) -> None:
    journal = Journal(tmp_path / "journal.sqlite3", FrozenClock(NOW - timedelta(hours=1)), DEAD)
    await leave_a_suspension(journal)
    await journal.finish(await journal.begin(_intent("kim@example.org")), state, "Perhaps.")
    await journal.aclose()
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "u undo" not in screen_text(app)


async def test_without_an_undoable_write_there_is_no_undo(tmp_path: Path) -> None:
    await leave_a_crashed_bulk(tmp_path)
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("u")
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "u undo" not in screen_text(app)


async def test_what_check_finds_can_be_read_whole_in_a_small_terminal(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir(mode=0o755)
    (tmp_path / "logs").chmod(0o755)
    keys = {f"nothing.of-the-kind-number-{number}": "f1" for number in range(2)}
    app = make_app(tmp_path, only="campus", ui={"theme": "habour"}, keys=keys)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "3 keys of the config are wrong" in screen_text(app)
        assert "files: there is something to put right" in screen_text(app)
        await pilot.press("end", "enter")
        await settled(pilot)
        assert isinstance(app.screen, FindingsScreen)
        seen = screen_text(app)
        for _ in range(16):
            await pilot.press(*["down"] * 12)
            await settled(pilot)
            seen += screen_text(app)
    seen = " ".join(re.sub("[▁-▏]", " ", seen).split())
    assert "There is no theme “habour”. There are:" in seen
    assert 'keys."nothing.of-the-kind-number-0": There is no command of this name.' in seen
    assert "…" not in seen
    assert "files: Others can read" in seen
    assert "Run: chmod -R go=" in seen
    assert "proxy:" in seen


async def test_a_journal_that_cannot_be_read_is_on_home_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite3").write_bytes(b"this is no database" * 100)
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("end", "enter")
        await settled(pilot)
        assert isinstance(app.screen, FindingsScreen)
        assert "frontdesk journal repair" in " ".join(screen_text(app).split())
