"""What a driver can be asked for beside what Textual asks of it; no driver is imported for that."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

__all__ = ["LeavesMouse", "Repaints"]


@runtime_checkable
class Repaints(Protocol):
    """A driver that keeps in mind what the terminal shows."""

    def repaint(self) -> None:
        """Send the whole screen again, whatever is on it."""


@runtime_checkable
class LeavesMouse(Protocol):
    """A driver that can leave the mouse to the terminal for a while."""

    def leave_mouse(self, *, to_terminal: bool) -> None:
        """Have the terminal select text by its own means, or have clicks reported again."""
