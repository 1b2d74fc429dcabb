"""How much each has to get back to: open, overdue, the oldest, how far ahead it is booked. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui.core.chart import Bars
from tui.core.collection import AGAINST_PARAM, Collection, Opens, Query, RangeUse
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.core.report import Report, percent_column, shares_of
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.vitec.reports.desks import (
    BY,
    HELD_COLUMNS,
    LATER_COLUMNS,
    NOUN,
    Desk,
    Held,
    comebacks_of,
    desks,
    held,
    undated,
    without_people,
)
from tui.vendors.vitec.reports.rows_behind import filter_of, title_of

__all__ = ["COMEBACK_LOAD", "comeback_load"]


def comeback_load(values: Sequence[Held], query: Query) -> Tabulated:
    """Count what each has in the range, who has most open first."""
    ordered = sorted(
        desks(values, query).items(), key=lambda pair: (-pair[1].open, -pair[1].overdue, pair[1].name, pair[0])
    )
    shares = shares_of([desk.open for _, desk in ordered])
    for (_, desk), share in zip(ordered, shares, strict=True):
        desk.share = share
    return Tabulated([table_record(key, desk) for key, desk in ordered], undated(values))


def _filter(record: Record[Desk]) -> str:
    return "" if record.value is None else filter_of(record.value)


_COLUMNS: Final[tuple[Column[Desk], ...]] = (
    *HELD_COLUMNS,
    Column("comebacks", "All", lambda row: row.comebacks, Kind.NUMBER, width=6, rank=3, derived=True),
    Column("open", "Open", lambda row: row.open, Kind.NUMBER, width=6, rank=0, derived=True),
    percent_column("share", "Share", lambda row: row.share, rank=5),
    *LATER_COLUMNS,
)

COMEBACK_LOAD: Final = Collection(
    name="comeback-load",
    title="Comeback load",
    help="How much each assignee or office has to get back to: open, overdue, the oldest, how far ahead it was booked.",
    columns=_COLUMNS,
    fetch=report(comebacks_of, comeback_load, noun=NOUN, prepare=held),
    params=(BY, AGAINST_PARAM),
    range_use=RangeUse.REQUIRED,
    default_range="7d..this week",
    noun=("assignee", "assignees"),
    empty="No comebacks in this range. A wider range may have some.",
    opens=Opens("comebacks", lambda record: {}, title_of, verb="comebacks", filter=_filter),
    report=Report(
        question="Who has how much to get back to?",
        rules=(
            "Each comeback that occurs in the range once, with the user it is assigned to, else the group, else the"
            " office.",
            "Open: New. Overdue: open, and its time has passed. Share: of all that are open.",
            "Lead: the median from booked to due, of all in the range.",
        ),
        unknown=("Vitec does not tell when a state changed: any range is judged by the states of now.",),
        chart=Bars(label=("office", "assignee"), value="open", more="overdue", mark="overdue"),
        compares=("comebacks", "open", "overdue", "median_lead"),
        columns_for=lambda values: without_people(_COLUMNS, values),
    ),
)
"""The load of each desk."""
