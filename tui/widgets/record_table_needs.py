"""How many cells the texts of a table take: found from its first rows, so that nothing jumps while the others come;
and once more when all have come, so that it does not hang on how many came first.
"""

from __future__ import annotations

from typing import Final

from tui.core.column import Kind
from tui.core.present import short
from tui.core.rows.view import RecordView
from tui.core.text import cell_width

__all__ = ["Needs"]

ENOUGH: Final = 100
"""So many rows say how wide the columns are."""


class Needs:
    """The cells that texts take, by the key of their column."""

    def __init__(self) -> None:
        self._seen = 0
        self.cells: dict[str, int] = {}
        """What the rows that were looked at take; empty before there are any."""

    def are_stale(self, view: RecordView) -> bool:
        """Tell whether rows have come that would say something new."""
        return self._seen < min(ENOUGH, len(view))

    def forget(self) -> None:
        """Have the texts measured anew: all rows are there, and those that came first may not be the first now."""
        self._seen = 0

    def measure(self, view: RecordView) -> None:
        """Look how wide the texts are, until enough rows have come to know."""
        if not self.are_stale(view):
            return
        records = view.window(0, ENOUGH)
        self._seen = len(records)
        values = [record.value for record in records if record.value is not None]
        texts = [column for column in view.columns if column.kind in (Kind.TEXT, Kind.LIST)] if values else []
        self.cells = {
            column.key: max(
                cell_width(short(column.read(value), column, now=view.now, zone=view.zone)) for value in values
            )
            for column in texts
        }
