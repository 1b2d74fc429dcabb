"""One write, from the values to the journal's last word. Every face writes through here.

::

    check ─▶ prepare ─▶ read what is there ─▶ write down ─▶ send ─▶ read the answer ─▶ write down how it ended
    └───────────────── nothing sent, nothing written ────┘         └ whatever happens here is in the journal ┘
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tui.core.action import Action, FieldProblem, Outcome, Values, WriteState
from tui.core.errors import (
    Arrival,
    Forbidden,
    FrontdeskError,
    Malformed,
    NotFound,
    Refused,
    Rejected,
    UsageError,
    VendorError,
    VendorFailed,
    in_sentences,
)
from tui.core.secret import MASK
from tui.core.time.now_in_zone import NowInZone
from tui.writing.fields import validate
from tui.writing.promised import not_promised

if TYPE_CHECKING:
    from tui.connections import Connection
    from tui.core.wire.http import Request, Response
    from tui.storage.journal import Intent, Journal, JournalEntry

__all__ = [
    "ChangedMeanwhile",
    "Plan",
    "Written",
    "changed_meanwhile",
    "ended",
    "has_mask",
    "mark_undone",
    "perform",
    "plan",
    "problems_text",
    "refuse_read_only",
    "send",
    "write_end",
]

VERSION: Final = "updatedAt"
"""Where a record that was read before a write carries one, it alone tells whether the record has changed."""


_LOOKED_AT: Final = 2048
"""Bytes of an answer that are looked at for its first words."""

_SHOWN: Final = 80
"""Cells of them that are told."""


class ChangedMeanwhile(Refused):
    """What is to be written was changed by somebody else since it was shown; nothing was sent."""

    def __init__(self, seen: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        super().__init__(
            "This was changed by somebody else since you read it. Nothing was sent.",
            way_out="Look at what is there now, and decide again.",
        )
        self.seen = seen
        """What the user was shown."""
        self.found = found
        """What is there now."""


class Plan(Struct, frozen=True):
    """A write that is ready to go: everything read that must be read, nothing sent yet."""

    action: Action
    values: Values
    """Complete, as `prepare` left them."""
    request: Request
    before: Mapping[str, Any] | None = None
    """What is there now; None when the action does not look."""

    @property
    def target(self) -> str:
        """What a person calls the thing written to."""
        return self.action.target(self.values)


class Written(Struct, frozen=True):
    """How a write ended, as the journal has it."""

    entry: int
    """Its number in the journal."""
    target: str
    state: WriteState
    text: str
    """A sentence, the vendor's own where it has one."""
    way_out: str = ""
    request_id: str = ""
    outcome: Outcome | None = None
    """What the vendor answered; None unless it is done."""
    error: FrontdeskError | None = None
    """What went wrong; None when it is done."""
    note: str = ""
    """Said beside the text: the end could not be written down."""

    @property
    def sentence(self) -> str:
        """All of it, for a person."""
        asked = f"(request {self.request_id})" if self.request_id and self.request_id not in self.text else ""
        return in_sentences(self.text, asked, self.way_out, self.note)


async def plan(connection: Connection, action: Action, values: Values, *, moment: NowInZone, look: bool = True) -> Plan:
    """Check the values and read what the write needs; sends reads only.

    Args:
        connection: Where it will go.
        action: What will be done.
        values: Typed, as `validate` returns them.
        moment: For fields that are times.
        look: Also read what the write will change, where the vendor lets us. The dry run does not need it.

    Raises:
        Refused: when the connection is read-only.
        UsageError: when a value is wrong or missing; the message has all of them.
        VendorError: when one of the reads fails.
    """
    refuse_read_only(connection)
    checked, problems = validate(action, values, moment=moment, settings=connection.config.settings)
    if problems:
        raise UsageError(problems_text(problems), way_out="Nothing was sent.")
    if has_mask(checked):
        raise Refused(
            "These values hold a secret that the journal did not keep. Nothing was sent.",
            way_out="Start again from the file or the form.",
        )
    client = await connection.client()
    complete = await action.prepare(client, checked) if action.prepare else checked
    before = await _look(action, client, complete) if look else None
    return Plan(action, complete, action.request(client, complete), before)


