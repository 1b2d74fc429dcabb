"""What plain words are looked for in: the text of a row as the screen shows it, without case and accents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Final

from tui.core.column import Column, Kind, Value
from tui.core.present import duration_text, local_time, number_text, short
from tui.core.record import Record
from tui.core.text import clean, fold
from tui.core.time.range_parts import MONTHS, WEEKDAYS

__all__ = ["folded_words_of", "haystack", "words_of"]

_ANY_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for now where it makes no difference: lists, minutes, numbers that are names."""


def haystack(record: Record[Any], columns: Sequence[Column[Any]], *, zone: tzinfo) -> str:
    """Return everything a row shows as one folded text; a row that cannot be read is found by all that it holds."""
    value = record.value
    if value is None:
        return fold(f"{record.id}\n{record.problem}\n{record.raw.decode('utf-8', 'replace')}")
    return fold("\n".join([words_of(column.read(value), column, zone) for column in columns]))


@lru_cache(maxsize=2_000)
def _day_words(ordinal: int) -> tuple[str, str]:
    """Write a day as a person does, and as a machine does."""
    day = date.fromordinal(ordinal)
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}", day.isoformat()


def words_of(value: Value, column: Column[Any], zone: tzinfo) -> str:
    """Return a value as text to look for words in; a time in more ways than one, since screens shorten it."""
    match value:
        case None | ():
            return ""
        case str() if column.form is None:
            return clean(value)
        case datetime():
            wall = local_time(value, zone)
            day, iso = _day_words(wall.toordinal())
            spelled = f"{day} {wall.hour:02}:{wall.minute:02} {iso}"
            return spelled if column.form is None else f"{spelled} {clean(column.form(value))}"
        case _ if column.form is not None:
            return f"{clean(column.form(value))} {clean(str(value))}"
        case timedelta():
            return duration_text(value)
        case bool():
            return "yes" if value else "no"
        case int() | float() if column.kind is Kind.NUMBER:
            return f"{number_text(value)} {value}"
        case _:
            return short(value, column, now=_ANY_TIME, zone=zone)


def folded_words_of(value: Value, column: Column[Any], zone: tzinfo) -> str:
    """Return `words_of` a value, folded; what most texts are is seen here, for that takes a tenth of the time."""
    if type(value) is str and column.form is None and value.isascii() and value.isprintable():
        return value.lower()
    return fold(words_of(value, column, zone))
