"""What Vuforia's ids are the ids of, and what people call those things."""

from __future__ import annotations

from typing import Final

from tui.core.collection import RefersTo

__all__ = ["A_PROCEDURE"]

A_PROCEDURE: Final = RefersTo(
    "runs",
    ("procedure.title",),
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    value=lambda record: (record.value and record.value.procedure.id) or "",
    asking={"granularity": "procedure"},
    range="30d",
)
"""No procedures are listed by the vendor: those that were run within a month can be chosen."""
