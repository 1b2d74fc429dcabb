"""What a person's events tell: a timeline by day, counts by type and by tool. Pure functions, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from msgspec import Struct

from tui.core.time.local_time import in_zone
from tui.core.time.times import parse_time
from tui.vendors.namecoach.api.models import Event

__all__ = ["Counts", "counts", "created", "timeline"]


def created(event: Event) -> datetime | None:
    """Return when the event was recorded; None when that is missing or no full time."""
    parsed = parse_time(event.created_at)
    return parsed if parsed is not None and parsed.tzinfo is not None else None


class Counts(Struct, frozen=True):
    """How often each thing happened."""

    by_type: Counter[str]
    by_tool: Counter[str]
    by_user: Counter[str]


def counts(events: Iterable[Event]) -> Counts:
    """Count events by type, by tool and by user; a missing value counts under an empty text."""
    result = Counts(Counter(), Counter(), Counter())
    for event in events:
        result.by_type[event.event_type or ""] += 1
        result.by_tool[event.tool_signature or ""] += 1
        result.by_user[str(event.user_id or "")] += 1
    return result


def timeline(events: Iterable[Event], *, zone: tzinfo) -> tuple[tuple[date | None, tuple[Event, ...]], ...]:
    """Group events by day in the user's zone, the newest day and event first; undated ones come last under None."""
    days: dict[date | None, list[tuple[datetime | None, Event]]] = {}
    for event in events:
        at = created(event)
        days.setdefault(None if at is None else in_zone(at, zone).date(), []).append((at, event))
    ordered = sorted((day for day in days if day is not None), reverse=True)
    grouped: list[tuple[date | None, tuple[Event, ...]]] = []
    for day in (*ordered, *([None] if None in days else [])):
        of_day = sorted(days[day], key=lambda pair: pair[0].timestamp() if pair[0] else 0.0, reverse=True)
        grouped.append((day, tuple(event for _, event in of_day)))
    return tuple(grouped)