def refuse_read_only(connection: Connection) -> None:
    """Let nothing be written to a connection that is only read.

    Raises:
        Refused: when it is one.
    """
    if connection.read_only:
        raise Refused(
            f"{connection.name} is read-only. Nothing was sent.",
            way_out="Take read_only out of its config to write to it.",
        )


async def _look(action: Action, client: Any, values: Values) -> Mapping[str, Any] | None:
    """Read what the write will change; None when the vendor has no answer to that.

    The look is for the diff and the undo. Credentials that may write but not list, or a list that cannot be read, are
    no reason to keep somebody in who must be suspended now; a vendor that cannot be reached is.
    """
    if action.before is None:
        return None
    try:
        return await action.before(client, values)
    except (NotFound, Forbidden, Rejected, Malformed):
        return None


async def perform(
    connection: Connection,
    action: Action,
    values: Values,
    *,
    journal: Journal,
    moment: NowInZone | None = None,
    seen: Mapping[str, Any] | None = None,
    batch: tuple[int, int] | None = None,
    undoes: int | None = None,
) -> Written:
    """Do one write.

    Args:
        connection: Where it goes.
        action: What is done.
        values: Typed, as `validate` returns them.
        journal: Where it is written down.
        moment: For fields that are times; the journal's clock in UTC by default.
        seen: What the user was shown as being there before; when that has changed, nothing is sent.
        batch: The batch and the row's number in it.
        undoes: The entry that this takes back.

    Raises:
        ChangedMeanwhile: when `seen` is not what is there.
        JournalUnwritable: when it could not be written down; nothing was sent.
        AlreadyWritten: when this row or this undo was written before; nothing was sent.
        FrontdeskError: as `plan`; nothing was sent.
    """
    ready = await plan(connection, action, values, moment=moment or NowInZone(journal.clock.now()))
    if (
        seen is not None
        and action.before is not None
        and (ready.before is None or changed_meanwhile(seen, ready.before))
    ):
        raise ChangedMeanwhile(seen, ready.before or {})
    return await send(connection, ready, journal=journal, batch=batch, undoes=undoes)


async def send(
    connection: Connection,
    ready: Plan,
    *,
    journal: Journal,
    batch: tuple[int, int] | None = None,
    undoes: int | None = None,
) -> Written:
    """Write a plan down, send it, and write down how it ended. Raises as `perform`."""
    client = await connection.client()
    entry = await _begin(journal, _intent(connection, ready, batch, undoes))
    try:
        answer = await client.transport.send(ready.request)
        outcome = _outcome(ready, answer)
        text, request_id = outcome.text or "Done.", outcome.request_id
        written = Written(entry, ready.target, WriteState.DONE, text, request_id=request_id, outcome=outcome)
    except VendorError as error:
        written = Written(
            entry,
            ready.target,
            ended(error),
            _words(error),
            way_out=error.way_out,
            request_id=error.request_id,
            error=error,
        )
    except FrontdeskError as declined:  # Frontdesk's own transport would not send it
        written = Written(
            entry, ready.target, WriteState.FAILED, declined.message, way_out=declined.way_out, error=declined
        )
    except BaseException as broken_off:  # cancelled, or a mistake of ours
        # A journal that fails now leaves it pending, which counts as unknown.
        with suppress(Refused):
            await asyncio.shield(journal.finish(entry, WriteState.UNKNOWN, _doubt(broken_off)))
        raise
    return await write_end(journal, written)


def ended(error: VendorError) -> WriteState:
    """Tell what an error says about the write."""
    if error.arrival is Arrival.NO:
        return WriteState.FAILED
    if error.arrival is Arrival.MAYBE or isinstance(error, (VendorFailed, Malformed)):
        return WriteState.UNKNOWN  # a vendor that failed half-way may have done it first
    return WriteState.REFUSED


