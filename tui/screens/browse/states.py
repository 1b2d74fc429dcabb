"""What a browser says of its rows: how many there are, how far the read is, and why there are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from tui.core.collection import Collection
from tui.core.errors import FrontdeskError
from tui.core.present import count_text
from tui.core.record import Progress
from tui.core.rows.view import RecordView
from tui.screens.boundary import state_of
from tui.widgets.state_view import StateKind, ViewState

__all__ = ["WORKING_OUT", "ReadState", "facts_of", "spoken", "state_without_rows", "steps_of"]

WORKING_OUT: Final = "working out"
"""Stands for a number, or an order, that is not known yet."""


class ReadState(Struct, frozen=True):
    """How far a read has come."""

    error: FrontdeskError | None
    """Why it broke off; None when nothing went wrong."""
    under_way: bool
    whole: bool
    """Whether it came to its end."""
    asked: str
    """What was asked, in words."""
    missing: str = ""
    """What could not be read though the read came to its end, in sentences; empty when nothing is missing."""


def state_without_rows(
    collection: Collection,
    connection: str,
    reading: ReadState,
    *,
    held: int,
    ranged: bool,
    refused: bool,
    pending: bool,
    key: Callable[[str], str],
) -> ViewState:
    """Say why there are no rows to see, and what helps.

    Args:
        collection: What was asked.
        connection: Its connection's name.
        reading: How far the read has come.
        held: Rows that there are behind the filter.
        ranged: Whether a range was asked for, so that another one may help.
        refused: Whether that is the filter before, for the one that stands there cannot be read.
        pending: Whether a filter or an order is still being worked out, which may bring rows.
        key: The key that a command is on, as people call it.
    """
    _, many = collection.noun
    if held and pending:
        return ViewState(StateKind.LOADING, f"Working out which of {held:,} {many} match.")
    if held:
        clear = f"{key('table.filter')} changes the filter, {key('app.back')} there clears it."
        said = f"None of {held:,} {many} matches the filter{' before' if refused else ''}."
        why = "The one that stands there now cannot be read." if refused else ""
        return ViewState(StateKind.FILTERED, said, why, clear)
    if reading.error is not None:
        return state_of(reading.error, connection=connection, retry=key("table.refresh"))
    if reading.under_way:
        asking = f"Asking {connection} for {many}."
        return ViewState(StateKind.LOADING, asking, reading.asked, f"{key('app.back')} breaks it off.")
    if not reading.whole:
        return ViewState(StateKind.EMPTY, "Broken off.", "", f"{key('table.refresh')} asks again.")
    if reading.missing:
        again = f"{key('table.refresh')} asks again."
        return ViewState(StateKind.ERROR, f"No {many} in what could be read.", reading.missing, again)
    ways = [f"{key('table.range')} asks for another range."] if ranged else []
    ways += [f"{key('table.parameters')} asks with other parameters."] if collection.params else []
    empty = collection.empty or f"{connection} has no {many} to show."
    return ViewState(StateKind.EMPTY, f"No {many}.", empty, " ".join([*ways, f"{key('table.refresh')} asks again."]))


def facts_of(view: RecordView, collection: Collection, *, whole: bool) -> tuple[str, ...]:
    """Say how many rows there are, how many are marked, and how they are sorted; the most important first.

    While a filter or an order is worked out, what is shown obeys those before, and neither number nor order is said.
    """
    if view.is_pending:
        return (WORKING_OUT, _filtered_by(view), _marked(view))
    shown, total = len(view), view.total
    key, descending = view.sort
    column = collection.column(key)
    return (
        f"{shown:,} of {total:,}" if shown != total else f"{total:,}" if total or whole else "",
        _filtered_by(view),
        _marked(view),
        f"by {column.label.lower()} {'↓' if descending else '↑'}" if column is not None else "",
    )


def spoken(view: RecordView, collection: Collection, reading: ReadState) -> str:
    """Say how many rows there are and whether those are all, in words that do not change while rows come."""
    one, many = collection.noun
    if reading.under_way:
        return f"loading {many}, {WORKING_OUT}" if view.is_pending else f"loading {many}"
    shown, total = len(view), view.total
    rows = count_text(total, one, many)
    parts = [f"{shown:,} of {rows}" if shown != total else rows]
    if view.is_pending:
        parts = [f"{WORKING_OUT} {many}"]
    parts += [said] if (said := _filtered_by(view)) else []
    parts += [said] if (said := _marked(view)) else []
    if reading.error is not None:
        parts.append("failed")
    elif not reading.whole:
        parts.append("broken off")
    else:
        parts.append("incomplete" if reading.missing else "complete")
    return ", ".join(parts)


def _marked(view: RecordView) -> str:
    return f"{len(view.marked):,} marked" if view.marked else ""


def _filtered_by(view: RecordView) -> str:
    """Say by what the rows are filtered, where that is not the filter that stands above them."""
    if not view.filter_refused:
        return ""
    return "filtered as before" if view.filter_text.strip() else "not filtered"


def steps_of(progress: Progress | None, *, so_far: int, total: int | None) -> str:
    """Say how far a read is: in the vendor's requests, else in rows."""
    if progress is not None and progress.of:
        return f"reading ({progress.done:,} of {progress.of:,})"
    return f"reading ({so_far:,} of {total:,})" if total else "reading"
