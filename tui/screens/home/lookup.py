"""The ground of the screens that look through all connections: a list, and under it how far each has been looked at."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.connections import Connection
from tui.core.errors import FrontdeskError
from tui.lookup.reading import Clock
from tui.lookup.source import Source, State
from tui.screens.base import FrontdeskScreen
from tui.screens.boundary import one_line
from tui.screens.home.found_entries import source_entries
from tui.screens.vendor_code import said_by
from tui.widgets.menu import Menu, MenuEntry
from tui.widgets.top_line import HorizontalRule

__all__ = ["LookupScreen"]

_GROUP: Final = "lookup"

_TALL: Final = 20
"""Lines of a terminal from which on the connections may take two fifths of it."""
_FEW: Final = 3
"""Lines that they take on a shorter one."""


class LookupScreen(FrontdeskScreen):
    """Asks every connection at once; none waits for another, and what one fails at stands in its own line."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [Path(__file__).with_name("lookup.tcss")]

    KEYS_OF = "Finding"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r,f5", "anew", "ask again", id="lookup.anew", tooltip="Ask every connection again"),
    ]

    @dataclass
    class Came(Message):
        """Posted by a worker whenever something of a connection has come."""

        connection: str

    def __init__(self, *, crumbs: tuple[str, ...]) -> None:
        super().__init__(crumbs=crumbs)
        self._failed: dict[str, FrontdeskError] = {}
        """By connection: a mistake of ours that ended the asking."""
        self._has_moved = False
        """Whether somebody has chosen a line; until then the cursor stays on the first, whatever comes above it."""

    def compose_body(self) -> ComposeResult:
        """Yield the list, and the connections' lines."""
        yield Menu(id="found")
        yield HorizontalRule(id="sources-rule")
        sources = Menu(id="sources")
        sources.can_focus = False
        yield sources

    def on_resize(self, event: events.Resize) -> None:
        """Fit the lines."""
        self.show_all()

    @property
    def clock(self) -> Clock:
        """What ranges go by."""
        return Clock(self.now(), self.zone)

    @property
    def connections(self) -> Sequence[Connection]:
        """All of them, in the order of the config."""
        return self.app_state.connections.all

    def steps(self, connection: Connection) -> AsyncGenerator[None, None]:
        """Ask one connection, and yield whenever something has come."""
        raise NotImplementedError

    def source_of(self, connection: Connection) -> Source:
        """Say how far one connection has been looked through."""
        raise NotImplementedError

    def entries(self) -> list[MenuEntry]:
        """Make the list."""
        raise NotImplementedError

    def ask_all(self) -> None:
        """Ask every connection; what is still under way from before is broken off."""
        self.workers.cancel_group(self, _GROUP)
        self._has_moved = False
        self._failed.clear()
        for connection in self.connections:
            name = connection.name

            def failed(error: FrontdeskError, name: str = name) -> None:
                self._failed[name] = error
                self.show_all()

            self.run_guarded(self._ask(connection), then=lambda _: self.show_all(), failed=failed, group=_GROUP)
        self.show_all()

    async def _ask(self, connection: Connection) -> None:
        async with aclosing(self.steps(connection)) as steps:
            async for _ in steps:
                self.post_message(self.Came(connection.name))

    def on_lookup_screen_came(self, message: Came) -> None:
        """Show what has come."""
        self.show_all()

    def on_menu_highlighted(self, message: Menu.Highlighted) -> None:
        """Take note that somebody moves about."""
        self._has_moved = True

    def sources(self) -> list[Source]:
        """Say of each connection how far it has been looked through."""
        return [self._source(connection) for connection in self.connections]

    def _source(self, connection: Connection) -> Source:
        name = connection.name
        if name not in self._failed:
            try:
                return said_by(self.app_state, partial(self.source_of, connection))
            except FrontdeskError as broken:
                self._failed[name] = broken
        return Source(name, State.FAILED, missing=(one_line(self._failed[name]),))

    def show_all(self) -> None:
        """Bring list and lines up to date with what has come."""
        if not self.is_mounted:
            return
        entries = self.entries()
        sources = self.sources()
        first = next((entry.id for entry in entries if entry.id), "")
        self.query_one("#found", Menu).set_entries(entries, at="" if self._has_moved else first)
        height = self.app.size.height
        room = (height - 5) * 2 // 5 if height >= _TALL else _FEW
        lines = source_entries(sources, width=self.app.size.width, lines=room)
        under = self.query_one("#sources", Menu)
        under.styles.height = len(lines)
        under.set_entries(lines)
        self.show_progress(sources)
        self.refresh_bindings()

    def show_progress(self, sources: Sequence[Source]) -> None:
        """Say at the right of the top line how many connections are still being asked, or failed."""
        asking = sum(source.state is State.ASKING for source in sources)
        failed = sum(source.state is State.FAILED for source in sources)
        partly = sum(source.state is State.LOOKED and not source.is_whole for source in sources)
        self.show_facts(
            self.count(),
            f"asking {asking} of {len(sources)}" if asking else "",
            f"{failed} failed" if failed else "",
            f"{partly} not whole" if partly else "",
        )

    def count(self) -> str:
        """Say how much there is; empty while nothing was looked for."""
        return ""

    def action_anew(self) -> None:
        """Ask every connection again."""
        self.app_state.finder.forget()
        self.ask_all()
