"""What the tests of reports have in common: how many random cases, a report's table, the rows behind a figure."""

from __future__ import annotations

import os
from datetime import UTC
from typing import Any, Final

from hypothesis import settings

from tests.vendors.opening import Opened
from tui.core.collection import Query
from tui.core.record import Page, Record
from tui.core.reports.as_asked import as_asked
from tui.core.rows.filters import parse_filter
from tui.core.time.ranges import parse_range
from tui.export import machine_fields

__all__ = ["behind", "exported", "figures", "many", "value"]

many: Final = settings(max_examples=int(os.environ.get("REPORT_CASES", "100")), deadline=None)
"""`REPORT_CASES=1000` tries so many random cases of each rather than a hundred."""


async def figures(to: Opened, name: str, text: str = "", **values: Any) -> Page[Any]:
    """Return a report's table, settled; over its usual range unless another is given."""
    report = to.catalog.collection(name)
    span = parse_range(text or report.default_range, now=to.now, zone=UTC)
    query = Query(values, span, now=to.now, zone=UTC, settled=True)
    return [page async for page in report.fetch(to.client, query)][-1]


def exported(to: Opened, name: str, record: Record[Any], **values: Any) -> dict[str, Any]:
    """Return what the machine formats write of a row."""
    return machine_fields(record, as_asked(to.catalog.collection(name), values, {}))


async def behind(to: Opened, name: str, record: Record[Any], text: str = "") -> list[Record[Any]]:
    """Return the rows that Enter on a figure leads to."""
    report = to.catalog.collection(name)
    opens = report.opens
    assert opens is not None
    below = to.catalog.collection(opens.collection)
    span = parse_range(opens.range(record) or text or report.default_range, now=to.now, zone=UTC)
    rows = await to.rows(below.name, span, **opens.values(record))
    matches = parse_filter(opens.filter(record), below.columns, now=to.now, zone=UTC)
    return [row for row in rows if matches(row)]


def value(record: Record[Any]) -> Any:
    """Return what a row is."""
    assert record.value is not None
    return record.value
