"""A report's description for one question: its columns measured by the targets, and compared with the range before.

`--against previous` shows each compared column once more, as its difference; the rows are `Compared` pairs then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tui.core.collection import AGAINST, Collection, Opens
from tui.core.column import Column, Tone, Value
from tui.core.present import duration_text, number_text
from tui.core.record import Record
from tui.core.report import Report, Target

__all__ = ["CHANGE", "Compared", "as_asked", "before_of", "is_change", "row_of"]

CHANGE: Final = "_change"
"""What the key of a difference ends with, but for its unit."""
BEFORE: Final = "_before"
"""What the key of the range before's figure ends with; exported only."""

_UNITS: Final = ("_seconds", "_minutes", "_hours", "_days")
"""What an export reads the unit of a length of time by."""

_SPARE: Final = 7
"""Cells that the word beside a measured figure takes."""


class Compared(Struct, frozen=True):
    """A row, and the one of the same name in the range before."""

    row: Any
    before: Any | None
    """None when there was none."""


def row_of(record: Record[Any]) -> Record[Any]:
    """Return a report's record as it is without a comparison."""
    return replace(record, value=record.value.row) if isinstance(record.value, Compared) else record


def before_of(record: Record[Any], column: Column[Any]) -> Value:
    """Return what a column was in the range before; None when that was not asked for, or there was no such row."""
    value = record.value
    return column.read(Compared(value.before, None)) if isinstance(value, Compared) and value.before else None


def is_change(column: Column[Any]) -> bool:
    """Whether a column is the difference of the one before it."""
    return column.form is _signed


def as_asked(collection: Collection, values: Mapping[str, Any], targets: Mapping[str, float]) -> Collection:
    """Return a report's description for a question; a collection that is no report comes as it is."""
    report = collection.report
    if report is None:
        return collection
    columns = report.columns_for(values) if report.columns_for is not None else collection.columns
    if values.get(AGAINST):
        columns = tuple(each for column in columns for each in _compared(column, report))
        collection = replace(collection, opens=_without_pair(collection.opens))
    goals = {each.column: goal for each, goal in report.goals(values, targets)}
    return replace(collection, columns=tuple(_measured(column, report, goals) for column in columns))


def _measured(column: Column[Any], report: Report, goals: Mapping[str, float]) -> Column[Any]:
    """Give a figure its word and its colour, where there is a goal for it, by the key of its column."""
    for target in report.targets:
        if target.column == column.key and column.key in goals:
            form, tone = _looks(target, goals[column.key], column)
            return replace(column, form=form, tone=tone, width=column.width + _SPARE)
    return column


def _looks(target: Target, goal: float, column: Column[Any]) -> tuple[Callable[[Value], str], Callable[[Value], Tone]]:
    def form(value: Value) -> str:
        said = column.form(value) if column.form is not None else _text(value)
        number = _number(value)
        return said if number is None else f"{said} {target.words(number, goal)}"

    def tone(value: Value) -> Tone:
        number = _number(value)
        return "plain" if number is None else "success" if target.words(number, goal) == "met" else "warning"

    return form, tone


def _compared(column: Column[Any], report: Report) -> Iterator[Column[Any]]:
    """Yield a column for pairs, and after it what differs and what was, where it is compared."""
    read = column.read
    own = replace(column, read=lambda pair: read(pair.row))
    yield own
    if column.key not in report.compares:
        return

    def was(pair: Compared) -> Value:
        return None if pair.before is None else read(pair.before)

    def change(pair: Compared) -> Value:
        now, then = read(pair.row), was(pair)
        if isinstance(now, timedelta) and isinstance(then, timedelta):
            return now - then
        if isinstance(now, int | float) and isinstance(then, int | float):
            return round(now - then, 4)
        return None

    yield replace(
        column,
        key=_beside(column.key, CHANGE),
        label=f"{column.label} ±",
        read=change,
        form=_signed,
        tone=None,
        width=max(8, len(column.label) + 2),
        rank=column.rank + 1,
        derived=True,
    )
    yield replace(
        column,
        key=_beside(column.key, BEFORE),
        label=f"{column.label} before",
        read=was,
        tone=None,
        rank=9,
        shown=False,
        derived=True,
    )


def _beside(key: str, ending: str) -> str:
    """Name a figure beside another, the unit last: `median_seconds` → `median_change_seconds`."""
    unit = next((each for each in _UNITS if key.endswith(each)), "")
    return f"{key.removesuffix(unit)}{ending}{unit}"


def _without_pair(opens: Opens | None) -> Opens | None:
    """Return what Enter leads to, for pairs: what is behind the row of now."""
    if opens is None:
        return None
    values, crumb, filtered, span = opens.values, opens.crumb, opens.filter, opens.range
    return replace(
        opens,
        values=lambda record: values(row_of(record)),
        crumb=lambda record: crumb(row_of(record)),
        filter=lambda record: filtered(row_of(record)),
        range=lambda record: span(row_of(record)),
    )


def _number(value: Value) -> float | None:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return float(value) if isinstance(value, int | float) else None


def _text(value: Value) -> str:
    return duration_text(value) if isinstance(value, timedelta) else number_text(_number(value) or 0)


def _signed(value: Value) -> str:
    number = _number(value)
    if not number:
        return "0" if number == 0 else ""
    size: Value = timedelta(seconds=abs(number)) if isinstance(value, timedelta) else abs(number)
    return f"{'+' if number > 0 else '−'}{_text(size)}"
