"""Home: every connection and whether it answers, where you were, what waits for you."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.connections import Connection
from tui.core.errors import FrontdeskError
from tui.screens.app_state import Answered, BriefLine, PendingItem
from tui.screens.base import FrontdeskScreen
from tui.screens.home.briefing import ask_briefing, open_brief
from tui.screens.home.entries import (
    ASKING,
    LastWrite,
    briefing_entries,
    connection_entries,
    last_write,
    pending_entries,
    recent_entries,
)
from tui.screens.home.opening import open_place
from tui.screens.home.welcome import go_on_from_welcome, welcome_entries
from tui.screens.navigation import open_connection
from tui.widgets.key_line import Hint, without
from tui.widgets.menu import Menu, MenuEntry

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = ["HomeScreen"]

PROBES_AT_ONCE: Final = 4
"""Connections asked side by side: a config may have many, and each costs a handshake."""


class HomeScreen(FrontdeskScreen):
    """The first screen."""

    TITLE_CRUMB = "Frontdesk"

    PACE = 0.1
    """Seconds: answers that come one upon the other are one frame, and none is waited for that anybody would notice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,f3", "app.find", "find", id="home.find", tooltip="Find anything over all connections"),
        Binding("r", "probe", "ask again", id="home.refresh"),
        Binding("u", "undo", "undo", id="home.undo", tooltip="Take the newest write back"),
        Binding("V", "views", "views", id="home.views", tooltip="The saved views", show=False),
        Binding("n", "setup", "set up a connection", show=False, id="home.setup"),
        Binding("escape", "back", "back", id="app.back", show=False),
    ]

    class AtRest(Message):
        """Posted when every connection that was asked has answered and said what there is to say of it."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: set[str] = set()
        """The connections that are still to answer, or to say what there is to say."""

    def compose_body(self) -> ComposeResult:
        """Yield the one list that home is."""
        yield Menu(id="home")

    def on_mount(self) -> None:
        """Show what is known; ask after the first paint."""
        self.show_entries()
        self.call_after_refresh(self.action_probe)
        if self.app_state.opens is not None:
            self.call_after_refresh(self._open_at_once)

    def _open_at_once(self) -> None:
        """Go where the app was told to go, as if one had walked there."""
        from tui.screens.home.starting import open_start

        link, self.app_state.opens = self.app_state.opens, None
        if link is not None:
            open_start(self, link)

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

    def show_pages(self) -> None:
        """Show what has been answered."""
        self.show_entries()

    def action_probe(self) -> None:
        """Ask every connection whether it is there."""
        app_state = self.app_state
        for connection in app_state.connections.all:
            app_state.answers.setdefault(connection.name, ASKING)
        self.show_entries()
        self.workers.cancel_group(self, "probe")
        self._asked = {connection.name for connection in app_state.connections.all}
        if not self._asked:
            self.post_message(self.AtRest())
        gate = asyncio.Semaphore(PROBES_AT_ONCE)
        for connection in app_state.connections.all:
            then, failed = partial(self._show_answer, connection.name), partial(self._show_silence, connection.name)
            self.run_guarded(self._probe(connection, gate), then=then, failed=failed, group="probe")

    def _show_answer(self, name: str, answered: Answered) -> None:
        """Write an answer into its line."""
        self.app_state.answers[name] = answered
        self.show_soon()
        connection = self.app_state.connections.named(name)
        if answered.error is None and connection.config.briefing:
            then, failed = partial(self._show_briefing, name), partial(self._miss_briefing, name)
            self.run_guarded(ask_briefing(connection, self.app_state), then=then, failed=failed, group="probe")
        else:
            self._show_all_of(name)

    def _show_briefing(self, name: str, lines: tuple[BriefLine, ...]) -> None:
        self.app_state.briefing[name] = lines
        self.show_soon()
        self._show_all_of(name)

    def _miss_briefing(self, name: str, error: FrontdeskError) -> None:
        self.say_failure(error)
        self._show_all_of(name)

    def _show_all_of(self, name: str) -> None:
        self._asked.discard(name)
        if not self._asked:
            self.post_message(self.AtRest())

    def _show_silence(self, name: str, error: FrontdeskError) -> None:
        self._show_answer(name, Answered(None, error, 0, self.now()))

    def _show_journal(self, found: tuple[list[PendingItem], JournalEntry | Batch | None]) -> None:
        """Show what waits for a person, and what can be taken back."""
        self.app_state.pending, self.app_state.undoable = found
        self.show_soon()
        self.refresh_bindings()

    def action_undo(self) -> None:
        """Ask whether to take the newest write back."""
        from tui.screens.write.flow import undo_newest

        undo_newest(self)

    def action_views(self) -> None:
        """Go to the saved views."""
        from tui.screens.home.saved_views import SavedViewsScreen

        self.app.push_screen(SavedViewsScreen())

    def action_setup(self) -> None:
        """Set up one more connection."""
        go_on_from_welcome(self, "setup")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer an undo when there is something to take back, to ask those that there are, and no setup in the demo."""
        if action == "setup":
            return not self.app_state.demo
        if action == "probe":
            return bool(self.app_state.connections.all)
        return action != "undo" or self.app_state.undoable is not None

    def why_not(self, action: str) -> str:
        """Say why there is nothing to undo, to set up, or to ask."""
        if action == "setup":
            return "This is the demo: “frontdesk init” sets up a connection of your own."
        if action == "probe":
            return "There is no connection to ask yet."
        return "There is no write that can be taken back." if action == "undo" else ""

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Go where the line leads."""
        kind, _, which = message.id.partition(":")
        match kind:
            case "connection":
                open_connection(self, self.app_state.connections.named(which))
            case "welcome":
                go_on_from_welcome(self, which)
            case "recent":
                open_place(self, self.app_state.state.recent[int(which)])
            case "brief":
                index, _, name = which.partition(":")
                open_brief(self, self.app_state.connections.named(name), self.app_state.briefing[name][int(index)])
            case "write":
                from tui.screens.journal.journal import JournalScreen

                self.app.push_screen(JournalScreen(at=which))
            case _:
                item = self.app_state.pending[int(which)]
                if item.opens is not None:
                    self.app.push_screen(item.opens())

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Put what every key line here ends with at the end, help and quit; leave finding out where nothing is."""
        app = [Hint(command, self.shell.key_for(command), words) for command, words in _EVERYWHERE]
        return (*(hints if self.app_state.connections.all else without(hints, {"home.find"})), *app)

    def _entries(self) -> list[MenuEntry]:
        app_state = self.app_state
        all_connections = app_state.connections.all
        entries = connection_entries(all_connections, app_state.answers, zone=app_state.zone, width=self.app.size.width)
        if not all_connections:
            entries = [*welcome_entries(app_state.config.path)]
        needs = pending_entries(app_state.pending, briefing_entries(app_state.briefing, all_connections))
        space = self.app.size.height - 4 - len(entries) - len(needs) - 2
        names = frozenset(connection.name for connection in all_connections)
        recent = recent_entries(
            app_state.state.recent,
            names,
            limit=max(3, min(space, 9)),
            now=app_state.now(),
            zone=app_state.zone,
            last_write=self._last_write(),
        )
        return [MenuEntry(""), *entries, *recent, *needs]

    def _last_write(self) -> LastWrite | None:
        last = self.app_state.undoable
        if last is None:
            return None
        title = self.app_state.connections.named(last.connection).catalog.action(last.action).title
        return last_write(last, title=title, key=self.shell.key_for("home.undo"))

    def look_back(self) -> None:
        """See anew what waits for a person, and what can be taken back."""
        self.run_guarded(self._read_journal(), then=self._show_journal, group="look back", exclusive=True)

    async def _read_journal(self) -> tuple[list[PendingItem], JournalEntry | Batch | None]:
        # Not before the first paint: SQLite, the journal and its screen are 40 ms of imports.
        from tui.screens.home.attention import find_pending
        from tui.screens.write.undoable import find_undoable

        return await find_pending(self.app_state), await find_undoable(self.app_state)

    async def _probe(self, connection: Connection, gate: asyncio.Semaphore) -> Answered:
        async with gate:
            timer = self.app_state.timer
            client = await connection.client()
            began = timer()
            probe = await connection.catalog.probe(client)
            return Answered(probe, None, round((timer() - began) * 1000), self.now())


_EVERYWHERE: Final = (("app.palette", "palette"), ("app.help", "help"), ("app.quit", "quit"))
