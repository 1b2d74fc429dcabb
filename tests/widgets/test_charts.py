"""The charts in an app: what they show, how their cursor moves, what they post."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widget import Widget

from tui.core.time.time_range import TimeRange
from tui.widgets.charts import Bar, BarList, Curve, HeatMap, HeatRow, Lane, Stay, Steps, Timeline
from tui.widgets.charts_rows import RowChart

UTC_ZONE = ZoneInfo("UTC")
START = datetime(2026, 11, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = TimeRange(START, START + timedelta(days=7))


class ChartApp(App[None]):
    """One chart, filling the screen."""

    def __init__(self, chart: Widget) -> None:
        super().__init__()
        self.chart = chart
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.chart

    def on_curve_moved(self, message: Curve.Moved) -> None:
        self.heard.append(message)

    def on_curve_chosen(self, message: Curve.Chosen) -> None:
        self.heard.append(message)

    def on_row_chart_chosen(self, message: RowChart.Chosen) -> None:
        self.heard.append(message)

    def on_row_chart_highlighted(self, message: RowChart.Highlighted) -> None:
        self.heard.append(message)


def lines(widget: Any) -> list[str]:
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


def week_curve() -> Curve:
    curve = Curve(zone=UTC_ZONE)
    curve.show(Steps([(START + 58 * HOUR, 2), (START + 60 * HOUR, 38), (START + 61 * HOUR, 0)]), WEEK)
    return curve


async def test_a_curve_stands_between_nobody_and_its_peak_over_days() -> None:
    app = ChartApp(week_curve())
    async with app.run_test(size=(80, 24)) as pilot:
        app.set_focus(None)
        await pilot.pause()
        drawn = lines(app.chart)
    assert drawn[0].startswith("  38 ┤")
    assert drawn[-2].startswith("   0 ┼⣀")
    assert " ".join(drawn[-1].split()) == "Mon 16 Tue 17 Wed 18 Thu 19 Fri 20 Sat 21 Sun 22"
    assert len(drawn) == 6


async def test_the_cursor_starts_at_the_peak_and_tells_when_and_how_many() -> None:
    app = ChartApp(week_curve())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        said = week_said(app)
        assert said.startswith("Wed 18 Nov 11:")
        assert said.endswith("at most 38 people")
        await pilot.press("left")
        await pilot.press("right", "end")
        assert week_said(app).startswith("Sun 22 Nov")
        assert week_said(app).endswith("–24:00, nobody")
        assert week_said(app) in lines(app.chart)[-1]
    assert all(isinstance(message, Curve.Moved) for message in app.heard)


def week_said(app: ChartApp) -> str:
    assert isinstance(app.chart, Curve)
    return app.chart.read_out()


async def test_enter_asks_who_was_there_at_the_cursor() -> None:
    app = ChartApp(week_curve())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p", "enter")
        await pilot.pause()
    chosen = app.heard[-1]
    assert isinstance(chosen, Curve.Chosen)
    assert START + 60 * HOUR in chosen.span


async def test_enter_without_a_cursor_shows_it_before_it_asks_for_more() -> None:
    app = ChartApp(week_curve())
    async with app.run_test(size=(80, 24)) as pilot:
        curve = app.query_one(Curve)
        await pilot.press("enter")
        day = TimeRange(START, START + timedelta(days=1))
        curve.show(Steps([(START + HOUR, 2)]), day)
        asked = [message for message in app.heard if isinstance(message, Curve.Chosen)]
        await pilot.press("enter")
        shown = curve.read_out()
        await pilot.press("enter")
        again = [message for message in app.heard if isinstance(message, Curve.Chosen)]
    assert shown.startswith("Mon 16 Nov 0")
    assert (len(asked), len(again)) == (1, 2)


async def test_nothing_is_drawn_of_what_has_not_come_yet() -> None:
    curve = Curve(zone=UTC_ZONE)
    curve.show(Steps(), WEEK, until=START + timedelta(days=3.5))
    app = ChartApp(curve)
    async with app.run_test(size=(80, 24)):
        base = lines(curve)[-2]
    assert len(base.rstrip("⠀")) == 6 + 37


async def test_of_what_has_not_come_yet_nobody_says_that_it_is_empty() -> None:
    curve = Curve(zone=UTC_ZONE)
    app = ChartApp(curve)
    async with app.run_test(size=(80, 6)) as pilot:
        curve.show(Steps(), WEEK, until=WEEK.start - timedelta(days=1))
        await pilot.press("home")
        assert curve.read_out().endswith(", not yet")
        assert "⣀" not in "".join(lines(curve))


async def test_while_some_is_missing_nobody_means_nobody_so_far() -> None:
    curve = Curve(zone=UTC_ZONE)
    app = ChartApp(curve)
    async with app.run_test(size=(80, 6)) as pilot:
        curve.show(Steps(), WEEK, partial=True)
        await pilot.press("home")
        assert curve.read_out().endswith(", nobody so far")


async def test_the_read_out_leaves_no_label_cut_in_two() -> None:
    app = ChartApp(week_curve())
    async with app.run_test(size=(80, 6)) as pilot:
        for _ in range(70):
            await pilot.press("left")
            around = lines(app.query_one(Curve))[-1].replace(app.query_one(Curve).read_out(), "|")
            labels = {part for text in around.split("|") for part in re.split(r"\s{2,}", text.strip())} - {""}
            assert labels <= {"Mon 16", "Tue 17", "Wed 18", "Thu 19", "Fri 20", "Sat 21", "Sun 22"}


async def test_a_curve_without_anything_to_show_is_air() -> None:
    app = ChartApp(Curve(zone=UTC_ZONE))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left", "p", "enter", "end")
        assert "┼" in lines(app.chart)[-2]


def lanes(count: int) -> list[Lane]:
    return [Lane(f"p{n}", f"Person {n}", [Stay(START + n * HOUR, START + (n + 5) * HOUR)], "5 h") for n in range(count)]


async def test_a_timeline_scrolls_through_thousands_under_its_axis() -> None:
    timeline = Timeline(zone=UTC_ZONE, heading="Person")
    app = ChartApp(timeline)
    async with app.run_test(size=(80, 24)) as pilot:
        timeline.show(lanes(5000), WEEK, now=WEEK.stop)
        timeline.focus()
        await pilot.press("end")
        await pilot.pause()
        drawn = lines(timeline)
        assert drawn[0].split()[:3] == ["Person", "Mon", "16"]
        assert drawn[-1].startswith("▎  Person 4999")
        await pilot.press("home", "enter")
        await pilot.pause()
        assert lines(timeline)[1].startswith("▎  Person 0")
    assert isinstance(app.heard[-1], RowChart.Chosen)
    assert app.heard[-1].key == "p0"


async def test_until_somebody_moves_it_the_cursor_stays_at_the_top() -> None:
    bars = BarList(heading="Person", said="Time")
    app = ChartApp(bars)
    async with app.run_test(size=(80, 24)) as pilot:
        bars.show([Bar("a", "Åsa", 2, "2 h"), Bar("b", "Bo", 1, "1 h")])
        bars.show([Bar("b", "Bo", 3, "3 h"), Bar("a", "Åsa", 2, "2 h")])
        first = bars.key
        await pilot.press("down")
        bars.show([Bar("a", "Åsa", 4, "4 h"), Bar("b", "Bo", 3, "3 h")])
        held = bars.key
    assert (first, held) == ("b", "a")


async def test_the_cursor_stays_with_its_person_when_others_arrive() -> None:
    timeline = Timeline(zone=UTC_ZONE)
    app = ChartApp(timeline)
    async with app.run_test(size=(80, 24)) as pilot:
        timeline.show(lanes(3), WEEK, now=WEEK.stop)
        timeline.focus()
        await pilot.press("down")
        timeline.show(reversed(lanes(9)), WEEK, now=WEEK.stop)
        assert timeline.key == "p1"


async def test_a_label_with_an_escape_sequence_does_not_reach_the_terminal() -> None:
    timeline = Timeline(zone=UTC_ZONE)
    app = ChartApp(timeline)
    async with app.run_test(size=(80, 24)):
        timeline.show([Lane("a", "\x1b[31m[/b]\tRed", [])], WEEK, now=WEEK.stop)
        assert "\x1b" not in lines(timeline)[1]
        assert "[/b]" in lines(timeline)[1]


async def test_a_list_of_bars_is_ranked_by_length_with_its_figures_at_the_edge() -> None:
    bars = BarList(heading="Room", said="people", more="time")
    app = ChartApp(bars)
    async with app.run_test(size=(80, 24)):
        bars.show(
            [Bar("a", "Hall A", 40, "40", "12 h"), Bar("b", "Hall B", 20, "20", "3 h"), Bar("c", "Hall C", 0, "0", "–")]
        )
        head, *rows = lines(bars)[:4]
        drawn = [row.count("█") for row in rows]
    assert head.split() == ["Room", "people", "time"]
    assert drawn[0] >= 2 * drawn[1] - 1 > 0 == drawn[2]
    assert [row.split()[-2:] for row in rows[:2]] == [["12", "h"], ["3", "h"]]
    assert {len(row) for row in (head, *rows)} == {79}


async def test_without_colours_the_cursors_row_is_turned_round_but_for_what_is_drawn_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    heat, bars = HeatMap(columns=["08", "09"], by_cell=True), BarList()
    for chart in (heat, bars):
        app = ChartApp(chart)
        async with app.run_test(size=(60, 12)):
            heat.show([HeatRow("a", "Hall A", [1, 4], "5")])
            bars.show([Bar("a", "Hall A", 3, "3 h")])
            ground = chart.rich_style.bgcolor
            marked = [
                segment.text
                for segment in chart.render_line(chart.HEAD)
                if segment.style is not None and segment.style.bgcolor != ground
            ]
            assert "Hall A" in "".join(marked), "without a ground of its own nothing is turned round"
            assert not set("░▒▓█") & set("".join(marked))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
async def test_a_heat_maps_cursor_is_under_its_columns_whole_label_however_narrow_it_is(width: int) -> None:
    weeks = [f"2026-{week:02}" for week in range(1, 53)]
    heat = HeatMap(columns=weeks, unit="people", by_cell=True)
    app = ChartApp(heat)
    async with app.run_test(size=(width, 12)):
        heat.show([HeatRow("a", "Hall A", [week % 7 for week in range(52)], "1,240")])
        told = []
        for _ in weeks:
            head, mark, row, *_ = lines(heat)
            place = mark.index("▾")
            assert weeks[heat.column] in head.split()
            assert row[place] == "·░░▒▓██"[heat.column % 7]
            assert row.endswith(" 1,240")
            told.append(("‹" in mark, "›" in mark))
            heat.action_cell(1)
    if width < 60:
        assert told[0] == (False, True), "what is out of sight is marked"
        assert told[-1] == (True, False)
    if width == 120:
        assert set(told) == {(False, False)}


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_a_heat_map_tells_how_much_without_colours(width: int) -> None:
    heat = HeatMap(columns=[f"{hour:02}" for hour in range(24)], heading="Room", said="peak")
    app = ChartApp(heat)
    async with app.run_test(size=(width, 24)):
        heat.show([HeatRow("a", "Hall A", [0, 5, 15, 25, 40] + [0] * 19, "40")])
        drawn = lines(heat)
        cells = "".join(dict.fromkeys(drawn[1].split("Hall A")[1].replace(" ", "").removesuffix("40")))
    assert cells == "·░▒▓█"
    assert " ".join(drawn[-1].split()) == "· nobody ░ 1–10 ▒ 11–20 ▓ 21–30 █ 31–40"


async def test_the_foot_of_a_heat_map_writes_figures_as_they_are_written_elsewhere() -> None:
    heat = HeatMap(columns=["09", "10"], nothing="none")
    app = ChartApp(heat)
    async with app.run_test(size=(80, 24)):
        heat.show([HeatRow("a", "Hall A", [0, 5_200])])
        counts = lines(heat)[-1]
        heat.show([HeatRow("a", "Hall A", [0, 5_200])], written=lambda minutes: f"{minutes // 60} h")
        lengths = lines(heat)[-1]
    assert " ".join(counts.split()) == "· none ░ 1–1,300 ▒ 1,301–2,600 ▓ 2,601–3,900 █ 3,901–5,200"
    assert " ".join(lengths.split()) == "· none ░ to 21 h ▒ to 43 h ▓ to 65 h █ to 86 h"
