"""Find anything: a text is looked for over all connections, in what was read before and by asking."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui.connections import Connection
from tui.core.errors import FrontdeskError
from tui.lookup.candidates import named_in
from tui.lookup.source import Source, State
from tui.screens.base import FrontdeskScreen
from tui.screens.browse.browser import BrowserScreen
from tui.screens.home.found_entries import Found, found_entries, grouped
from tui.screens.home.lookup import LookupScreen
from tui.screens.home.opening import open_place
from tui.screens.home.person import PersonScreen
from tui.screens.vendor_code import said_by
from tui.widgets.key_line import Hint
from tui.widgets.line_input import LineInput
from tui.widgets.menu import Menu, MenuEntry

__all__ = ["FindScreen", "open_find"]


def open_find(screen: FrontdeskScreen) -> None:
    """Go to finding, unless one is there."""
    if isinstance(screen, FindScreen):
        screen.action_type()
    else:
        screen.app.push_screen(FindScreen(_named_on(screen)))


def _named_on(screen: FrontdeskScreen) -> str:
    """Return the person whom the row under the cursor names; empty where there is no such row."""
    if not isinstance(screen, BrowserScreen):
        return ""
    record = screen.table.current
    if record is None:
        return ""
    try:
        return said_by(screen.app_state, partial(named_in, screen.here, screen.collection.name, record))
    except FrontdeskError:
        return ""  # it is only where to begin


class FindScreen(LookupScreen):
    """A field, what fits it, and how far each connection has been looked at."""

    AUTO_FOCUS = "LineInput"

    KEYS_OF = "Find"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "type", "type", id="find.type", tooltip="Type another text"),
        Binding("down", "list", "to what was found", show=False, id="find.list"),
    ]

    def __init__(self, text: str = "") -> None:
        super().__init__(crumbs=("Find",))
        self._text = text
        self._asked = ""
        """The text that the connections were asked for last."""
        self._groups: dict[str, list[Found]] = {}

    def compose_head(self) -> ComposeResult:
        """Yield the field."""
        with Horizontal(id="find-head"):
            yield Static(" / ", markup=False)
            yield LineInput(self._text, placeholder="a name, an e-mail, a room, a serial number, an id", id="find-text")

    def on_mount(self) -> None:
        """Show how far each connection has been looked at."""
        self.show_all()

    @property
    def text(self) -> str:
        """What is looked for."""
        return self._text.strip()

    def steps(self, connection: Connection) -> AsyncGenerator[None, None]:
        """Ask one connection what is not known yet."""
        return self.app_state.finder.ask(self._asked, connection, self.clock)

    def source_of(self, connection: Connection) -> Source:
        """Say how far one connection has been looked through for the text."""
        return self.app_state.finder.source(self.text, connection) if self.text else Source(connection.name)

    def entries(self) -> list[MenuEntry]:
        """List what fits, or say why nothing does."""
        hits = self.app_state.finder.hits(self.text, self.connections) if self.text else ()
        self._groups = grouped(hits)
        return found_entries(self._groups, width=self.app.size.width) or [*map(_said, self._nothing())]

    def _nothing(self) -> list[str]:
        if not self.connections:
            return ["There are no connections yet.", f"Add one to {self.app_state.config.path}."]
        if not self.text:
            return ["Type what you look for.", "Enter asks every connection, and says how far each was looked at."]
        states = {source.state for source in self.sources()}
        if State.ASKING in states:
            return ["Nothing has come yet."]
        if self.text != self._asked:
            asks = "Enter asks every connection."
            return [asks] if states <= {State.NOT_ASKED, State.CANNOT} else ["Nothing that was read fits.", asks]
        return [f"Nothing was found by “{self.text}”.", "Fewer letters, or another spelling, may find it."]

    def count(self) -> str:
        """Say how many things were found."""
        found = sum(map(len, self._groups.values()))
        return f"{found:,} found" if self.text and (found or self.text == self._asked) else ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits of what is known; nobody is asked at a key."""
        self._text, self._has_moved = event.value, False
        self.show_all()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask every connection, and go to the list."""
        if self.text:
            self._asked = self.text
            self.ask_all()
            self.query_one("#found").focus()

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Go to what is under the cursor: somebody over all connections, anything else where it is."""
        found = next(each for group in self._groups.values() for each in group if each.id == message.id)
        first = found.first
        if first.is_person:
            names = tuple(dict.fromkeys(each.title for each in found.candidates))
            self.app.push_screen(PersonScreen(first.email or first.title, names))
        elif first.place is not None:
            open_place(self, first.place)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to ask again where something is looked for."""
        return action != "anew" or bool(self.text)

    def why_not(self, action: str) -> str:
        """Say why nobody is asked again."""
        return "Type what you look for first." if action == "anew" else ""

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Say what Enter does while the field has the focus, which takes it itself."""
        typing = isinstance(self.focused, LineInput)
        asks = (Hint("", "Enter", "ask every connection"),) if typing and self.text else ()
        return (*asks, *super().arrange_hints(hints))

    def action_type(self) -> None:
        """Go to the field."""
        self.query_one("#find-text").focus()

    def action_list(self) -> None:
        """Go to what was found; while nothing is, Enter in the field is what there is to press."""
        if self._groups:
            self.query_one("#found").focus()

    def action_anew(self) -> None:
        """Ask every connection again for what is typed."""
        self._asked = self.text
        if self.text:
            super().action_anew()


def _said(sentence: str) -> MenuEntry:
    return MenuEntry("", ((f"  {sentence}", "muted"),))
