"""What is said wherever a report's figures are shown: question, range and zone, how it is counted, what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from tui.core.collection import Collection, Query, Value
from tui.core.column import Column, Kind
from tui.core.report import Target
from tui.core.time.local_time import in_zone
from tui.core.time.time_range import TimeRange

__all__ = ["heading_lines", "metadata", "range_words", "rule_lines", "zone_name"]

_CLOCK: Final = "%Y-%m-%d %H:%M"


def heading_lines(collection: Collection, query: Query) -> list[str]:
    """Return a report's heading: question, what it was asked with and for when, how it is counted."""
    if collection.report is None:
        return []
    question, *rules = rule_lines(collection, query.values, targets=query.targets)
    asked = [
        f"{param.title}: {_said(query.values[param.name])}."
        for param in collection.params
        if param.name in query.values and query.values[param.name] != ""
    ]
    return [f"{question} {range_words(query.span, query.zone or UTC)}.", *asked, *rules]


def _said(value: Value) -> str:
    return "yes" if value is True else "no" if value is False else ", ".join(_texts(value))


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def rule_lines(collection: Collection, values: Mapping[str, Any], *, targets: Mapping[str, float]) -> list[str]:
    """Return a report's question, its rules, its targets, and what the API does not tell; nothing of other lists.

    Args:
        collection: The report.
        values: What it is asked with.
        targets: What is configured.
    """
    report = collection.report
    if report is None:
        return []
    measured = [_target_words(collection, each, goal) for each, goal in report.goals(values, targets)]
    return [report.question, *report.rules, *measured, *report.unknown]


def range_words(span: TimeRange | None, zone: tzinfo) -> str:
    """Write a range in full, with its zone: what is printed is read elsewhere as well."""
    if span is None:
        return "All that there is, at any time"
    start, stop = in_zone(span.start, zone), in_zone(span.stop, zone)
    return f"{start:{_CLOCK}} to {stop:{_CLOCK}}, {zone_name(zone, start)}"


def zone_name(zone: tzinfo, at: datetime) -> str:
    """Return what a zone is called: its key, else the letters of its clocks."""
    return str(getattr(zone, "key", "")) or at.tzname() or "UTC"


def metadata(
    collection: Collection,
    query: Query,
    *,
    connection: str,
    notes: Iterable[str] = (),
    missing: Iterable[str] = (),
    unreadable: int = 0,
) -> dict[str, Any]:
    """Return what `--with-meta` writes beside the rows: what was asked, how it is counted, what is not in it."""
    zone = query.zone
    lacks = list(missing)
    meta: dict[str, Any] = {
        "connection": connection,
        "collection": collection.name,
        "parameters": {name: list(each) if isinstance(each, tuple) else each for name, each in query.values.items()},
        "asked_at": None if query.now is None else _iso(query.now, zone),
        "from": None if query.span is None else _iso(query.span.start, zone),
        "to": None if query.span is None else _iso(query.span.stop, zone),
        "zone": "UTC" if zone is None or query.now is None else zone_name(zone, query.now),
        "complete": not lacks and not unreadable,
        "missing": lacks,
        "unreadable_rows": unreadable,
        "notes": list(notes),
    }
    if report := collection.report:
        meta |= {
            "question": report.question,
            "counted": list(report.rules),
            "not_told_by_the_api": list(report.unknown),
            "targets": {each.name: goal for each, goal in report.goals(query.values, query.targets)},
        }
    return meta


def _iso(instant: datetime, zone: tzinfo | None) -> str:
    return (instant if zone is None else in_zone(instant, zone)).isoformat(timespec="seconds")


def _target_words(collection: Collection, target: Target, goal: float) -> str:
    column = collection.column(target.column)
    label, unit = (target.column, "") if column is None else (column.label.lower(), _unit(column))
    return f"Target: {label} {'at least' if target.at_least else 'at most'} {goal:g}{unit}."


def _unit(column: Column[Any]) -> str:
    """Return what a goal for a column is counted in; lengths of time in seconds."""
    unit = "s" if column.kind is Kind.DURATION else column.unit
    return f" {unit}" if unit else ""
