"""Ranges as people type them: what each form means, the errors, and the algebra over days that are no 24 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tui.core.errors import UsageError
from tui.core.time.local_time import day_start, instant_of, wall_of
from tui.core.time.ranges import describe, length_text, parse_bounds, parse_range, presets
from tui.core.time.time_range import TimeRange

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 23, 12, 51, 7, tzinfo=UTC)
"""A Monday, 13:51 in Stockholm."""

ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC",
            "Europe/Stockholm",
            "America/New_York",
            "America/Sao_Paulo",  # clocks used to change at midnight
            "America/Havana",
            "Africa/Cairo",
            "Asia/Beirut",
            "Asia/Kolkata",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",  # changes by half an hour
            "Pacific/Chatham",
            "Pacific/Auckland",
        )
    ]
)
INSTANTS = st.integers(631152000, 2114380800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
DAYS = st.dates(date(1990, 1, 1), date(2037, 1, 1))


def parse(text: str, zone: ZoneInfo = STOCKHOLM, now: datetime = NOW) -> TimeRange:
    return parse_range(text, now=now, zone=zone)


def local(text: str, zone: ZoneInfo = STOCKHOLM) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [
        ("today", "2026-11-23", "2026-11-24"),
        ("yesterday", "2026-11-22", "2026-11-23"),
        ("this week", "2026-11-23", "2026-11-30"),
        ("last week", "2026-11-16", "2026-11-23"),
        ("This  Month", "2026-11-01", "2026-12-01"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("this year", "2026-01-01", "2027-01-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-01", "2026-01-01", "2026-02-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-W03", "2026-01-12", "2026-01-19"),
        ("2026-w03", "2026-01-12", "2026-01-19"),
        ("2026w3", "2026-01-12", "2026-01-19"),
        ("2026-W01", "2025-12-29", "2026-01-05"),
        ("2026-W03-2", "2026-01-13", "2026-01-14"),
        ("2026-01-05", "2026-01-05", "2026-01-06"),
        ("5 Jan", "2026-01-05", "2026-01-06"),
        ("Mon 5 January 2026", "2026-01-05", "2026-01-06"),
        ("Nov 2025", "2025-11-01", "2025-12-01"),
        ("2026-01-01..2026-03-31", "2026-01-01", "2026-04-01"),
        ("2026-01-01 .. 2026-03-31", "2026-01-01", "2026-04-01"),
        ("2026-01-01...2026-03-31", "2026-01-01", "2026-04-01"),
        ("2026-01-01 to 2026-03-31", "2026-01-01", "2026-04-01"),
        ("2026-01..2026-02", "2026-01-01", "2026-03-01"),
        ("2026-W03..2026-W04", "2026-01-12", "2026-01-26"),
        ("Mon 16 – Sun 22 Nov", "2026-11-16", "2026-11-23"),
        ("16 – 22 Nov 2025", "2025-11-16", "2025-11-23"),
        ("30 Nov 2025 – 6 Dec 2025", "2025-11-30", "2025-12-07"),
        ("2026-01-05T09:00..2026-01-05T17:00", "2026-01-05T09:00", "2026-01-05T17:00"),
        ("2026-01-05 09:00..17:00", "2026-01-05T09:00", "2026-01-05T17:00"),
        ("2026-01-05 09:00..24:00", "2026-01-05T09:00", "2026-01-06"),
        ("23 Nov 09:00–17:00", "2026-11-23T09:00", "2026-11-23T17:00"),
        ("09:00..10:30", "2026-11-23T09:00", "2026-11-23T10:30"),
        ("yesterday 17:00..today", "2026-11-22T17:00", "2026-11-24"),
        ("tue", "2026-11-17", "2026-11-18"),
        ("Mon", "2026-11-23", "2026-11-24"),
        ("last monday", "2026-11-16", "2026-11-17"),
        ("last Tuesday", "2026-11-17", "2026-11-18"),
        ("mon..tue", "2026-11-16", "2026-11-18"),
        ("fri..mon", "2026-11-20", "2026-11-24"),
        ("24/11/2026", "2026-11-24", "2026-11-25"),
        ("11/24/2026", "2026-11-24", "2026-11-25"),
        ("3/3/2026", "2026-03-03", "2026-03-04"),
        ("24.11.2026", "2026-11-24", "2026-11-25"),
        ("2026/11/24", "2026-11-24", "2026-11-25"),
        ("2026-11-24 10-12", "2026-11-24T10:00", "2026-11-24T12:00"),
        ("last tue 10–12", "2026-11-17T10:00", "2026-11-17T12:00"),
        ("yesterday 10:00-12:00", "2026-11-22T10:00", "2026-11-22T12:00"),
        ("10:00-12:00", "2026-11-23T10:00", "2026-11-23T12:00"),
        ("tue 22-02", "2026-11-17T22:00", "2026-11-18T02:00"),
        ("q3", "2026-07-01", "2026-10-01"),
        ("Q4", "2026-10-01", "2027-01-01"),
        ("2025-Q4", "2025-10-01", "2026-01-01"),
        ("last quarter", "2026-07-01", "2026-10-01"),
    ],
)
def test_calendar_forms_mean_whole_days_on_the_users_clocks(text: str, start: str, stop: str) -> None:
    typed = " ".join(text.split())
    assert parse(text) == TimeRange(local(start), local(stop), typed, closed="T" in stop)  # a clock's instant is in it


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("7d", timedelta(days=7)),
        ("7 days", timedelta(days=7)),
        ("last 7 days", timedelta(days=7)),
        ("12h", timedelta(hours=12)),
        ("30min", timedelta(minutes=30)),
        ("2w", timedelta(days=14)),
        ("7d..", timedelta(days=7)),
        ("7d..now", timedelta(days=7)),
    ],
)
def test_so_much_ago_is_exactly_that_long_until_now(text: str, ago: timedelta) -> None:
    assert parse(text) == TimeRange(NOW - ago, NOW, text)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("1mo", "2026-10-23T13:51:07"),
        ("2 months", "2026-09-23T13:51:07"),
        ("13mo", "2025-10-23T13:51:07"),
        ("1y", "2025-11-23T13:51:07"),
    ],
)
def test_months_ago_are_the_same_day_of_the_month_on_the_users_clocks(text: str, start: str) -> None:
    assert parse(text) == TimeRange(local(start), NOW, text)


def test_a_month_before_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    now = local("2026-03-31T08:00")
    assert parse("1mo", now=now).start == local("2026-02-28T08:00")


def test_a_quarter_that_has_not_begun_is_last_years() -> None:
    now = local("2026-02-10T08:00")
    assert parse("q3", now=now).start == local("2025-07-01")
    assert parse("last quarter", now=now).start == local("2025-10-01")


def test_a_day_that_may_be_two_is_refused_with_both() -> None:
    with pytest.raises(UsageError, match="two different days") as refused:
        parse("3/4/2026")
    assert refused.value.way_out == "Write 2026-04-03 or 2026-03-04."


@given(DAYS, st.integers(0, 6), ZONES)
def test_a_weekday_is_the_last_one_and_last_is_never_today(day: date, number: int, zone: ZoneInfo) -> None:
    word = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[number]
    now = day_start(day, zone) + timedelta(hours=3)

    found = wall_of(parse(word, zone, now).start, zone).date()
    before = wall_of(parse(f"last {word}", zone, now).start, zone).date()

    assert found.weekday() == before.weekday() == number
    assert 0 <= (day - found).days < 7
    assert 0 < (day - before).days <= 7


def test_relative_and_calendar_ends_mix() -> None:
    assert parse("7d..yesterday") == TimeRange(NOW - timedelta(days=7), local("2026-11-23"), "7d..yesterday")
    assert parse("14d..7d") == TimeRange(NOW - timedelta(days=14), NOW - timedelta(days=7), "14d..7d")


def test_an_open_end_is_now() -> None:
    assert parse("2026-01-01..") == TimeRange(local("2026-01-01"), NOW, "2026-01-01..")


@pytest.mark.parametrize(
    "text", ["2026-01-05T09:00Z..", "2026-01-05T10:00+01:00..", "2026-01-05 10:00+0100..", "2026-01-05T10:00+01.."]
)
def test_an_offset_wins_over_the_zone(text: str) -> None:
    assert parse(text, ZoneInfo("Asia/Kolkata")).start == datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "says", "offers"),
    [
        ("", "No range", "7d"),
        ("..2026-03-31", "The start is missing", "2026-01-01..2026-03-31"),
        ("..", "The start is missing", "2026-01-01"),
        ("fortnight", "“fortnight”", "7d"),
        ("7x", "“7x”", "7d"),
        ("7", "“7”", "7d"),
        ("0d", "no time at all", "1h"),
        ("999999d", "before 1900", "90d"),
        ("2026-02-30", "“2026-02-30” is not in the calendar", "2026-01-31"),
        ("2026-13", "“2026-13”", "01 to 12"),
        ("2026-W54", "“2026-W54”", "52 or 53"),
        ("2025-W53", "“2025-W53”", "52 or 53"),
        ("0000", "“0000”", "such as"),
        ("1066", "out of reach", "1900"),
        ("9999", "out of reach", "2999"),
        ("9999-12-31", "out of reach", "2999"),
        ("9999-12-31..9999-12-31", "out of reach", "2999"),
        ("0001-01-01..2026-01-01", "out of reach", "1900"),
        ("2026-03-31..2026-01-01", "before it starts", "earlier"),
        ("2026-01-05T09:00", "one instant", "2026-01-05T09:00.."),
        ("2026-01-05T25:00..", "no time of day", "24:00"),
        ("2026-01-05T10:00+25:00..", "offset", "+01:00"),
        ("2026-W03 09:00..", "more than one day", "09:00"),
        ("2027-01-01..", "has not begun", "7d"),
        ("a..b..c", "two ends", "2026-01-01..2026-03-31"),
        ("Tue 23 Nov", "is a Mon in 2026", "Mon"),
        ("now", "one instant", "7d"),
        ("now..now", "has not begun", "7d"),
        ("09:00..09:00", "no time at all", "later end"),
    ],
)
def test_what_cannot_be_read_says_what_is_wrong_and_offers_what_is_right(text: str, says: str, offers: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert says in caught.value.message
    assert offers in caught.value.way_out


def outcome(text: str) -> TimeRange | UsageError:
    try:
        return parse(text)
    except UsageError as wrong:
        return wrong


@given(st.text(max_size=30) | st.text("0123456789-:.TWwdhZ+ ", max_size=24))
def test_anything_typed_is_a_range_or_a_sentence_with_a_way_out(text: str) -> None:
    result = outcome(text)
    assert isinstance(result, TimeRange) or (result.message.endswith(".") and result.way_out.endswith("."))


@given(DAYS, ZONES, INSTANTS)
def test_a_day_holds_the_instants_at_which_clocks_show_it(day: date, zone: ZoneInfo, instant: datetime) -> None:
    span = parse_range(day.isoformat(), now=NOW, zone=zone)
    near = span.start + (instant - span.start) % timedelta(days=3) - timedelta(days=1)
    assert (near in span) == (wall_of(near, zone).date() == day)


@given(DAYS, ZONES)
def test_days_follow_each_other_without_gap_or_overlap(day: date, zone: ZoneInfo) -> None:
    tomorrow = day + timedelta(days=1)
    first = parse_range(day.isoformat(), now=NOW, zone=zone)
    assert first.stop == parse_range(tomorrow.isoformat(), now=NOW, zone=zone).start
    assert timedelta(hours=23) <= first.length <= timedelta(hours=25)


@given(DAYS, ZONES)
def test_weeks_months_and_years_are_made_of_their_days(day: date, zone: ZoneInfo) -> None:
    iso = day.isocalendar()
    instant = day_start(day, zone)
    for text in (f"{iso.year}-W{iso.week:02}", f"{day:%Y-%m}", f"{day.year}"):
        span = parse_range(text, now=NOW, zone=zone)
        assert instant in span
        assert wall_of(span.start, zone).date() <= day <= wall_of(span.stop - timedelta(seconds=1), zone).date()


def test_days_have_23_and_25_hours_where_the_clocks_change() -> None:
    assert parse("2026-03-29").length == timedelta(hours=23)
    assert parse("2026-10-25").length == timedelta(hours=25)
    assert parse("2026-W13").length == timedelta(days=7, hours=-1)


def test_a_day_whose_midnight_is_skipped_starts_when_the_clocks_change() -> None:
    span = parse_range("2018-11-04", now=NOW, zone=ZoneInfo("America/Sao_Paulo"))
    assert span.start == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert span.length == timedelta(hours=23)


def test_a_time_that_is_skipped_is_the_instant_of_the_change() -> None:
    assert instant_of(datetime.fromisoformat("2026-03-29T02:30"), STOCKHOLM) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_shown_twice_takes_in_both_when_a_range_runs_up_to_it() -> None:
    assert parse("2026-10-25 02:15..02:30").length == timedelta(hours=1, minutes=15)


def test_a_day_that_was_left_out_lasts_no_time() -> None:
    with pytest.raises(UsageError, match="no time at all"):
        parse_range("2011-12-30", now=NOW, zone=ZoneInfo("Pacific/Apia"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("today", "today"),
        ("yesterday", "yesterday"),
        ("2026-11-21", "Sat 21 Nov"),
        ("2025-11-21", "Fri 21 Nov 2025"),
        ("last week", "Mon 16 – Sun 22 Nov"),
        ("2026-W01", "29 Dec 2025 – 4 Jan 2026"),
        ("2026-W49", "Mon 30 Nov – Sun 6 Dec"),
        ("2026-01-01..2026-03-31", "1 Jan – 31 Mar"),
        ("2025-01-01..2025-03-31", "1 Jan – 31 Mar 2025"),
        ("2026-10", "Oct 2026"),
        ("2025", "2025"),
        ("2026-11-23 09:00..17:00", "23 Nov 09:00–17:00"),
        ("2026-11-21 22:00..2026-11-22 03:00", "21 Nov 22:00 – 22 Nov 03:00"),
        ("2026-11-21 22:00..24:00", "21 Nov 22:00–24:00"),
        ("7d", "16 Nov 13:51 – now"),
        ("14d..7d", "9 Nov 13:51 – 16 Nov 13:51"),
    ],
)
def test_a_range_is_said_shortly(text: str, said: str) -> None:
    assert describe(parse(text), STOCKHOLM, now=NOW) == said


def test_without_a_now_the_year_is_said() -> None:
    assert describe(parse("last week"), STOCKHOLM) == "Mon 16 – Sun 22 Nov 2026"


@given(DAYS, st.integers(0, 400), ZONES, st.booleans())
def test_what_is_said_of_days_reads_back(day: date, more: int, zone: ZoneInfo, with_now: bool) -> None:
    last = min(day + timedelta(days=more), date(2037, 1, 1))
    span = TimeRange(day_start(day, zone), day_start(last + timedelta(days=1), zone))
    said = describe(span, zone, now=NOW if with_now else None)
    back = parse_range(said, now=NOW, zone=zone)
    assert (back.start, back.stop) == (span.start, span.stop), said


@given(INSTANTS, st.integers(1, 60 * 24 * 40), ZONES, st.booleans())
def test_what_is_said_of_minutes_reads_back(start: datetime, minutes: int, zone: ZoneInfo, with_now: bool) -> None:
    start = start.replace(second=0, microsecond=0)
    span = TimeRange(start, start + timedelta(minutes=minutes))
    assume(not _shown_twice(span.start, zone) and not _shown_twice(span.stop, zone))
    said = describe(span, zone, now=NOW if with_now else None)
    back = parse_range(said, now=NOW, zone=zone)
    assert (back.start, back.stop) == (span.start, span.stop), said


def _shown_twice(instant: datetime, zone: ZoneInfo) -> bool:
    wall = wall_of(instant, zone)
    return instant_of(wall, zone) != instant_of(wall, zone, late=True)


@given(INSTANTS, ZONES)
def test_every_preset_is_a_range_that_touches_the_past(now: datetime, zone: ZoneInfo) -> None:
    for text, title in presets(now, zone):
        assert parse_range(text, now=now, zone=zone).start <= now, title


class TestBounds:
    """The two ends of a command line."""

    def test_without_ends_it_is_the_default(self) -> None:
        assert parse_bounds(None, None, now=NOW, zone=STOCKHOLM, default="7d") == parse("7d")

    def test_without_a_stop_it_runs_until_now(self) -> None:
        span = parse_bounds("2026-01-01", None, now=NOW, zone=STOCKHOLM, default="7d")
        assert (span.start, span.stop) == (local("2026-01-01"), NOW)

    def test_a_day_as_the_stop_is_in_it(self) -> None:
        span = parse_bounds("2026-01-01", "2026-03-31", now=NOW, zone=STOCKHOLM, default="7d")
        assert (span.start, span.stop) == (local("2026-01-01"), local("2026-04-01"))

    def test_its_text_can_be_typed_again(self) -> None:
        span = parse_bounds("14d", "yesterday", now=NOW, zone=STOCKHOLM, default="7d")
        assert parse(span.text) == span

    @pytest.mark.parametrize("typed", ["90m", "nope", "2026-W03x"])
    def test_what_is_proposed_for_one_end_is_one_end(self, typed: str) -> None:
        with pytest.raises(UsageError) as refused:
            parse_bounds(typed, None, now=NOW, zone=STOCKHOLM, default="7d")

        assert "2026-W03" in refused.value.way_out
        assert ".." not in refused.value.way_out

    @pytest.mark.parametrize(("start", "stop"), [("2026-01..2026-03", None), ("7d", "2026-01..2026-03"), (" ", None)])
    def test_its_ends_are_called_as_the_flags_are(self, start: str, stop: str | None) -> None:
        with pytest.raises(UsageError) as refused:
            parse_bounds(start, stop, now=NOW, zone=STOCKHOLM, default="7d", flags=("--since", "--until"))

        assert "--from" not in str(refused.value)
        assert "Write --since 2026-01-01 --until 2026-03-31." in refused.value.way_out

    @pytest.mark.parametrize(
        ("start", "stop", "says"),
        [
            (None, "2026-03-31", "no start"),
            ("2026-01-01..2026-03-31", None, "--from takes one end"),
            ("2026-01-01", "", "empty"),
            ("2026-03-31", "2026-01-01", "before it starts"),
        ],
    )
    def test_ends_that_make_no_range_are_explained(self, start: str | None, stop: str | None, says: str) -> None:
        with pytest.raises(UsageError, match=says):
            parse_bounds(start, stop, now=NOW, zone=STOCKHOLM, default="7d")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("7d", "7 days"),
        ("yesterday", "1 day"),
        ("90min", "1 h 30 min"),
        ("2026-03-29", "23 h"),
        ("2026-10-25", "1 day 1 h"),
    ],
)
def test_lengths_are_said_in_two_units(text: str, length: str) -> None:
    assert length_text(parse(text)) == length


def test_an_end_given_by_its_clock_is_in_the_range_to_the_millisecond() -> None:
    span = parse("2026-01-05 09:00..2026-01-05 11:59:59.999")

    assert span.last == local("2026-01-05T11:59:59.999000")
    assert local("2026-01-05T11:59:59.500000") in span
    assert span.last in span
    assert parse("2026-01-05 09:00..2026-01-05T12:00:59.5Z").last == datetime(2026, 1, 5, 12, 0, 59, 500_000, UTC)


def test_a_day_ends_before_the_next_begins() -> None:
    span = parse("2026-01-05")

    assert span.stop not in span
    assert span.last == span.stop - timedelta(microseconds=1)


@pytest.mark.parametrize(
    "never", ["9999-12-31", "9999-12", "9999", "9999-W52", "9999-12-31T23:59:59.999Z", "9999-12-31 24:00"]
)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_an_end_that_never_comes_is_the_end_of_our_reach(never: str, zone: str) -> None:
    span = parse_range(f"2026-01-01..{never}", now=NOW, zone=ZoneInfo(zone))

    assert describe(span, ZoneInfo(zone)).endswith("31 Dec 2999")


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("never", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_wall_at_the_ends_of_the_calendar_is_one_that_there_is(never: datetime, zone: str) -> None:
    assert wall_of(never, ZoneInfo(zone)).year in (1, 9999)
