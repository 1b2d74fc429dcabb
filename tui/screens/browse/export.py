"""Asks where to export to, in which format, and which rows; the ending of the file's name says the format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from tui.core.record import Record
from tui.export import Format, parquet
from tui.screens.dialogs.listing import ListScreen, choice
from tui.widgets.line_input import LineInput

__all__ = ["ExportScreen", "FileKind", "RowChoice", "file_kinds", "kind_of"]


class FileKind(Struct, frozen=True):
    """One way to write a file. A format that is new here needs a line in `KINDS` and no more."""

    id: str
    ending: str
    form: Format
    use: str
    """What it is good for, in a few words."""
    label: str = ""
    """What the list calls it; the ending when it is empty."""
    for_excel: bool = False
    """Whether it begins with a byte order mark."""


KINDS: Final[Sequence[FileKind]] = (
    FileKind("csv", ".csv", Format.CSV, "for a spreadsheet, formulas made harmless"),
    FileKind("excel", ".csv", Format.CSV, "so that it reads å as å", ".csv for Excel", for_excel=True),
    FileKind("tsv", ".tsv", Format.TSV, "parted by tabs"),
    FileKind("json", ".json", Format.JSON, "one array, everything the vendor sent"),
    FileKind("jsonl", ".jsonl", Format.JSONL, "one object a line"),
    FileKind("markdown", ".md", Format.MARKDOWN, "a table for a ticket or a page"),
    FileKind("table", ".txt", Format.TABLE, "aligned, for reading"),
)

_PARQUET: Final = FileKind("parquet", ".parquet", Format.PARQUET, "typed columns, for DuckDB and Spark")


def file_kinds() -> Sequence[FileKind]:
    """Return the ways to write a file here: Parquet is among them where its encoder is installed."""
    return (*KINDS, _PARQUET) if parquet.is_available() else KINDS


def kind_of(path: Path, *, wanted: str = "") -> FileKind | None:
    """Return how to write a file of a name: as wanted where the ending is that one's, else the ending's first."""
    fitting = [kind for kind in file_kinds() if path.suffix.lower() == kind.ending]
    return next((kind for kind in fitting if kind.id == wanted), fitting[0] if fitting else None)


class RowChoice(Struct, frozen=True):
    """Some of the rows that could be exported."""

    label: str
    """How the choice is called beside the others: `marked`, `shown`, `all`."""
    words: str
    """`2 marked rooms`."""
    records: Sequence[Record[Any]]
    name: str
    """What the file is called, without its ending."""


class ExportScreen(ListScreen):
    """Asks for a file; the answer is its path, None when it was left. `kind` and `rows` say the rest of it."""

    AUTO_FOCUS = "LineInput"

    KEYS_OF = "Exporting"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "Next", show=False, id="export.next"),
        Binding("up", "step(-1)", "Previous", show=False, id="export.previous"),
        Binding("tab", "other_rows(1)", "Other rows", show=False, id="export.rows"),
        Binding("shift+tab", "other_rows(-1)", "Other rows, back", show=False, id="export.rows-back"),
        Binding("escape", "leave", "back", id="export.leave"),
    ]

    def __init__(self, rows: Sequence[RowChoice], *, folder: Path) -> None:
        """Make the list.

        Args:
            rows: Which rows there are to choose from, those that are meant first; at least one choice.
            folder: Where a name without a folder goes.
        """
        others = "   Tab rows" if len(rows) > 1 else ""
        entries = [choice(kind.id, kind.label or kind.ending, kind.use) for kind in file_kinds()]
        super().__init__(
            f"Export {rows[0].words}", entries, hint=f"↑ ↓ format{others}   Enter write   Esc back", at=KINDS[0].id
        )
        self.choices = tuple(rows)
        self.rows = rows[0]
        """Which rows are exported."""
        self.kind = KINDS[0]
        """How the file is written."""
        self.folder = folder
        self._warned: Path | None = None

    def compose_field(self) -> ComposeResult:
        """Yield which rows, and the field for the file's name."""
        if len(self.choices) > 1:
            yield Static(self._rows_line(), id="which", classes="label", markup=False)
        yield LineInput(f"{self.rows.name}{KINDS[0].ending}", id="file", select_on_focus=False)
        yield Static("", id="wrong", markup=False)

    def action_step(self, by: int) -> None:
        """Take another format, and so another ending."""
        self.menu.action_move(by)
        ending = next(kind.ending for kind in file_kinds() if kind.id == self.menu.chosen_id)
        path = Path(self._field.value or self.rows.name)
        self._write_name(str(path.with_suffix(ending) if kind_of(path) else f"{path}{ending}"))

    def action_other_rows(self, by: int) -> None:
        """Take the next choice of rows; a name that nobody has changed goes with it."""
        before = self.rows
        self.rows = self.choices[(self.choices.index(before) + by) % len(self.choices)]
        self.query_one(".panel-title", Static).update(f"Export {self.rows.words}")
        if which := list(self.query("#which").results(Static)):
            which[0].update(self._rows_line())
        path = Path(self._field.value)
        if path.stem == before.name:
            self._write_name(str(path.with_stem(self.rows.name)))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Go along with an ending that is typed."""
        event.stop()
        kind = kind_of(Path(event.value.strip()), wanted=self.menu.chosen_id)
        if kind is not None and kind.id != self.menu.chosen_id:
            self.menu.set_entries(self.entries, at=kind.id)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer, once what is there already may be replaced."""
        event.stop()
        path, wrong = self._target(event.value)
        if not wrong and path.exists() and self._warned != path:
            self._warned = path
            wrong = "There is such a file already. Enter replaces it."
        self.query_one("#wrong", Static).update(wrong)
        if not wrong:
            self.dismiss(str(path))

    def take(self, entry_id: str) -> None:
        """Take a format that was clicked."""
        self.action_step(0)

    @property
    def _field(self) -> LineInput:
        return self.query_one("#file", LineInput)

    def _write_name(self, name: str) -> None:
        self._field.value = name
        self._field.cursor_position = len(name)

    def _rows_line(self) -> str:
        return "Rows  " + "  ".join(
            f"▸{each.label}" if each is self.rows else f" {each.label}" for each in self.choices
        )

    def _target(self, text: str) -> tuple[Path, str]:
        """Return where to write, and what is wrong with that; empty when nothing is."""
        path = (self.folder / Path(text.strip()).expanduser()).absolute()
        kind = kind_of(path, wanted=self.menu.chosen_id)
        if not text.strip():
            return path, "A name is needed."
        if kind is None:
            *endings, last = dict.fromkeys(each.ending for each in file_kinds())
            return path, f"The name must end in {', '.join(endings)} or {last}."
        if not path.parent.is_dir():
            return path, f"There is no folder {path.parent}."
        self.kind = kind
        return path, ""
