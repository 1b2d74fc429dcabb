"""What each assignee has on the desk, as a collection of its own: for an export of that view."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, Final

from tui.core.collection import Collection, Query
from tui.core.column import Column, Kind
from tui.core.record import Page, Record
from tui.vendors.vitec.comebacks import Load

__all__ = ["LOADS", "load_records"]


async def _no_rows(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
    """Yield no row: these are worked out of the comebacks."""
    yield Page(())


LOADS: Final = Collection(
    name="comebacks-by-assignee",
    title="Comebacks by assignee",
    help="One row is one person, group or office, with how many comebacks they have.",
    noun=("assignee", "assignees"),
    fetch=_no_rows,
    columns=(
        Column[Load]("assignee", "Assigned to", lambda load: load.name or None, width=24, rank=0, derived=True),
        Column[Load]("assignee_kind", "Kind", lambda load: load.kind or None, width=7, derived=True),
        Column[Load]("comebacks", "Comebacks", lambda load: load.total, Kind.NUMBER, width=9, derived=True),
        Column[Load]("overdue", "Overdue", lambda load: load.overdue, Kind.NUMBER, width=7, rank=0, derived=True),
        Column[Load]("next", "Next", lambda load: load.following, Kind.TIME, width=11, derived=True),
    ),
)


def load_records(loads: Iterable[Load]) -> Sequence[Record[Load]]:
    """Make the rows; how many there are in each state comes beside the columns, for states are the vendor's words."""
    return [
        Record(f"{load.kind}:{load.name}", load, b"{}", derived={"states": dict(sorted(load.states.items()))})
        for load in loads
    ]
