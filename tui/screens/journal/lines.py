"""How the journal's entries are written on the screen: one line each, and the whole of one."""

from __future__ import annotations

import json
import textwrap
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from tui.core.action import WriteState
from tui.core.present import time_text
from tui.core.text import clean, fit
from tui.widgets.line import Role, TextPart
from tui.widgets.menu import MenuEntry

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = ["batch_line", "details", "entry_line", "state_role"]

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


def entry_line(entry: JournalEntry, *, zone: tzinfo, now: datetime) -> MenuEntry:
    """Write one line: when, how it ended, where, what, to what."""
    state = "unchanged" if entry.unchanged else entry.state.value
    left: tuple[TextPart, ...] = (
        (f" {fit(time_text(entry.at, now=now, zone=zone), 9, right=True)}  ", "muted"),
        (fit(state, 10), state_role(entry.state)),
        (fit(clean(entry.action), 15) + " ", "plain"),
        (clean(entry.target) + "  ", "strong"),
        (clean(entry.text), "muted"),
    )
    return MenuEntry(f"entry:{entry.id}", left, ((clean(entry.connection), "muted"),))


def batch_line(batch: Batch, *, zone: tzinfo, now: datetime) -> MenuEntry:
    """Write the line of a bulk that was cut off."""
    left: tuple[TextPart, ...] = (
        (f" {fit(time_text(batch.at, now=now, zone=zone), 9, right=True)}  ", "muted"),
        (fit("cut off", 10), "warning"),
        (fit(clean(batch.action), 15) + " ", "plain"),
        (clean(f"{batch.total:,} rows from {batch.source}"), "strong"),
    )
    return MenuEntry(f"batch:{batch.id}", left, ((clean(batch.connection), "muted"),))


def details(entry: JournalEntry, *, zone: tzinfo, width: int) -> list[list[TextPart]]:
    """Write all there is to say of an entry, in lines of so many cells at the most."""
    at = entry.at.astimezone(zone)
    asked = f", request {entry.request_id}" if entry.request_id else ""
    body = "" if entry.request.body is None else json.dumps(entry.request.body, ensure_ascii=False)
    belongs = f", row {entry.row} of bulk {entry.batch}" if entry.batch is not None else ""
    belongs += f", undo of write {entry.undo_of}" if entry.undo_of is not None else ""
    lines: list[tuple[str, str]] = [
        ("Write", f"{entry.id}{belongs}"),
        ("When", f"{at:%a %d %b %Y %H:%M:%S %Z}, by {entry.operator} on {entry.process.host}"),
        ("To", f"{entry.target}, at {entry.connection}"),
        ("Ended", f"{entry.state.value}: {entry.text}{asked}" if entry.text else f"{entry.state.value}{asked}"),
        ("Sent", f"{entry.request.method} {entry.request.path}"),
        ("", body),
        ("Before", "" if entry.before is None else json.dumps(entry.before, ensure_ascii=False)),
    ]
    wrapped: list[list[TextPart]] = []
    for title, text in lines:
        role: Role = state_role(entry.state) if title == "Ended" else "plain"
        for index, line in enumerate(textwrap.wrap(clean(text), width - LABEL)):
            wrapped.append([(fit(f"  {title if not index else ''}", LABEL), "muted"), (line, role)])
    return wrapped
