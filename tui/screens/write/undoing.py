"""Taking a write back from any screen: read what is there, make the request, ask before it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.connections import Connection
from tui.core.action import Values
from tui.core.errors import FrontdeskError, Refused
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import bugs_caught
from tui.screens.write.write_base import words_of
from tui.writing.fields import NowInZone
from tui.writing.run import Plan, plan
from tui.writing.undo import undo_of

if TYPE_CHECKING:
    from tui.storage.journal import JournalEntry

__all__ = ["start_undo"]


def start_undo(screen: FrontdeskScreen, entry: JournalEntry) -> None:
    """Ask whether to take a write back, once it is known what that would send."""
    screen.say(f"Asking {entry.connection} what is there now …")
    screen.run_worker(_plan(screen, entry), group="undo", exclusive=True)


async def _plan(screen: FrontdeskScreen, entry: JournalEntry) -> None:
    try:
        with bugs_caught(screen.app_state):
            connection = screen.app_state.connections.named(entry.connection)
            back = undo_of(connection, entry)
            if back is None:
                raise Refused(f"{entry.target}: this cannot be taken back.")
            action = connection.catalog.action(back.action)
            ready = await plan(connection, action, back.values, moment=NowInZone(screen.now(), screen.zone))
    except FrontdeskError as error:
        screen.call_later(screen.say, words_of(error))
    else:
        screen.call_later(_ask, screen, entry, connection, ready, back.values)


def _ask(screen: FrontdeskScreen, entry: JournalEntry, connection: Connection, ready: Plan, values: Values) -> None:
    from tui.screens.write.confirm import ConfirmScreen

    crumbs = (connection.name, f"Undo of {entry.target}")
    screen.app.push_screen(ConfirmScreen(connection, ready, values, crumbs=crumbs, undoes=entry))
