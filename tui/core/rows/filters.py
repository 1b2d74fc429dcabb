"""The filter language, the same in the table and in `--where`.

::

    asa oberg            both words, anywhere in the row; case and accents do not count
    "two words"          kept together
    -word                rows without it
    level:audi           a column that contains; a column goes by label or key, or by the beginning of one
    role=member          a column that equals; != for the others
    role=="Member"       the same to the letter: case and accents count; in the quotes "" is one of them
    team=""              a column that is absent; != for the others
    users>20             numbers; also >= < <=
    updated<2026-01-01   times, as a range has them: 2026-W03, yesterday, 7d
    stay>30min           lengths of time
    -level:audi          any of these, turned round
    a b | c              rows with a and b, and rows with c: a | that stands alone is an or

A term that is still being typed (`users>`, `-`) holds nobody back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from itertools import compress
from typing import Any, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from tui.core.column import Column, Value
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.core.rows.filter_tests import Test, make_test
from tui.core.rows.searching import haystack
from tui.core.rows.terms import EXACTLY
from tui.core.text import fold
from tui.core.words import did_you_mean

__all__ = ["Filter", "haystack", "parse_filter"]

_TOKEN: Final = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_TERM: Final = re.compile(r'(?P<column>[^:=<>!"]+?|"[^"]+")(?P<sign>>=|<=|!=|==|[:=<>])(?P<value>.*)', re.DOTALL)
_SIGNS: Final = frozenset({">=", "<=", "!=", "==", "=", "<", ">"})
_OR: Final = "|"
"""Stands alone between what may pass one way and what may pass the other."""
_KNOWN: Final = 5_000
"""Different values whose test is remembered."""
_TURNED: Final = bytes([1, 0]).ljust(256, b"\0")
_APART: Final = re.compile(r"[\s._-]+")


class _Word(Struct, frozen=True):
    """A word that must, or must not, stand somewhere in the row."""

    text: str
    wanted: bool


class _Term(Struct, frozen=True):
    """A test on one column."""

    column: Column[Any]
    test: Test
    wanted: bool


class Searched(Protocol):
    """Rows by number, as a filter looks at many. Numbers that are given ascend; what is told is 1 and 0."""

    def have(self, word: str, numbers: Sequence[int]) -> bytes:
        """Tell of each whether its `haystack` has a folded word."""

    def parted(self, numbers: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """Tell those that can be read from those that cannot."""

    def passing(self, test: Test, column: Column[Any], numbers: Sequence[int]) -> bytes:
        """Tell of each whether what a column reads out of it passes a test; all can be read."""


class Filter(Struct, frozen=True):
    """What a row has to be like to be shown. Call it with a record; an empty one lets everything pass."""

    columns: tuple[Column[Any], ...]
    zone: tzinfo
    words: tuple[_Word, ...] = ()
    terms: tuple[_Term, ...] = ()
    others: tuple[Filter, ...] = ()
    """What else may let a row pass: the parts behind each `|`."""

    def __bool__(self) -> bool:
        return bool(self.words or self.terms)

    @property
    def looks_for_words(self) -> bool:
        """Whether it needs a row's `haystack`."""
        return bool(self.words) or any(other.words for other in self.others)

    def __call__(self, record: Record[Any]) -> bool:
        """Tell whether a record passes."""
        return self.passes(record, haystack(record, self.columns, zone=self.zone) if self.looks_for_words else "")

    def passes(self, record: Record[Any], search_text: str) -> bool:
        """Tell whether a record passes, given its `haystack`."""
        return self._passes(record, search_text) or any(other.passes(record, search_text) for other in self.others)

    def sift(self, numbers: Sequence[int], rows: Searched) -> list[int]:
        """Return those rows that pass, by number, in order: all at once, which takes a fifth of the time."""
        passed = self._sift(numbers, rows)
        if not self.others:
            return list(passed)
        passing = set(passed).union(*(other._sift(numbers, rows) for other in self.others))
        return [number for number in numbers if number in passing]

    def _sift(self, numbers: Sequence[int], rows: Searched) -> Sequence[int]:
        for word in self.words:
            numbers = _those(numbers, rows.have(word.text, numbers), word.wanted)
        if self.terms:
            numbers, _ = rows.parted(numbers)  # a row that cannot be read has no columns to be tested
        for term in self.terms:
            numbers = _those(numbers, rows.passing(term.test, term.column, numbers), term.wanted)
        return numbers

    def _passes(self, record: Record[Any], search_text: str) -> bool:
        for word in self.words:
            if (word.text in search_text) is not word.wanted:
                return False
        if not self.terms:
            return True
        value = record.value
        if value is None:
            return False  # a row that cannot be read has no columns to be tested
        return all(term.test(term.column.read(value)) is term.wanted for term in self.terms)


