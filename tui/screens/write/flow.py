"""From a screen to a write: the form or the question of an action, and the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from textual.screen import Screen

from tui.connections import Connection
from tui.core.action import Action
from tui.core.collection import Collection
from tui.core.record import Record
from tui.screens.base import FrontdeskScreen
from tui.screens.dialogs.listing import ListScreen, choice

__all__ = ["OwnForm", "choose_action", "open_journal", "start_action"]

OwnForm: TypeAlias = Callable[[Connection, Action, tuple[str, ...], Sequence[Record[Any]]], Screen[None] | None]
"""What a vendor's `screens.FORMS` holds by action name: makes its own screen, or None for the usual form."""


def start_action(
    screen: FrontdeskScreen, connection: Connection, action: Action, records: Sequence[Record[Any]] = ()
) -> None:
    """Start an action on nothing, on a record or on many: a form, then the question, then the write."""
    from tui.screens.write.form import FormScreen

    if connection.read_only:
        screen.say(f"{connection.name} is read-only.")
        return
    if len(records) > 1 and not action.bulk:
        screen.say(f"“{action.title}” is for one at a time.")
        return
    crumbs = screen.crumbs if screen.crumbs and screen.connection is connection else (connection.name,)
    if (own := _own_form(connection, action, crumbs, records)) is not None:
        screen.app.push_screen(own)
        return
    form = FormScreen(connection, action, crumbs=(*crumbs, action.title), records=records)
    screen.app.push_screen(form)
    if not form.fields or (records and not form.wants_input):
        form.call_after_refresh(form.action_submit)


def _own_form(
    connection: Connection, action: Action, crumbs: tuple[str, ...], records: Sequence[Record[Any]]
) -> Screen[None] | None:
    """Make the vendor's own screen for an action, where a form is not the best view; None where it brings none."""
    module = connection.vendor.module("screens")
    own: Mapping[str, OwnForm] = getattr(module, "FORMS", {}) if module is not None else {}
    make = own.get(action.name)
    return make(connection, action, crumbs, records) if make is not None else None


def choose_action(
    screen: FrontdeskScreen, connection: Connection, collection: Collection, records: Sequence[Record[Any]]
) -> None:
    """Ask which action to start on records."""
    actions = {each.name: each for each in connection.actions if collection.name in each.applies_to}
    many = f"{len(records):,} marked {collection.noun[1]}" if len(records) > 1 else f"this {collection.noun[0]}"
    entries = [choice(name, each.title, each.danger.value) for name, each in actions.items()]

    def start(name: str | None) -> None:
        if name is not None:
            start_action(screen, connection, actions[name], records)

    screen.app.push_screen(ListScreen(f"Do with {many}", entries), start)


def open_journal(screen: FrontdeskScreen) -> None:
    """Show what was written."""
    from tui.screens.journal.journal import JournalScreen

    if not isinstance(screen, JournalScreen):
        screen.app.push_screen(JournalScreen())
