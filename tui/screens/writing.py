"""From a screen to a write: the form of an action, and the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tui.connections import Connection
from tui.core.action import Action
from tui.core.record import Record
from tui.screens.base import DeskScreen

__all__ = ["open_journal", "start_action"]


def start_action(
    screen: DeskScreen, connection: Connection, action: Action, records: Sequence[Record[Any]] = ()
) -> None:
    """Start an action, on nothing or on records."""
    screen.say(f"{action.title}: use frontdesk do {connection.name} {action.name}.")


def open_journal(screen: DeskScreen) -> None:
    """Show what was written."""
    screen.say("Use frontdesk journal.")
