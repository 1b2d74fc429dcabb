"""One person over all connections: who they are at each, where they were, what they did, newest first."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from functools import partial
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.connections import Connection
from tui.core.errors import FrontdeskError
from tui.core.time.ranges import describe
from tui.core.time.time_range import TimeRange
from tui.lookup.candidates import Candidate
from tui.lookup.person import Event, Whereabouts
from tui.lookup.source import Source, State
from tui.screens.browse.tools import ask_range
from tui.screens.home.found_entries import event_entries, identity_entries
from tui.screens.home.lookup import LookupScreen
from tui.screens.home.opening import open_place
from tui.screens.vendor_code import said_by
from tui.widgets.head_line import HeadLine
from tui.widgets.menu import Menu, MenuEntry

__all__ = ["PersonScreen"]

_AT_FIRST: Final = "7d"
"""What is offered first as another time: how far most connections are asked at first."""


class PersonScreen(LookupScreen):
    """A person's days, from every connection that knows of them."""

    AUTO_FOCUS = "#found"

    KEYS_OF = "A person over all connections"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "range", "range", id="person.range", tooltip="Look over another time"),
    ]

    def __init__(self, who: str, names: Sequence[str] = ()) -> None:
        """Build it.

        Args:
            who: An e-mail address, or a name.
            names: What else they are known to be called.
        """
        super().__init__(crumbs=("Find", next(iter(names), who)))
        self._who, self._names = who, tuple(names)
        self._span: TimeRange | None = None
        """Over which time they are looked for; None for what each connection is asked over at first."""
        self._known: Whereabouts | None = None
        self._people: tuple[Candidate, ...] = ()
        self._events: tuple[Event, ...] = ()

    def compose_head(self) -> ComposeResult:
        """Yield the line that says who it is."""
        yield HeadLine(id="who")

    def on_mount(self) -> None:
        """Ask at once: whoever comes here wants to know."""
        self.ask_all()

    @property
    def known(self) -> Whereabouts:
        """What is known of them."""
        if self._known is None:
            text, reach = (self._span.text, f"of {self._time()}") if self._span is not None else ("", "")
            self._known = Whereabouts(
                self._who, self._names, finder=self.app_state.finder, range_text=text, reach=reach
            )
        return self._known

    def steps(self, connection: Connection) -> AsyncGenerator[None, None]:
        """Ask one connection."""
        return self.known.ask(connection, self.clock)

    def source_of(self, connection: Connection) -> Source:
        """Say how far one connection has been looked through."""
        return self.known.source(connection)

    def entries(self) -> list[MenuEntry]:
        """List who they are, then what they did."""
        for connection in self.connections:
            if connection.name in self._failed:
                continue
            try:
                said_by(self.app_state, partial(self.known.events_at, connection))
            except FrontdeskError as broken:
                self._failed[connection.name] = broken
        self._people, self._events = self.known.people(), self.known.events(but=self._failed)
        names = [name for name in self.known.names if name != self.crumbs[-1]]
        head = self.query_one("#who", HeadLine)
        head.words = "; ".join(part for part in (self.known.email, f"also {', '.join(names)}" if names else "") if part)
        head.fact = self._time()
        entries = [
            *identity_entries(self._people, width=self.app.size.width),
            *event_entries(self._events, now=self.now(), zone=self.zone),
        ]
        return entries or [MenuEntry("", ((f"  {self._nothing()}", "muted"),))]

    def _nothing(self) -> str:
        asking = any(self.known.source(each).state is State.ASKING for each in self.connections)
        return "Nothing has come yet." if asking else "No connection knows anything of them in this time."

    def count(self) -> str:
        """Say how much tells of them."""
        return f"{len(self._events):,} found"

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Go to where it is to be seen."""
        kind, _, which = message.id.partition(":")
        known = (each for each in self._people if each.place is not None and each.connection == which)
        done = (event for event in self._events if event.id == which)
        chosen: Candidate | Event = next(known) if kind == "known" else next(done)
        if chosen.place is None:
            self.say("There is no list that shows this.")
        else:
            open_place(self, chosen.place)

    def _time(self) -> str:
        return describe(self._span, self.zone, now=self.now()) if self._span is not None else ""

    def action_range(self) -> None:
        """Look over another time; who they are is known already."""

        def take(span: TimeRange) -> None:
            self._span, self._known = span, None
            self.ask_all()

        ask_range(self, self._span.text if self._span is not None else _AT_FIRST, take)

    def action_anew(self) -> None:
        """Ask every connection again."""
        self._known = None
        super().action_anew()
