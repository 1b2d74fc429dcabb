"""One end of a range, as people type it: `7d`, `last tue`, `2026-W03`, `2026-01-05 09:00`, `Mon 16 Nov`, `q3`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tui.core.errors import UsageError
from tui.core.time.local_time import day_start, instant_of, wall_of

__all__ = [
    "END_EXAMPLES",
    "EXAMPLES",
    "MONTHS",
    "WEEKDAYS",
    "Frame",
    "RangePart",
    "end_of_reach",
    "out_of_reach",
    "read_part",
]

EXAMPLES: Final = "7d, 12h, today, 2026-W03, 2026-01-05 or 2026-01-01..2026-03-31"
"""What a way out offers."""
END_EXAMPLES: Final = "7d, 12h, today, 2026-W03 or 2026-01-05"
"""Of those the ones that a flag for one end takes."""

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999
"""No vendor has records beyond these, and arithmetic with offsets stays clear of the calendar's ends."""

# Patterns as text: each is compiled by `re`, which keeps it, once somebody types what gets that far.
_AGO: Final = (
    r"(?:(?:last|past)\s+)?(\d{1,6})\s*(min|minutes?|h|hours?|d|days?|w|weeks?|mo|months?|y|years?)(?:\s+ago)?"
)
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_MONTHS_IN: Final = {"mo": 1, "y": 12}
"""Units that are no fixed time: a month ago is the same day of the month before."""
_PERIOD: Final = r"(this|last)\s+(week|month|quarter|year)"
_DAY_WORD: Final = r"(today|yesterday|tomorrow)"
_WEEKDAY: Final = r"(?:(this|last|past)\s+)?([a-z]{3,9})"
_QUARTER: Final = r"(?:(\d{4})[-\s]?)?q([1-4])(?:\s+(\d{4}))?"
_SLASHED: Final = r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?"
_YEAR_FIRST: Final = r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})"
_DOTTED: Final = r"(\d{1,2})\.(\d{1,2})\.(\d{4})?"
_YEAR: Final = r"(\d{4})"
_MONTH: Final = r"(\d{4})-(\d{1,2})"
_WEEK: Final = r"(\d{4})-?w(\d{1,2})(?:-([1-7]))?"
_DAY: Final = r"(\d{4})-(\d{1,2})-(\d{1,2})"
_MONTH_NAME: Final = r"([a-z]{3,9})\.?(?:\s+(\d{4}))?"
_DAY_NAME: Final = r"(?:([a-z]{3,9})\.?,?\s+)?(\d{1,2})(?:\.?\s+([a-z]{3,9})\.?(?:\s+(\d{4}))?)?"
_CLOCK: Final = (
    r"(?:(?P<day>.*\S)(?:\s+|(?<=\d)t))?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"\s*(?P<offset>z|[+-]\d{2}(?::?\d{2})?)?"
)
_WEEKDAY_WORDS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_WORDS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


class Frame(Struct, frozen=True):
    """What is left out of a part is taken from here."""

    now: datetime
    """The instant of asking, in UTC."""
    zone: tzinfo
    day: date
    """The day of a time that stands alone, the year and month of a day that does."""
    month_known: bool = False
    """Whether `16` may stand for a day of the frame's month: only at the start of a range whose end says it."""
    latest: date | None = None
    """The day on which, or before which, a weekday's name is looked for; None is today."""


class RangePart(Struct, frozen=True):
    """What one end says: a stretch, or an instant."""

    start: datetime
    """The first instant of it, in UTC."""
    stop: datetime
    """The first instant after it; for an instant what to take when the range stops there."""
    day: date
    """The day, on the wall, that it begins on."""
    is_instant: bool = False
    closed: bool = False
    """Whether a range that stops there has that instant in it: one that was given by its clock."""
    is_never: bool = False
    """Whether it lies beyond all that there may be; good for an end, and for no start."""


def read_part(text: str, frame: Frame) -> RangePart:
    """Read one end of a range.

    Raises:
        UsageError: when it is nothing we know, or names a day that does not exist; with an example.
    """
    lower = " ".join(text.lower().split())
    if lower == "now":
        return _instant(frame.now, frame)
    if match := re.fullmatch(_AGO, lower):
        return _ago(text, int(match[1]), match[2], frame)
    if match := re.fullmatch(_CLOCK, lower):
        return _clock(text, match, frame)
    first, after = _days(text, lower, frame)
    if first.year > LAST_YEAR:
        return _never(first, after, frame)
    _check_year(text, first)
    return RangePart(day_start(first, frame.zone), day_start(after, frame.zone), first)


def out_of_reach(text: str) -> UsageError:
    """Make the error for a year that no vendor has records of."""
    reach = f"{FIRST_YEAR} to {LAST_YEAR}"
    return UsageError(f"The year of “{text}” is out of reach.", way_out=f"Give one from {reach}.")


