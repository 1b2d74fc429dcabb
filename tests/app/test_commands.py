"""Commands of every screen: known to the config, to help and to the reference, read no sooner than they are needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.binding import Binding
from textual.dom import DOMNode

from docs.make import HERE, keys_page
from tests.app.support import make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.core.vendor import Vendor
from tui.screens.browse.browser import BrowserScreen
from tui.screens.command_book import CommandBook, our_places, vendor_places
from tui.screens.dialogs.too_small import TooSmallScreen
from tui.terminal.keymap import commands_of
from tui.vendors import registry

SIZE = (80, 24)


PLACES = [place for place in (FrontdeskApp, *our_places()) if place is not TooSmallScreen]
"""All but the one that swallows every key: there nothing can be changed."""


KEYS = (HERE / "keys.md").read_text("utf-8")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_every_key_of_ours_is_a_command_with_a_title_and_a_place_in_the_reference(place: type[DOMNode]) -> None:
    for binding in vars(place)["BINDINGS"]:
        assert isinstance(binding, Binding)
        assert binding.id
        assert binding.description
        assert f"| `{binding.id}` |" in KEYS


def test_a_place_without_words_of_its_own_goes_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(BrowserScreen, "KEYS_OF")
    assert "## A collection\n" in KEYS
    assert "## Browser\n" in keys_page()


def test_every_vendors_screens_are_looked_through() -> None:
    known = commands_of(*(place for vendor in registry.load_all() for place in vendor_places(vendor)))

    assert {"attendance.curve", "profile.save", "waitlist.watch", "stepper.next-telling"} <= known.keys()


def test_a_vendor_may_list_its_places_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    vendor = registry.load("virbela")
    module = vendor.module("screens")
    assert module is not None
    monkeypatch.setattr(module, "COMMAND_PLACES", (DOMNode,), raising=False)

    assert vendor_places(vendor) == (DOMNode,)


def test_a_vendor_without_screens_has_no_places(monkeypatch: pytest.MonkeyPatch) -> None:
    vendor: Vendor = replace(registry.load("virbela"), package="tests.writing.vendors.acme")

    assert vendor_places(vendor) == ()


def test_steps_are_read_only_as_far_as_somebody_asks() -> None:
    read: list[str] = []

    class First(DOMNode):
        BINDINGS = [Binding("a", "a", "a", id="first.a")]  # noqa: RUF012 - Textual's way

    class Second(DOMNode):
        BINDINGS = [Binding("b", "b", "b", id="second.b")]  # noqa: RUF012 - Textual's way

    def second() -> tuple[type[DOMNode], ...]:
        read.append("second")
        return (Second,)

    book = CommandBook(lambda: (First,), second)

    assert book.find("first.a") is not None
    assert read == []
    assert book.find("second.b") is not None
    assert book.find("third.c") is None
    assert read == ["second"]


async def test_a_key_for_a_vendors_command_is_taken_and_used_by_the_screen(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", keys={"attendance.next-view": "z", "table.sort": "i"})
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert app.app_state.problems == ()
        assert app.key_for("table.sort") == "i"
        await pilot.press("enter", "enter")
        await settled(pilot)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert "z view" in screen_text(app)


async def test_a_key_that_an_inheriting_screen_has_is_refused(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", keys={"table.sort": "w"})
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        (problem,) = app.app_state.problems
        assert "waitlist.watch" in problem.wrong
        assert app.key_for("table.sort") == "s"


async def test_help_opens_where_text_is_typed(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter", "colon", *"invite", "enter")
        await settled(pilot)
        await pilot.press("f1")
        await settled(pilot)
        text = screen_text(app)
        assert "Invite" in text.splitlines()[0]
        assert "F2" in text
        assert "Review" in text


BEFORE_THE_FIRST_PAINT = """
import sys
from pathlib import Path
from tui.app import FrontdeskApp
from tui.config import config_from
from tui.connections import Connections
from tui.core.time.clock import SystemClock
names = {"vendor": "namecoach", "auth": "none", "customer_id": "1", "user_id": "2"}
values = {"connections": {"names": names}, "keys": {"home.refresh": "f5", "table.sort": "i"}}
config = config_from(values, file=Path("config.toml"), environ={})
FrontdeskApp(Connections(config, clock=SystemClock()), config)
print(" ".join(sys.modules))
"""


def test_nothing_is_imported_before_the_first_paint_that_home_does_not_need() -> None:
    done = subprocess.run([sys.executable, "-c", BEFORE_THE_FIRST_PAINT], capture_output=True, text=True, check=True)

    loaded = set(done.stdout.split())
    late = {
        "httpx",
        "sqlite3",
        "tui.screens.browse.browser",
        "tui.screens.write.form",
        "tui.widgets.record_table",
    }
    assert late & loaded == set()
    assert not {name for name in loaded if name.startswith("tui.vendors.") and name.endswith(".catalog")}
