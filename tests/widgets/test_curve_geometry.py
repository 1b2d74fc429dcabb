"""The pure half of the charts: who stands in which column, how high, and where the labels go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.time.local_time import wall_of
from tui.core.time.ranges import parse_range
from tui.core.time.time_range import TimeRange
from tui.widgets.charts_bars import bar_text
from tui.widgets.charts_heat import GLYPHS, density, thresholds
from tui.widgets.curve_axis import axis_text, column_of, stretch_text, ticks
from tui.widgets.curve_geometry import DOTS, Steps, braille_rows, heights
from tui.widgets.timeline_bars import Stay, bar_cells

STOCKHOLM = ZoneInfo("Europe/Stockholm")
START = datetime(2026, 11, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = TimeRange(START, START + 24 * HOUR)


def at(hours: float) -> datetime:
    return START + hours * HOUR


def steps_of(stays: list[tuple[int, int]]) -> Steps:
    """Count overlapping stays, given in minutes from the start."""
    changes = sorted({minute for stay in stays for minute in stay})
    return Steps((at(minute / 60), sum(join <= minute < leave for join, leave in stays)) for minute in changes)


STAYS = st.lists(
    st.tuples(st.integers(-100, 1500), st.integers(1, 400)).map(lambda stay: (stay[0], stay[0] + stay[1])), max_size=12
)


@given(STAYS, st.sampled_from([1, 2, 3, 24, 60, 96, 144]))
def test_everybody_stands_in_every_column_that_their_stay_touches(stays: list[tuple[int, int]], count: int) -> None:
    width = 24 * 60 / count
    edges = [(round(n * width * 60), round((n + 1) * width * 60)) for n in range(count)]
    joins = sorted({join for join, _ in stays})

    def most(low: float, high: float) -> int:
        """Count at the column's start and at every arrival in it: a count is highest at one of these."""
        instants = [low / 60, *(join for join in joins if low / 60 < join < high / 60)]
        return max(sum(join <= minute < leave for join, leave in stays) for minute in instants)

    assert list(steps_of(stays).columns(DAY, count)) == [most(low, high) for low, high in edges]


def test_who_leaves_when_a_column_begins_is_not_in_it() -> None:
    steps = Steps([(at(1), 1), (at(2), 0)])
    assert list(steps.columns(DAY, 24))[:4] == [0, 1, 0, 0]


def test_a_count_holds_until_the_next_and_is_none_before_the_first() -> None:
    steps = Steps([(at(1), 3), (at(2), 5)])
    assert [steps.at(at(hour)) for hour in (0, 1, 1.5, 2, 20)] == [0, 3, 3, 5, 5]
    assert Steps().at(START) == 0


def test_the_lowest_count_knows_of_gaps() -> None:
    steps = Steps([(at(1), 3), (at(2), 0), (at(3), 5)])
    assert steps.lowest(at(1).timestamp(), at(4).timestamp()) == 0
    assert steps.lowest(at(1).timestamp(), at(2).timestamp()) == 3


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40), st.integers(1, 12))
def test_heights_keep_the_order_and_show_everybody(values: list[int], rows: int) -> None:
    top = max(values)
    dots = heights(values, top, rows)
    assert all(1 <= height <= rows * DOTS for height in dots)
    assert all((height == 1) == (value == 0) for value, height in zip(values, dots, strict=True))
    assert all(first <= second for (_, first), (_, second) in pairwise(sorted(zip(values, dots, strict=True)))), (
        "more people never stand lower"
    )
    if top:
        assert max(dots) == rows * DOTS


