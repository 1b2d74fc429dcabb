"""What a list of events shows."""

from __future__ import annotations

from typing import Any, Final

from tui.core.column import Column, Kind
from tui.core.time.times import parse_time
from tui.vendors.namecoach.api.models import Event
from tui.vendors.namecoach.events import created

__all__ = ["EVENT_COLUMNS"]


def _text(value: Any) -> str | None:
    return None if value in (None, "") else str(value)


EVENT_COLUMNS: Final = (
    Column[Event]("created_at", "Recorded", created, Kind.TIME, width=10, rank=0),
    Column[Event]("event_type", "Event", lambda row: row.event_type, width=20, rank=0),
    Column[Event]("recording_id", "Recording", lambda row: _text(row.recording_id), width=18, rank=1),
    Column[Event]("user_id", "User", lambda row: _text(row.user_id), width=16, rank=2),
    Column[Event]("tool_signature", "Tool", lambda row: row.tool_signature, width=18, rank=3),
    Column[Event]("message", "Message", lambda row: _text(row.message), width=24, rank=4),
    Column[Event]("entity_id", "Entity", lambda row: _text(row.entity_id), width=14, rank=5),
    Column[Event]("entity_type", "Kind", lambda row: row.entity_type, width=8, rank=6, shown=False),
    Column[Event]("event_id", "Event id", lambda row: _text(row.event_id), width=14, rank=7, shown=False),
    Column[Event]("customer_id", "Customer", lambda row: _text(row.customer_id), width=14, rank=8, shown=False),
    Column[Event](
        "updated_at", "Updated", lambda row: parse_time(row.updated_at), Kind.TIME, width=10, rank=9, shown=False
    ),
)
