"""Asks where to export to; the ending of the file's name says the format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from tui.export import Format
from tui.screens.dialogs.listing import ListScreen, choice
from tui.widgets.line_input import LineInput

__all__ = ["ExportScreen", "format_of"]

ENDINGS: Final[Sequence[tuple[str, Format, str]]] = (
    (".csv", Format.CSV, "for a spreadsheet, formulas made harmless"),
    (".json", Format.JSON, "one array, everything the vendor sent"),
    (".jsonl", Format.JSONL, "one object a line"),
    (".txt", Format.TABLE, "aligned, for reading"),
)


def format_of(path: Path) -> Format | None:
    """Return the format that a name's ending asks for."""
    return next((kind for ending, kind, _ in ENDINGS if path.suffix.lower() == ending), None)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where to write, resolved."""

    path: Path
    exists: bool


class ExportScreen(ListScreen):
    """Asks for a file; the answer is its path, None when it was left."""

    AUTO_FOCUS = "LineInput"

    KEYS_OF = "Exporting"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "Next", show=False, id="export.next"),
        Binding("up", "step(-1)", "Previous", show=False, id="export.previous"),
        Binding("escape", "leave", "back", id="export.leave"),
    ]

    def __init__(self, what: str, *, name: str, folder: Path) -> None:
        entries = [choice(ending, ending, use) for ending, _, use in ENDINGS]
        super().__init__(f"Export {what}", entries, hint="↑ ↓ format   Enter write   Esc back")
        self.name_at_first = name
        self.folder = folder
        self._warned: Path | None = None

    def compose_field(self) -> ComposeResult:
        """Yield the field for the file's name."""
        yield LineInput(f"{self.name_at_first}.csv", id="file", select_on_focus=False)
        yield Static("", id="wrong", markup=False)

    def action_step(self, by: int) -> None:
        """Take another format, and so another ending."""
        self.menu.action_move(by)
        field = self.query_one("#file", LineInput)
        path = Path(field.value or self.name_at_first)
        field.value = str(path.with_suffix(self.menu.chosen_id) if format_of(path) else f"{path}{self.menu.chosen_id}")
        field.cursor_position = len(field.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer, once what is there already may be replaced."""
        target = self._target(event.value)
        if isinstance(target, str):
            self.query_one("#wrong", Static).update(target)
        elif target.exists and self._warned != target.path:
            self._warned = target.path
            self.query_one("#wrong", Static).update("There is such a file already. Enter replaces it.")
        else:
            self.dismiss(str(target.path))

    def take(self, entry_id: str) -> None:
        """Take a format that was clicked."""
        self.action_step(0)

    def _target(self, text: str) -> _Target | str:
        if not text.strip():
            return "A name is needed."
        path = (self.folder / Path(text.strip()).expanduser()).absolute()
        if format_of(path) is None:
            return "The name must end in .csv, .json, .jsonl or .txt."
        if not path.parent.is_dir():
            return f"There is no folder {path.parent}."
        return _Target(path, path.exists())
