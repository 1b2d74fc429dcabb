"""Help: the keys that work on the screen below, made from the bindings in force there."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.screen import Screen

from tui.core.text import cell_width, fit
from tui.screens.base import FrontdeskScreen
from tui.terminal.keymap import key_label
from tui.widgets.menu import Menu, MenuEntry, heading

__all__ = ["HelpScreen"]

FILTER_HELP: Final = (
    ("lect hall", "rows in which both words occur"),
    ('"lecture hall"', "the words together"),
    ("-test", "rows without the word"),
    ("level:audi", "the word in one column"),
    ("team=B", "a column that is that; == to the letter"),
    ("users>20", "numbers and dates: > < >= <="),
)


class HelpScreen(FrontdeskScreen):
    """Lists keys; Enter does what the line says."""

    TITLE_CRUMB = "Help"

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, below: FrontdeskScreen) -> None:
        super().__init__()
        self.crumbs = (*(below.crumbs or (below.TITLE_CRUMB,)), "Help")
        self._below = below
        self._active = _by_action(below)

    def compose_body(self) -> ComposeResult:
        """Yield the list."""
        yield Menu(self._entries(), id="help")

    def on_menu_chosen(self, message: Menu.Chosen) -> None:
        """Go back and do it."""
        active = self._active[message.id][0]
        self.app.pop_screen()
        self._below.run_guarded(self.app.run_action(active.binding.action, active.node), group="palette")

    def _entries(self) -> list[MenuEntry]:
        groups: dict[str, list[tuple[str, str, str]]] = {"Here": [], "Moving": [], "Everywhere": []}
        for action, (active, keys) in self._active.items():
            binding = active.binding
            label = "  ".join(dict.fromkeys(key_label(key) for key in keys))
            title = binding.tooltip or binding.description
            group = "Here" if binding.show or isinstance(active.node, Screen) else "Moving"
            if active.node is self.app_below(active):
                group = "Everywhere"
            groups[group].append((action, label, title[:1].upper() + title[1:]))
        width = 2 + max((cell_width(label) for group in groups.values() for _, label, _ in group), default=0) + 3
        entries: list[MenuEntry] = []
        for name, lines in groups.items():
            if lines:
                entries += [MenuEntry(""), heading(name)]
                entries += [
                    MenuEntry(action, ((fit(f"  {label}", width), "accent"), (title, "plain")))
                    for action, label, title in lines
                ]
        entries += [MenuEntry(""), heading("In a filter")]
        wide = max(width + 1, 3 + max(cell_width(written) for written, _ in FILTER_HELP) + 3)
        return entries + [
            MenuEntry("", ((fit(f"   {written}", wide), "accent"), (meaning, "plain")))
            for written, meaning in FILTER_HELP
        ]

    @staticmethod
    def app_below(active: ActiveBinding) -> object:
        """Return the app that a binding's node belongs to."""
        return active.node.app


def _by_action(below: FrontdeskScreen) -> dict[str, tuple[ActiveBinding, list[str]]]:
    found: dict[str, tuple[ActiveBinding, list[str]]] = {}
    for key, active in below.active_bindings.items():
        binding = active.binding
        if not binding.description or not active.enabled or binding.id is None:
            continue
        if binding.action.startswith("connection("):
            continue
        found.setdefault(binding.action, (active, []))[1].append(key)
    return found
