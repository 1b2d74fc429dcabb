"""Ranges cut around what is kept: nothing is left out, nothing takes more requests than without the cache."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tui.core.cache import Kept
from tui.core.time.time_range import TimeRange
from tui.reading.windows import Stretch, Window
from tui.reading.windows import plan as plan_within
from tui.reading.windows import windows as windows_within

ORIGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
TICK = timedelta(milliseconds=1)


def plan(span: TimeRange, known: Sequence[Kept]) -> tuple[Stretch, ...]:
    return plan_within(span, known, longest=90 * DAY)


def windows(span: TimeRange) -> tuple[Window, ...]:
    return windows_within(span, longest=90 * DAY)


def kept(start: datetime, stop: datetime, number: int = 1) -> Kept:
    return Kept(number, "room", start, stop, at=ORIGIN, count=0)


@st.composite
def stretches(draw: st.DrawFn) -> Kept:
    start = ORIGIN + draw(st.sampled_from([DAY, DAY / 24, TICK])) * draw(st.integers(0, 300))
    length = draw(st.sampled_from([DAY, DAY / 24, TICK])) * draw(st.integers(1, 90))
    return kept(start, start + length)


spans = st.builds(
    lambda start, length, odd: TimeRange(ORIGIN + start * DAY + odd, ORIGIN + (start + length) * DAY + 2 * odd),
    st.integers(0, 200),
    st.integers(1, 400),
    st.timedeltas(timedelta(), timedelta(hours=30)),
)


def asked(parts: tuple[Stretch, ...]) -> list[Window]:
    return [part for part in parts if isinstance(part, Window)]


@given(spans, st.lists(stretches(), max_size=12))
def test_every_instant_is_kept_or_asked_for_and_no_request_is_wasted(span: TimeRange, known: list[Kept]) -> None:
    parts = plan(span, known)

    plain = windows(span)
    assert parts[0].start <= plain[0].start
    assert parts[-1].stop >= plain[-1].stop
    for earlier, later in pairwise(parts):
        between_kept = isinstance(earlier, Kept) and isinstance(later, Kept)
        assert later.start <= earlier.stop + (TICK if between_kept else timedelta())
    assert all(timedelta() <= window.stop - window.start <= 90 * DAY for window in asked(parts))
    assert all(plain[0].start <= window.start and window.stop <= plain[-1].stop for window in asked(parts))
    assert len(asked(parts)) <= len(plain)


@given(spans)
def test_without_anything_kept_the_windows_are_the_usual_ones(span: TimeRange) -> None:
    assert plan(span, ()) == windows(span)


def test_a_range_that_is_kept_is_not_asked_for() -> None:
    parts = plan(TimeRange(ORIGIN + 3 * DAY, ORIGIN + 8 * DAY), [kept(ORIGIN, ORIGIN + 10 * DAY)])

    assert asked(parts) == []


def test_days_that_were_asked_for_one_by_one_make_a_range_together() -> None:
    days = [kept(ORIGIN + n * DAY, ORIGIN + (n + 1) * DAY - TICK, n) for n in range(7)]

    assert plan(TimeRange(ORIGIN, ORIGIN + 7 * DAY), days) == tuple(days)


def test_only_what_came_since_is_asked_for() -> None:
    known = kept(ORIGIN, ORIGIN + 60 * DAY)

    parts = plan(TimeRange(ORIGIN + DAY / 3, ORIGIN + 62 * DAY), [known])

    assert parts == (known, Window(ORIGIN + 60 * DAY, ORIGIN + 62 * DAY - TICK))


def test_a_little_that_is_kept_between_two_gaps_is_asked_for_once_more() -> None:
    parts = plan(TimeRange(ORIGIN, ORIGIN + 30 * DAY), [kept(ORIGIN + 10 * DAY, ORIGIN + 15 * DAY)])

    assert parts == (Window(ORIGIN, ORIGIN + 30 * DAY - TICK),)
