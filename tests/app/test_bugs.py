"""Mistakes of ours: one vendor's bug is an error like any other, and a crash tells nobody's secrets."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from tests.app.support import NOW, make_app, screen_text, settled
from tui.core.action import Danger
from tui.core.collection import Query
from tui.core.column import Column
from tui.core.record import Page, Record
from tui.core.time.clock import FrozenClock
from tui.core.vendor import Probe
from tui.screens.browse.exporting import ask_export
from tui.screens.home.home import HomeScreen
from tui.screens.journal.journal import JournalScreen
from tui.storage.journal import Intent, Journal, RequestSummary

SIZE = (80, 24)


async def test_a_bug_in_a_fetch_is_an_error_state_and_r_asks_again(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    campus = app.app_state.connections.named("campus")
    rooms = campus.catalog.collection("rooms")
    asked = 0

    async def fetch(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise KeyError("joinTime")
        async for page in rooms.fetch(client, query):
            yield page

    campus.__dict__["catalog"] = replace(campus.catalog, collections=(replace(rooms, fetch=fetch),))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter", "enter")
        await settled(pilot)
        text = screen_text(app)
        assert "Frontdesk itself failed." in text
        assert "KeyError in tui/screens/base.py" in text
        assert "this is a bug" in text
        assert len(list((tmp_path / "logs").iterdir())) == 1
        await pilot.press("r")
        await settled(pilot)
        assert "60" in screen_text(app).splitlines()[0]


async def test_a_bug_in_a_probe_leaves_the_other_connections_alone(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    campus = app.app_state.connections.named("campus")

    async def probe(client: Any) -> Probe:
        raise ZeroDivisionError

    campus.__dict__["catalog"] = replace(campus.catalog, probe=probe)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        lines = screen_text(app).splitlines()
        assert "failed" in next(line for line in lines if "campus" in line)
        assert "answers" in next(line for line in lines if "office" in line)


async def test_an_entry_of_the_journal_that_cannot_be_understood_is_listed_as_such(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite3", FrozenClock(NOW))
    request = RequestSummary("POST", "/invite", {})
    await journal.begin(Intent("campus", "virbela", "invite", "lee@example.org", {}, request, Danger.SAFE))
    await journal.aclose()
    with closing(sqlite3.connect(tmp_path / "journal.sqlite3")) as database:
        database.execute("UPDATE entry SET danger = 'of another Frontdesk'")
        database.commit()
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "answers" in screen_text(app)
        await pilot.press("J")
        await settled(pilot)
        assert isinstance(app.screen, JournalScreen)
        assert "This entry cannot be read whole: its danger." in screen_text(app)


async def test_a_bug_while_exporting_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    file = tmp_path / "rooms.txt"
    file.write_text("what was exported yesterday")

    def mistaken(value: int) -> str:
        if value == 2:
            raise KeyError("joinTime")
        return "good"

    column = Column[int]("name", "Name", mistaken)
    rooms = app.app_state.connections.named("campus").catalog.collection("rooms")
    records = [Record(str(number), number, b"{}") for number in range(3)]
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, HomeScreen)
        ask_export(app.screen, replace(rooms, columns=(column,)), records, [column])
        await pilot.press("ctrl+u", *str(file), "enter", "enter")
        await settled(pilot)
        assert "KeyError" in screen_text(app).splitlines()[-1]
        assert file.read_text() == "what was exported yesterday"
    assert [name for name in os.listdir(tmp_path) if "rooms" in name] == ["rooms.txt"]  # noqa: PTH208


async def test_a_vendor_whose_folder_is_broken_says_so_and_the_palette_goes_on(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    campus = app.app_state.connections.named("campus")
    broken = replace(campus.vendor, package="tests.app.there_is_no_such_folder")
    campus.config = replace(campus.config, vendor=broken)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        assert "ModuleNotFoundError" in screen_text(app)
        await pilot.press("colon", *"vitec")
        await settled(pilot)
        assert "office" in screen_text(app)
