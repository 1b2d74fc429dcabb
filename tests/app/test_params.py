"""Asking a collection with parameters: one small form, what was used last in it, and a key to change them."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tests.gates import Gate
from tui.app import FrontdeskApp
from tui.core.action import Field
from tui.core.collection import Param, ParamKind
from tui.screens.browse.browser import BrowserScreen
from tui.screens.browse.params import Given, ParamsScreen, params_in_words, remembered_params, to_remember
from tui.screens.dialogs.ask import read_value
from tui.screens.dialogs.picker import PickerScreen, open_picker
from tui.screens.write.confirm import ConfirmScreen
from tui.screens.write.flow import start_action
from tui.screens.write.form import FormScreen
from tui.storage.state import StateFile
from tui.widgets.line_input import LineInput

SIZE = (100, 30)


async def _press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await settled(pilot)


async def _open_lead_events(app: FrontdeskApp, pilot: Pilot[Any]) -> None:
    await settled(pilot)
    await _press(pilot, "enter")
    await _press(pilot, "enter")
    assert isinstance(app.screen, ParamsScreen)


async def _first_of(app: FrontdeskApp, pilot: Pilot[Any], name: str) -> Any:
    """Open a collection of the campus, and return its first row."""
    await settled(pilot)
    app.open_collection(app.app_state.connections.named("campus"), name, values={}, crumbs=("campus", name))
    await settled(pilot)
    assert isinstance(app.screen, BrowserScreen)
    (record,) = app.screen.chosen_records()
    assert record.value is not None
    return record


async def _ask_for_a_room(app: FrontdeskApp, pilot: Pilot[Any]) -> ParamsScreen:
    """Ask for attendance without saying of which room."""
    await settled(pilot)
    campus = app.app_state.connections.named("campus")
    app.open_collection(campus, "attendance", values={}, crumbs=("campus", "Attendance"))
    await settled(pilot)
    assert isinstance(app.screen, ParamsScreen)
    return app.screen


async def test_what_is_needed_is_asked_for_with_what_is_offered_in_one_form(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="names")
    async with app.run_test(size=SIZE) as pilot:
        await _open_lead_events(app, pilot)
        text = screen_text(app)
        assert "Recordings *" in text
        assert "Lead *" in text
        assert "Latest only" in text
        assert "Customer *" in text  # the settings fill it, and it can be changed


async def test_enter_goes_to_what_is_missing_and_then_asks(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="names")
    async with app.run_test(size=SIZE) as pilot:
        await _open_lead_events(app, pilot)
        await _press(pilot, *"1001", "enter", *"77", "enter")
        assert isinstance(app.screen, BrowserScreen)
        assert app.screen.query_values["recording_id"] == ("1001",)
        assert app.screen.query_values["lead_id"] == "77"
        assert app.screen.crumbs[-1] == "1001, 77"


async def test_escape_asks_nothing(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="names")
    async with app.run_test(size=SIZE) as pilot:
        await _open_lead_events(app, pilot)
        await _press(pilot, "escape")
        assert not isinstance(app.screen, ParamsScreen | BrowserScreen)


async def test_the_next_time_the_form_has_what_was_used_last_even_after_a_new_start(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="names")
    async with app.run_test(size=SIZE) as pilot:
        await _open_lead_events(app, pilot)
        await _press(pilot, *"1001", "enter", *"77", "enter")
    again = make_app(tmp_path, only="names")
    async with again.run_test(size=SIZE) as pilot:
        await _open_lead_events(again, pilot)
        assert "1001" in screen_text(again)
        await _press(pilot, "enter")
        assert isinstance(again.screen, BrowserScreen)
        assert again.screen.query_values["lead_id"] == "77"


async def test_a_key_asks_the_shown_collection_with_other_parameters(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="names")
    async with app.run_test(size=SIZE) as pilot:
        await _open_lead_events(app, pilot)
        await _press(pilot, *"1001", "enter", *"77", "enter")
        await _press(pilot, "f")
        assert isinstance(app.screen, ParamsScreen)
        await _press(pilot, "ctrl+u", *"2002", "up", "right", "f2")
        assert isinstance(app.screen, BrowserScreen)
        assert app.screen.query_values["recording_id"] == ("2002",)
        assert app.screen.query_values["latest"] is True
        assert app.screen.crumbs[-1] == "2002, 77"
        assert "latest only" in screen_text(app)
        await _press(pilot, "escape", "escape")
        assert not isinstance(app.screen, BrowserScreen)


async def test_a_collection_without_parameters_has_no_such_key(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await _press(pilot, "enter")
        await _press(pilot, "enter")
        await _press(pilot, "f")
        assert isinstance(app.screen, BrowserScreen)
        assert "parameters" not in screen_text(app)


async def test_the_range_is_in_the_form_and_said_while_it_is_typed(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="office")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await _press(pilot, "enter")
        await _press(pilot, "enter")
        await _press(pilot, "f")
        await _press(pilot, "down", "ctrl+u", *"2026-w45")
        assert "Mon 2 – Sun 8 Nov" in screen_text(app)
        await _press(pilot, "ctrl+u", *"2026-w99", "enter")
        assert isinstance(app.screen, ParamsScreen)
        await _press(pilot, "ctrl+u", *"2026-w45", "enter")
        assert isinstance(app.screen, BrowserScreen)
        assert app.screen.span is not None
        assert app.screen.span.text == "2026-w45"


def test_no_secret_is_remembered() -> None:
    assert to_remember(Given({"userId": "u1", "apiKey": "hush", "ids": ("a", "b")}, "7d")) == {
        "values": {"userId": "u1", "ids": ["a", "b"]},
        "range": "7d",
    }


@pytest.mark.parametrize("kept", ["nonsense", {"values": 3, "range": 4}, {}])
def test_a_state_that_makes_no_sense_is_nothing(tmp_path: Path, kept: object) -> None:
    app = make_app(tmp_path, only="campus")
    StateFile(tmp_path / "state.toml").update(lambda state: state.with_remembered("params", "campus/rooms", kept))
    app = make_app(tmp_path, only="campus")

    assert remembered_params(app.app_state, "campus/rooms") == Given({}, "")


LIST = Param("ids", "Ids", ParamKind.LIST, choices=("in progress", "done"))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a b", ("a", "b")),
        ("a, b c;d", ("a", "b c", "d")),
        ("in progress", ("in progress",)),
        ("", ()),
    ],
)
def test_a_list_is_parted_as_people_write_lists(text: str, values: tuple[str, ...]) -> None:
    assert read_value(LIST, text) == values


def test_parameters_are_said_in_words() -> None:
    flag = Param("all", "Large pages", ParamKind.FLAG)

    assert params_in_words((LIST, flag), {"ids": ("a", "b"), "all": True}) == "ids a, b, large pages"


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_what_an_id_stands_for_is_chosen_by_its_name(tmp_path: Path, size: tuple[int, int]) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=size) as pilot:
        room = await _first_of(app, pilot, "rooms")
        asked = await _ask_for_a_room(app, pilot)
        await _press(pilot, "f4")
        await _press(pilot, *room.value.name[:6])
        picker: object = app.screen
        assert isinstance(picker, PickerScreen)
        assert room.value.name in screen_text(app)
        await _press(pilot, "escape")
        back: object = app.screen
        assert back is asked
        await _press(pilot, "f4")
        await _press(pilot, *room.value.name, "enter")
        assert asked.form.texts["roomId"] == room.id


async def test_a_name_is_taken_where_an_id_is_asked_for(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        room = await _first_of(app, pilot, "rooms")
        await _ask_for_a_room(app, pilot)
        await _press(pilot, *room.value.name[:-1], "f2")
        assert isinstance(app.screen, ParamsScreen)
        assert app.screen.form.texts["roomId"] == room.value.name[:-1]
        await _press(pilot, "end", room.value.name[-1], "f2")
        assert isinstance(app.screen, BrowserScreen)
        assert app.screen.query_values["roomId"] == room.id


async def test_every_printable_key_typed_in_a_picker_is_text(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await _ask_for_a_room(app, pilot)
        await _press(pilot, "f4")
        picker = app.screen
        assert isinstance(picker, PickerScreen)
        typed = string.printable[:95]
        await _press(pilot, *("space" if character == " " else character for character in typed))
        assert app.screen is picker
        assert picker.query_one("#picker-text", LineInput).value == typed
        assert "Nothing is called that." in screen_text(app)


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_a_write_takes_a_name_for_an_id_and_offers_the_names(tmp_path: Path, size: tuple[int, int]) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=size) as pilot:
        person = await _first_of(app, pilot, "users")
        users, campus = app.screen, app.app_state.connections.named("campus")
        assert isinstance(users, BrowserScreen)
        assert person.value is not None
        start_action(users, campus, campus.catalog.action("suspend"))
        await settled(pilot)
        form = app.screen
        assert isinstance(form, FormScreen)
        await _press(pilot, "f4")
        await _press(pilot, *person.value.email, "enter")
        assert form.form.texts == {"userId": person.id}

        await _press(pilot, "ctrl+u", *person.value.email.upper(), "f2")
        assert isinstance(app.screen, ConfirmScreen)
        assert person.value.email in screen_text(app)
        await _press(pilot, "escape")
        assert form.form.texts == {"userId": person.value.email.upper()}


async def test_a_picker_asks_for_nothing_that_a_screen_has_read_already(tmp_path: Path) -> None:
    sent: list[str] = []

    def note(path: str, query: str) -> bool:
        sent.append(path)
        return False

    app = make_app(tmp_path, only="campus", gate=Gate(note))
    async with app.run_test(size=SIZE) as pilot:
        room = await _first_of(app, pilot, "rooms")
        asked = await _ask_for_a_room(app, pilot)
        sent.clear()
        await _press(pilot, "f4")
        assert room.value.name in screen_text(app)
        await _press(pilot, *room.value.name, "enter")
        assert asked.form.texts["roomId"] == room.id
        assert sent == []


async def test_recordings_can_be_chosen_among_the_events_on_the_screen_one_more_in_a_list(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="names")
    async with app.run_test(size=SIZE) as pilot:
        await _open_lead_events(app, pilot)
        await _press(pilot, "f4")
        assert "The vendor lists none, and no screen here has any." in screen_text(app)
        await _press(pilot, "escape")
        await _press(pilot, *"rec-1, rec-2", "enter", *"lead-1", "enter")
        await _press(pilot, "f")
        await _press(pilot, "ctrl+u", *"rec-2, ", "f4")
        await _press(pilot, *"rec-1", "enter")
        form = app.screen
        assert isinstance(form, ParamsScreen)
        assert form.form.texts["recording_id"] == "rec-2, rec-1"


@pytest.mark.parametrize(
    ("connection", "collection", "name", "field"),
    [("clinic", "sessions", "_patient.name", "_patient.id"), ("line4", "runs", "procedure.title", "procedureIds")],
)
async def test_a_patient_or_a_procedure_is_chosen_by_name(
    tmp_path: Path, connection: str, collection: str, name: str, field: str
) -> None:
    app = make_app(tmp_path, only=connection)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        here = app.app_state.connections.named(connection)
        app.open_collection(here, collection, values={}, crumbs=(connection, "Rows"), range_text="30d")
        await settled(pilot)
        browser = app.screen
        assert isinstance(browser, BrowserScreen)
        column = browser.collection.column(name)
        assert column is not None
        named = next(str(column.read(each.value)) for each in browser.view.records() if column.read(each.value))

        def pick(wanted: Field, picker: PickerScreen) -> None:
            assert wanted.refers_to is not None
            open_picker(browser, here, wanted.refers_to, picker)

        app.push_screen(
            picking := ParamsScreen(
                here.catalog.collection(collection),
                Given({}),
                now=browser.now,
                zone=browser.zone,
                at=field,
                pick=lambda wanted, picker: (
                    open_picker(browser, here, wanted.refers_to, picker) if wanted.refers_to else None
                ),
            )
        )
        await settled(pilot)
        await _press(pilot, "f4")
        await _press(pilot, *named.partition(" ")[0])
        assert named.partition(" ")[0] in screen_text(app)
        await _press(pilot, "enter")
        chosen = picking.form.texts[field]
        assert chosen
        assert chosen != named
