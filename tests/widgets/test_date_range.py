"""Choosing a range: the preview while typing, the presets, the sentence in place of the preview."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from tui.core.time.time_range import TimeRange
from tui.widgets.date_range import DateRangeScreen, RangePreview, exact_text

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)


class RangeApp(App[None]):
    """Asks for a range at once."""

    answers: list[TimeRange | None]

    def on_mount(self) -> None:
        self.answers = []
        self.push_screen(DateRangeScreen("7d", now=lambda: NOW, zone=STOCKHOLM), self.answers.append)


def preview(pilot: Pilot[None]) -> str:
    lines = pilot.app.screen.query_one(RangePreview).lines
    return "\n".join("".join(text for text, _ in line).strip() for line in lines)


async def test_what_is_typed_is_said_as_two_instants() -> None:
    async with RangeApp().run_test(size=(80, 24)) as pilot:
        await pilot.press(*"2026-w03")
        await pilot.pause()
        assert preview(pilot) == (
            "from   Mon 12 Jan 2026 00:00 +01:00\nuntil  Mon 19 Jan 2026 00:00 +01:00\n7 days, Europe/Stockholm"
        )


async def test_enter_takes_what_is_typed() -> None:
    app = RangeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"yesterday", "enter")
        await pilot.pause()
    assert [span.text for span in app.answers if span] == ["yesterday"]


async def test_what_is_no_range_says_why_in_place_and_stays() -> None:
    app = RangeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"2026-13", "enter")
        await pilot.pause()
        assert "is not in the calendar" in preview(pilot)
        assert "such as 2026-01" in preview(pilot)
    assert app.answers == []


async def test_down_takes_the_usual_ranges_into_the_field() -> None:
    app = RangeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down")
        await pilot.pause()
        assert app.screen.query_one(Input).value == "30d"
        await pilot.press("up", "up", "enter")
        await pilot.pause()
    assert [span.text for span in app.answers if span] == ["24h"]


async def test_escape_leaves_without_a_choice() -> None:
    app = RangeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        await pilot.pause()
    assert app.answers == [None]


async def test_its_cursor_does_not_blink() -> None:
    async with RangeApp().run_test(size=(80, 24)) as pilot:
        assert not pilot.app.screen.query_one(Input).cursor_blink


def test_an_exact_instant_names_its_offset() -> None:
    assert exact_text(datetime(2026, 7, 1, tzinfo=UTC), STOCKHOLM) == "Wed  1 Jul 2026 02:00 +02:00"
