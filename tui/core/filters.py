"""The filter language, the same in the table and in `--where`.

::

    asa oberg            both words, anywhere in the row; case and accents do not count
    "two words"          kept together
    -word                rows without it
    level:audi           a column that contains; a column goes by label or key, or by the beginning of one
    role=member          a column that equals; != for the others
    users>20             numbers; also >= < <=
    updated<2026-01-01   times, as a range has them: 2026-W03, yesterday, 7d
    stay>30min           lengths of time
    -level:audi          any of these, turned round

A term that is still being typed (`users>`) holds nobody back.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

from tui.core.column import Column, Kind, Value
from tui.core.errors import UsageError
from tui.core.range_parts import Frame, read_part
from tui.core.record import Record
from tui.core.wall import wall_of

__all__ = ["Filter", "fold", "haystack", "parse_filter"]

_TOKEN: Final = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_TERM: Final = re.compile(r'(?P<column>[^:=<>!"]+?)(?P<sign>>=|<=|!=|[:=<>])(?P<value>.*)', re.S)
_LENGTH: Final = re.compile(r"(?P<count>\d+(?:[.,]\d+)?)\s*(?P<unit>s|sec|min|m|h|d)?", re.I)
_UNITS: Final = {"s": 1, "sec": 1, "min": 60, "m": 60, "h": 3600, "d": 86400}
_BARE_LETTERS: Final = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Test = Callable[[Value], bool]


def fold(text: str) -> str:
    """Return a text as the filter compares it: without case and accents, so that `asa` finds `Åsa`."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character)).translate(_BARE_LETTERS)


def haystack(record: Record[Any], columns: Sequence[Column[Any]], *, zone: tzinfo) -> str:
    """Return everything a row shows as one folded text, in which plain words are looked for."""
    if record.value is None:
        return fold(f"{record.problem} {record.raw.decode('utf-8', 'replace')}")
    return fold("\n".join(_words_of(column.read(record.value), zone) for column in columns))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that must, or must not, stand somewhere in the row."""

    text: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class _Term:
    """A test on one column."""

    column: Column[Any]
    test: Test
    wanted: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What a row has to be like to be shown. Call it with a record; an empty one lets everything pass."""

    columns: tuple[Column[Any], ...]
    zone: tzinfo
    words: tuple[_Word, ...] = ()
    terms: tuple[_Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.terms)

    def __call__(self, record: Record[Any]) -> bool:
        """Tell whether a record passes."""
        return self.passes(record, haystack(record, self.columns, zone=self.zone) if self.words else "")

    def passes(self, record: Record[Any], hay: str) -> bool:
        """Tell whether a record passes, given its `haystack`: a table that filters at every key keeps those."""
        for word in self.words:
            if (word.text in hay) is not word.wanted:
                return False
        if not self.terms:
            return True
        value = record.value
        if value is None:
            return False  # a row that cannot be read has no columns to be tested
        return all(term.test(term.column.read(value)) is term.wanted for term in self.terms)


def parse_filter(text: str, columns: Sequence[Column[Any]], *, now: datetime, zone: tzinfo) -> Filter:
    """Read a filter.

    Raises:
        UsageError: saying what is wrong with which term, and what would be right.
    """
    words: list[_Word] = []
    terms: list[_Term] = []
    for token in _TOKEN.findall(text):
        wanted = not (token.startswith("-") and len(token) > 1)
        body = token if wanted else token[1:]
        found = None if body.startswith('"') else _TERM.fullmatch(body)
        if found is None or _is_plain(found):
            if word := fold(_unquoted(body)):
                words.append(_Word(word, wanted))
            continue
        column = _column(found["column"], columns)
        value = _unquoted(found["value"]).strip()
        if value:
            test = _test(column, found["sign"], value, now=now, zone=zone)
            terms.append(_Term(column, test, wanted))
    return Filter(tuple(columns), zone, tuple(words), tuple(terms))


def _is_plain(found: re.Match[str]) -> bool:
    """Tell a time of day or an address from a term: `14:20`, `https://…`."""
    return found["column"].isdigit() or (found["sign"] == ":" and found["value"].startswith("//"))


def _unquoted(text: str) -> str:
    return text.replace('"', "")


