"""What Vitec can be asked: the comeback report."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from tui.core.briefing import Briefing
from tui.core.collection import Collection, Param, Query, RangeUse
from tui.core.column import Column, Kind, tone_by_word
from tui.core.record import Page, Record
from tui.core.time.time_range import TimeRange
from tui.core.vendor import Catalog, InTurn, Probe
from tui.vendors.vitec.api.client import DEFAULT_CRITERIA, VitecClient, connect
from tui.vendors.vitec.api.models import Comeback, JudgedComeback
from tui.vendors.vitec.comebacks import (
    OVERDUE_DAYS,
    SWEDISH_TIME,
    assignee,
    assignee_kind,
    booked_at,
    due,
    occurs_at,
    office_of,
)

if TYPE_CHECKING:
    from tui.core.findable import Finding

__all__ = ["CATALOG", "COMEBACKS"]


async def fetch_comebacks(client: VitecClient, query: Query) -> AsyncIterator[Page[Comeback]]:
    """Yield the report for the query's range, each row with whom it is assigned to and how it stands today."""
    now, zone = query.now or client.clock.now(), query.zone or SWEDISH_TIME
    criteria = query.text("date") or DEFAULT_CRITERIA
    async for page in client.comebacks(query.span, criteria=criteria):
        records: tuple[Record[Comeback], ...] = tuple(
            record
            if record.value is None
            else Record(
                record.id,
                judged(record.value, now=now, zone=zone),
                record.raw,
                derived={
                    "assignee": assignee(record.value),
                    "assignee_kind": assignee_kind(record.value),
                    "due": due(record.value, now=now, zone=zone).value,
                },
            )
            for record in page.records
        )
        yield replace(page, records=records)


async def probe(client: VitecClient) -> Probe:
    """Ask for one day of the report: the API has no cheaper question that proves the credentials."""
    now = client.clock.now()
    rows = 0
    async for page in client.comebacks(TimeRange(now, now + timedelta(days=1))):
        rows += len(page.records)
    return Probe(f"{rows} comeback{'' if rows == 1 else 's'} in 24 h")


def judged(comeback: Comeback, *, now: datetime, zone: tzinfo) -> JudgedComeback:
    """Return a comeback together with how it stands against the clock."""
    sent = {name: getattr(comeback, name) for name in comeback.__struct_fields__}
    return JudgedComeback(**{**sent, "due": due(comeback, now=now, zone=zone).value})


def _due(row: Comeback) -> str | None:
    return row.due or None if isinstance(row, JudgedComeback) else None


def contact(row: Comeback) -> str | None:
    """Return whom it is about; the id where there is no name."""
    return None if row.contact is None else row.contact.name or _text(row.contact.id)


def booker(row: Comeback) -> str | None:
    """Return who booked it; the id where there is no name."""
    return None if row.booked_by is None else row.booked_by.name or _text(row.booked_by.id)


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


COMEBACKS: Final = Collection(
    name="comebacks",
    title="Comebacks",
    help="Whom somebody promised to get back to, when, and who is to do it.",
    columns=(
        Column[Comeback]("occursAt", "When", occurs_at, Kind.TIME, width=10, rank=0),
        Column[Comeback]("contact.name", "Contact", contact, width=22, rank=0),
        Column[Comeback]("assignee", "Assigned to", assignee, width=18, rank=1, derived=True, always=True),
        Column[Comeback](
            "assignee_kind", "Kind", assignee_kind, width=6, rank=4, derived=True, always=True, shown=False
        ),
        Column[Comeback](
            "due",
            "Due",
            _due,
            width=8,
            rank=1,
            derived=True,
            always=True,
            tone=tone_by_word(overdue="danger", today="warning"),
        ),
        Column[Comeback]("state", "State", lambda row: _text(row.state), width=8, rank=2),
        Column[Comeback]("bookedBy.name", "Booked by", booker, width=16, rank=3),
        Column[Comeback]("bookedDate", "Booked", booked_at, Kind.TIME, width=10, rank=4),
        Column[Comeback]("origin", "Origin", lambda row: _text(row.origin), width=8, rank=5),
        Column[Comeback]("assignedTo.office.name", "Office", office_of, width=14, rank=6, shown=False),
        Column[Comeback]("id", "Id", lambda row: _text(row.id), width=10, rank=6, shown=False),
    ),
    fetch=fetch_comebacks,
    params=(
        Param(
            "date",
            "Criteria",
            help=f"The date that the range selects by: {DEFAULT_CRITERIA}, or another name of the vendor's.",
            flag="criteria",
        ),
    ),
    range_use=RangeUse.REQUIRED,
    default_range="7d..this week",
    sort="occursAt",
    noun=("comeback", "comebacks"),
    empty="No comebacks in this range. A wider range may have some.",
    sent=lambda: Comeback,
)


def _reports() -> tuple[Collection, ...]:
    from tui.vendors.vitec.reports import REPORTS_OF_COMEBACKS

    return REPORTS_OF_COMEBACKS


def _overdue(records: Sequence[Record[Any]], total: int, now: datetime) -> str:
    from tui.vendors.vitec.reports.overdue import words_of_report

    return words_of_report(records, total, now)


def _finding() -> Finding:
    from tui.vendors.vitec.finding import FINDING

    return FINDING


CATALOG: Final = Catalog(
    connect=connect,
    probe=probe,
    collections=InTurn((COMEBACKS,), later=(_reports,)),
    briefings=(
        Briefing(
            "comebacks",
            _overdue,
            asks="overdue",
            range=f"{OVERDUE_DAYS}d",
            filter="due=overdue",
            words="overdue",
        ),
    ),
    finding=_finding,
)