def _check_year(text: str, day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise out_of_reach(text)


def end_of_reach(zone: tzinfo) -> datetime:
    """Return the instant at which the last year ends that there may be records of."""
    return day_start(date(LAST_YEAR + 1, 1, 1), zone)


def _never(first: date, after: date, frame: Frame) -> RangePart:
    """Read days that never come: people write 9999-12-31 where a range has no end, and some vendors do as well."""
    stop = day_start(after, frame.zone) if after < date.max else datetime.max.replace(tzinfo=UTC)
    return RangePart(day_start(first, frame.zone), stop, first, is_never=True)


def _instant(at: datetime, frame: Frame) -> RangePart:
    return RangePart(at, at, wall_of(at, frame.zone).date(), is_instant=True)


def _ago(text: str, count: int, unit: str, frame: Frame) -> RangePart:
    try:
        months = _MONTHS_IN.get(unit[:2]) or _MONTHS_IN.get(unit[0])
        at = _months_ago(frame, count * months) if months else frame.now - count * _UNITS[unit[0]]
    except (OverflowError, ValueError):
        at = datetime.min.replace(tzinfo=UTC)
    if at.year < FIRST_YEAR:
        raise UsageError(f"“{text}” goes back before {FIRST_YEAR}.", way_out="Give less, such as 90d.")
    if not count:
        raise UsageError(f"“{text}” is no time at all.", way_out="Give at least 1, such as 1h.")
    return _instant(at, frame)


def _months_ago(frame: Frame, count: int) -> datetime:
    """Return the same time of the same day of a month before, or of its last day where it is shorter."""
    wall = wall_of(frame.now, frame.zone)
    first = date(wall.year + (wall.month - 1 - count) // 12, (wall.month - 1 - count) % 12 + 1, 1)
    last = _month(first.year, first.month)[1] - timedelta(days=1)
    day = first.replace(day=min(wall.day, last.day))
    return instant_of(datetime.combine(day, wall.time()), frame.zone)


def _clock(text: str, match: re.Match[str], frame: Frame) -> RangePart:
    """Read a date-time, or a time of the frame's day."""
    day_text = match["day"]
    day, after = frame.day, frame.day + timedelta(days=1)
    if day_text:
        day, after = _days(day_text, day_text, frame)
        if day.year > LAST_YEAR:
            return _never(day, after, frame)
        if after - day != timedelta(days=1):
            raise UsageError(
                f"“{text}” gives a time of day to more than one day.",
                way_out=f"Name the day, such as {day.isoformat()} {match['hour']}:{match['minute']}.",
            )
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    ends_day = (hour, minute, second) == (24, 0, 0)
    if ends_day:
        day, hour = after, 0
    micros = int((match["fraction"] or "")[:6].ljust(6, "0"))
    try:
        wall = datetime.combine(day, time(hour, minute, second, micros))
    except ValueError:
        raise UsageError(
            f"“{text}” is no time of day.", way_out=f"Give 00:00 to 24:00, such as {day.isoformat()} 09:30."
        ) from None
    _check_year(text, wall.date())
    closed = not ends_day
    if offset := match["offset"]:
        at = datetime.fromisoformat(wall.isoformat() + _full_offset(text, offset)).astimezone(UTC)
        return replace(_instant(at, frame), closed=closed)
    start = instant_of(wall, frame.zone)
    return RangePart(start, instant_of(wall, frame.zone, late=True), day, is_instant=True, closed=closed)


def _full_offset(text: str, offset: str) -> str:
    if offset == "z":
        return "+00:00"
    hours, minutes = int(offset[1:3]), int(offset[-2:]) if len(offset) > 3 else 0
    if hours > 14 or minutes > 59:
        raise UsageError(
            f"“{text}” has an offset that no zone has.", way_out="Offsets go from -14:00 to +14:00, such as +01:00."
        )
    return f"{offset[0]}{hours:02}:{minutes:02}"


def _days(text: str, lower: str, frame: Frame) -> tuple[date, date]:
    """Return the first day that is meant, and the first one after."""
    today = wall_of(frame.now, frame.zone).date()
    try:
        if match := re.fullmatch(_DAY_WORD, lower):
            shift = {"today": 0, "yesterday": -1, "tomorrow": 1}[match[1]]
            return _one(today + timedelta(days=shift))
        if match := re.fullmatch(_PERIOD, lower):
            return _period(today, back=match[1] == "last", unit=match[2])
        if (match := re.fullmatch(_WEEKDAY, lower)) and (number := _weekday_number(match[2])) is not None:
            return _one(_weekday_before(frame.latest or today, number, strictly=match[1] in ("last", "past")))
        if match := re.fullmatch(_QUARTER, lower):
            return _quarter(int(match[2]), int(match[1] or match[3] or 0), today)
        if match := re.fullmatch(_DAY, lower) or re.fullmatch(_YEAR_FIRST, lower):
            return _one(date(int(match[1]), int(match[2]), int(match[3])))
        if match := re.fullmatch(_SLASHED, lower):
            return _one(_slashed(text, int(match[1]), int(match[2]), int(match[3] or frame.day.year)))
        if match := re.fullmatch(_DOTTED, lower):
            return _one(date(int(match[3] or frame.day.year), int(match[2]), int(match[1])))
        if match := re.fullmatch(_WEEK, lower):
            return _week(int(match[1]), int(match[2]), int(match[3] or 0))
        if match := re.fullmatch(_MONTH, lower):
            return _month(int(match[1]), int(match[2]))
        if match := re.fullmatch(_YEAR, lower):
            return _years(int(match[1]))
        if (match := re.fullmatch(_MONTH_NAME, lower)) and (month := _month_number(match[1])):
            return _month(int(match[2] or frame.day.year), month)
        if match := re.fullmatch(_DAY_NAME, lower):
            return _one(_named_day(text, match, frame))
    except ValueError as wrong:
        raise UsageError(f"“{text}” is not in the calendar: {wrong}.", way_out=_nearest(lower)) from None
    raise UsageError(f"“{text}” is no range that Frontdesk knows.", way_out=f"Give one such as {EXAMPLES}.")


def _one(day: date) -> tuple[date, date]:
    return day, day + timedelta(days=1) if day < date.max else day


def _period(today: date, *, back: bool, unit: str) -> tuple[date, date]:
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + (7 if back else 0))
        return monday, monday + timedelta(days=7)
    if unit == "month":
        last = today.replace(day=1) - timedelta(days=1)
        return _month(last.year, last.month) if back else _month(today.year, today.month)
    if unit == "quarter":
        number, year = (today.month - 1) // 3 + (0 if back else 1), today.year
        return _quarter(number or 4, year if number else year - 1, today)
    year = today.year - 1 if back else today.year
    return _years(year)


def _quarter(number: int, year: int, today: date) -> tuple[date, date]:
    """Return a quarter; without a year the last one that has begun."""
    first = date(year or today.year, 3 * number - 2, 1)
    if not year and first > today:
        first = first.replace(year=today.year - 1)
    return first, _month(first.year, 3 * number)[1]


def _weekday_number(word: str) -> int | None:
    """Return 0 to 6 for a weekday's name, long or short; None for any other word."""
    for number, name in enumerate(_WEEKDAY_WORDS):
        if word in (name, name[:3], name[:4], name[:5]):
            return number
    return None


def _weekday_before(day: date, number: int, *, strictly: bool) -> date:
    back = (day.weekday() - number) % 7
    return day - timedelta(days=back or (7 if strictly else 0))


def _slashed(text: str, first: int, second: int, year: int) -> date:
    """Read `24/11/2026` and `11/24/2026`; what may be either is refused.

    Raises:
        UsageError: when both numbers may be the month.
        ValueError: when there is no such day.
    """
    if first <= 12 and second <= 12 and first != second:
        ways = f"{date(year, second, first).isoformat()} or {date(year, first, second).isoformat()}"
        raise UsageError(f"“{text}” may be two different days.", way_out=f"Write {ways}.")
    day, month = (first, second) if first > 12 or first == second else (second, first)
    return date(year, month, day)


def _week(year: int, week: int, weekday: int) -> tuple[date, date]:
    first = date.fromisocalendar(year, week, weekday or 1)
    length = timedelta(days=1 if weekday else 7)
    return first, first + length if first < date.max - length else date.max


def _month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, date(year + month // 12, month % 12 + 1, 1) if (year, month) < (9999, 12) else date.max


def _years(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year + 1, 1, 1) if year < 9999 else date.max


def _month_number(word: str) -> int:
    """Return 1 to 12 for a month's name, long or short; 0 for any other word."""
    return next((number for number, name in enumerate(_MONTH_WORDS, 1) if word in (name, name[:3], name[:4])), 0)


def _named_day(text: str, match: re.Match[str], frame: Frame) -> date:
    """Read `16 Nov`, `Mon 16 Nov 2026`, and `16` where the month is known."""
    weekday, number, month_word, year = match.groups()
    month = _month_number(month_word) if month_word else frame.day.month if frame.month_known else 0
    if not month:
        raise UsageError(f"“{text}” is no range that Frontdesk knows.", way_out=f"Give one such as {EXAMPLES}.")
    day = date(int(year or frame.day.year), month, int(number))
    if weekday is not None and weekday[:3] != WEEKDAYS[day.weekday()].lower():
        right = WEEKDAYS[day.weekday()]
        raise UsageError(f"“{text}” is a {right} in {day.year}.", way_out=f"Leave the weekday out, or write {right}.")
    return day


def _nearest(lower: str) -> str:
    """Offer something right of the same form as what was typed."""
    if "w" in lower:
        return "A year has 52 or 53 weeks, such as 2026-W03."
    if lower.count("-") == 1:
        return "Months go from 01 to 12, such as 2026-01."
    return "Give a day that exists, such as 2026-01-31."
