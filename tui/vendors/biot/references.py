"""What BioT's ids are the ids of, and what people call those things."""

from __future__ import annotations

from typing import Final

from tui.core.collection import RefersTo

__all__ = ["A_DEVICE", "A_TEMPLATE"]

A_DEVICE: Final = RefersTo("devices", ("_caption",), r"(?=.*[0-9])\S+")
"""An id is one word with a digit, such as a serial number; other captions are looked for."""

_UUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

A_TEMPLATE: Final = RefersTo("templates", ("displayName", "name"), _UUID)
