"""What a record is in a machine format: the vendor's fields, put right where the vendor's JSON says less than it means.

- A column of kind NUMBER or DURATION that the vendor sent as a numeric string comes out as a number.
- A column of kind TIME comes out as ISO 8601 with the vendor's own offset and digits (`Z` becomes `+00:00`); a time
  that is naive or cannot be read stays as it is.
- Derived values follow under their snake_case names. A length of time is a number in the unit that its name ends with
  (`_seconds`, `_minutes`, `_hours`, `_days`), else in minutes.
- Everything else, known or not, is unchanged.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Final

from tui.core.collection import Collection
from tui.core.column import Column, Kind
from tui.core.record import Record

__all__ = ["iso_text", "machine_fields", "plain_value", "selected", "unit_of_length"]

_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?P<part>\.\d+)?|(?P<only>\.\d+))(?P<power>[eE][+-]?\d{1,3})?")
_INSTANT: Final = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d)?([.,]\d+)? ?(?:([Zz])|([+-]\d\d):?(\d\d)?)")
_SECONDS: Final = {"_seconds": 1, "_minutes": 60, "_hours": 3600, "_days": 86_400}
_UNITS: Final = {"_seconds": "s", "_minutes": "min", "_hours": "h", "_days": "d"}


def machine_fields(record: Record[Any], collection: Collection) -> dict[str, Any]:
    """Return what the machine formats write of a record, in order."""
    fields = record.fields()
    for column in collection.columns:
        if column.derived:
            continue
        if column.kind in (Kind.NUMBER, Kind.DURATION):
            _change(fields, column.key, _as_number)
        elif column.kind is Kind.TIME:
            _change(fields, column.key, iso_text)
    for name, value in _derived(record, collection.columns).items():
        fields.setdefault(name, plain_value(value, name))
    return fields


def selected(fields: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Return some of a row's fields, in the order in which their columns are named; objects keep their form.

    What a row does not have is not there afterwards either. A field that a vendor writes with other capitals today than
    its page does (`OccursAt` for `occursAt`) is that field, and comes under the name that it was asked for by.
    """
    chosen: dict[str, Any] = {}
    for key in keys:
        _take_over(fields, chosen, key)
    return chosen


def _take_over(source: Mapping[str, Any], target: dict[str, Any], path: str) -> None:
    if path in source:
        target[path] = source[path]
        return
    head, dot, rest = path.partition(".")
    name = head.removesuffix("[]")
    spelt = name if name in source else _spelt(source, name)
    if spelt is None:
        return
    inner = source[spelt]
    if dot and isinstance(inner, dict):
        within = target.setdefault(name, {})
        _take_over(inner, within, rest)
    elif dot and isinstance(inner, list):
        for each, kept in zip(inner, target.setdefault(name, [{} for _ in inner]), strict=True):
            if isinstance(each, dict):
                _take_over(each, kept, rest)
    else:
        target.setdefault(name, inner)


def _spelt(source: Mapping[str, Any], name: str) -> str | None:
    return next((each for each in source if each.lower() == name.lower()), None)


def _derived(record: Record[Any], columns: tuple[Column[Any], ...]) -> Mapping[str, Any]:
    derived = dict(record.derived)
    if record.value is not None:
        for column in columns:
            if column.derived and column.key not in derived:
                derived[column.key] = column.read(record.value)
    return derived


def _change(container: Any, path: str, change: Callable[[Any], Any]) -> None:
    """Change the value at a path: `hardware.ram`, `steps[].endTime`; nothing when there is none."""
    if not isinstance(container, dict):
        return
    if path in container:
        value = container[path]
        container[path] = [change(each) for each in value] if isinstance(value, list) else change(value)
        return
    head, dot, rest = path.partition(".")
    inner = container.get(head.removesuffix("[]"))
    if isinstance(inner, list) and not dot and head.endswith("[]"):
        container[head.removesuffix("[]")] = [change(each) for each in inner]
    elif isinstance(inner, list):
        for each in inner:
            _change(each, rest, change)
    elif dot:
        _change(inner, rest, change)


def _as_number(value: Any) -> Any:
    """Return the number that a text is; anything else unchanged, `15,44` and the empty text too."""
    if not isinstance(value, str) or not (match := _NUMBER.fullmatch(value.strip())):
        return value
    if match["part"] is None and match["only"] is None and match["power"] is None:
        # Python refuses to read integers of thousands of digits, and nobody means a number by them.
        return int(match[0]) if len(match[0]) <= 300 else value
    number = float(match[0])
    return value if number in (float("inf"), float("-inf")) else number


def iso_text(value: Any) -> Any:
    """Return an instant's text as ISO 8601 with offset, its digits kept; anything else unchanged."""
    if not isinstance(value, str) or not (match := _INSTANT.fullmatch(value.strip())):
        return value
    day, minutes, seconds, fraction, zulu, hours, rest = match.groups()
    offset = "+00:00" if zulu else f"{hours}:{rest or '00'}"
    try:
        datetime.fromisoformat(f"{day}T{minutes}{seconds or ':00'}{offset}")
    except ValueError:
        return value
    return f"{day}T{minutes}{seconds or ':00'}{(fraction or '').replace(',', '.')}{offset}"


def plain_value(value: Any, name: str = "") -> Any:
    """Return a value of ours as JSON has it. `name` says the unit of a length of time."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Enum():
            return plain_value(value.value, name)
        case datetime():
            instant = value if value.tzinfo else value.replace(tzinfo=UTC)
            return instant.isoformat(timespec=_precision(instant))
        case date():
            return value.isoformat()
        case timedelta():
            unit = next((seconds for ending, seconds in _SECONDS.items() if name.endswith(ending)), 60)
            amount = round(value.total_seconds() / unit, 4)
            return int(amount) if amount == int(amount) else amount
        case Mapping():
            return {str(key): plain_value(each, str(key)) for key, each in value.items()}
        case list() | tuple():
            return [plain_value(each, name) for each in value]
        case set() | frozenset():
            return sorted((plain_value(each, name) for each in value), key=str)
        case _:
            return str(value)


def unit_of_length(name: str) -> str:
    """Return the unit in which a length of time that we worked out is written under a name."""
    return next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "min")


def _precision(instant: datetime) -> str:
    if not instant.microsecond:
        return "seconds"
    return "microseconds" if instant.microsecond % 1000 else "milliseconds"
