"""How often each thing happened, as a collection of its own: for an export of that view."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from msgspec import Struct

from tui.core.collection import Collection, Query
from tui.core.column import Column, Kind
from tui.core.record import Page, Record
from tui.vendors.namecoach.events import Counts

__all__ = ["TALLIES", "Tally", "sections", "tally_records"]


class Tally(Struct, frozen=True):
    """One line of the counts."""

    counted_by: str
    """`type`, `tool` or `user`."""
    name: str
    """Empty for events that do not say it."""
    events: int
    of: int
    """Events in all."""


async def _no_rows(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
    """Yield no row: these are worked out of the events."""
    yield Page(())


TALLIES: Final = Collection(
    name="event-counts",
    title="Counts",
    help="One row is one type of event, tool or user, with how many events it has.",
    noun=("count", "counts"),
    fetch=_no_rows,
    columns=(
        Column[Tally]("counted_by", "By", lambda row: row.counted_by, width=6, rank=0, derived=True),
        Column[Tally]("name", "Name", lambda row: row.name or None, width=24, rank=0, derived=True),
        Column[Tally]("events", "Events", lambda row: row.events, Kind.NUMBER, width=7, rank=0, derived=True),
        Column[Tally]("share", "Share", lambda row: round(row.events / row.of, 4), Kind.NUMBER, width=7, derived=True),
    ),
)


def sections(counted: Counts) -> dict[str, Sequence[tuple[str, int]]]:
    """Return what is counted, by what it is counted by, the most frequent first."""
    of = {"type": counted.by_type, "tool": counted.by_tool, "user": counted.by_user}
    return {key: sorted(each.items(), key=lambda pair: (-pair[1], pair[0])) for key, each in of.items()}


def tally_records(counted: Counts) -> Sequence[Record[Tally]]:
    """Make the rows, in the order of the view."""
    total = counted.by_type.total()
    return [
        Record(f"{key}:{name}", Tally(key, name, count, total), b"{}")
        for key, pairs in sections(counted).items()
        for name, count in pairs
    ]
