"""What stands around the table: the filter line above it, and the details of a record beside it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import Static

from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.core.rows.view import RecordView
from tui.widgets.details import Details
from tui.widgets.filter_bar import FilterBar
from tui.widgets.record_table import RecordTable

NOW = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)
COLUMNS: tuple[Column[dict[str, Any]], ...] = (
    Column("name", "Name", lambda row: row["name"]),
    Column("hardware.ram", "Memory", lambda row: row["hardware"]["ram"], Kind.NUMBER, unit="MB"),
)
ROW = {"name": "Åsa Öberg", "hardware": {"ram": 8192, "gpu": "fast\x1b[31m"}, "tags": ["a", "b"], "note": None}


def record(fields: dict[str, Any]) -> Record[dict[str, Any]]:
    return Record("1", fields, json.dumps(fields).encode())


class AroundApp(App[None]):
    CSS = "FilterBar { height: 1; } #details { width: 44; height: 12; }"

    def __init__(self) -> None:
        super().__init__()
        self.view = RecordView(COLUMNS, zone=UTC, now=NOW)
        self.view.extend([record(ROW)])
        self.seen: list[str] = []

    def compose(self) -> ComposeResult:
        yield FilterBar(id="filter")
        yield RecordTable(self.view, id="table")
        yield Details(self.view, id="details")

    def on_filter_bar_changed(self, message: FilterBar.Changed) -> None:
        self.seen.append(f"changed {message.text}".strip())

    def on_filter_bar_submitted(self, message: FilterBar.Submitted) -> None:
        self.seen.append("submitted")

    def on_filter_bar_cancelled(self, message: FilterBar.Cancelled) -> None:
        self.seen.append("cancelled")

    def details(self) -> list[str]:
        details = self.query_one(Details)
        return [details.render_line(y).text.rstrip() for y in range(details.size.height)]


async def test_each_key_in_the_filter_is_told_and_enter_leads_to_the_rows() -> None:
    app = AroundApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(FilterBar).open()
        await pilot.press("a", "b", "enter")
        assert app.seen == ["changed a", "changed ab", "submitted"]


async def test_escape_clears_the_filter() -> None:
    app = AroundApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(FilterBar).open()
        await pilot.press("a", "escape")
        await pilot.pause()
        assert app.query_one(FilterBar).text == ""
        assert sorted(app.seen) == ["cancelled", "changed", "changed a"]


async def test_what_is_wrong_with_a_filter_is_said_beside_it_without_moving_the_rows() -> None:
    app = AroundApp()
    async with app.run_test(size=(80, 24)) as pilot:
        before = app.query_one(RecordTable).region
        app.query_one(FilterBar).show_problem("There is no column “[/b]”.")
        await pilot.pause()
        assert app.query_one(RecordTable).region == before
        assert "[/b]" in str(app.query_one(".filter-bar--problem", Static).render())


async def test_details_show_every_column_exactly_and_then_what_else_the_vendor_sent() -> None:
    app = AroundApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(Details).show(record(ROW))
        await pilot.pause()
        text = "\n".join(app.details())
        assert "Name            Åsa Öberg" in text
        assert "8,192 MB" in text
        assert "hardware.gpu    fast" in text
        assert "\x1b" not in text
        assert '["a", "b"]' in text
        assert "hardware.ram" not in text


async def test_long_values_are_wrapped_under_themselves() -> None:
    app = AroundApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(Details).show(record({**ROW, "name": "long words " * 9 + "日本語" * 20}))
        await pilot.pause()
        lines = app.details()
        assert lines[0].startswith(" Name")
        assert lines[1].startswith(" " * 16) or not lines[1][:15].strip()
        assert all(len(line) <= 44 for line in lines)


async def test_a_record_that_cannot_be_read_shows_why_and_what_it_holds() -> None:
    app = AroundApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(Details).show(Record("1", None, b'{"name": "x", "ram": "much"}', problem="ram: expected int"))
        await pilot.pause()
        text = "\n".join(app.details())
        assert "ram: expected int" in text
        assert "much" in text
