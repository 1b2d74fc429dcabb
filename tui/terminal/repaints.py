"""What a driver can be asked for beside what Textual asks of it; no driver is imported for that."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

__all__ = ["Repaints"]


@runtime_checkable
class Repaints(Protocol):
    """A driver that keeps in mind what the terminal shows."""

    def repaint(self) -> None:
        """Send the whole screen again, whatever is on it."""
