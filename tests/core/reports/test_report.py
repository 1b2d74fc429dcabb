"""What reports count by: shares that add up, parts of a whole, ranks, the range before, words beside targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.collection import Collection, Query, RangeUse
from tui.core.column import Column, Kind
from tui.core.report import Report, Target, median_of, percent, percent_column, quantile, shares_of
from tui.core.reports.as_asked import Compared, as_asked
from tui.core.reports.report_heading import metadata, rule_lines
from tui.core.time.range_before import range_before
from tui.core.time.ranges import parse_range

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)


@given(st.lists(st.integers(0, 10_000), max_size=40))
def test_shares_add_up_to_a_hundred_and_stay_within_a_tenth_of_what_they_are(counts: list[int]) -> None:
    shares = shares_of(counts)
    total = sum(counts)
    assert round(sum(shares), 6) == (100 if total else 0)
    for count, share in zip(counts, shares, strict=True):
        assert total == 0 or abs(share - count * 100 / total) < 0.1 + 1e-9


@given(st.integers(0, 100_000), st.integers(1, 100_000))
def test_a_percentage_is_a_hundred_only_of_all_and_nought_only_of_none(part: int, whole: int) -> None:
    part = min(part, whole)
    said = percent(part, whole)
    assert said is not None
    assert (said == 100) == (part == whole)
    assert (said == 0) == (part == 0)
    assert abs(said - part * 100 / whole) <= 0.1 + 1e-9


def test_of_nothing_there_is_no_percentage() -> None:
    assert percent(0, 0) is None


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40), st.sampled_from([0.25, 0.5, 0.75, 0.9]))
def test_so_large_a_part_is_no_higher_than_its_quantile_and_no_lower_value_would_do(
    values: list[int], part: float
) -> None:
    ordered = sorted(values)
    found = quantile(ordered, part)
    assert sum(each <= found for each in ordered) >= part * len(ordered) - 1e-9
    assert sum(each < found for each in ordered) < part * len(ordered) + 1e-9


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle() -> None:
    assert median_of([1, 2, 10]) == 2
    assert median_of([1, 2, 4, 10]) == 3


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2026-11-02..2026-11-08", "2026-10-26..2026-11-01"),
        ("2026-03", "2026-02"),
        ("2026-Q2", "2026-Q1"),
        ("2026-01", "2025-12"),
        ("2026", "2025"),
        # The week in which the clocks go forward is an hour shorter; the one before is seven days all the same.
        ("2026-03-23..2026-03-29", "2026-03-16..2026-03-22"),
        ("2026-10-19..2026-10-25", "2026-10-12..2026-10-18"),
        ("2026-11-20 10:00..2026-11-20 12:00", "2026-11-20 08:00..2026-11-20 10:00"),
    ],
)
def test_the_range_before_is_what_people_mean_by_it(text: str, before: str) -> None:
    found = range_before(parse_range(text, now=NOW, zone=STOCKHOLM), STOCKHOLM)
    wanted = parse_range(before, now=NOW, zone=STOCKHOLM)
    assert (found.start, found.stop) == (wanted.start, wanted.stop)


@dataclass(frozen=True)
class Row:
    share: float | None
    wait: timedelta


MEASURED = Collection(
    name="measured",
    title="Measured",
    columns=(
        percent_column("share", "Share", lambda row: row.share, rank=0),
        Column[Row]("wait_seconds", "Wait", lambda row: row.wait, Kind.DURATION, derived=True),
    ),
    fetch=lambda client, query: None,  # type: ignore[arg-type,return-value]  # never asked
    range_use=RangeUse.REQUIRED,
    report=Report(
        question="How many?",
        rules=(),
        compares=("share", "wait_seconds"),
        targets=(Target("present", "share", asked="min"), Target("wait", "wait_seconds", at_least=False)),
    ),
)


@pytest.mark.parametrize(
    ("share", "said", "tone"), [(80.0, "80.0 % met", "success"), (74.9, "74.9 % below", "warning"), (None, "", "plain")]
)
def test_a_figure_says_in_a_word_how_it_stands_to_its_target(share: float | None, said: str, tone: str) -> None:
    column = as_asked(MEASURED, {}, {"present": 75}).columns[0]
    assert column.form is not None
    assert column.tone is not None
    assert (column.form(share), column.tone(share)) == (said, tone)


def test_a_figure_that_should_be_low_says_when_it_is_above() -> None:
    column = as_asked(MEASURED, {}, {"wait": 120}).columns[1]
    assert column.form is not None
    assert column.form(timedelta(seconds=121)) == "2 min above"
    assert column.form(timedelta(seconds=120)) == "2 min met"


def test_a_figure_is_measured_by_what_is_asked_before_what_is_configured() -> None:
    for values, targets, said in (
        ({"min": 90}, {"present": 75}, "80.0 % below"),
        ({"min": 80}, {}, "80.0 % met"),
        ({}, {"present": 75}, "80.0 % met"),
    ):
        column = as_asked(MEASURED, values, targets).columns[0]
        assert column.form is not None
        assert column.form(80.0) == said
    query = Query({"min": 90}, targets={"present": 75, "wait": 120})
    assert metadata(MEASURED, query, connection="here")["targets"] == {"present": 90, "wait": 120}
    assert rule_lines(MEASURED, query.values, targets=query.targets) == [
        "How many?",
        "Target: share at least 90 %.",
        "Target: wait at most 120 s.",
    ]


def test_without_a_target_a_figure_says_nothing_of_it() -> None:
    assert as_asked(MEASURED, {}, {}) == MEASURED


def test_a_comparison_adds_what_differs_and_what_was() -> None:
    asked = as_asked(MEASURED, {"against": "previous"}, {})
    pair = Compared(Row(80.0, timedelta(seconds=90)), Row(77.5, timedelta(seconds=100)))
    read = {column.key: column.read(pair) for column in asked.columns}
    assert read["share"] == 80.0
    assert (read["share_change"], read["share_before"]) == (2.5, 77.5)
    assert read["wait_change_seconds"] == timedelta(seconds=-10)
    shown = {column.key: column.form(read[column.key]) for column in asked.columns if column.form is not None}
    assert (shown["share_change"], shown["wait_change_seconds"]) == ("+2.5", "−10 s")


def test_what_was_not_there_before_has_no_difference() -> None:
    asked = as_asked(MEASURED, {"against": "previous"}, {})
    pair = Compared(Row(80.0, timedelta(0)), None)
    assert [column.read(pair) for column in asked.columns if column.key.startswith("share_")] == [None, None]
