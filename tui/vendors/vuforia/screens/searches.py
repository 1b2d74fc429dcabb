"""A search as it is typed, as it is asked, as it is remembered, and in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import combinations
from typing import Any, Final

from tui.core.action import Field, FieldKind, FieldProblem
from tui.core.collection import Value
from tui.core.errors import UsageError
from tui.core.text import clean
from tui.core.time.ranges import parse_range
from tui.core.time.time_range import TimeRange
from tui.vendors.vuforia.references import A_PROCEDURE

__all__ = ["FIELDS", "KEPT", "TOPIC", "crumb_of", "newest", "question_of", "remembered", "texts_of", "words_of"]

TOPIC: Final = "searches"
"""What recent searches are remembered under; below it, by connection."""

KEPT: Final = 8

_RANGE: Final = "range"
_LISTS: Final = ("serialNumber", "progress", "feedback", "procedureIds")
_BETWEEN: Final = re.compile(r"[,;\t\n]+")
"""What parts values. A blank does not: it may be in a serial number."""


def _some_of(*names: str) -> tuple[str, ...]:
    """Return every choice of one or more: the single ones first."""
    return tuple(", ".join(some) for count in range(1, len(names) + 1) for some in combinations(names, count))


FIELDS: Final = (
    Field(
        "serialNumber",
        "Serial numbers",
        help="Exactly as they were entered, several parted by commas. With none, runs of the whole organisation",
    ),
    Field(
        _RANGE,
        "Started within",
        choices=("7d", "today", "2026-W03", "2026-01-01..2026-03-31"),
        help="When the runs were started; empty: at any time",
    ),
    Field(
        "progress",
        "Progress",
        FieldKind.CHOICE,
        choices=_some_of("completed", "abandoned", "ongoing"),
        default="completed",
        help="← and → choose. Runs that were completed, abandoned, or are under way",
    ),
    Field(
        "feedback",
        "Feedback",
        FieldKind.CHOICE,
        choices=_some_of("incomplete", "complete", "na"),
        help="← and → choose. Whether the steps have the feedback they ask for; na: none is asked for",
    ),
    Field(
        "failures",
        "Failures",
        FieldKind.CHOICE,
        choices=("only", "exclude"),
        help="← and → choose. Only runs with a failed step, or none of them",
    ),
    Field(
        "procedureIds",
        "Procedures",
        FieldKind.LIST,
        help="Runs of these procedures, several parted by commas",
        refers_to=A_PROCEDURE,
    ),
)
"""The form."""


def question_of(
    texts: Mapping[str, str], *, now: datetime, zone: tzinfo
) -> tuple[dict[str, Value], TimeRange | None, list[FieldProblem]]:
    """Read what was typed: the parameters, the range, and what is wrong."""
    values: dict[str, Value] = {}
    problems: list[FieldProblem] = []
    for name in _LISTS:
        parts = tuple(dict.fromkeys(part.strip() for part in _BETWEEN.split(texts.get(name, "")) if part.strip()))
        if parts:
            values[name] = parts
    if failures := texts.get("failures", "").strip():
        values["failures"] = failures
    span = None
    if typed := texts.get(_RANGE, "").strip():
        try:
            span = parse_range(typed, now=now, zone=zone)
        except UsageError as wrong:
            problems.append(FieldProblem(_RANGE, str(wrong)))
    return values, span, problems


def texts_of(values: Mapping[str, Value], span: TimeRange | None) -> dict[str, str]:
    """Write a question as it would be typed."""
    texts = {name: ", ".join(value) if isinstance(value, tuple) else str(value) for name, value in values.items()}
    return texts | ({_RANGE: span.text} if span is not None and span.text else {})


def words_of(texts: Mapping[str, str]) -> str:
    """Say a search in words: `Serial 1234, 7d, only failures`."""
    said = {name: clean(text).strip() for name, text in texts.items() if text.strip()}
    serials = said.get("serialNumber", "")
    words = [f"{'Serials' if ',' in serials else 'Serial'} {serials}" if serials else "All serial numbers"]
    words += [said[_RANGE]] if _RANGE in said else []
    words += [said["progress"]] if "progress" in said else []
    words += [f"feedback {said['feedback']}"] if "feedback" in said else []
    words += [{"only": "only failures", "exclude": "no failures"}[said["failures"]]] if "failures" in said else []
    words += [f"procedure {said['procedureIds']}"] if "procedureIds" in said else []
    return ", ".join(words)


def crumb_of(values: Mapping[str, Value]) -> str:
    """Return what the breadcrumb calls a search."""
    serials = values.get("serialNumber", ())
    if not isinstance(serials, tuple) or not serials:
        return "All runs"
    return f"Serial {clean(serials[0])}" if len(serials) == 1 else f"{len(serials)} serials"


def remembered(kept: Any) -> list[dict[str, str]]:
    """Read the recent searches out of what the state holds; what has another shape is left out."""
    names = {field.name for field in FIELDS}
    searches = kept if isinstance(kept, list) else []
    return [
        {name: text for name, text in each.items() if name in names and isinstance(text, str)}
        for each in searches
        if isinstance(each, dict)
    ][:KEPT]


def newest(search: Mapping[str, str], kept: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Put a search first among the recent ones; each is there once."""
    return [dict(search), *(dict(each) for each in kept if dict(each) != dict(search))][:KEPT]
