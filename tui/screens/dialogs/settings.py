"""Settings: what is in force, where it is kept, and the theme."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from tui import __version__
from tui.core.text import fit
from tui.findings import State
from tui.screens.base import FrontdeskScreen
from tui.screens.dialogs.findings import FindingsScreen, findings_of
from tui.screens.dialogs.listing import ListScreen, choice
from tui.themes import AUTO
from tui.widgets.line import TextPart
from tui.widgets.menu import Menu, MenuEntry, heading

__all__ = ["SettingsScreen"]

LABEL = 20


class SettingsScreen(FrontdeskScreen):
    """Shows settings; the theme can be chosen here, all else in the config file."""

    TITLE_CRUMB = "Settings"
    BINDINGS: ClassVar[list[BindingType]] = []

    def compose_body(self) -> ComposeResult:
        """Yield the list."""
        yield Menu(id="settings")

    def on_mount(self) -> None:
        """Fill the list."""
        self.show_facts(f"Frontdesk {__version__}")
        self._fill()

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Choose a theme, or read what was found."""
        if message.id == "findings":
            self.app.push_screen(FindingsScreen())
            return
        themes = self.app_state.themes.titles
        entries = [choice(name, title, name) for name, title in themes.items()]
        entries.append(choice(AUTO, "As the terminal: light or dark", AUTO))

        def wear(name: str | None) -> None:
            if name is not None:
                self.shell.choose_theme(name)
                self._fill()

        self.app.push_screen(ListScreen("Theme", entries, at=self.app.theme), wear)

    def _fill(self) -> None:
        app_state = self.app_state
        ui, network, paths = app_state.config.ui, app_state.config.network, app_state.paths
        entries = [
            MenuEntry(""),
            heading("Looks"),
            MenuEntry(
                "theme", (_label("Theme"), (app_state.themes.titles.get(self.app.theme, self.app.theme), "strong"))
            ),
            _line("Time zone", ui.timezone or f"{ui.zone}, the machine’s"),
            _line("Mouse", "on" if ui.mouse else "off"),
            _line("Low bandwidth", ui.low_bandwidth),
            MenuEntry(""),
            heading("Network"),
            _line("Time-out", f"{network.timeout:g} s without a byte"),
            _line("Proxy", network.proxy or "as the environment says"),
            _line("Extra certificates", str(network.ca_file) if network.ca_file else "none"),
            _line("Requests at once", str(network.max_concurrency)),
            MenuEntry(""),
            heading("Where things are"),
            _line("Config", str(app_state.config.path)),
        ]
        if paths is not None:
            entries += [
                _line("Your themes", str(paths.themes)),
                _line("State", str(paths.state)),
                _line("Journal", str(paths.journal)),
            ]
        faults = sum(each.state in (State.BAD, State.WARNING) for each in findings_of(app_state))
        said = "nothing wants a look" if not faults else f"{faults:,} want{'s' if faults == 1 else ''} a look"
        entries += [
            MenuEntry(""),
            heading("Whether all is well"),
            MenuEntry("findings", (_label("Findings"), (said, "danger" if faults else "plain"))),
        ]
        self.query_one("#settings", Menu).set_entries(entries)


def _label(text: str) -> TextPart:
    return fit(f"  {text}", LABEL) + "  ", "muted"


def _line(label: str, value: str) -> MenuEntry:
    return MenuEntry("", (_label(label), (value, "plain")))