def _those(numbers: Sequence[int], told: bytes, wanted: bool) -> Sequence[int]:  # noqa: FBT001 - as a word has it
    """Return the numbers that are told 1, or where that is not wanted 0."""
    if (1 - wanted) not in told:
        return numbers
    return list(compress(numbers, told if wanted else told.translate(_TURNED)))


def parse_filter(text: str, columns: Sequence[Column[Any]], *, now: datetime, zone: tzinfo) -> Filter:
    """Read a filter.

    Raises:
        UsageError: saying what is wrong with which term, and what would be right.
    """
    parts: list[list[str]] = [[]]
    for token in _TOKEN.findall(text):
        if token == _OR:
            parts.append([])
        else:
            parts[-1].append(token)
    read = [_read_part(tokens, columns, now=now, zone=zone) for tokens in parts]
    # A part that says nothing yet, as in `a |`, would let everything pass while it is being typed.
    first, *others = [part for part in read if part] or [Filter(tuple(columns), zone)]
    return replace(first, others=tuple(others))


def _read_part(tokens: Iterable[str], columns: Sequence[Column[Any]], *, now: datetime, zone: tzinfo) -> Filter:
    """Read what stands between two `|`."""
    words: list[_Word] = []
    terms: list[_Term] = []
    for token in tokens:
        wanted = not token.startswith("-")
        body = token if wanted else token[1:]
        if body in _SIGNS:
            way_out = f'Write column{body}value, with quotes round what has blanks; “"{body}"” is the plain word.'
            raise UsageError(f"“{body}” stands alone.", way_out=way_out)
        found = _TERM.fullmatch(body)
        if found is None or _is_plain(found):
            if word := fold(_unquoted(body)):
                words.append(_Word(word, wanted))
            continue
        column = _column(_unquoted(found["column"]), columns)
        if not found["value"]:
            continue
        value = _literal(found["value"]) if found["sign"] == EXACTLY else _unquoted(found["value"]).strip()
        test = make_test(column, found["sign"], value, now=now, zone=zone)
        terms.append(_Term(column, _remembering(test), wanted))
    return Filter(tuple(columns), zone, tuple(words), tuple(terms))


def _remembering(test: Test) -> Test:
    """Test what rows repeat once."""
    known: dict[str | int, bool] = {}

    def of(value: Value) -> bool:
        # By its type, for 1 is equal to True and to 1.0.
        if type(value) is not str and type(value) is not int:
            return test(value)
        found = known.get(value)
        if found is None:
            found = test(value)
            if len(known) < _KNOWN:
                known[value] = found
        return found

    return of


def _is_plain(found: re.Match[str]) -> bool:
    """Tell a time of day or an address from a term: `14:20`, `https://…`."""
    return found["column"].isdigit() or (found["sign"] == ":" and found["value"].startswith("//"))


def _unquoted(text: str) -> str:
    return text.replace('"', "")


def _literal(text: str) -> str:
    """Return what quotes hold, with nothing taken off; `""` in them is one of them."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return _unquoted(text).strip()


def _column(name: str, columns: Sequence[Column[Any]]) -> Column[Any]:
    """Find the column that is meant: by its whole name, else by the beginning of exactly one."""
    wanted = _squeezed(name)
    for column in columns:
        if wanted in (_squeezed(column.label), _squeezed(column.key)):
            return column
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
    meant = did_you_mean(name, [column.label for column in columns])
    raise UsageError(f"There is no column “{name}”.", way_out=f"{meant} Quotes make it a plain word.")


def _squeezed(text: str) -> str:
    return _APART.sub("", fold(text))
