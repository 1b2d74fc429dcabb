"""From a screen to a write: the form of an action, and the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tui.connections import Connection
from tui.core.action import Action
from tui.core.collection import Collection
from tui.core.record import Record
from tui.screens.base import DeskScreen
from tui.screens.listing import ListScreen, choice

__all__ = ["choose_action", "open_journal", "start_action"]


def start_action(
    screen: DeskScreen, connection: Connection, action: Action, records: Sequence[Record[Any]] = ()
) -> None:
    """Start an action, on nothing or on records."""
    from tui.screens.form import FormScreen

    below = screen.crumbs if screen.connection is connection else (connection.name,)
    screen.app.push_screen(FormScreen(connection, action, crumbs=(*below, action.title), records=records))


def choose_action(
    screen: DeskScreen, connection: Connection, collection: Collection, records: Sequence[Record[Any]]
) -> None:
    """Ask which action to start on records."""
    actions = {each.name: each for each in connection.actions if collection.name in each.applies_to}
    many = f"{len(records):,} marked {collection.noun[1]}" if len(records) > 1 else f"this {collection.noun[0]}"
    entries = [choice(name, each.title, each.danger.value) for name, each in actions.items()]

    def start(name: str | None) -> None:
        if name is not None:
            start_action(screen, connection, actions[name], records)

    screen.app.push_screen(ListScreen(f"Do with {many}", entries), start)


def open_journal(screen: DeskScreen) -> None:
    """Show what was written."""
    from tui.screens.journal import JournalScreen

    screen.app.push_screen(JournalScreen())
