"""What the views of events say, line by line. Pure: no widget, no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from tui.core.present import count_text
from tui.core.record import Record
from tui.core.rows.terms import exactly
from tui.core.text import cell_width, fit
from tui.core.time.local_time import wall_of
from tui.core.time.range_parts import MONTHS, WEEKDAYS
from tui.vendors.namecoach.api.models import Event
from tui.vendors.namecoach.events import counts, created, timeline
from tui.vendors.namecoach.screens.tallies import sections
from tui.widgets.charts_bars import bar_text
from tui.widgets.line import TextPart
from tui.widgets.menu import MenuEntry

__all__ = ["count_entries", "count_filter", "count_words", "day_entries"]

_UNKNOWN: Final = "not said"
"""What an event lacks is counted under."""
_COLUMNS: Final[Mapping[str, str]] = {"type": "event_type", "tool": "tool_signature", "user": "user_id"}


def day_entries(
    records: Iterable[Record[Event]], *, now: datetime, zone: tzinfo, width: int
) -> tuple[list[MenuEntry], str]:
    """List events on a timeline, the newest first: a day's name stands at its newest event."""
    readable = [(record.id, record.value) for record in records if record.value is not None]
    ids = {id(event): record_id for record_id, event in readable}
    days = timeline([event for _, event in readable], zone=zone)
    today = wall_of(now, zone).date()
    entries: list[MenuEntry] = []
    for day, events in days:
        many: tuple[TextPart, ...] = ((count_text(len(events), "event", "events"), "muted"),) if len(events) > 1 else ()
        for number, event in enumerate(events):
            named = "" if number else _day_name(day, today=today)
            left = ((f" {named:<15}", "strong"), *_event_parts(event, zone=zone, width=width))
            entries.append(MenuEntry(ids[id(event)], left, () if number else many))
    dated = sum(1 for day, _ in days if day is not None)
    return entries, f"{len(readable):,} on {count_text(dated, 'day', 'days')}"


def count_entries(records: Iterable[Record[Event]], *, width: int) -> tuple[list[MenuEntry], str]:
    """List how often each thing happened: by type of event, by tool, by user."""
    events = [record.value for record in records if record.value is not None]
    counted = counts(events)
    entries: list[MenuEntry] = []
    every = sections(counted)
    label = _label_cells([name for pairs in every.values() for name, _ in pairs], width)
    for key, pairs in every.items():
        title = MenuEntry("", ((f" By {key}", "muted"),), (("Events", "muted"), (f"{'Share':>7}", "muted")))
        entries += [MenuEntry(""), title, *_bars(key, pairs, total=len(events), label=label, width=width)]
    types, tools = len(counted.by_type), len(counted.by_tool)
    said = (
        count_text(len(events), "event", "events"),
        count_text(types, "type", "types"),
        count_text(tools, "tool", "tools"),
    )
    return entries[1:], ", ".join(said)


def count_filter(entry_id: str) -> str:
    """Return the filter that shows what was counted in a line."""
    key, _, name = entry_id.partition(":")
    return exactly(_COLUMNS[key], name)


def count_words(entry_id: str) -> str:
    """Say what that filter shows."""
    key, _, name = entry_id.partition(":")
    return f"{key} {name or _UNKNOWN}"


def _label_cells(names: Iterable[str], width: int) -> int:
    """Return the cells of a name: the bars of all sections begin at the same place."""
    return min(max((cell_width(name or _UNKNOWN) for name in names), default=8), max(width // 3, 12))


def _bars(key: str, pairs: Sequence[tuple[str, int]], *, total: int, label: int, width: int) -> list[MenuEntry]:
    space = max(width - label - 22, 4)
    top = max((count for _, count in pairs), default=0)
    return [
        MenuEntry(
            f"{key}:{name}",
            ((f"   {fit(name or _UNKNOWN, label)}  ", "plain"), (bar_text(count, top, space), "accent")),
            ((f"{count:,}", "plain"), (f"{f'{count / total:.0%}'.replace('%', ' %'):>7}", "muted")),
        )
        for name, count in pairs
    ]


def _event_parts(event: Event, *, zone: tzinfo, width: int) -> tuple[TextPart, ...]:
    at = created(event)
    space = max((width - 42) // 3, 6)
    clock = "  –  " if at is None else f"{wall_of(at, zone):%H:%M}"
    return (
        (f"{clock}  ", "muted"),
        (f"{fit(event.event_type or _UNKNOWN, space + 4)} ", "plain"),
        (f"{fit(event.tool_signature or _UNKNOWN, space)} ", "plain"),
        (fit(str(event.recording_id or ""), space - 4), "muted"),
    )


def _day_name(day: date | None, *, today: date) -> str:
    if day is None:
        return "Without a time"
    if day in (today, today - timedelta(days=1)):
        return "Today" if day == today else "Yesterday"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"
