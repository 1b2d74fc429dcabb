"""What is overdue in the whole past, by who has it: the worst first. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Final

from tui.core.chart import Bars
from tui.core.collection import AGAINST_PARAM, Collection, Opens, Query, RangeUse
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.core.report import Report, percent_column, shares_of
from tui.core.rows.terms import exactly
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.vitec.comebacks import OVERDUE_DAYS, SWEDISH_TIME, Due, due_of
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

__all__ = ["OVERDUE", "overdue", "overdue_words", "words_of_report"]


def overdue(values: Sequence[Held], query: Query) -> Tabulated:
    """Count what is overdue, who has most of it first."""
    now, zone = query.now, query.zone or SWEDISH_TIME
    late = [one for one in values if now and due_of(one.at, is_open=one.is_open, now=now, zone=zone) is Due.OVERDUE]
    ordered = sorted(
        desks(late, query).items(),
        key=lambda pair: (-pair[1].overdue, pair[1].oldest, pair[1].name, pair[0]),
    )
    shares = shares_of([desk.overdue for _, desk in ordered])
    for (_, desk), share, so_far in zip(ordered, shares, accumulate(shares), strict=True):
        desk.share, desk.cumulative_share = share, round(so_far, 1)
    return Tabulated([table_record(key, desk) for key, desk in ordered], undated(values))


def words_of_report(records: Iterable[Record[Desk]], _: int, now: datetime) -> str:
    """Say in words for home what the report comes to; empty when nothing is overdue."""
    rows = [record.value for record in records if record.value is not None]
    oldest = min((row.oldest for row in rows if row.oldest is not None), default=None)
    return overdue_words(sum(row.overdue for row in rows), oldest, now, noun=True)


def overdue_words(count: int, oldest: datetime | None, now: datetime, *, noun: bool = False) -> str:
    """Say how many comebacks are overdue, and since when the oldest is; empty when none is.

    Args:
        count: How many.
        oldest: When the oldest was due.
        now: The present instant.
        noun: Whether to say what they are: `140 comebacks overdue`.
    """
    if not count:
        return ""
    days = 0 if oldest is None else (now - oldest).days
    since = f", oldest {days} {'day' if days == 1 else 'days'}" if days else ""
    return f"{count:,} {f'{NOUN[count != 1]} ' if noun else ''}overdue{since}"


def _filter(record: Record[Desk]) -> str:
    return "" if record.value is None else filter_of(record.value, exactly("due", "overdue"))


_COLUMNS: Final[tuple[Column[Desk], ...]] = (
    *HELD_COLUMNS,
    Column("open", "Open", lambda row: row.open, Kind.NUMBER, width=6, rank=6, shown=False, derived=True),
    LATER_COLUMNS[0],
    percent_column("share", "Share", lambda row: row.share, rank=3),
    percent_column("cumulative_share", "Cumulated", lambda row: row.cumulative_share, rank=5),
    *LATER_COLUMNS[1:],
)

OVERDUE: Final = Collection(
    name="overdue",
    title="Overdue",
    help=f"What is overdue of the last {OVERDUE_DAYS} days, by assignee or office: how many, the oldest.",
    columns=_COLUMNS,
    fetch=report(comebacks_of, overdue, noun=NOUN, prepare=held),
    params=(BY, AGAINST_PARAM),
    range_use=RangeUse.REQUIRED,
    default_range=f"{OVERDUE_DAYS}d",
    noun=("assignee", "assignees"),
    empty="Nothing is overdue in this range.",
    opens=Opens("comebacks", lambda record: {}, title_of, verb="comebacks", filter=_filter),
    report=Report(
        question="Who has not got back to whom, and since when?",
        rules=(
            f"Open (New) comebacks whose time has passed, each once; of the last {OVERDUE_DAYS} days unless a range is"
            " given.",
            "Share: of all that are overdue. Lead: the median from booked to due, of these.",
        ),
        unknown=("Vitec does not tell when a state changed: any range is judged by the states of now.",),
        chart=Bars(label=("office", "assignee"), value="share", more="overdue", cumulated="cumulative_share"),
        compares=("overdue", "median_lead"),
        columns_for=lambda values: without_people(_COLUMNS, values),
    ),
)
"""What is overdue."""
