"""The details of a row: nothing is cut, large parts are folded, a text is found, a value is copied."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from textual.app import App, ComposeResult

from tests.app.support import screen_text
from tui.core.column import Column
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.widgets.details import Details

NOW = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)
LONG = "a sentence that is much longer than the panel is wide, " * 3
SENT: dict[str, Any] = {
    "name": "Hall",
    "theNameOfAFieldThatIsLongerThanAnyLabelMayBe": LONG,
    "hardware": {"ram": 16, "os": "Linux"},
    "steps": [{"title": "Lift"}, {"title": "Place", "note": "mind the belt"}],
    "many": {f"field{number}": number for number in range(12)},
}


@dataclass(frozen=True)
class Room:
    name: str


class DetailsApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        columns: tuple[Column[Room], ...] = (Column("name", "Name", lambda room: room.name),)
        self.view = RecordView(columns, zone=UTC, now=NOW)
        self.copied: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield Details(self.view)

    def on_mount(self) -> None:
        details = self.query_one(Details)
        details.focus()
        details.show(Record("1", Room("Hall"), json.dumps(SENT).encode()))

    def on_details_copied(self, message: Details.Copied) -> None:
        self.copied.append((message.label, message.text))

    @property
    def lines(self) -> list[str]:
        details = self.query_one(Details)
        return ["".join(text for text, _ in parts) for _, parts in details._lines]


async def test_nothing_is_cut_and_labels_are_whole() -> None:
    app = DetailsApp()
    async with app.run_test(size=(44, 20)):
        shown = "\n".join(app.lines)
        assert "theNameOfAFieldThatIsLongerThanAnyLabelMayBe" in shown.replace("\n", "")
        assert " ".join(LONG.split()) in " ".join(shown.split())
        assert max(map(len, app.lines)) <= 42, "the bar and the scroll bar have a cell each"


async def test_a_large_part_is_folded_and_a_small_one_is_not() -> None:
    app = DetailsApp()
    async with app.run_test(size=(60, 40)) as pilot:
        shown = "\n".join(app.lines)
        assert "hardware.ram" in shown
        assert "▸ steps" in shown
        assert "2 entries" in shown
        assert "▸ many" in shown
        assert "Place" not in shown

        while "steps" not in app.lines[app.query_one(Details)._lines.index(cursor_line(app))]:
            await pilot.press("down")
        await pilot.press("enter")
        assert "steps[2].title" in "\n".join(app.lines)
        await pilot.press("enter")
        assert "steps[2].title" not in "\n".join(app.lines)


async def test_a_text_is_found_in_what_is_folded_and_the_value_there_is_copied() -> None:
    app = DetailsApp()
    async with app.run_test(size=(60, 40)) as pilot:
        assert app.query_one(Details).find("MIND the")
        await pilot.press("y")
        assert app.copied == [("steps[2].note", "mind the belt")]
        assert not app.query_one(Details).find("nowhere")


def cursor_line(app: DetailsApp) -> tuple[int, list[Any]]:
    details = app.query_one(Details)
    return next(line for line in details._lines if line[0] == details._at)


async def test_details_that_were_hidden_show_the_record_that_is_meant_now() -> None:
    app = DetailsApp()
    async with app.run_test(size=(44, 20)) as pilot:
        details = app.query_one(Details)
        details.display = False
        await pilot.pause()

        details.display = True
        details.show(Record("2", Room("Desk"), json.dumps(SENT | {"name": "Desk"}).encode()))  # as many lines as before
        await pilot.pause()

        assert "Desk" in screen_text(app)
        assert "Hall" not in screen_text(app)
