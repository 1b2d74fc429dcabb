"""Comebacks by who has them, counted: what both reports have in common. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from sys import intern
from typing import Any, Final, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from tui.core.collection import Query, by_param
from tui.core.column import Column, Kind, tone_if_any
from tui.core.record import Page
from tui.core.report import median_of
from tui.vendors.vitec.api.client import VitecClient
from tui.vendors.vitec.api.models import Comeback
from tui.vendors.vitec.comebacks import (
    OPEN_STATES,
    SWEDISH_TIME,
    Due,
    assignee,
    assignee_kind,
    booked_at,
    due_of,
    occurs_at,
    office_of,
)

__all__ = [
    "BY",
    "HELD_COLUMNS",
    "LATER_COLUMNS",
    "NOUN",
    "Desk",
    "Held",
    "comebacks_of",
    "desks",
    "held",
    "undated",
    "without_people",
]

NOUN: Final = ("comeback", "comebacks")

BY: Final = by_param("assignee", "office", otherwise="who has it: a user, a group or an office")


class Held(NamedTuple):
    """What is kept of a comeback: a tenth of what its row takes."""

    kind: str
    """`user`, `group`, `office`; empty when nobody has it."""
    name: str
    office: str
    is_open: bool
    at: datetime | None
    booked: datetime | None


class Desk(Struct):
    """What one assignee, or one office, has."""

    kind: str
    name: str
    office: str
    now: datetime
    named: bool = True
    """Whether it is somebody's; else it is all of an office."""
    comebacks: int = 0
    open: int = 0
    overdue: int = 0
    oldest: datetime | None = None
    """When the oldest that is open was due; None when none is open."""
    leads: list[float] = field(default_factory=list)
    """Seconds from booked to due, where both are known."""
    share: float = 0.0
    cumulative_share: float = 0.0

    @property
    def late_days(self) -> int | None:
        """For how many whole days the oldest has been overdue; None when none is."""
        return None if self.oldest is None or self.oldest >= self.now else (self.now - self.oldest).days

    @property
    def lead_days(self) -> float | None:
        """The median from booked to due, in days; None when it is known of none."""
        return round(median_of(sorted(self.leads)) / 86_400, 1) if self.leads else None


def held(comeback: Comeback) -> Held:
    """Keep of a comeback what is counted."""
    return Held(
        kind=assignee_kind(comeback),
        name=intern(assignee(comeback)),  # one text for all the comebacks of a desk
        office=intern(office_of(comeback)),
        is_open=str(comeback.state) in OPEN_STATES,
        at=occurs_at(comeback),
        booked=booked_at(comeback),
    )


async def comebacks_of(client: VitecClient, query: Query) -> AsyncIterator[Page[Comeback]]:
    """Yield the comebacks that occur in the range."""
    async for page in client.comebacks(query.span):
        yield page


def desks(values: Iterable[Held], query: Query) -> dict[str, Desk]:
    """Count comebacks by who has them, or by office when the question says so; by the name of the group."""
    by_office = query.text("by") == "office"
    now, zone = query.now or datetime.now(UTC), query.zone or SWEDISH_TIME
    found: dict[str, Desk] = {}
    for one in values:
        kind, name = ("", "") if by_office else (one.kind, one.name)
        key = f"{kind}/{name}/{one.office}"
        desk = found.get(key)
        if desk is None:
            desk = found[key] = Desk(kind, name, one.office, now, named=not by_office)
        desk.comebacks += 1
        if one.is_open:
            desk.open += 1
            desk.overdue += due_of(one.at, is_open=True, now=now, zone=zone) is Due.OVERDUE
            if one.at is not None and (desk.oldest is None or one.at < desk.oldest):
                desk.oldest = one.at
        if one.at is not None and one.booked is not None and one.booked <= one.at:
            desk.leads.append((one.at - one.booked) / _SECOND)
    return found


def undated(values: Iterable[Held]) -> tuple[str, ...]:
    """Say how many are open and have no time that can be read: they are never overdue."""
    count = sum(one.is_open and one.at is None for one in values)
    if not count:
        return ()
    return (f"{count:,} open {NOUN[count != 1]} without a time that can be read: never overdue.",)


def without_people(columns: tuple[Column[Any], ...], values: Mapping[str, Any]) -> tuple[Column[Any], ...]:
    """Return the columns for what was asked: by office there is nobody to name."""
    if values.get("by") != "office":
        return columns
    office = replace(HELD_COLUMNS[2], read=lambda row: row.office or _NO_OFFICE, rank=0)
    return (office, *(column for column in columns if column not in HELD_COLUMNS))


_SECOND: Final = timedelta(seconds=1)
_NOBODY: Final = "nobody"
_NO_OFFICE: Final = "no office"

HELD_COLUMNS: Final[tuple[Column[Desk], ...]] = (
    Column("assignee", "Assigned to", lambda row: row.name or _NOBODY, width=20, rank=0, derived=True),
    Column("assignee_kind", "Kind", lambda row: row.kind or None, width=6, rank=4, derived=True),
    Column("office", "Office", lambda row: row.office or None, width=14, rank=2, derived=True),
)
LATER_COLUMNS: Final[tuple[Column[Desk], ...]] = (
    Column(
        "overdue",
        "Overdue",
        lambda row: row.overdue,
        Kind.NUMBER,
        width=8,
        rank=0,
        derived=True,
        tone=tone_if_any("danger"),
    ),
    Column("oldest", "Oldest", lambda row: row.oldest, Kind.TIME, width=11, rank=1, derived=True),
    Column(
        "oldest_late",
        "Late",
        lambda row: row.late_days,
        Kind.NUMBER,
        width=6,
        rank=1,
        unit="d",
        form=lambda value: f"{value:,} d" if isinstance(value, int) else "",
        derived=True,
    ),
    Column(
        "median_lead",
        "Lead",
        lambda row: row.lead_days,
        Kind.NUMBER,
        width=7,
        rank=1,
        unit="d",
        form=lambda value: f"{value:.1f} d" if isinstance(value, int | float) else "",
        derived=True,
    ),
)
