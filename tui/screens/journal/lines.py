"""How the journal's entries are written on the screen: one line each, and the whole of one."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from tui.core.action import WriteState
from tui.core.present import count_text, time_text
from tui.core.text import clean, fit
from tui.widgets.line import Role, TextPart
from tui.widgets.menu import MenuEntry, heading

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = [
    "bulk_details",
    "bulk_line",
    "counts_parts",
    "counts_text",
    "details",
    "entry_line",
    "head_line",
    "state_role",
]

TIME: Final = 9
STATE: Final = 9
"""Cells of the columns that every width shows."""

NARROW: Final = 72
"""Cells of a list that has no room for what was done; a bulk's line says it."""

WIDE: Final = 104
"""Cells of a list that has room for the connection too, and whole names."""

LABEL: Final = 11
"""Cells for what a detail is called."""

_ROLES: Final[dict[WriteState, Role]] = {
    WriteState.PENDING: "muted",
    WriteState.DONE: "success",
    WriteState.REFUSED: "danger",
    WriteState.FAILED: "danger",
    WriteState.UNKNOWN: "warning",
    WriteState.UNDONE: "muted",
}


def state_role(state: WriteState) -> Role:
    """Return how a state looks."""
    return _ROLES[state]


def head_line(width: int) -> MenuEntry:
    """Name the columns."""
    cells = _cells_of(width)
    what = f"{fit('What', cells.action)} " if cells.action else ""
    return heading(f" {fit('When', TIME, right=True)}  {fit('Ended', STATE)} {what}{fit('To', cells.target)}  Outcome")


def entry_line(entry: JournalEntry, *, zone: tzinfo, now: datetime, width: int, within: bool = False) -> MenuEntry:
    """Write one line: when, how it ended, what, to what, the outcome, where.

    Args:
        entry: The write.
        zone: The user's.
        now: What the time is told from.
        width: Cells of the line.
        within: Whether it stands below its bulk's line, which says the rest.
    """
    cells = _cells_of(width)
    state = "unchanged" if entry.unchanged else entry.state.value
    when = f"row {entry.row}" if within and entry.row is not None else time_text(entry.at, now=now, zone=zone)
    left: tuple[TextPart, ...] = (
        (f" {fit(when, TIME, right=True)}  ", "muted"),
        (fit(state, STATE) + " ", state_role(entry.state)),
        (f"{fit(clean(entry.action), cells.action)} " if cells.action else "", "plain"),
        (fit(clean(entry.target), cells.target) + "  ", "strong"),
        (_said(entry), "plain"),
    )
    return MenuEntry(f"entry:{entry.id}", left, ((clean(entry.connection), "muted"),) if cells.connection else ())


def bulk_line(
    batch: Batch,
    counts: Counter[str],
    *,
    zone: tzinfo,
    now: datetime,
    width: int,
    opened: bool = False,
    cut_off: bool = False,
) -> MenuEntry:
    """Write the line of a bulk: when, how many rows of what, how many ended how."""
    cells = _cells_of(width)
    sign = "▾" if opened else "▸"
    state: TextPart = (
        (fit("cut off", STATE) + " ", "warning") if cut_off else (fit(f"{sign} bulk", STATE) + " ", "plain")
    )
    left: tuple[TextPart, ...] = (
        (f" {fit(time_text(batch.at, now=now, zone=zone), TIME, right=True)}  ", "muted"),
        state,
        (f"{fit(clean(batch.action), cells.action)} " if cells.action else "", "plain"),
        (f"{count_text(batch.total, 'row', 'rows')}: ", "strong"),
        *counts_parts(counts, max(0, batch.total - counts.total())),
        (clean(f"  from {batch.source}"), "muted"),
    )
    return MenuEntry(f"batch:{batch.id}", left, ((clean(batch.connection), "muted"),) if cells.connection else ())


def counts_parts(counts: Counter[str], unsent: int) -> list[TextPart]:
    """Write how many rows ended how, what went wrong in its colour."""
    parts: list[TextPart] = []
    for state in WriteState:
        if count := counts[state.value]:
            parts.append((f"{', ' if parts else ''}{count:,} {state.value}", state_role(state)))
    return [*parts, (f"{', ' if parts else ''}{unsent:,} not sent", "warning")] if unsent else parts


