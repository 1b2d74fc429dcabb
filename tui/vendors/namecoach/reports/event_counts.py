"""How often what happened: events by type, tool, user or day. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from sys import intern
from typing import Final, NamedTuple

from msgspec import Struct

from tui.core.chart import Bars
from tui.core.collection import (
    AGAINST_PARAM,
    Collection,
    Opens,
    Query,
    RangeUse,
    Value,
    by_param,
    group_of,
)
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.core.report import Report, percent_column, shares_of
from tui.core.rows.terms import exactly
from tui.core.time.local_time import in_zone, wall_of
from tui.core.time.typed import part_of_day
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.namecoach.api.models import Event
from tui.vendors.namecoach.columns import EVENT_COLUMNS
from tui.vendors.namecoach.events import created
from tui.vendors.namecoach.reports.searches import ASKED, fetch_events_of

__all__ = ["EVENTS", "EVENT_COUNTS", "Counted", "EventCount", "counted", "event_counts"]

NOUN: Final = ("event", "events")
_COLUMN_OF: Final = {"type": "event_type", "tool": "tool_signature", "user": "user_id"}
_NOTHING: Final = {"type": "no type", "tool": "no tool", "user": "no user", "day": "no day known"}


class Counted(NamedTuple):
    """What is kept of an event."""

    type: str
    tool: str
    user: str
    entity: str
    at: datetime | None


class EventCount(Struct):
    """How often one thing happened."""

    group: str
    filter: str
    """What its events pass in a list of all."""
    day: date | None
    """None unless days are told apart."""
    range: str
    """The day's part of the range, as it is typed; empty unless days are told apart."""
    asked: tuple[tuple[str, Value], ...]
    """What the events were asked with."""
    events: int = 0
    share: float = 0.0
    first: datetime | None = None
    last: datetime | None = None


def counted(event: Event) -> Counted:
    """Keep of an event what is counted."""
    texts = (event.event_type, event.tool_signature, event.user_id, event.entity_id)
    kind, tool, user, entity = (intern("" if text is None else str(text)) for text in texts)
    return Counted(kind, tool, user, entity, created(event))


def event_counts(values: Sequence[Counted], query: Query) -> Tabulated:
    """Count events by type, tool, user or day: days in their order, the others the most frequent first."""
    by = query.text("by") or "type"
    asked = tuple((param.name, query.values[param.name]) for param in ASKED if param.name in query.values)
    groups: dict[str, EventCount] = {}
    for event in values:
        key, day = _group_of(event, by, query)
        group = groups.get(key)
        if group is None:
            name = (key if by != "day" else "") if day is None else day.isoformat()
            span = "" if day is None else part_of_day(day, query.span, query.zone or UTC)
            group = groups[key] = EventCount(name or _NOTHING[by], _filter_of(by, key), day, span, asked)
        group.events += 1
        if event.at is not None:
            group.first = event.at if group.first is None else min(group.first, event.at)
            group.last = event.at if group.last is None else max(group.last, event.at)
    if by == "day":
        ordered = sorted(groups.items(), key=lambda pair: pair[1].day or date.max)
    else:
        ordered = sorted(groups.items(), key=lambda pair: (-pair[1].events, pair[0]))
    for (_, group), share in zip(ordered, shares_of([group.events for _, group in ordered]), strict=True):
        group.share = share
    return Tabulated([table_record(key, group) for key, group in ordered])


def _group_of(event: Counted, by: str, query: Query) -> tuple[str, date | None]:
    """Return a group's name, and the day when days are told apart."""
    match by:
        case "tool":
            return event.tool, None
        case "user":
            return event.user, None
        case "day":
            if event.at is None:
                return "no day", None
            zone = query.zone or UTC
            day = in_zone(event.at, zone).date()
            first: date | None = None if query.span is None else wall_of(query.span.start, zone).date()
            # Days are told by their place in the range, so that Monday is compared with the Monday before.
            return (day.isoformat() if first is None else f"day {(day - first).days}"), day
        case _:
            return event.type, None


def _filter_of(by: str, name: str) -> str:
    if by not in _COLUMN_OF:
        return 'created_at=""' if name == "no day" else ""
    return exactly(_COLUMN_OF[by], name)


def _asked(record: Record[EventCount]) -> Mapping[str, Value]:
    return {} if record.value is None else dict(record.value.asked)


EVENTS: Final = Collection(
    name="events",
    title="Events",
    help="The events of several leads and contacts, by several users: what is behind the figures of a report.",
    columns=EVENT_COLUMNS,
    fetch=fetch_events_of,
    params=ASKED,
    range_use=RangeUse.OPTIONAL,
    sort="-created_at",
    noun=NOUN,
    empty="No events of these leads and contacts with these recordings, customer and users. All of them must match.",
    top_level=False,
    sent=lambda: Event,
)
"""Events of several, in one list."""

EVENT_COUNTS: Final = Collection(
    name="event-counts",
    title="Event counts",
    help="How often what happened to the names of leads and contacts, by type, tool, user or day.",
    columns=(
        Column[EventCount]("group", "Group", lambda row: row.group, width=24, rank=0, derived=True),
        Column[EventCount]("events", "Events", lambda row: row.events, Kind.NUMBER, width=8, rank=0, derived=True),
        percent_column("share", "Share", lambda row: row.share, rank=1),
        Column[EventCount]("first", "First", lambda row: row.first, Kind.TIME, width=11, rank=3, derived=True),
        Column[EventCount]("last", "Last", lambda row: row.last, Kind.TIME, width=11, rank=2, derived=True),
    ),
    fetch=report(fetch_events_of, event_counts, noun=NOUN, prepare=counted),
    params=(
        by_param("type", "tool", "user", "day", otherwise="types"),
        *ASKED,
        AGAINST_PARAM,
    ),
    range_use=RangeUse.REQUIRED,
    default_range="90d",
    noun=("group", "groups"),
    empty="No events of these leads and contacts with these recordings, customer and users. All of them must match.",
    opens=Opens(
        "events",
        _asked,
        group_of,
        verb="events",
        filter=lambda record: record.value.filter if record.value is not None else "",
        range=lambda record: record.value.range if record.value is not None else "",
    ),
    report=Report(
        question="How often did what happen?",
        rules=(
            "Each event once, of the leads, contacts, users and recordings that are asked for.",
            "Share: of all these events.",
        ),
        unknown=("NameCoach lists no leads, contacts or users: what is not asked for is in no figure.",),
        chart=Bars(label=("group",), value="events", more="share"),
        compares=("events", "share"),
    ),
)
"""Events, counted."""
