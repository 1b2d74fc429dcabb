"""What of NameCoach can be found: a lead's or a contact's events, where the id is typed and the recordings are known.

The API lists nothing: a search wants lead or contact, recordings, customer and user, all of them.
"""

from __future__ import annotations

from typing import Any, Final

from tui.core.findable import Findable, Finding, LookIn, Trace
from tui.core.place import HERE, Place
from tui.core.record import Record
from tui.vendors.namecoach.api.models import Event
from tui.vendors.namecoach.events import created

__all__ = ["FINDING"]


def _look(entity: str) -> LookIn:
    return LookIn(
        f"{entity}-events",
        settings={"recording_id": "recordings"},
        text_param=f"{entity}_id",
        takes=r"\S{1,200}",
        by="their whole id",
        limit=500,
        reach=f"of this {entity} id",
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _opens(entity: str, record: Record[Event]) -> Place | None:
    if record.value is None or not _text(record.value.entity_id):
        return None
    who = _text(record.value.entity_id)
    recording = _text(record.value.recording_id)
    values: dict[str, Any] = {f"{entity}_id": who}
    values |= {"recording_id": (recording,)} if recording else {}
    return Place(HERE, f"{entity}-events", values, title=who, record=record.id)


def _says(event: Event) -> str:
    parts = (event.event_type, _text(event.recording_id), event.tool_signature)
    return ", ".join(part for part in parts if part)


def _findable(entity: str) -> Findable[Event]:
    return Findable[Event](
        _look(entity),
        (entity, f"{entity}s"),
        title=lambda event: _text(event.entity_id),
        ids=lambda event: (_text(event.entity_id),),
        note=lambda event: event.message if isinstance(event.message, str) else "",
        opens=lambda record: _opens(entity, record),
    )


def _trace(entity: str) -> Trace[Event]:
    return Trace[Event](
        _look(entity), f"{entity} event", when=created, says=_says, opens=lambda record: _opens(entity, record)
    )


_FINDABLES: Final = (_findable("lead"), _findable("contact"))

_TRACES: Final = (_trace("lead"), _trace("contact"))

FINDING: Final = Finding(_FINDABLES, _TRACES)
"""What can be found."""
