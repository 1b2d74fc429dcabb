"""The ground of every screen that was opened with a question to a collection."""

from __future__ import annotations

from collections.abc import Mapping

from tui.connections import Connection
from tui.core.collection import Collection, Value
from tui.core.place import Place
from tui.core.time.time_range import TimeRange
from tui.screens.base import FrontdeskScreen

__all__ = ["AskedScreen"]


class AskedScreen(FrontdeskScreen):
    """Knows what is asked, of whom, and how to come here again."""

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: TimeRange | None,
        crumbs: tuple[str, ...],
    ) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.here = connection
        self.collection = collection
        self.query_values = dict(query_values)
        self.span = span

    def place(self) -> Place:
        """Return where this is, for the recent places."""
        text = self.span.text if self.span is not None else ""
        title = " › ".join(self.crumbs[1:])
        return Place(self.here.name, self.collection.name, self.query_values, text, title=title)

    def remember_place(self) -> None:
        """Put this first among the recent places."""
        self.run_guarded(self.app_state.visited(self.place()), group="remember")
