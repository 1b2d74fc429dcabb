"""The export dialog: which rows, which format, and what the file is called."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.app.support import make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.screens.browse.browser import BrowserScreen
from tui.screens.browse.export import KINDS, ExportScreen
from tui.widgets.line_input import LineInput

SIZE = (80, 24)


async def press(pilot: Pilot[int], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    assert isinstance(pilot.app, FrontdeskApp)
    return screen_text(pilot.app)


def dialog(app: FrontdeskApp) -> ExportScreen:
    assert isinstance(app.screen, ExportScreen)
    return app.screen


def name_in(app: FrontdeskApp) -> str:
    return dialog(app).query_one("#file", LineInput).value


async def test_marked_shown_or_all_rows_can_be_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "space", "space", "slash", *"lect", "enter")
        rooms = app.screen
        assert isinstance(rooms, BrowserScreen)
        shown, every = len(rooms.view), rooms.view.total
        assert "Export 2 marked rooms" in await press(pilot, "x")
        assert f"Export {shown} rooms shown" in await press(pilot, "tab")
        assert f"Export all {every} rooms" in await press(pilot, "tab")
        assert name_in(app) == "campus-rooms.csv"
        said = await press(pilot, "enter")
        assert f"Exported all {every} rooms to" in said
    with (tmp_path / "campus-rooms.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == every


async def test_each_format_has_its_ending_and_the_one_for_excel_its_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "enter", "x")
        endings = [name_in(app)]
        for _ in KINDS[1:]:
            await press(pilot, "down")
            endings.append(name_in(app))
        assert endings == [f"campus-rooms.{each}" for each in ("csv", "csv", "tsv", "json", "jsonl", "md", "txt")]
        await press(pilot, *["up"] * (len(KINDS) - 2), "enter")
        assert (tmp_path / "campus-rooms.csv").read_bytes().startswith(b"\xef\xbb\xbf")
        await press(pilot, "x")
        dialog(app).query_one("#file", LineInput).value = "rooms.md"
        await press(pilot, "enter")
        assert (tmp_path / "rooms.md").read_text("utf-8").startswith("| Name | Label |")
        dialog_again = await press(pilot, "x", *"x", "enter")
        assert "The name must end in .csv, .tsv, .json, .jsonl, .md" in dialog_again


async def test_parquet_is_offered_where_its_encoder_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    io = pytest.importorskip("arro3.io")
    monkeypatch.chdir(tmp_path)
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "typed columns" in await press(pilot, "enter", "enter", "x")
        await press(pilot, *["down"] * len(KINDS))
        assert name_in(app) == "campus-rooms.parquet"
        assert "Exported 60 rooms" in await press(pilot, "enter")
        monkeypatch.setattr("tui.export.parquet.is_available", lambda: False)
        assert "typed columns" not in await press(pilot, "x")
    assert sum(len(batch["name"]) for batch in io.read_parquet(str(tmp_path / "campus-rooms.parquet"))) == 60