def _column(name: str, columns: Sequence[Column[Any]]) -> Column[Any]:
    """Find the column that is meant: by its whole name, else by the beginning of exactly one."""
    wanted = _squeezed(name)
    whole = [column for column in columns if wanted in (_squeezed(column.label), _squeezed(column.key))]
    if whole:
        return whole[0]
    begun = [
        column
        for column in columns
        if any(_squeezed(part).startswith(wanted) for part in (column.label, column.key, column.key.rpartition(".")[2]))
    ]
    if len(begun) == 1:
        return begun[0]
    if begun:
        several = ", ".join(column.label for column in begun)
        raise UsageError(f"“{name}” could be several columns: {several}.", way_out="Write a little more of it.")
    known = ", ".join(column.label for column in columns)
    raise UsageError(f"There is no column “{name}”.", way_out=f"There are: {known}. Quotes make it a plain word.")


def _squeezed(text: str) -> str:
    return re.sub(r"[\s_-]+", "", fold(text)).lstrip("_")


def _test(column: Column[Any], sign: str, text: str, *, now: datetime, zone: tzinfo) -> Test:
    if sign == ":":
        wanted = fold(text)
        return lambda value: value is not None and wanted in fold(_words_of(value, zone))
    if sign == "!=":
        equal = _test(column, "=", text, now=now, zone=zone)
        return lambda value: not equal(value)
    match column.kind:
        case Kind.NUMBER:
            return _against(_number(column, text), sign, float, (int, float))
        case Kind.DURATION:
            return _against(_length(column, text), sign, lambda value: value, timedelta)
        case Kind.TIME:
            return _against_time(text, sign, now=now, zone=zone)
        case Kind.LIST if sign == "=":
            wanted = fold(text)
            return lambda value: isinstance(value, tuple) and any(fold(each) == wanted for each in value)
        case Kind.FLAG:
            truth = fold(text) in ("yes", "true", "1", "y")
            return lambda value: value is truth
        case _:
            return _against(fold(text), sign, lambda value: fold(_words_of(value, zone)), object)


def _against(limit: Any, sign: str, read: Callable[[Any], Any], kind: type | tuple[type, ...]) -> Test:
    compare = _SIGNS[sign]
    return lambda value: value is not None and isinstance(value, kind) and compare(read(value), limit)


def _against_time(text: str, sign: str, *, now: datetime, zone: tzinfo) -> Test:
    """Compare with a stretch of time: after a day is after its end, before it is before its beginning."""
    part = read_part(text, Frame(now.astimezone(UTC), zone, wall_of(now, zone).date()))
    start, stop = part.start, (part.start if part.is_instant else part.stop)

    def test(value: Value) -> bool:
        if not isinstance(value, datetime) or value.tzinfo is None:
            return False
        match sign:
            case ">":
                return value > start if part.is_instant else value >= stop
            case ">=":
                return value >= start
            case "<":
                return value < start
            case "<=":
                return value <= start if part.is_instant else value < stop
            case _:
                return value == start if part.is_instant else start <= value < stop

    return test


def _number(column: Column[Any], text: str) -> float:
    try:
        return float(text.replace(",", "").replace("\u202f", ""))
    except ValueError:
        raise UsageError(f"{column.label} is a number, and “{text}” is none.", way_out="Write digits.") from None


def _length(column: Column[Any], text: str) -> timedelta:
    """Read a length of time; a bare number is minutes."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        raise UsageError(
            f"{column.label} is a length of time, and “{text}” is none.", way_out="Write one such as 90s, 30min or 2h."
        )
    seconds = _UNITS[(found["unit"] or "min").lower()]
    return timedelta(seconds=float(found["count"].replace(",", ".")) * seconds)


def _words_of(value: Value, zone: tzinfo) -> str:
    """Return a value as text to look for words in; a time in more ways than one, since screens shorten it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            at = value.astimezone(zone) if value.tzinfo is not None else value
            return f"{at:%a} {at.day} {at:%b %Y %H:%M} {at:%Y-%m-%d}"
        case timedelta():
            return f"{value.total_seconds() / 60:.0f} min"
        case tuple():
            return " ".join(value)
        case _:
            return str(value)
