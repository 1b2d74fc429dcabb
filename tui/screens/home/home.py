"""Home: every connection and whether it answers, where you were, what waits for you."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.connections import Connection
from tui.core.errors import FrontdeskError
from tui.screens.app_state import Answered, PendingItem
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import bugs_caught
from tui.screens.home.entries import ASKING, LastWrite, connection_entries, pending_entries, recent_entries
from tui.screens.navigation import open_connection, open_place
from tui.widgets.key_line import Hint
from tui.widgets.menu import Menu, MenuEntry

if TYPE_CHECKING:
    from tui.storage.journal import JournalEntry

__all__ = ["HomeScreen"]

PROBES_AT_ONCE: Final = 4
"""Connections asked side by side: a config may have many, and each costs a handshake."""


class HomeScreen(FrontdeskScreen):
    """The first screen."""

    TITLE_CRUMB = "Frontdesk"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "probe", "ask again", id="home.refresh"),
        Binding("u", "undo", "undo", id="home.undo", tooltip="Take the newest write back"),
        Binding("escape", "back", "back", id="app.back", show=False),
    ]

    @dataclass
    class Probed(Message):
        """Posted by the worker when a connection has answered, or failed to."""

        name: str
        answered: Answered

    @dataclass
    class LookedBack(Message):
        """Posted by the worker when it has read the journal."""

        pending: list[PendingItem]
        undoable: JournalEntry | None

    def compose_body(self) -> ComposeResult:
        """Yield the one list that home is."""
        yield Menu(id="home")

    def on_mount(self) -> None:
        """Show what is known; ask after the first paint."""
        self.show_entries()
        self.call_after_refresh(self.action_probe)

    def on_screen_resume(self) -> None:
        """Show what has changed while other screens lay above; at the start, what the last Frontdesk left."""
        if self.is_mounted:
            self.show_entries()
            self.call_after_refresh(self.look_back)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the lines."""
        self.show_entries()

    def show_entries(self) -> None:
        """Write the list anew."""
        app_state = self.app_state
        facts = ("demo, made-up data",) if app_state.demo else ()
        self.show_facts(*facts)
        self.query_one("#home", Menu).set_entries(self._entries())

    def action_probe(self) -> None:
        """Ask every connection whether it is there."""
        app_state = self.app_state
        for connection in app_state.connections.all:
            app_state.answers.setdefault(connection.name, ASKING)
        self.show_entries()
        self.run_worker(self._probe_all(app_state.connections.all), group="probe", exclusive=True)

    def on_home_screen_probed(self, message: Probed) -> None:
        """Write an answer into its line."""
        self.app_state.answers[message.name] = message.answered
        self.show_entries()

    def on_home_screen_looked_back(self, message: LookedBack) -> None:
        """Show what waits for a person, and what can be taken back."""
        self.app_state.pending, self.app_state.undoable = message.pending, message.undoable
        self.show_entries()
        self.refresh_bindings()

    def action_undo(self) -> None:
        """Ask whether to take the newest write back."""
        from tui.screens.write.flow import start_undo

        if self.app_state.undoable is not None:
            start_undo(self, self.app_state.undoable)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer an undo when there is something to take back."""
        return action != "undo" or self.app_state.undoable is not None

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Go where the line leads."""
        kind, _, which = message.id.partition(":")
        match kind:
            case "connection":
                open_connection(self, self.app_state.connections.named(which))
            case "recent":
                open_place(self, self.app_state.state.recent[int(which)])
            case "write":
                from tui.screens.journal.journal import JournalScreen

                self.app.push_screen(JournalScreen(at=f"entry:{which}"))
            case _:
                item = self.app_state.pending[int(which)]
                if item.opens is not None:
                    self.app.push_screen(item.opens())

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Put what every key line here ends with at the end: help and quit."""
        app = [(self.shell.key_for(command), words) for command, words in _EVERYWHERE]
        return (*hints, *app)

    def _entries(self) -> list[MenuEntry]:
        app_state = self.app_state
        all_connections = app_state.connections.all
        entries = connection_entries(
            all_connections, app_state.answers, zone=app_state.zone, narrow=self.app.size.width < 72
        )
        if not all_connections:
            entries += [
                MenuEntry("", (("  There are no connections yet.", "strong"),)),
                MenuEntry("", ((f"  Add one to {app_state.config.path}, or run frontdesk init.", "plain"),)),
            ]
        room = self.app.size.height - 4 - len(entries) - (len(app_state.pending) + 2 if app_state.pending else 0) - 2
        names = frozenset(connection.name for connection in all_connections)
        recent = recent_entries(
            app_state.state.recent,
            names,
            limit=max(3, min(room, 9)),
            now=app_state.now(),
            zone=app_state.zone,
            last_write=self._last_write(),
        )
        return [MenuEntry(""), *entries, *recent, *pending_entries(app_state.pending)]

    def _last_write(self) -> LastWrite | None:
        entry = self.app_state.undoable
        if entry is None:
            return None
        title = self.app_state.connections.named(entry.connection).catalog.action(entry.action).title
        text = f"{entry.target}: {title[:1].lower()}{title[1:]}"
        return LastWrite(entry.id, text, entry.connection, entry.at, self.shell.key_for("home.undo"))

    def look_back(self) -> None:
        """See anew what waits for a person, and what can be taken back."""
        self.run_worker(self._read_journal(), group="look back", exclusive=True)

    async def _read_journal(self) -> None:
        # Not before the first paint: SQLite, the journal and its screen are 40 ms of imports.
        from tui.screens.home.attention import find_pending, find_undoable

        pending = await find_pending(self.app_state)
        self.post_message(self.LookedBack(pending, await find_undoable(self.app_state)))

    async def _probe_all(self, connections: Sequence[Connection]) -> None:
        gate = asyncio.Semaphore(PROBES_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for connection in connections:
                group.create_task(self._probe(connection, gate))

    async def _probe(self, connection: Connection, gate: asyncio.Semaphore) -> None:
        async with gate:
            timer = self.app_state.timer
            try:
                with bugs_caught(self.app_state):
                    client = await connection.client()
                    began = timer()
                    probe = await connection.catalog.probe(client)
                    answered = Answered(probe, None, round((timer() - began) * 1000), self.now())
            except FrontdeskError as error:
                answered = Answered(None, error, 0, self.now())
        self.post_message(self.Probed(connection.name, answered))


_EVERYWHERE: Final = (("app.palette", "palette"), ("app.help", "help"), ("app.quit", "quit"))
