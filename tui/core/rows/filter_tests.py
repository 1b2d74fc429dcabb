"""What a term of the filter asks of a column's value: `users>20`, `updated<2026-01-01`, `stay>30min`, `level=lobby`.

A date is the stretch of time that it names: before it is before its beginning, after it is after its end, and equal is
within. A length of time is equal as far as it is spelled out: `stay=47min` is 47 minutes and any seconds.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final, TypeAlias

from tui.core.column import Column, Kind, Value
from tui.core.errors import UsageError
from tui.core.present import ABSENT, is_absent, local_time
from tui.core.rows.searching import folded_words_of
from tui.core.rows.terms import EXACTLY
from tui.core.text import clean, fold
from tui.core.time.lengths import length_in
from tui.core.time.local_time import wall_of
from tui.core.time.range_parts import Frame, RangePart, read_part
from tui.core.words import NO, YES

__all__ = ["Test", "length_of", "make_test", "number_of"]

Test: TypeAlias = Callable[[Value], bool]

_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TRUTHS: Final = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:[,\s]\d{3})+(?:\.\d+)?")
_LENGTH: Final = re.compile(
    r"(?:(?P<d>\d+(?:[.,]\d+)?)\s*d(?:ays?)?)?\s*(?:(?P<h>\d+(?:[.,]\d+)?)\s*h(?:ours?)?)?\s*"
    r"(?:(?P<m>\d+(?:[.,]\d+)?)\s*(?:m(?:in(?:utes?)?)?|$))?\s*(?:(?P<s>\d+(?:[.,]\d+)?)\s*s(?:ec(?:onds?)?)?)?",
    re.IGNORECASE,
)
_UNITS: Final = {
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}


def make_test(column: Column[Any], sign: str, text: str, *, now: datetime, zone: tzinfo) -> Test:
    """Make the test of one term.

    Args:
        column: whose values are tested.
        sign: `:` for contains, `=`, `!=`, `==` to the letter, `<`, `<=`, `>`, `>=`.
        text: what to compare with; an empty one stands for absent.
        now: what relative times count from.
        zone: the user's zone.

    Raises:
        UsageError: when a column of this kind cannot be compared with that.
    """
    if sign == "!=":
        equal = make_test(column, "=", text, now=now, zone=zone)
        return lambda value: not equal(value)
    if sign == EXACTLY and text and column.kind in (Kind.TEXT, Kind.LIST):
        return _exact_test(text)
    sign = "=" if sign == EXACTLY else sign
    if text in ("", ABSENT):
        return _absence(column, sign)
    if sign == ":":
        return _containing(column, text, now=now, zone=zone)
    match column.kind:
        case Kind.NUMBER:
            return _comparing(sign, _typed_number(column, text), number_of)
        case Kind.DURATION:
            return _length_test(column, sign, text)
        case Kind.TIME:
            return _time_test(column, sign, text, now=now, zone=zone)
        case Kind.FLAG:
            return _flag_test(column, sign, text)
        case Kind.LIST:
            return _list_test(column, sign, text)
        case Kind.TEXT:
            return _comparing(sign, fold(text), lambda value: _folded(value, column, zone))


def number_of(value: Value) -> float | None:
    """Return a value as a number; a vendor's numeric text counts, with a comma or a point."""
    if isinstance(value, str):
        try:
            value = float(value.strip().replace(",", "."))
        except ValueError:
            return None
    if not isinstance(value, int | float):
        return None
    try:
        return None if math.isnan(value) else value
    except OverflowError:  # a whole number beyond all others
        return math.inf if value > 0 else -math.inf


def length_of(value: Value) -> timedelta | None:
    """Return a value as a length of time; a bare number is minutes."""
    if isinstance(value, timedelta):
        return value
    minutes = None if isinstance(value, bool) else number_of(value)
    return length_in(minutes, _UNITS["m"])


def _comparing(sign: str, limit: Any, read: Callable[[Value], Any]) -> Test:
    compare = _COMPARE[sign]

    def test(value: Value) -> bool:
        known = None if value is None else read(value)
        return known is not None and compare(known, limit)

    return test


def _exact_test(text: str) -> Test:
    """Compare letter by letter: with what the vendor sent, and with what is shown of it, which lacks what no terminal
    may be sent.
    """

    def test(value: Value) -> bool:
        each = value if isinstance(value, tuple) else () if value is None else (value,)
        return any(text in (str(one), clean(str(one))) for one in each)

    return test


