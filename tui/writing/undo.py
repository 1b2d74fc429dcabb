"""What can be done about a write afterwards: take it back, or ask whether it arrived."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tui.core.action import Action, Undo, Verdict, WriteState
from tui.core.errors import Refused
from tui.writing.run import Written, has_mask, mark_undone, perform

if TYPE_CHECKING:
    from tui.connections import Connection
    from tui.storage.journal import Journal, JournalEntry

__all__ = ["SETTLED", "Checked", "mark_undone", "undo", "undo_of", "verify", "why_not_undone"]

_NOTHING_TO_UNDO: Final = {
    WriteState.PENDING: "It is still under way.",
    WriteState.REFUSED: "The vendor refused it, so nothing was changed.",
    WriteState.FAILED: "It did not arrive, so nothing was changed.",
    WriteState.UNKNOWN: "It may or may not have arrived: check that first.",
    WriteState.UNDONE: "It was taken back already.",
}

SETTLED: Final = timedelta(seconds=60)
"""How old a write must be before its absence at the vendor means that it did not arrive: twice the usual timeout."""


class Checked(Struct, frozen=True):
    """What a read could tell about a write with an unknown end."""

    verdict: Verdict
    text: str


def undo_of(connection: Connection, entry: JournalEntry) -> Undo | None:
    """Work out how to take a write back; None when it cannot be, or there is nothing to."""
    if _why_never(entry):
        return None
    action = _action(connection, entry)
    if action is None or action.undo is None:
        return None
    return action.undo(entry.values, entry.before or {})


def why_not_undone(connection: Connection, entry: JournalEntry) -> str:
    """Say why a write cannot be taken back; an empty text where it can."""
    if why := _why_never(entry):
        return why
    if connection.read_only:
        return f"{connection.name} is read-only."
    action = _action(connection, entry)
    if action is None:
        return f"{connection.name} has no action “{entry.action}” any more."
    if action.undo is None:
        return f"“{action.title}” has no way back at the vendor."
    if action.undo(entry.values, entry.before or {}) is None:
        return "What was there before is not known, so nothing can be put back."
    return ""


def _why_never(entry: JournalEntry) -> str:
    """Say what of the entry itself is in the way."""
    if entry.state is not WriteState.DONE:
        return _NOTHING_TO_UNDO[entry.state]
    if entry.unchanged:
        return "It changed nothing, so there is nothing to take back."
    if entry.undo_of is not None:
        return f"It took write {entry.undo_of} back; an undo is not taken back itself."
    if entry.unreadable:
        return "The journal's entry cannot be read whole."
    return "A secret was sent, which the journal does not keep." if has_mask(entry.values) else ""


async def undo(connection: Connection, entry: JournalEntry, *, journal: Journal) -> Written:
    """Take a write back, and mark it so in the journal.

    Raises:
        Refused: when it cannot be taken back.
        FrontdeskError: as `perform`.
    """
    back = undo_of(connection, entry)
    if back is None:
        raise Refused(f"Write {entry.id} cannot be undone.", way_out=why_not_undone(connection, entry))
    written = await perform(
        connection, connection.catalog.action(back.action), back.values, journal=journal, undoes=entry.id
    )
    await mark_undone(entry, written, journal=journal)
    return written


async def verify(
    connection: Connection, entry: JournalEntry, *, journal: Journal, settled: timedelta = SETTLED
) -> Checked:
    """Ask the vendor whether a write with an unknown end arrived, and write the answer down.

    Raises:
        VendorError: when the vendor cannot be asked.
    """
    if entry.state is not WriteState.UNKNOWN:
        return Checked(Verdict.CANNOT_TELL, f"There is no doubt about write {entry.id}: it is {entry.state.value}.")
    if entry.unreadable:
        return Checked(Verdict.CANNOT_TELL, "The journal's entry cannot be read whole. Look at the vendor's own pages.")
    action = _action(connection, entry)
    if action is None or action.verify is None:
        return Checked(Verdict.CANNOT_TELL, "No read can tell whether it arrived. Look at the vendor's own pages.")
    verdict = await action.verify(await connection.client(), entry.values)
    match verdict:
        case Verdict.ARRIVED:
            checked = Checked(verdict, "Checked: it arrived.")
            await journal.finish(entry.id, WriteState.DONE, checked.text)
        case Verdict.NOT_ARRIVED if journal.clock.now() - entry.at < settled:
            wait = round(settled.total_seconds())
            checked = Checked(Verdict.CANNOT_TELL, f"Not there yet. Check again {wait} s after it was sent.")
        case Verdict.NOT_ARRIVED:
            checked = Checked(verdict, "Checked: it did not arrive.")
            await journal.finish(entry.id, WriteState.FAILED, checked.text)
        case Verdict.CANNOT_TELL:
            checked = Checked(verdict, "The vendor's records do not tell whether it arrived.")
    return checked


def _action(connection: Connection, entry: JournalEntry) -> Action | None:
    return next((action for action in connection.catalog.actions if action.name == entry.action), None)
