"""The welcome, and setting up a connection in the app: tried against the sandbox's server, then written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import NOW, screen_text, settled, workers_done
from tui.app import FrontdeskApp
from tui.config import config_from, load_config
from tui.connections import Connections
from tui.core.next_start import Then
from tui.core.time.clock import FrozenClock
from tui.sandbox import build, demo_config
from tui.sandbox.server import running
from tui.sandbox.world import World
from tui.screens.dialogs.listing import ListScreen
from tui.screens.setup.setup import SetupScreen
from tui.screens.setup.unseen import UnseenScreen
from tui.storage.paths import paths_under
from tui.widgets.form import Form
from tui.widgets.line_input import LineInput

SMALL, LARGE = (80, 24), (120, 36)
OFFICE = "Vitec"


def first_app(folder: Path, *, shown_as: str = "", demo: bool = False) -> FrontdeskApp:
    """Make the app as it is without a config."""
    clock = FrozenClock(NOW)
    file = Path(shown_as) if shown_as else folder / "config.toml"
    config = config_from({"ui": {"timezone": "Europe/Stockholm"}}, file=file, environ={})
    return FrontdeskApp(Connections(config, clock=clock), config, clock=clock, paths=paths_under(folder), demo=demo)


async def open_form(pilot: Pilot[Any], vendor: str = OFFICE) -> Form:
    """Go from the welcome to a vendor's form."""
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    listed = pilot.app.screen
    assert isinstance(listed, ListScreen)
    listed.dismiss(vendor.lower())
    await settled(pilot)
    assert isinstance(pilot.app.screen, SetupScreen)
    return pilot.app.screen.form


def fill(form: Form, texts: Mapping[str, str]) -> None:
    """Write into fields."""
    for name, text in texts.items():
        form.set_text(name, text)


def office_at(base: str, **more: str) -> dict[str, str]:
    """Return answers that the sandbox takes."""
    table = demo_config(base)["connections"]["office"]
    kept = {key: table[key] for key in ("customer_id", "username", "base_url")}
    return {"name": "office", "class": "sandbox", **kept, "password": "file secrets/office", **more}


PASSWORD = demo_config("http://x")["connections"]["office"]["password"]


async def test_what_is_filled_in_is_tried_then_added_and_frontdesk_begins_anew(tmp_path: Path) -> None:
    app = first_app(tmp_path)
    async with running(build(World(1, FrozenClock(NOW), 1))) as base, app.run_test(size=SMALL) as pilot:
        fill(await open_form(pilot), office_at(base))
        await pilot.press("f2")
        await settled(pilot)
        assert isinstance(app.screen, UnseenScreen)
        app.screen.query_one("#secret", LineInput).value = PASSWORD
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, ListScreen)
        assert "office answers: " in screen_text(app)
        assert PASSWORD not in screen_text(app)
        assert not (tmp_path / "config.toml").exists()
        await pilot.press("enter")
        await settled(pilot)
        assert app.app_state.then is Then.ANEW

    config = load_config(tmp_path / "config.toml", environ={})
    assert config.connections["office"].settings["password"].resolve().reveal() == PASSWORD
    assert PASSWORD not in (tmp_path / "config.toml").read_text()


async def test_what_does_not_answer_can_be_changed_and_nothing_is_written(tmp_path: Path) -> None:
    app = first_app(tmp_path)
    async with running(build(World(1, FrozenClock(NOW), 1))) as base, app.run_test(size=SMALL) as pilot:
        form = await open_form(pilot)
        (tmp_path / "key").write_text("wrong")
        (tmp_path / "key").chmod(0o600)
        fill(form, office_at(base, password="file key"))
        await pilot.press("f2")
        await settled(pilot)
        assert isinstance(app.screen, ListScreen)
        said = screen_text(app)
        assert "Change something" in said
        assert "all the same" in said
        await pilot.press("enter")
        await settled(pilot)
        assert form.texts["password"] == "file key"
        assert not (tmp_path / "config.toml").exists()


async def test_a_secret_that_cannot_be_had_here_can_be_added_all_the_same(tmp_path: Path) -> None:
    app = first_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        fill(await open_form(pilot), office_at("http://127.0.0.1:1", password="env NOT_SET_ANYWHERE"))
        await pilot.press("f2")
        await settled(pilot)
        assert isinstance(app.screen, ListScreen)
        assert "office cannot be asked from here. password: " in " ".join(screen_text(app).split())
        await pilot.press("down", "enter")
        await settled(pilot)
        assert app.app_state.then is Then.ANEW

    table = tomllib.loads((tmp_path / "config.toml").read_text())["connections"]["office"]
    assert table["password"] == {"env": "NOT_SET_ANYWHERE"}


async def test_what_is_wrong_is_said_at_its_field_and_the_rules_between_fields_too(tmp_path: Path) -> None:
    app = first_app(tmp_path)
    async with app.run_test(size=LARGE) as pilot:
        form = await open_form(pilot, "BioT")
        fill(form, {"name": "a b", "base_url": "biot.example", "password": "hunter2"})
        await pilot.press("f2")
        await settled(pilot)
        said = screen_text(app)
        assert "A connection cannot be called that." in said
        assert "does not start with https://" in said
        assert "This does not say where the secret is." in said
        fill(form, {"name": "clinic", "base_url": "https://biot.example", "password": "", "username": ""})
        await pilot.press("f2")
        await settled(pilot)
        assert "give username and password, or service_id" in screen_text(app)


async def test_escape_asks_before_what_was_filled_in_is_lost(tmp_path: Path) -> None:
    app = first_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        form = await open_form(pilot)
        fill(form, {"username": "anna"})
        await pilot.press("escape")
        await settled(pilot)
        assert "what was filled in was not written" in screen_text(app)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert not isinstance(app.screen, SetupScreen)


async def test_the_other_way_of_the_welcome_is_the_demo(tmp_path: Path) -> None:
    app = first_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await pilot.press("down", "enter")
        await workers_done(app)

    assert app.app_state.then is Then.DEMO


async def test_in_the_demo_nothing_is_set_up_and_the_key_says_why(tmp_path: Path) -> None:
    app = first_app(tmp_path, demo=True)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await pilot.press("n")
        await settled(pilot)
        assert "frontdesk init" in screen_text(app).splitlines()[-1]


async def test_the_welcome_offers_no_key_for_what_is_not_there_yet(tmp_path: Path) -> None:
    app = first_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        keys = screen_text(app).splitlines()[-1]
        assert "Enter open" in keys
        assert "find" not in keys
        assert "ask again" not in keys

        await pilot.press("r")
        await settled(pilot)
        assert "There is no connection to ask yet." in screen_text(app)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_a_picture_of_the_welcome(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    app = first_app(tmp_path, shown_as="/home/desk/.config/frontdesk/config.toml")

    assert snap_compare(app, terminal_size=size, run_before=settled)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_a_picture_of_the_form(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    async def fill_in(pilot: Pilot[Any]) -> None:
        await open_form(pilot, "Virbela")
        await pilot.press("down", "down", "down", "down")
        await settled(pilot)

    app = first_app(tmp_path, shown_as="/home/desk/.config/frontdesk/config.toml")
    assert snap_compare(app, terminal_size=size, run_before=fill_in)


async def test_the_name_of_the_field_one_is_in_is_marked_and_no_other(tmp_path: Path) -> None:
    app = first_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await open_form(pilot)
        await pilot.press("down", "down")
        await settled(pilot)
        accent = app.theme_variables["accent"].lower()
        labels = app.screen.query(".form-label")
        assert [label.styles.color.hex.lower() == accent for label in labels][:4] == [False, False, True, False]
