"""What Vuforia's ids are the ids of, and what people call those things."""

from __future__ import annotations

from typing import Final

from tui.core.collection import RefersTo
from tui.vendors.vuforia.api.models import shown

__all__ = ["A_PROCEDURE"]

A_PROCEDURE: Final = RefersTo(
    "runs",
    ("procedure.title",),
    r"\S+",  # a customer's ids are of no one form, but a title is of several words
    value=lambda record: (record.value and record.value.procedure.id) or "",
    also_called=lambda record: (record.value and shown(record.value.procedure.title)) or "",
    asking={"granularity": "procedure"},
    range="30d",
)
"""No procedures are listed by the vendor: those that were run within a month can be chosen."""
