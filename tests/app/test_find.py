"""Finding on the screen: a text over all connections, and one person's days."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tests.gates import Gate
from tui.core.findable import Finding
from tui.sandbox.faults import Faults
from tui.screens.browse.browser import BrowserScreen
from tui.screens.home.find import FindScreen
from tui.screens.home.home import HomeScreen
from tui.screens.home.person import PersonScreen
from tui.widgets.menu import Menu

SMALL, LARGE = (80, 24), (120, 36)

Compare = Callable[..., bool]


def _typed(text: str) -> tuple[str, ...]:
    named = {" ": "space", "@": "at", ".": "full_stop"}
    return tuple(named.get(letter, letter) for letter in text)


FIND_AXEL = ("slash", *_typed("axel ny"), "enter")


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await settled(pilot)


def sources(pilot: Pilot[Any]) -> str:
    menu = pilot.app.screen.query_one("#sources", Menu)
    return "\n".join("".join(text for text, _ in entry.left) for entry in menu.entries)


async def all_but(pilot: Pilot[Any], held: str) -> None:
    """Wait until every connection has been looked through, but for the one that is held."""
    while {line.split()[0] for line in sources(pilot).splitlines() if _is_under_way(line)} != {held}:
        await pilot.pause()


def _is_under_way(line: str) -> bool:
    return "asking" in line or "not asked" in line or "so far" in line


async def test_a_text_is_found_over_all_connections_and_enter_leads_to_the_person_and_on(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, *FIND_AXEL)
        found = screen_text(app)
        assert "Axel Nyström" in found
        assert "campus, line4" in found, "one person, though two connections know him"

        await press(pilot, "enter")
        person = app.screen
        assert isinstance(person, PersonScreen)
        assert {event.connection for event in person._events} == {"campus", "line4", "office", "names", "clinic"}

        await press(pilot, "down", "enter")
        room: object = app.screen
        assert isinstance(room, BrowserScreen)
        assert room.collection.name == "attendance"
        assert room.table.current is not None
        assert room.table.current.value is not None
        assert room.table.current.value.user_name == "Axel Nyström", "the cursor is on the stay itself"

        await press(pilot, "escape", "escape", "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_while_somebody_types_nobody_is_asked_and_what_was_read_answers(tmp_path: Path) -> None:
    asked: list[str] = []

    def note(path: str, query: str) -> bool:
        asked.append(path)
        return False

    app = make_app(tmp_path, only="campus", gate=Gate(note))
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        asked.clear()
        await press(pilot, "slash", *_typed("curie"))
        assert asked == []

        await press(pilot, "enter")
        assert asked
        asked.clear()
        await press(pilot, "slash", "ctrl+u", *_typed("noether"))
        assert "Lecture Hall Noether" in screen_text(app)
        await press(pilot, "enter")
        assert asked == [], "people and rooms were read a moment ago"


async def test_a_connection_that_is_held_holds_no_other_up(tmp_path: Path) -> None:
    gate = Gate(lambda path, query: path.startswith("/vitec"))
    app = make_app(tmp_path, gate=gate)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*FIND_AXEL)
        await gate.reached()
        await all_but(pilot, "office")
        assert "Axel Nyström" in screen_text(app)

        gate.open()
        await settled(pilot)
        assert "asking" not in sources(pilot)


async def test_a_connection_that_fails_says_why_and_the_others_are_found_in(tmp_path: Path) -> None:
    app = make_app(tmp_path, faults=Faults.parse("401@/vitec/*x*"))
    async with app.run_test(size=LARGE) as pilot:
        await settled(pilot)
        await press(pilot, *FIND_AXEL)
        said = sources(pilot)

        assert "failed" in said
        assert "Signed out" in said
        assert "1 failed" in screen_text(app).splitlines()[0]
        assert "Axel Nyström" in screen_text(app)


async def test_nothing_found_says_so_and_a_text_too_many_fit_asks_for_more_of_it(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, "slash", *_typed("qzqz"), "enter")
        assert "Nothing was found by “qzqz”." in screen_text(app)

        await press(pilot, "slash", "ctrl+u", "a", "end")
        entries = app.screen.query_one("#found", Menu).entries
        assert any("type more of it" in text for entry in entries for text, _ in entry.left)


async def test_every_key_that_can_be_typed_is_text_while_the_field_has_the_focus(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="office")
    letters = "1q:/?JruxX "
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, "slash", *("colon", "slash", "question_mark"), *_typed("1qJruxX "))
        assert isinstance(app.screen, FindScreen)
        assert sorted(app.screen._text) == sorted(letters)


@pytest.mark.parametrize(
    ("only", "keys", "named"),
    [
        ("campus", ("enter", "down", "enter"), "@"),
        ("campus", ("enter", "enter", "enter"), "@"),  # a room's attendance
        ("office", ("enter", "enter"), " "),
        ("clinic", ("enter", "enter"), " "),
    ],
)
async def test_a_row_that_names_somebody_is_where_finding_begins(
    tmp_path: Path, only: str, keys: tuple[str, ...], named: str
) -> None:
    app = make_app(tmp_path, only=only)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await press(pilot, *keys[:-1])
        await press(pilot, keys[-1])
        assert isinstance(app.screen, BrowserScreen)
        await press(pilot, "f3")
        find: object = app.screen

        assert isinstance(find, FindScreen)
        assert named in find.text
        assert find.text in screen_text(app)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_what_was_found(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(tmp_path), terminal_size=size, run_before=_after(*FIND_AXEL))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_a_person(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app = make_app(tmp_path, faults=Faults.parse("401@/biot/*x*"))
    assert snap_compare(app, terminal_size=size, run_before=_after(*FIND_AXEL, "enter"))


def test_a_connection_that_is_still_asked(snap_compare: Compare, tmp_path: Path) -> None:
    gate = Gate(lambda path, query: path.startswith("/vitec"))

    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press(*FIND_AXEL)
        await all_but(pilot, "office")

    assert snap_compare(make_app(tmp_path, gate=gate), terminal_size=SMALL, run_before=look)


def _after(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    async def go(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await press(pilot, *keys)

    return go


def _broken(record: object) -> str:
    raise KeyError(str(record)[:0])


async def test_a_mistake_in_how_a_vendor_is_described_costs_that_connection_only(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    office = app.app_state.connections.named("office")
    found = office.catalog.finding()
    broken = Finding(
        findables=tuple(replace(each, title=_broken) for each in found.findables),
        traces=tuple(replace(each, says=_broken) for each in found.traces),
    )
    office.catalog = replace(office.catalog, finding=lambda: broken)
    async with app.run_test(size=LARGE) as pilot:
        await settled(pilot)
        await press(pilot, *FIND_AXEL)
        assert "this is a bug" in sources(pilot)
        assert "Axel Nyström" in screen_text(app)

        await press(pilot, "enter")
        person = app.screen
        assert isinstance(person, PersonScreen)
        assert {event.connection for event in person._events} == {"campus", "line4", "names", "clinic"}
        assert "this is a bug" in sources(pilot)
