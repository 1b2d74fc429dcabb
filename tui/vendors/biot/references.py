"""What BioT's ids are the ids of, and what people call those things."""

from __future__ import annotations

from typing import Final

from tui.core.collection import RefersTo

__all__ = ["A_DEVICE", "A_PATIENT", "A_TEMPLATE"]

A_DEVICE: Final = RefersTo("devices", ("_caption",), r"(?=.*[0-9])\S+")
"""An id is one word with a digit, such as a serial number; other captions are looked for."""

_UUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

A_PATIENT: Final = RefersTo(
    "sessions",
    ("_patient.name",),
    r"(?=.*[0-9])\S+",
    value=lambda record: (record.value and record.value.patient and record.value.patient.id) or "",
    limit=500,
)
"""No list of patients is read here: who was in one of the latest sessions can be chosen."""

A_TEMPLATE: Final = RefersTo("templates", ("displayName", "name"), _UUID)