def counts_text(counts: Counter[str], unsent: int) -> str:
    """Say how many rows ended how."""
    return "".join(text for text, _ in counts_parts(counts, unsent))


def bulk_details(batch: Batch, counts: Counter[str], *, zone: tzinfo) -> list[list[TextPart]]:
    """Write all there is to say of a bulk."""
    at = batch.at.astimezone(zone)
    lines: list[tuple[str, str]] = [
        ("Bulk", f"{batch.id}: {batch.action}, {count_text(batch.total, 'row', 'rows')} from {batch.source}"),
        ("When", f"{at:%a %d %b %Y %H:%M:%S %Z}, by {batch.operator} on {batch.process.host}"),
        ("Where", batch.connection),
    ]
    said = [[(fit(f"  {title}", LABEL), "muted"), (clean(text), "plain")] for title, text in lines]
    ended: list[TextPart] = [(fit("  Ended", LABEL), "muted")]
    return [*said, [*ended, *counts_parts(counts, max(0, batch.total - counts.total()))]]  # type: ignore[list-item]


def details(entry: JournalEntry, *, zone: tzinfo, width: int, undo: str) -> list[list[TextPart]]:
    """Write all there is to say of an entry, in lines of so many cells at the most."""
    at = entry.at.astimezone(zone)
    asked = f", request {entry.request_id}" if entry.request_id else ""
    text = entry.text.removesuffix(".") if asked else entry.text  # the vendor's sentence goes on
    body = "" if entry.request.body is None else _json(entry.request.body)
    belongs = f", row {entry.row} of bulk {entry.batch}" if entry.batch is not None else ""
    belongs += f", undo of write {entry.undo_of}" if entry.undo_of is not None else ""
    lines: list[tuple[str, str]] = [
        ("Write", f"{entry.id}{belongs}"),
        ("When", f"{at:%a %d %b %Y %H:%M:%S %Z}, by {entry.operator} on {entry.process.host}"),
        ("To", f"{entry.target}, at {entry.connection}"),
        ("Ended", f"{entry.state.value}: {text}{asked}" if text else f"{entry.state.value}{asked}"),
        ("Undo", undo),
        ("Sent", f"{entry.request.method} {entry.request.path}"),
        ("", body),
        ("Before", "" if entry.before is None else _json(entry.before)),
    ]
    wrapped: list[list[TextPart]] = []
    for title, text in lines:
        role: Role = state_role(entry.state) if title == "Ended" else "plain"
        for index, line in enumerate(_wrapped(text, max(10, width - LABEL))):
            wrapped.append([(fit(f"  {title if not index else ''}", LABEL), "muted"), (line, role)])
    return wrapped


class _Cells(Struct, frozen=True):
    """How wide the columns are; one without cells is not shown."""

    action: int
    target: int
    connection: bool


def _cells_of(width: int) -> _Cells:
    if width < NARROW:
        return _Cells(0, 18, connection=False)
    return _Cells(11, 20, connection=False) if width < WIDE else _Cells(15, 30, connection=True)


def _said(entry: JournalEntry) -> str:
    """Return an outcome's own words first: who answered, and with which number, is in the details."""
    answered = re.match(rf"{re.escape(entry.connection)} answered (\d+)[^:]*: (?=\S)", entry.text)
    return clean(f"{entry.text[answered.end() :]} ({answered[1]})" if answered else entry.text)


def _json(value: Any) -> str:
    """Write JSON on as many lines as it takes to be read."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _wrapped(text: str, width: int) -> list[str]:
    """Cut into lines of so many cells, each as far to the right as it was."""
    lines: list[str] = []
    for line in text.split("\n"):
        indent = " " * min(len(line) - len(line.lstrip(" ")), width // 2)
        lines += textwrap.wrap(clean(line.lstrip(" ")), width, initial_indent=indent, subsequent_indent=indent)
    return lines
