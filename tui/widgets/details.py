"""One record in full: every declared column exactly, then every field that the vendor sent beside those."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.cells import chop_cells
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.core.column import Column
from tui.core.present import exact
from tui.core.record import Record
from tui.core.text import cell_width, clean, fit
from tui.core.view import RecordView
from tui.widgets.line import TextPart, painted

__all__ = ["Details"]

LABEL: Final = 20
"""Cells that a label may take; a longer one is cut."""


class Details(ScrollView, can_focus=True):
    """Shows one record; `PgUp` and `PgDn` scroll it when it has the focus."""

    DEFAULT_CSS = """
    Details {
        height: 1fr;
        background: transparent;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
    }
    """

    def __init__(self, view: RecordView | None = None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._view = view
        self._record: Record[Any] | None = None
        self._lines: list[list[TextPart]] = []
        self._laid_for = -1

    def show(self, record: Record[Any], view: RecordView | None = None) -> None:
        """Show a record.

        Args:
            record: Which.
            view: Whose columns say how its values are called and written; None keeps the one before.
        """
        self._view = view or self._view
        self._record = record
        self._laid_for = -1
        self.scroll_to(y=0, animate=False, force=True)
        self._lay_out()
        self.refresh()

    def on_resize(self) -> None:
        """Wrap long values anew."""
        self._lay_out()

    def render_line(self, y: int) -> Strip:
        """Write one line."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        return painted(self, self._lines[index] if index < len(self._lines) else [], width)

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if width <= 0 or width == self._laid_for:
            return
        self._laid_for = width
        self._lines = list(self._write(width))
        self.virtual_size = Size(0, len(self._lines))

    def _write(self, width: int) -> Iterator[list[TextPart]]:
        record = self._record
        if record is None:
            return
        if record.problem:
            yield from _wrapped("cannot be read", record.problem, width, role="warning")
        columns = self._view.columns if self._view is not None else ()
        if record.value is not None and self._view is not None:
            for column in columns:
                yield from _wrapped(column.label, exact(column.read(record.value), column, zone=self._view.zone), width)
        others = list(_other_fields(record, columns))
        if others:
            yield []
            yield [(f" {fit('As the vendor sent it', width - 1)}", "muted")]
        for key, text in others:
            yield from _wrapped(key, text, width)


def _other_fields(record: Record[Any], columns: Sequence[Column[Any]]) -> Iterator[tuple[str, str]]:
    """Yield the fields that no column shows, and the id: what the vendor's support will ask for."""
    shown = {column.key for column in columns}

    def walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, dict) and value:
            for key, inner in value.items():
                yield from walk(inner, f"{path}.{key}" if path else str(key))
        elif path not in shown or record.value is None:
            yield path, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    yield from walk(record.fields(), "")


def _wrapped(label: str, text: str, width: int, *, role: Any = "plain") -> Iterator[list[TextPart]]:
    """Write a label and a value, the value wrapped under itself where it is long."""
    cells = min(LABEL, max(8, width // 3))
    space = max(8, width - cells - 3)
    lines = _lines(clean(text), space) or [""]
    for number, line in enumerate(lines):
        name = fit(clean(label), cells) if number == 0 else " " * cells
        yield [(f" {name}  ", "muted"), (line, role)]


def _lines(text: str, space: int) -> list[str]:
    """Break a text at blanks where that is possible, and inside words where it is not."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if cell_width(candidate) <= space:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = chop_cells(word, space) or [""]
        lines.extend(full)
    return [*lines, line] if line else lines
