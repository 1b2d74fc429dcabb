"""BioT's search: one parameter, JSON inside: filter, sort, free text, limit, page from 0.

See "Using BioT search APIs" in the vendor's documentation, and `SearchRequestV2` in its OpenAPI files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cmp_to_key
from typing import Any, Final

from tui.core.time.times import parse_time
from tui.sandbox.http import Call, Refusal, Reply
from tui.vendors.biot.sandbox.refusals import refusal

__all__ = ["search"]

SearchedRow = Mapping[str, Any]

_LOGIC: Final = ("$AND", "$OR", "$NOT")
_LIMIT: Final = 100
_GROUPS: Final = ("_configuration", "_summary")
_ALIASES: Final = {"_templateId": "_template.id", "_templateName": "_template.name"}


def search(
    call: Call, rows: Sequence[SearchedRow], *, keys: Sequence[str], default_sort: str = "_creationTime"
) -> Reply:
    """Answer a search over rows.

    Args:
        call: The call, whose `searchRequest` may be missing.
        rows: Everything there is.
        keys: What may be filtered and sorted by.
        default_sort: What it is sorted by, downwards, when the call does not say.

    Raises:
        Refusal: with 400 when the request makes no sense.
    """
    asked = _asked(call)
    filter_, sort = asked.get("filter", {}), asked.get("sort", [])
    limit, page = _number(asked, "limit", _LIMIT, least=1), _number(asked, "page", 0, least=0)
    text = asked.get("freeTextSearch")
    found = [row for row in rows if _passes(row, filter_, keys) and _mentions(row, text)]
    ordered = _ordered(found, sort or [{"prop": default_sort}], keys)
    metadata: dict[str, Any] = {
        "sort": sort,
        "filter": filter_,
        "page": {"totalResults": len(found), "page": page, "limit": limit},
    }
    if isinstance(text, str):
        metadata["freeTextSearch"] = text
    return Reply(200, {"data": ordered[page * limit : (page + 1) * limit], "metadata": metadata})


def _asked(call: Call) -> Mapping[str, Any]:
    text = call.first("searchRequest")
    try:
        asked = json.loads(text) if text else {}
    except ValueError:
        raise _nonsense("searchRequest is not valid JSON.") from None
    if not isinstance(asked, dict):
        raise _nonsense("searchRequest must be an object.")
    return asked


def _number(asked: Mapping[str, Any], name: str, default: int, *, least: int) -> int:
    value = asked.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise _nonsense(f"{name} must be at least {least}.")
    return value


def _value(row: SearchedRow, key: str) -> Any:
    if key in row:
        return row[key]
    value: Any = row
    for part in _ALIASES.get(key, key).split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if value is None and not key.startswith("_"):
        value = next((row[group][key] for group in _GROUPS if key in row.get(group, ())), None)
    return value


def _passes(row: SearchedRow, filter_: Any, keys: Sequence[str]) -> bool:
    if not isinstance(filter_, Mapping):
        raise _nonsense("filter must be an object.")
    return all(_holds(row, key, conditions, keys) for key, conditions in filter_.items())


def _holds(row: SearchedRow, key: str, conditions: Any, keys: Sequence[str]) -> bool:
    if not isinstance(conditions, Mapping):
        raise _nonsense(f"The filter of {key} must be an object.")
    if key in _LOGIC:
        nested = conditions.get("filter")
        if not isinstance(nested, Mapping):
            raise _nonsense(f"{key} needs a nested filter.")
        each = [_holds(row, inner, wanted, keys) for inner, wanted in nested.items()]
        return any(each) if key == "$OR" else all(each) if key == "$AND" else not all(each)
    if key not in keys:
        raise _nonsense(f"{key} cannot be filtered by.")
    value = _value(row, key)
    for name, wanted in conditions.items():
        if name not in _CONDITIONS:
            raise _nonsense(f"{name} is no condition.")
        if not _CONDITIONS[name](value, wanted):
            return False
    return True


def _instant(value: Any) -> datetime:
    parsed = parse_time(value) if isinstance(value, str) else None
    if parsed is None:
        raise _nonsense(f"{value} is no date and time.")
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _numeric(holds: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    def check(value: Any, wanted: Any) -> bool:
        if isinstance(wanted, bool) or not isinstance(wanted, int | float):
            raise _nonsense("lt, lte, gt and gte compare numbers only.")
        return isinstance(value, int | float) and not isinstance(value, bool) and holds(value, wanted)

    return check


def _dated(holds: Callable[[datetime, datetime], bool]) -> Callable[[Any, Any], bool]:
    def check(value: Any, wanted: Any) -> bool:
        bound = _instant(wanted)
        return value is not None and holds(_instant(value), bound)

    return check


def _listed(wanted: Any) -> list[Any]:
    if not isinstance(wanted, list):
        raise _nonsense("in and notIn take a list.")
    return wanted


_CONDITIONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": lambda value, wanted: bool(value == wanted),
    "not": lambda value, wanted: bool(value != wanted),
    "in": lambda value, wanted: value in _listed(wanted),
    "notIn": lambda value, wanted: value not in _listed(wanted),
    "like": lambda value, wanted: str(wanted).lower() in str(value or "").lower(),
    "lt": _numeric(lambda value, wanted: value < wanted),
    "lte": _numeric(lambda value, wanted: value <= wanted),
    "gt": _numeric(lambda value, wanted: value > wanted),
    "gte": _numeric(lambda value, wanted: value >= wanted),
    "from": _dated(lambda value, wanted: value >= wanted),
    "to": _dated(lambda value, wanted: value <= wanted),
    "isNull": lambda value, wanted: not wanted or value is None,
    "isNotNull": lambda value, wanted: not wanted or value is not None,
}


def _mentions(row: SearchedRow, text: Any) -> bool:
    """Look for any of the words, in whatever the row says."""
    if not isinstance(text, str) or not text.strip():
        return True
    said = json.dumps(row, ensure_ascii=False).lower()
    return any(word in said for word in text.lower().split())


def _ordered(rows: Sequence[SearchedRow], sort: Any, keys: Sequence[str]) -> list[SearchedRow]:
    if not isinstance(sort, list) or not all(isinstance(each, Mapping) and each.get("prop") for each in sort):
        raise _nonsense("sort must be a list of objects with a prop.")
    for each in sort:
        if each["prop"] not in keys or each["prop"] in _ALIASES:
            raise _nonsense(f"{each['prop']} cannot be sorted by.")
        if each.get("order", "DESC") not in ("ASC", "DESC"):
            raise _nonsense("order must be ASC or DESC.")

    def compare(one: SearchedRow, other: SearchedRow) -> int:
        for each in sort:
            left, right = _value(one, each["prop"]), _value(other, each["prop"])
            if left == right:
                continue
            if left is None or right is None:
                return 1 if left is None else -1
            smaller = -1 if str(left) < str(right) else 1
            return smaller if each.get("order", "DESC") == "ASC" else -smaller
        return 0

    return sorted(rows, key=cmp_to_key(compare))


def _nonsense(text: str) -> Refusal:
    return refusal(400, "BAD_REQUEST", text)
