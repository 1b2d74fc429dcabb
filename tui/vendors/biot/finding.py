"""What of BioT can be found: devices, and patients by their sessions; BioT names patients, and gives no addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from tui.core.findable import Findable, Finding, LookIn, Trace
from tui.core.place import HERE, Place
from tui.core.present import duration_text
from tui.core.record import Record
from tui.vendors.biot.api.models import Device, Reference, UsageSession
from tui.vendors.biot.sessions import duration, started

__all__ = ["FINDING"]

_DEVICES: Final = LookIn("devices", limit=2_000)
_SESSIONS: Final = LookIn("sessions", range="30d", limit=1_000, reach="of the last 30 days")


def _name(reference: Reference | None) -> str | None:
    return None if reference is None else reference.name


def _id(reference: Reference | None) -> str | None:
    return None if reference is None else reference.id


def _about(device: Device) -> str:
    kind = device.template.display_name if device.template is not None else None
    return ", ".join(part for part in (kind, _name(device.patient)) if part)


def _sessions_of(record: Record[UsageSession]) -> Place | None:
    patient = record.value.patient if record.value is not None else None
    if patient is None or not patient.id:
        return None
    return Place(HERE, "sessions", {"_patient.id": patient.id}, title=patient.name or patient.id)


def _says(session: UsageSession) -> str:
    lasted = duration(session)
    parts = [session.name or session.caption or _name(session.device) or "", session.state or ""]
    parts += [duration_text(lasted)] if lasted is not None else []
    return ", ".join(part for part in parts if part)


_FINDABLES: Final = (
    Findable[Device](
        _DEVICES,
        ("device", "devices"),
        title=lambda device: device.caption or device.id,
        known_as=lambda device: (device.id,),
        ids=lambda device: (device.id,),
        note=_about,
    ),
    Findable[UsageSession](
        _SESSIONS,
        ("patient", "patients"),
        title=lambda session: _name(session.patient),
        ids=lambda session: (_id(session.patient),),
        note=lambda session: "sessions",
        opens=_sessions_of,
    ),
)

_TRACES: Final = (
    Trace[UsageSession](
        _SESSIONS,
        "session",
        when=started,
        says=_says,
        whose=lambda session: (_name(session.patient),),
    ),
)

_WHOM: Final[Mapping[str, Callable[[Any], Iterable[str | None]]]] = dict.fromkeys(
    ("sessions", "session", "devices"), lambda row: (_name(row.patient),)
)

FINDING: Final = Finding(_FINDABLES, _TRACES, _WHOM)
"""What can be found."""
