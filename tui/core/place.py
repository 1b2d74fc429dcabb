"""A place in Frontdesk: where a link leads, what a view keeps, where something found is to be seen, where one was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from tui.core.collection import Value
from tui.core.present import local_time

__all__ = ["HERE", "Place"]

HERE: Final = ""
"""Stands for the connection that is asked, in what a vendor describes: it does not know what that is called."""


@dataclass(frozen=True, slots=True)
class Place:
    """A collection of a connection, and how it is looked at. Relative things stay as they were written."""

    connection: str
    collection: str
    values: Mapping[str, Value] = field(default_factory=dict)
    """By the vendor's parameter names; never holds an empty value."""
    range: str = ""
    """In the words a user would type; empty for the collection's own."""
    on: datetime | None = None
    """An instant whose day, as the user has it, is the range; None for the range above."""
    where: str = ""
    """What the rows have to pass, in the filter's language."""
    words: str = ""
    """What that filter shows, in words; empty where the filter itself says it."""
    sort: str = ""
    """A column's key, `-key` for downwards; empty for the collection's own."""
    columns: tuple[str, ...] = ()
    """The keys of those that are shown; empty for the usual ones."""
    tab: str = ""
    """What the view of the rows is called; empty for the first."""
    record: str = ""
    """The id there of the record that is meant; empty where the whole list is."""
    title: str = ""
    """What the breadcrumb calls it, its steps parted by ` › `; empty for the collection's title."""
    at: datetime | None = field(default=None, compare=False)
    """When it was last visited; None where nobody knows. The same place at another time is the same."""

    def range_text(self, zone: tzinfo) -> str:
        """Return the range as a user in that zone would type it; empty for the collection's own."""
        return local_time(self.on, zone).date().isoformat() if self.on is not None else self.range
