"""Eight things that a support desk is asked for, done by keys alone: what comes of them, and in how many keys.

Each begins on home. A key is counted each time one is pressed, the letters of a name as well. More keys than are
written here, and a way has become longer.
"""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tests.terminal.pseudo import running_frontdesk
from tests.terminal.test_the_real_process import environment
from tui.app import FrontdeskApp
from tui.core.action import WriteState
from tui.screens.browse.browser import BrowserScreen
from tui.screens.write.confirm import ConfirmScreen
from tui.storage.journal import Wanted

AXEL = "axel.nystrom@harbor.example"


class Desk:
    """The app on its sandbox, and whoever sits at it."""

    def __init__(self, app: FrontdeskApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot
        self.keys = 0
        """How many have been pressed."""

    @property
    def text(self) -> str:
        return screen_text(self.app)

    async def press(self, *keys: str) -> None:
        """Press keys by name, each once the last one's work is done."""
        for key in keys:
            self.keys += 1
            await self.pilot.press(key)
            await settled(self.pilot)

    async def type(self, text: str) -> None:
        """Type a text."""
        self.keys += len(text)
        await self.pilot.press(*("space" if character == " " else character for character in text))
        await settled(self.pilot)

    async def journal(self) -> list[tuple[str, str, WriteState]]:
        """Return what was written: the action, to whom, how it ended."""
        entries = await self.app.app_state.journal.entries(Wanted(limit=1_000))
        return [(entry.action, entry.target, entry.state) for entry in entries]


def rows_of(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, by their headings."""
    with file.open(encoding="utf-8", newline="") as stream:
        return [*csv.DictReader(stream)]


def write_people(file: Path) -> None:
    """Write a file of people as another system exports them, one cell of which is bad."""
    people = [f"Andersson;Kim {number};guest{number}@partner.example;member;ACME" for number in range(200)]
    people[70] = people[70].replace("@", " at ")
    file.write_text("\n".join(["Surname;Given name;Email Address;Access level;Company", *people]), "utf-8")


@asynccontextmanager
async def desk(folder: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Desk]:
    app = make_app(folder)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield Desk(app, pilot)


async def test_who_was_in_a_hall_last_tuesday_from_ten_to_twelve(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.press("slash")
        await at.type("curie")
        await at.press("enter", "enter", "t")
        await at.type("tue 10-12")
        await at.press("enter")
        assert "campus › Lecture Hall Curie" in at.text
        assert "17 Nov 10:00–12:00" in at.text
        assert "sessions, " in at.text
        screen = at.app.screen
        assert isinstance(screen, BrowserScreen)
        assert len(screen.view) > 10
    assert at.keys == 19


async def test_where_a_person_was_in_the_last_thirty_days(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.press("slash")
        await at.type("axel ny")
        await at.press("enter", "enter")
        assert "sessions of the last 7 days in every room" in " ".join(at.text.split())
        week = at.text
        await at.press("t")
        await at.type("30d")
        await at.press("enter")
        assert "21 Oct 15:51 – now" in at.text
        assert "attendance     Board Room 1, 1 h 19" in at.text
        assert _found(at.text) > _found(week)
    assert at.keys == 15


def _found(text: str) -> int:
    """Return how much was found, as the top line says."""
    return int(text.splitlines()[0].split()[-2])


async def test_the_department_of_five_people(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.press("1", "down", "down", "enter", *["space"] * 5, "e", *["down"] * 3, "enter")
        await at.type("Facilities")
        await at.press("f2")
        assert isinstance(at.app.screen, ConfirmScreen)
        assert "Facilities" in at.text
        await at.type("5")
        await at.press("enter", "enter")
        written = await at.journal()
        assert [(action, state) for action, _, state in written] == [("update-profile", WriteState.DONE)] * 5
    assert at.keys == 28


async def test_two_hundred_invitations_from_a_foreign_file_with_one_bad_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_people(tmp_path / "new.csv")
    async with desk(tmp_path) as at:
        await at.press("colon")
        await at.type("invite")
        await at.press("enter", "f3")
        await at.type("new.csv")
        await at.press("enter")
        assert "199 rows are good, 1 cell is bad" in at.text
        await at.press("f2", "down", "enter")
        assert isinstance(at.app.screen, ConfirmScreen)
        await at.type("199")
        await at.press("enter", "enter")
        written = await at.journal()
        assert len(written) == 199
        assert {(action, state) for action, _, state in written} == {("invite", WriteState.DONE)}
        assert len({who for _, who, _ in written}) == 199
    (bad,) = rows_of(tmp_path / "new-bad.csv")
    assert bad["Email Address"] == "guest70 at partner.example"
    assert at.keys == 25


async def test_how_long_people_waited_yesterday(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.press("1", *["down"] * 5, "enter", "t", "up", "up", "enter")
        assert "campus › Waitlist board" in at.text
        assert "yesterday" in at.text.splitlines()[0]
        assert "Waited       177     17 s" in at.text
    assert at.keys == 11


async def test_suspending_somebody_and_taking_it_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as at:
        await at.press("1", "down", "enter", "slash")
        await at.type("axel ny")
        await at.press("enter", "a", "down", "enter", "right", "enter")
        assert "Suspended Axel Nyström. u undoes it." in at.text
        assert "suspended" in at.text.splitlines()[4]
        suspended = at.keys
        await at.press("u", "right", "enter")
        assert "member" in at.text.splitlines()[4]
        assert [state for _, _, state in await at.journal()] == [WriteState.DONE, WriteState.UNDONE]
    assert (suspended, at.keys - suspended) == (17, 3)


async def test_a_csv_of_all_rooms_last_month(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with desk(tmp_path) as at:
        await at.press("1", *["down"] * 3, "enter", "t", *["down"] * 6, "enter", "x", "enter")
        assert "Exported" in at.text
    assert len(rows_of(tmp_path / "campus-attendance-by-room-2026-10-01_2026-10-31.csv")) == 59
    assert at.keys == 15


async def test_a_person_by_e_mail_everywhere(tmp_path: Path) -> None:
    async with desk(tmp_path, (120, 36)) as at:
        await at.press("slash")
        await at.type(AXEL)
        await at.press("enter", "enter")
        text = at.text
        assert "Find › Axel Nyström" in text
        for connection in ("campus", "line4", "office", "names", "clinic"):
            (source,) = (line for line in text.splitlines() if line.startswith(f"   {connection} "))
            assert "found" in source or "by name" in source
            assert "nothing found" not in source
    assert at.keys == len(AXEL) + 3


F2, F3 = "\x1bOQ", "\x1bOR"

IN_A_TERMINAL: tuple[tuple[tuple[str, ...], str], ...] = (
    (("/", "curie"), r"^ / curie"),
    (("enter",), r"1 found"),
    (("enter",), r"campus › Lecture Hall Curie.*\n(?!.*reading).*(\d sessions?|Nobody)"),
    (("t",), r"Which time"),
    (("tue 10-12",), r"from +Tue .* 10:00"),
    (("enter",), r"campus › Lecture Hall Curie .*10:00–12:00.*\n(?!.*reading).*(\d sessions?|Nobody)"),
    (("escape",) * 2, r"Connections"),
    (("/", "axel ny"), r"^ / axel ny"),
    (("enter",), r"^▎ +Axel Nyström"),
    (("enter",), r"sessions of the last 7 days"),
    (("t",), r"Which time"),
    (("30d",), r"30 days, "),
    (("enter",), r"campus +\d+ found .*sessions of \d+ \w+ \d\d:\d\d – now"),
    (("escape",) * 2, r"Connections"),
    (("1",), r"Profiles"),
    (("down", "down", "enter"), r"campus › Profiles .*1,1\d\d"),
    (("space",) * 5, r"5 marked"),
    (("e",), r"One field for all marked"),
    (("down", "down", "down", "enter"), r"Enter take it"),
    (("Facilities", F2), r"to be able to go on"),
    (("5", "enter"), r"Enter choose"),
    (("enter",), r"5 of 5"),
    (("1",), r"^▎ +Rooms"),
    ((":",), r"Type a few letters"),
    (("invite",), r"▎ +Invite or change a person"),
    (("enter",), r"campus › Invite or change a person *$"),
    ((F3,), r"From a file"),
    (("new.csv", "enter"), r"199 rows are good, 1 cell is bad"),
    ((F2, "down"), r"▎ +Send 199 good"),
    (("enter",), r"to be able to go on"),
    (("199", "enter"), r"Enter choose"),
    (("enter",), r"199 of 199"),
    (("1",), r"^▎ +Rooms"),
    (("down",) * 5, r"^▎ +Waitlist board"),
    (("enter",), r"Agent +Called"),
    (("t",), r"Which time"),
    (("up", "up"), r"▎ +Yesterday"),
    (("enter",), r"Waitlist board .* yesterday$"),
    (("1",), r"^▎ +Rooms"),
    (("down", "enter"), r"campus › People .*1,\d\d\d"),
    (("/", "axel ny"), r"People +1 of "),
    (("enter", "a", "down"), r"▎ +Suspend"),
    (("enter",), r"can no longer enter this campus"),
    (("right", "enter"), r"Suspended Axel Nyström. u undoes it."),
    (("u",), r"Takes back write"),
    (("right", "enter"), r"Undone for "),
    (("1",), r"^▎ +Rooms"),
    (("down",) * 3, r"^▎ +Campus attendance"),
    (("enter",), r"\d\d rooms used"),
    (("t",), r"Which time"),
    (("down",) * 6, r"▎ +Last month"),
    (("enter",), r"Campus attendance +[A-Z][a-z]{2} \d{4}\n(.*\n){2}.*, read \d\d:\d\d"),
    (("x",), r"Export \d+ rooms"),
    (("enter",), r"Exported "),
    (("escape",) * 2, r"Connections"),
    (("/", AXEL), r"^ / axel.nystrom@harbor.example"),
    (("enter",), r"^▎ +Axel Nyström"),
    (("enter",), r"clinic +\d+ by name"),
)
"""The keys of all eight, one after the other, and what the screen shows before the next are pressed."""


def test_the_same_keys_in_a_terminal(tmp_path: Path) -> None:
    write_people(tmp_path / "new.csv")
    with running_frontdesk("demo", env=environment(tmp_path), folder=tmp_path) as terminal:
        terminal.wait_for(r"clinic +BioT.*answers")
        for keys, shown in IN_A_TERMINAL:
            terminal.press(*keys)
            terminal.wait_for(shown)
    assert len(rows_of(next(tmp_path.glob("campus-attendance-*.csv")))) > 50
    assert len(rows_of(tmp_path / "new-bad.csv")) == 1
