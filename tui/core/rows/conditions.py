"""What somebody waits for: a row that the filter language describes, or so many rows.

::

    p90 > 300               any row that passes this filter; blanks around a sign do not matter
    state=open -name:test   the same, of several terms
    rows > 10               more than ten rows; also >= < <= = !=
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from msgspec import Struct

from tui.core.column import Column
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.core.rows.filters import parse_filter

__all__ = ["Condition", "parse_condition"]

_SIGNS: Final[dict[str, Callable[[int, int], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "=": operator.eq,
}
_COUNT: Final = re.compile(r"\s*rows\s*(?P<sign>>=|<=|!=|==|>|<|=)\s*(?P<count>\d[\d,]*)\s*", re.IGNORECASE)
_OF_ROWS: Final = re.compile(r"\s*rows\s*(>|<|!?=)", re.IGNORECASE)
_BLANKS: Final = re.compile(r"\s*(>=|<=|!=|>|<|=)\s*")


class Condition(Struct, frozen=True):
    """Tells whether it holds for some rows, and which of them it is about."""

    holds: Callable[[Sequence[Record[Any]]], bool]
    matching: Callable[[Sequence[Record[Any]]], Sequence[Record[Any]]]
    """The rows that make it hold; none for a number of rows, which no single one is about."""


def parse_condition(text: str, columns: Sequence[Column[Any]], *, now: datetime, zone: tzinfo) -> Condition:
    """Read a condition.

    Raises:
        UsageError: saying what is wrong with it, and what would be right.
    """
    if counted := _COUNT.fullmatch(text):
        compare, count = _SIGNS[counted["sign"]], int(counted["count"].replace(",", ""))
        return Condition(lambda rows: compare(len(rows), count), lambda rows: ())
    named = {name.casefold() for column in columns for name in (column.key, column.label)}
    if _OF_ROWS.match(text) and "rows" not in named:
        raise UsageError(f"“{text.strip()}” says no number of rows.", way_out="Write one such as “rows > 10”.")
    passes = parse_filter(_closed_up(text), columns, now=now, zone=zone)
    if not passes:
        raise UsageError("The condition says nothing.", way_out="Write one such as “minutes > 300” or “rows > 10”.")

    def matching(rows: Sequence[Record[Any]]) -> Sequence[Record[Any]]:
        return [row for row in rows if passes(row)]

    return Condition(lambda rows: any(passes(row) for row in rows), matching)


def _closed_up(text: str) -> str:
    """Take the blanks from around signs, but for those between quotes: in a filter a blank parts two terms."""
    parts = re.split(r'("[^"]*"?)', text)
    closed = [part if part.startswith('"') else _BLANKS.sub(r"\1", part) for part in parts]
    return "".join(closed)