def changed_meanwhile(seen: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Tell whether what is there has changed since it was read."""
    if VERSION in seen and VERSION in found:
        return bool(seen[VERSION] != found[VERSION])
    return {**seen} != {**found}


# --- within -----------------------------------------------------------------------------------------------------


def _intent(connection: Connection, ready: Plan, batch: tuple[int, int] | None, undoes: int | None) -> Intent:
    from tui.storage.journal import Intent, RequestSummary

    request = ready.request
    number, row = batch or (None, None)
    return Intent(
        connection=connection.name,
        vendor=connection.vendor.name,
        action=ready.action.name,
        target=ready.target,
        values=ready.values,
        request=RequestSummary(request.method, request.path, request.body if request.form is None else request.form),
        danger=ready.action.danger,
        before=ready.before,
        undo_of=undoes,
        batch=number,
        row=row,
    )


def _outcome(ready: Plan, answer: Response) -> Outcome:
    """Read the answer. It said yes; when its words make no sense to us, nobody knows what was done.

    Raises:
        VendorError: as the action's own reader, and `Malformed` when that stumbles.
    """
    try:
        return ready.action.outcome(ready.values, answer)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as stumbled:
        raise not_promised(answer) from stumbled


def _doubt(broken_off: BaseException) -> str:
    if not isinstance(broken_off, Exception):
        return "It was broken off after it may have been sent."
    from tui.storage.bug_reports import place_of

    return f"Frontdesk itself failed after it may have been sent: {place_of(broken_off)}."


async def _begin(journal: Journal, intent: Intent) -> int:
    """Write the intent down. Cancelled meanwhile, it is closed again: nothing was sent."""
    beginning = asyncio.ensure_future(journal.begin(intent))
    try:
        return await asyncio.shield(beginning)
    except asyncio.CancelledError:
        with suppress(Refused):
            entry = await beginning
            await asyncio.shield(journal.finish(entry, WriteState.FAILED, "Cancelled before it was sent."))
        raise


async def mark_undone(entry: JournalEntry, written: Written, *, journal: Journal) -> None:
    """Say of a write that it was taken back, when what took it back is done."""
    if written.state is WriteState.DONE:
        await journal.finish(entry.id, WriteState.UNDONE, f"Undone by write {written.entry}. {entry.text}".strip())


async def write_end(journal: Journal, written: Written) -> Written:
    """Write down how a write ended, and return it; with a note when that could not be done, without one when it could.

    Raises:
        CancelledError: when it is cancelled; the end is written down all the same.
    """
    unchanged = written.outcome is not None and written.outcome.unchanged
    finishing = asyncio.ensure_future(
        journal.finish(written.entry, written.state, written.text, request_id=written.request_id, unchanged=unchanged)
    )
    try:
        await asyncio.shield(finishing)
    except asyncio.CancelledError:
        with suppress(Refused):
            await finishing
        raise
    except Refused as unwritable:
        note = f"How it ended could not be written down, so the journal will call it unknown. {unwritable.message}"
        return replace(written, note=note)
    return replace(written, note="")


def problems_text(problems: tuple[FieldProblem, ...]) -> str:
    """Write problems as one text, a sentence each."""
    return " ".join(f"{problem.field}: {problem.text}" if problem.field else problem.text for problem in problems)


def _words(error: VendorError) -> str:
    """Return the vendor's words, with those about single fields that the message leaves out."""
    fields = error.fields if isinstance(error, Rejected) else {}
    more = [f"{name}: {text}" for name, text in fields.items() if text not in error.message]
    return " ".join([error.message, *more])


def has_mask(value: Any) -> bool:
    """Tell whether something in there is a secret that the journal did not keep."""
    match value:
        case str():
            return value == MASK
        case Mapping():
            return any(has_mask(inner) for inner in value.values())
        case list() | tuple():
            return any(has_mask(inner) for inner in value)
        case _:
            return False
