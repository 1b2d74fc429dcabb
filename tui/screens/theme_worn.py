"""Which theme the app wears: the one that was chosen, the config's, or one like the terminal, light or dark.

::

    chosen in the app ─▶ the config's ─▶ the default       on sixteen colours: the one for sixteen, for the default
            └──── "auto" ────┴─▶ like the terminal: at first as COLORFGBG says, then as the terminal answers in time
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.app import App

from tui.core.errors import ConfigProblem
from tui.screens.app_state import AppState
from tui.terminal.background import ASK, PATIENCE, can_be_asked, is_light, light_by_environment
from tui.terminal.environment import Colours
from tui.themes import AUTO, DEFAULT_THEME, LIGHT_THEME, SIXTEEN_COLOURS_THEME

__all__ = ["ThemeWorn"]


class ThemeWorn:
    """Puts themes on an app."""

    def __init__(self, app: App[Any], app_state: AppState, colours: Colours, environ: Mapping[str, str]) -> None:
        """Make the themes known to an app, and put the first one on.

        Args:
            app: Wears it.
            app_state: Knows the themes, and what was chosen before; a theme that is not there becomes its problem.
            colours: How many the terminal has.
            environ: What is said of the terminal.
        """
        self._app = app
        self._app_state = app_state
        self._few_colours = colours == 16
        self._environ = environ
        self._asked_at: float | None = None
        """When the terminal was asked for its colour; None when it was not, or has answered."""
        themes = app_state.themes
        for theme in themes.found.values():
            app.register_theme(theme)
        wanted, chosen = app_state.config.ui.theme, app_state.remembered("theme", "name")
        if wanted not in (AUTO, *themes.found):
            file, known = str(app_state.config.file_of("ui.theme")), ", ".join((*themes.found, AUTO))
            problem = ConfigProblem(file, "ui.theme", f"There is no theme “{wanted}”.", f"There are: {known}.")
            app_state.problems += (problem,)
        self._follows = chosen == AUTO or (wanted == AUTO and themes.choose(chosen, "") != chosen)
        if self._follows:
            self._wear_like_terminal(light=light_by_environment(environ))
        else:
            # The usual one's greys are one black in the sixteen, and the row under the cursor would be lost.
            few = self._few_colours and wanted == DEFAULT_THEME
            app.theme = themes.choose(chosen, SIXTEEN_COLOURS_THEME if few else wanted)

    def choose(self, name: str, write: Callable[[str], None] | None) -> None:
        """Put another one on, or follow the terminal.

        Args:
            name: The theme's, or `auto`.
            write: Writes to the terminal; None where there is none.
        """
        self._follows = name == AUTO
        if self._follows:
            self._wear_like_terminal(light=light_by_environment(self._environ))
            self.ask(write)
        else:
            self._app.theme = name

    def ask(self, write: Callable[[str], None] | None) -> None:
        """Ask the terminal whether it is light, if that makes a difference; nobody waits for the answer."""
        if self._follows and not self._few_colours and write is not None and can_be_asked(self._environ):
            self._asked_at = self._app_state.timer()
            write(ASK)

    def told(self, colour: str) -> None:
        """Follow what the terminal says, when it does so in time."""
        asked, self._asked_at = self._asked_at, None
        in_time = asked is not None and self._app_state.timer() - asked <= PATIENCE
        if in_time and self._follows and (light := is_light(colour)) is not None:
            self._wear_like_terminal(light=light)

    def _wear_like_terminal(self, *, light: bool | None) -> None:
        like = LIGHT_THEME if light else DEFAULT_THEME
        self._app.theme = SIXTEEN_COLOURS_THEME if self._few_colours else like
