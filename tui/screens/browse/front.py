"""What is in front on a screen with several views: the rows that filter, sort, export, copy and details are for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from textual.widget import Widget

from tui.core.collection import Collection
from tui.core.record import Record
from tui.core.rows.view import RecordView

__all__ = ["Front"]


class Front(Struct, frozen=True):
    """Some rows, and what draws them: the record table, or a chart of them."""

    collection: Collection
    """What the rows are: its columns sort, filter and name them, and it names the export."""
    view: RecordView
    widget: Widget
    current: Callable[[], Record[Any] | None]
    """The row under the cursor; None where it stands for no row."""

    def settle(self) -> None:
        """Work out a filter or an order that is still pending: only the record table does so by and by."""
        self.view.work(float("inf"))
