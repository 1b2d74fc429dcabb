"""The palette: everything that can be done and gone to, found by typing a few letters of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.fuzzy import Matcher
from textual.widgets import Input

from tui.screens.dialogs.listing import ListScreen
from tui.widgets.line_input import LineInput
from tui.widgets.menu import MenuEntry

__all__ = ["PaletteItem", "PaletteScreen", "ranked"]

SHOWN: Final = 60
"""Items listed at the most; whoever wants another one types another letter."""


class PaletteItem(Struct, frozen=True):
    """One thing that can be done."""

    title: str
    kind: str
    """What sort of thing it is: `key`, `collection`, `connection`, `theme`."""
    run: Callable[[], object]
    note: str = ""
    """The key that does the same, or where it leads."""

    @property
    def text(self) -> str:
        """What the typed letters are looked for in."""
        return (
            f"{self.title} {self.note}"
            if self.kind in ("collection", "action", "connection", "theme", "view")
            else self.title
        )


def ranked(items: Sequence[PaletteItem], query: str) -> list[int]:
    """Return the places of the items that match, best first; all of them when nothing is typed."""
    words = query.casefold().split()
    if not words:
        return list(range(len(items)))
    texts = [item.text.casefold() for item in items]
    held = [index for index, text in enumerate(texts) if all(word in text for word in words)]
    if held:
        return sorted(held, key=lambda index: -sum(_worth(items[index], word) for word in words))
    matcher = Matcher(query.strip())
    scores = {index: matcher.match(item.text) for index, item in enumerate(items)}
    return sorted((index for index, score in scores.items() if score > 0), key=lambda index: (-scores[index], index))


def _worth(item: PaletteItem, word: str) -> int:
    """Tell how well a word fits: a connection's name best, then a title's beginning, a word in it, a part, the note."""
    title = f" {item.title.casefold()}"
    if item.kind == "connection" and title.startswith(f" {word}"):
        return 5
    if title.startswith(f" {word}"):
        return 4
    return 3 if f" {word}" in title else 2 if word in title else 1


class PaletteScreen(ListScreen):
    """Asks what to do; the answer is the item's place in the list that was handed in."""

    AUTO_FOCUS = "LineInput"

    KEYS_OF = "The palette"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move(1)", "Down", show=False, id="palette.down"),
        Binding("up,ctrl+p", "move(-1)", "Up", show=False, id="palette.up"),
        Binding("pagedown", "move(10)", "Page down", show=False, id="palette.page-down"),
        Binding("pageup", "move(-10)", "Page up", show=False, id="palette.page-up"),
        Binding("escape", "leave", "back", id="palette.leave"),
    ]

    def __init__(self, items: Sequence[PaletteItem]) -> None:
        super().__init__("Go to, or do", (), hint="Enter go   ↑ ↓ choose   Esc back")
        self.items = tuple(items)
        self.entries = self._entries("")

    def compose_field(self) -> ComposeResult:
        """Yield the field to type into."""
        yield LineInput(placeholder="Type a few letters", id="query")

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what matches."""
        entries = self._entries(event.value)
        self.menu.set_entries(entries, at=entries[0].id if entries else "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is under the cursor."""
        self.menu.action_choose()

    def action_move(self, by: int) -> None:
        """Move in the list while the field keeps the focus."""
        self.menu.action_move(by)

    def _entries(self, query: str) -> list[MenuEntry]:
        found = ranked(self.items, query)[:SHOWN]
        if not found:
            return [MenuEntry("", ((" Nothing is called that.", "muted"),))]
        return [
            MenuEntry(
                str(index),
                ((f" {self.items[index].title}", "plain"),),
                ((f"{self.items[index].note or self.items[index].kind}", "muted"),),
            )
            for index in found
        ]