def _folded(value: Value, column: Column[Any], zone: tzinfo) -> str | None:
    return None if is_absent(value) else folded_words_of(value, column, zone)


def _absence(column: Column[Any], sign: str) -> Test:
    if sign not in (":", "="):
        raise UsageError(f"Nothing is {sign} nothing.", way_out=f'{column.label}="" finds the rows without one.')
    return is_absent


def _containing(column: Column[Any], text: str, *, now: datetime, zone: tzinfo) -> Test:
    needle = fold(text)

    def contains(value: Value) -> bool:
        return value is not None and needle in folded_words_of(value, column, zone)

    if column.kind is not Kind.TIME:
        return contains
    try:
        within = _time_test(column, "=", text, now=now, zone=zone)
    except UsageError:
        return contains  # part of a time as it is shown: a weekday, an hour
    return lambda value: within(value) or contains(value)


def _typed_number(column: Column[Any], text: str) -> float:
    plain = re.sub(r"[,\s]", "", text) if _GROUPED.fullmatch(text) else text
    number = number_of(plain)
    if number is None:
        raise UsageError(
            f"{column.label} is a number, and “{text}” is none.", way_out=f"Write one, such as {column.label}>20."
        )
    return number


def _length_test(column: Column[Any], sign: str, text: str) -> Test:
    found = _LENGTH.fullmatch(text.strip())
    parts = {unit: amount.replace(",", ".") for unit, amount in found.groupdict().items() if amount} if found else {}
    try:
        length = sum((_UNITS[unit] * float(amount) for unit, amount in parts.items()), timedelta())
    except OverflowError:
        parts, length = {}, timedelta()
    if not parts:
        raise UsageError(
            f"{column.label} is a length of time, and “{text}” is none.",
            way_out="Write one such as 90s, 30min, 2h or 1h30.",
        )
    if sign != "=":
        return _comparing(sign, length, length_of)
    finest = [unit for unit in _UNITS if unit in parts][-1]
    after = length + _UNITS[finest]
    whole = "." not in parts[finest]

    def within(value: Value) -> bool:
        known = length_of(value)
        return known is not None and (length <= known < after if whole else known == length)

    return within


def _time_test(column: Column[Any], sign: str, text: str, *, now: datetime, zone: tzinfo) -> Test:
    try:
        part = read_part(text, Frame(now.astimezone(UTC), zone, wall_of(now, zone).date()))
    except UsageError as wrong:
        raise UsageError(
            f"{column.label} is a time. {wrong.message}", way_out="Write one such as 7d, today, 2026-01 or 2026-01-05."
        ) from None
    start, stop = _stretch(part, text, now.astimezone(UTC))

    def test(value: Value) -> bool:
        if not isinstance(value, datetime):
            return False
        # `start` and `stop` are in UTC, and to compare what is as well takes a fifth of the time.
        at = value if value.tzinfo is UTC else local_time(value, zone)
        match sign:
            case ">":
                return at > start if part.is_instant else at >= stop
            case ">=":
                return at >= start
            case "<":
                return at < start
            case "<=":
                return at <= start if part.is_instant else at < stop
            case _:
                return start <= at < stop

    return test


def _stretch(part: RangePart, text: str, now: datetime) -> tuple[datetime, datetime]:
    """Return what equals a time: a day, a month; the minute or second of a clock; `7d` until now."""
    if not part.is_instant:
        return part.start, part.stop
    if ":" in text:
        fine = text.count(":") > 1 and "+" not in text
        return part.start, part.start + timedelta(seconds=1 if fine else 60)
    return part.start, max(part.start, now) + timedelta(microseconds=1)


def _flag_test(column: Column[Any], sign: str, text: str) -> Test:
    truth = _TRUTHS.get(fold(text))
    if truth is None or sign != "=":
        raise UsageError(f"{column.label} is yes or no.", way_out=f"Write {column.label}=yes or {column.label}=no.")
    return lambda value: value is truth


def _list_test(column: Column[Any], sign: str, text: str) -> Test:
    if sign != "=":
        raise UsageError(
            f"{column.label} is a list, which is neither more nor less than another.",
            way_out=f"Write {column.label}={text} or {column.label}:{text}.",
        )
    wanted = fold(text)
    return lambda value: isinstance(value, tuple) and any(fold(each) == wanted for each in value)