@given(st.lists(st.integers(0, 16), min_size=2, max_size=40).filter(lambda dots: len(dots) % 2 == 0))
def test_braille_has_as_many_dots_as_it_was_given(dots: list[int]) -> None:
    lines = braille_rows(dots, 4)
    assert [len(line) for line in lines] == [len(dots) // 2] * 4
    assert sum((ord(cell) - 0x2800).bit_count() for line in lines for cell in line) == sum(dots)


def test_braille_fills_from_below() -> None:
    assert braille_rows([1, 2, 4, 8], 2) == ["⠀⢸", "⣠⣿"]


@pytest.mark.parametrize(
    ("text", "cells", "labels"),
    [
        ("today", 74, "Mon 23 03:00 06:00 09:00 12:00 15:00 18:00 21:00"),
        ("last week", 74, "Mon 16 Tue 17 Wed 18 Thu 19 Fri 20 Sat 21 Sun 22"),
        ("30d", 74, "26 Oct 2 Nov 9 Nov 16 Nov"),
        ("2026", 74, "2026 Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
        ("2020..2026", 74, "2020 2021 2022 2023 2024 2025 2026"),
        ("2026", 30, "2026 Apr Jul Oct"),
        ("2026-10-25", 74, "Sun 25 03:00 06:00 09:00 12:00 15:00 18:00 21:00"),
    ],
)
def test_labels_are_as_many_as_fit(text: str, cells: int, labels: str) -> None:
    now = datetime(2026, 11, 23, 12, 51, tzinfo=UTC)
    span = parse_range(text, now=now, zone=STOCKHOLM)
    assert " ".join(axis_text(ticks(span, STOCKHOLM, cells), cells).split()) == labels


@given(st.integers(0, 2_000_000_000), st.integers(60, 400_000_000), st.integers(20, 200))
def test_labels_never_touch_and_stay_within_the_axis(start: int, seconds: int, cells: int) -> None:
    begin = datetime.fromtimestamp(start, UTC)
    marks = ticks(TimeRange(begin, begin + timedelta(seconds=seconds)), STOCKHOLM, cells)
    assert all(left.column + len(left.label) + 2 <= right.column for left, right in pairwise(marks))
    assert all(0 <= mark.column <= cells - len(mark.label) for mark in marks)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        ("2026-11-16 10:00..2026-11-16 12:20", "7d", "Mon 16 Nov 10:00–12:20"),
        ("2026-11-16 22:00..2026-11-17 00:00", "7d", "Mon 16 Nov 22:00–24:00"),
        ("2026-11-16 22:00..2026-11-17 01:00", "7d", "Mon 16 Nov 22:00 – Tue 01:00"),
        ("2026-11-16 10:00:05..2026-11-16 10:00:54", "1h", "Mon 16 Nov 10:00:05–10:00:54"),
        ("2026-01-24 08:45..2026-02-03 08:57", "2026", "24 Jan – 3 Feb"),
        ("2024-12-20 08:45..2024-12-30 08:57", "2024-11-20..", "20 Dec – 30 Dec 2024"),
    ],
)
def test_a_part_is_told_as_finely_as_it_is_long(part: str, whole: str, said: str) -> None:
    stretch, axis = (parse_range(text, now=at(4 * 24), zone=STOCKHOLM) for text in (part, whole))
    assert stretch_text(stretch, axis, STOCKHOLM) == said


def test_labels_stand_where_their_hour_is_on_a_day_of_25_hours() -> None:
    span = parse_range("2026-10-25", now=START, zone=STOCKHOLM)
    marks = {mark.label: mark.column for mark in ticks(span, STOCKHOLM, 50)}
    six = datetime(2026, 10, 25, 5, tzinfo=UTC)
    assert wall_of(six, STOCKHOLM).hour == 6
    assert marks["06:00"] == column_of(six, span, 50) == 14


def drawn(*stays: Stay, cells: int = 24, now: float = 24) -> str:
    return "".join(glyph for glyph, _ in bar_cells(stays, DAY, at(now), cells))


def test_a_stay_fills_its_hours_and_no_other() -> None:
    assert drawn(Stay(at(2), at(5))) == "  ███" + " " * 19


def test_ends_are_drawn_to_an_eighth_of_a_cell() -> None:
    cells = bar_cells([Stay(at(1.25), at(3.5))], DAY, at(24), 24)
    assert cells[1:4] == [("▎", True), ("█", False), ("▌", False)]


def test_no_stay_is_too_short_to_be_seen() -> None:
    assert drawn(Stay(at(3.4), at(3.41))).strip() == "│"
    assert drawn(Stay(at(3.4), at(3.4))).strip() == "│"


def test_several_stays_in_one_cell_are_told_from_one() -> None:
    assert drawn(Stay(at(3.1), at(3.2)), Stay(at(3.7), at(3.8))).strip() == "▒"


def test_a_stay_that_lasts_is_drawn_up_to_now() -> None:
    assert drawn(Stay(at(2), None), now=6) == "  ████›" + " " * 17


def test_stays_are_cut_at_the_span() -> None:
    assert drawn(Stay(at(-5), at(1)), Stay(at(23), at(40))) == "█" + " " * 22 + "█"
    assert drawn(Stay(at(-5), at(-1)), Stay(at(24), at(40))).strip() == ""


@given(STAYS, st.integers(5, 100))
def test_a_cell_is_marked_just_when_somebody_was_there(stays: list[tuple[int, int]], cells: int) -> None:
    marks = bar_cells([Stay(at(join / 60), at(leave / 60)) for join, leave in stays], DAY, at(24), cells)
    assert len(marks) == cells
    for cell, (glyph, reverse) in enumerate(marks):
        low, high = cell * 1440 / cells, (cell + 1) * 1440 / cells
        near = 1e-6
        if any(join < high - near and leave > low + near for join, leave in stays):
            assert glyph != " " or reverse
        elif not any(join < high + near and leave > low - near for join, leave in stays):
            assert (glyph, reverse) == (" ", False)


@given(st.floats(0, 1000), st.floats(0.1, 1000), st.integers(1, 60))
def test_a_bar_is_as_long_as_its_value_and_shows_the_smallest(value: float, top: float, cells: int) -> None:
    text = bar_text(value, top, cells)
    assert len(text) <= cells
    assert (len(text) > 0) == (value > 0)
    if value >= top:
        assert text == "█" * cells


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_density_rises_with_the_count(value: int, top: int) -> None:
    bounds = thresholds(top)
    assert density(top, bounds) == len(GLYPHS) - 1 or top < 4
    assert density(min(value, top), bounds) <= density(min(value + 1, top), bounds)
    assert (density(value, bounds) == 0) == (value == 0)
