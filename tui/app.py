"""The app: puts screens, themes, keys and palette together. What there is to see is the screens' own business."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import Any, ClassVar, Final

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import LineFilter
from textual.geometry import Offset

from tui.config import Config
from tui.connections import Connection, Connections
from tui.core.garbage import spare_what_lives
from tui.core.time.clock import Clock, SystemClock
from tui.core.turns import keys_go_first
from tui.screens.app_state import AppState
from tui.screens.base import FrontdeskScreen
from tui.screens.command_book import CommandBook, our_places
from tui.screens.dialogs.too_small import TooSmallScreen, is_too_small
from tui.screens.home.home import HomeScreen
from tui.screens.leaving import ask_quit, under_way, unless_lost
from tui.screens.navigation import open_collection, open_from_home
from tui.screens.over_any import (
    open_find,
    open_help,
    open_journal,
    open_palette,
    open_requests,
    open_settings,
    undo_newest,
)
from tui.screens.theme_worn import ThemeWorn
from tui.screens.vendor_code import places_of
from tui.storage.paths import Paths
from tui.terminal.copying import copy
from tui.terminal.environment import Colours
from tui.terminal.keymap import check_keys, key_label
from tui.terminal.no_colour import without_colours
from tui.terminal.repaints import LeavesMouse, Repaints
from tui.terminal.type_ahead import TypeAhead, parted
from tui.themes import bundled_folder, load_themes
from tui.vendors import registry
from tui.widgets.line import SPARES_LINK, HasCursorLine
from tui.widgets.menu import Menu

__all__ = ["FrontdeskApp"]

_BY_HAND: Final = "Select by hand what was copied last"
_FAREWELLS: Final = (signal.SIGHUP, signal.SIGTERM)


class FrontdeskApp(App[int], inherit_bindings=False):
    """Frontdesk on a terminal."""

    _home: HomeScreen
    """The screen under all others, there from the start to the end: it runs what belongs to none of them."""

    TITLE = "Frontdesk"
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        "app.tcss",
        "screens/base.tcss",
        "screens/dialogs/panel.tcss",
        "screens/browse/browser.tcss",
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - Textual declares it for instances
    """What stylesheets call a terminal by its height."""
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    KEYS_OF = "Everywhere"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("colon", "palette", "palette", show=False, id="app.palette"),
        Binding("question_mark,f1", "help", "help", show=False, id="app.help"),  # F1 works where text is typed
        Binding("comma", "settings", "settings", show=False, id="app.settings"),
        Binding("f3", "find", "find anything over all connections", show=False, id="app.find"),
        Binding("J", "journal", "journal", show=False, id="app.journal"),
        Binding("u", "undo", "undo", show=False, id="app.undo", tooltip="Take the newest write back"),
        Binding("L", "requests", "requests that were sent", show=False, id="app.requests"),
        Binding("f6", "select_copied", "select what was copied", show=False, id="app.select-copied", tooltip=_BY_HAND),
        Binding("q,ctrl+q", "ask_quit", "quit", show=False, id="app.quit"),
        Binding("ctrl+l", "repaint", "draw the screen again", show=False, id="app.repaint"),
        Binding("ctrl+z", "suspend_process", "stop, until the shell’s “fg”", show=False, id="app.stop"),
        Binding("ctrl+c", "break_off", "break off", show=False, id="app.break-off"),
        *(
            Binding(
                str(number), f"connection({number})", f"Connection {number}", show=False, id=f"app.connection-{number}"
            )
            for number in range(1, 10)
        ),
    ]

    def __init__(
        self,
        connections: Connections,
        config: Config,
        *,
        clock: Clock | None = None,
        paths: Paths | None = None,
        demo: bool = False,
        driver_class: type[Driver] | None = None,
        colours: Colours = None,
        spares_link: bool = False,
    ) -> None:
        """Put the app together.

        Args:
            connections: The vendors' systems.
            config: What the user wants.
            clock: What time it is; None: the system's.
            paths: Where things are kept; None keeps nothing.
            demo: Whether the data is made up.
            driver_class: What draws on the terminal; None: Textual's own.
            colours: How many the terminal has.
            spares_link: Whether fewer frames are sent than elsewhere, which is said once.
        """
        super().__init__(driver_class=driver_class)
        self.crash: BaseException | None = None
        """What ended the app when it was a mistake of ours; None while it runs, and when it was left."""
        # Over SSH a moving thing costs more than it tells, and nearby it is no faster to read.
        self.animation_level = "none"
        self.write_terminal: Callable[[str], None] | None = None
        self._is_starting = True
        self._copied: tuple[str, str] | None = None
        """What was copied last, and what it is in words; None before anything was."""
        themes = load_themes([bundled_folder(), *([paths.themes] if paths is not None else [])])
        self.app_state = AppState(
            connections,
            config,
            clock or SystemClock(),
            themes,
            paths=paths,
            demo=demo,
            problems=(*config.warnings, *themes.problems),
        )
        self.type_ahead = TypeAhead(self, super().on_event, self.app_state.keys_first)
        self._spares_link = spares_link
        self.set_class(spares_link, SPARES_LINK)
        self._theme_worn = ThemeWorn(self, self.app_state, colours, os.environ)
        self._commands = CommandBook(_shell_places, our_places, self._vendor_places)
        self._apply_keys({name: key for name, key in config.keys.items() if name in self._commands.known})

    def get_default_screen(self) -> FrontdeskScreen:
        """Make home: it lies under everything."""
        self._home = HomeScreen()
        return self._home

    def on_load(self) -> None:
        """Have everything that the app begins give way to keys."""
        keys_go_first(self.app_state.keys_first)

    def on_mount(self) -> None:
        """Take signals, and look at the keys of other screens."""
        if not self.app_state.config.keys.keys() <= self._commands.known.keys():
            self.call_after_refresh(self._look_at_all_keys)
        if not self.is_headless:
            # By default SIGHUP ends the process as it stands, and SIGTERM leaves the terminal in disarray.
            loop = asyncio.get_running_loop()
            for number in _FAREWELLS:
                loop.add_signal_handler(number, self._leave, number)
        self._theme_worn.ask(self.write_terminal)
        if self._spares_link and not self.app_state.remembered("told", "low_bandwidth"):
            self.call_after_refresh(self._tell_of_low_bandwidth)

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor goes: where text is typed, or on the line of a list that one is on."""
        focused = self.focused if self.app_state.config.ui.screen_reader and self.is_running else None
        if focused is not None and isinstance(focused, HasCursorLine) and (line := focused.line_at) is not None:
            return focused.content_region.offset + Offset(0, line)
        return self._typed_at

    @cursor_position.setter
    def cursor_position(self, position: Offset) -> None:
        self._typed_at = position

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes one at a time; everything else as it comes."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._end_start()
            for key in parted(event):
                await self.type_ahead.take(key)
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            await self.type_ahead.take(event)
        else:
            await super().on_event(event)

    def on_home_screen_at_rest(self) -> None:
        """Take note that what the start began has come to its end."""
        self._end_start()

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while the terminal is too small."""
        covered = isinstance(self.screen, TooSmallScreen)
        if is_too_small(event.size) and not covered:
            self.push_screen(TooSmallScreen())
        elif covered and not is_too_small(event.size):
            self.pop_screen()

    # What screens ask of the app (`Shell`).

    def open_collection(
        self,
        connection: Connection,
        name: str,
        *,
        values: Mapping[str, Any],
        crumbs: tuple[str, ...],
        range_text: str = "",
    ) -> None:
        """Go to a collection; asks for what it needs first."""
        if isinstance(self.screen, FrontdeskScreen):
            collection = connection.catalog.collection(name)
            open_collection(self.screen, connection, collection, values=values, crumbs=crumbs, range_text=range_text)

    def copy_text(self, text: str, what: str) -> str:
        """Copy text by the first way that takes it, else show it to select from; return the sentence that says so."""
        self._copied = (text, what)
        by_hand = self.key_for("app.select-copied")
        if said := copy(text, what, environ=os.environ, write=self.write_terminal, by_hand=by_hand):
            return said
        self.action_select_copied("No clipboard takes this.")
        return f"No clipboard takes {what}; it was shown to select from."

    def choose_theme(self, name: str) -> None:
        """Show another theme, or follow the terminal's light or dark, and remember it."""
        self._theme_worn.choose(name, self.write_terminal)
        self._home.run_guarded(self.app_state.remember("theme", "name", name), group="remember")

    def background_told(self, colour: str) -> None:
        """Take what the terminal says its background is."""
        self._theme_worn.told(colour)

    def key_for(self, command_id: str) -> str:
        """Return the key that a command is on, as people call it; empty when there is no such command."""
        command = self._commands.find(command_id)
        if command is None:
            return ""
        return key_label(self._keymap_given.get(command_id, ",".join(command.keys)).split(",")[0])

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what is done to each line last; without colours the theme's are taken off, not made grey."""
        if not self.no_color:
            return super().get_line_filters()
        theme = self.theme_variables
        return (without_colours(theme["background"], theme["surface"], theme["panel"]),)

    def refresh_css(self, animate: bool = True) -> None:  # noqa: FBT001, FBT002 - as Textual has it
        """Style everything anew, with the theme's colours.

        While there is no screen yet nothing is parsed with them: the first one brings more to parse, and that is all
        parsed then. Twice is 6 ms of every start.
        """
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def bell(self) -> None:
        """Ring; on the way to a crash keep what it was, for whoever started the app.

        Textual rings when an exception is about to end the app, while that is being handled, and offers no other
        public place to learn of it. What it prints afterwards shows local variables, and secrets may be among them:
        `tui.launch` keeps that back and tells the crash itself.
        """
        self.crash = sys.exception() or self.crash
        super().bell()

    def export_folder(self) -> Path:
        """Return where an export goes when only a name was given: where Frontdesk was started."""
        return Path.cwd()

    # Commands that work everywhere.

    def action_palette(self) -> None:
        """Open the palette over the screen."""
        self._over(open_palette)

    def action_help(self) -> None:
        """Show the keys of the screen below."""
        self._over(open_help)

    def action_settings(self) -> None:
        """Show the settings in force."""
        self._over(open_settings)

    def action_repaint(self) -> None:
        """Send the whole screen again: something else has written on it."""
        driver: object = self._driver
        if isinstance(driver, Repaints):
            driver.repaint()
        else:
            self.refresh(repaint=True, layout=False)

    def action_journal(self) -> None:
        """Show what was written."""
        self._over(open_journal)

    def action_undo(self) -> None:
        """Ask whether to take the newest write back, from wherever one is."""
        self._over(undo_newest)

    def action_find(self) -> None:
        """Find something over all connections; a row that names somebody is where it begins."""
        self._over(open_find)

    def action_select_copied(self, why: str = "") -> None:
        """Show what was copied last, to select from: a terminal that takes no copy does not say so."""
        if self._copied is None:
            return
        from tui.screens.dialogs.select_text import SelectTextScreen

        driver: object = self._driver
        mouse = driver if isinstance(driver, LeavesMouse) else None
        self.push_screen(SelectTextScreen(*self._copied, mouse=mouse, why=why))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing to select from before anything was copied."""
        return self._copied is not None if action == "select_copied" else super().check_action(action, parameters)

    def action_requests(self) -> None:
        """Show what was asked of the vendors, and how they answered."""
        self._over(open_requests)

    def _over(self, opened: Callable[[FrontdeskScreen], None]) -> None:
        if isinstance(self.screen, FrontdeskScreen):
            opened(self.screen)

    def action_connection(self, number: int) -> None:
        """Go to a connection by its number, from wherever one is."""
        connections = self.app_state.connections.all
        if number > len(connections):
            return
        if busy := under_way(self):
            # Its work ends with the screen that does it.
            if isinstance(self.screen, FrontdeskScreen):
                self.screen.say(f"{busy} Wait for its end, or cancel it.")
            return
        unless_lost(self, partial(open_from_home, self, connections[number - 1]))

    async def action_break_off(self) -> None:
        """Break a read off; with none under way, say how to leave: Ctrl+C is pressed by reflex."""
        if isinstance(self.screen, FrontdeskScreen):
            if self.screen.reading:
                self.screen.stop_read()
            else:
                self.screen.say(f"{self.key_for('app.quit')} quits.")

    def action_ask_quit(self) -> None:
        """Quit; ask first when that would break something off, or lose what was typed."""
        ask_quit(self, self.app_state.work)

    def _end_start(self) -> None:
        """Have garbage looked for from here on, when home is at rest or somebody goes on without waiting for that."""
        if self._is_starting:
            self._is_starting = False
            if not self.is_headless:  # a process may have several of those, one after the other
                spare_what_lives()

    def _leave(self, number: int) -> None:
        self.exit(128 + number, return_code=128 + number)

    def _tell_of_low_bandwidth(self) -> None:
        self._home.say("Low bandwidth: fewer frames a second are sent. [ui] low_bandwidth changes that.")
        self._home.run_guarded(self.app_state.remember("told", "low_bandwidth", "yes"), group="remember")

    def _apply_keys(self, keys: Mapping[str, str]) -> None:
        self._keymap_given, wrong = check_keys(keys, self._commands.known, file_of=self.app_state.config.file_of)
        others = tuple(each for each in self.app_state.problems if not each.key.startswith("keys."))
        self.app_state.problems = (*others, *wrong)
        self.set_keymap(self._keymap_given)

    def _look_at_all_keys(self) -> None:
        """Look at keys of commands that home has not: that imports screens, for which the first paint did not wait."""

        def apply(_: object) -> None:
            self._apply_keys(self.app_state.config.keys)
            if self._home.is_current:
                self._home.look_back()

        self._home.run_guarded(asyncio.to_thread(self._commands.read_all), then=apply, group="keys")

    def _vendor_places(self) -> Iterator[type[DOMNode]]:
        for vendor in registry.load_all():
            yield from places_of(self.app_state, vendor)


def _shell_places() -> tuple[type[DOMNode], ...]:
    return FrontdeskApp, HomeScreen, Menu
