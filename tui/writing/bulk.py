"""One action over many targets: so many at once, one outcome each, and never one of them twice.

::

                        ┌─ pause ─▶ paused ─ go_on ─┐
    ready ── run ──▶ running ◀──────────────────────┘
                        ├─ cancel ────▶ stopping (those under way end) ─▶ cancelled
                        ├─ stop, or the vendor or the journal is gone ──▶ stopped, with the reason, to be resumed
                        └─ no row left ─────────────────────────────────▶ finished

Rows about the same thing go in the file's order, one after the other: the last one stays. Others run side by side.
The rows are in the journal before the first one is sent, and each of them before it is sent: after a crash `resume`
knows which are done, which never began, and which nobody can be sure of. Those are asked about, or left.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Final

from tui.core.action import Action, WriteState
from tui.core.errors import FrontdeskError, Refused
from tui.core.time.now_in_zone import NowInZone
from tui.writing.bulk_pace import BulkPace, RowEnds
from tui.writing.bulk_rows import BulkRow, RowOutcome, is_undo, latest_entries, outcome_in, outcome_of
from tui.writing.giving_up import Unanswered
from tui.writing.row_queue import RowQueue, same_targets
from tui.writing.run import Written, mark_undone, perform, refuse_read_only, write_end

if TYPE_CHECKING:
    from tui.connections import Connection
    from tui.storage.journal import Journal

__all__ = ["Bulk", "BulkPace", "BulkRow", "Phase", "RowOutcome", "latest_entries", "outcome_in", "release"]

SURE: Final = frozenset({WriteState.REFUSED, WriteState.FAILED})
"""Ends after which nothing has changed at the vendor, so that a row may be tried again."""


class Phase(Enum):
    """Where a bulk stands."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    """Cancelled; the rows under way end first."""
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    """It stopped by itself or was interrupted; `reason` says why, and `run` goes on."""
    FINISHED = "finished"


class Bulk:
    """A run of one action over rows. Everything it knows is readable at any time; `changed` says when to look."""

    def __init__(
        self,
        connection: Connection,
        action: Action,
        rows: Sequence[BulkRow],
        *,
        journal: Journal,
        source: str,
        concurrency: int | None = None,
        moment: NowInZone | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """Take note of what is to be done; sends and writes nothing.

        Args:
            connection: Where the rows go.
            action: What is done with each.
            rows: Their numbers are all different.
            journal: Where the batch and each row are written down.
            source: Where the rows came from, for a person: a file's name.
            concurrency: Rows under way at once; the connection's own limit by default.
            moment: For fields that are times.
            changed: Called after every step, on the event loop.
        """
        self.connection = connection
        self.action = action
        self.rows = tuple(rows)
        self.source = source
        self.outcomes: dict[int, RowOutcome] = {}
        """By row number; a row that is missing was not sent yet."""
        self.under_way: dict[int, BulkRow] = {}
        self.phase = Phase.READY
        self.reason = ""
        """Why it stopped by itself."""
        self.mistakes: list[Exception] = []
        """What failed within Frontdesk itself in this run; each cost its row and no other."""
        self.batch: int | None = None
        """Its number in the journal, once it runs."""
        self._undoes = is_undo(source)
        self.journal = journal
        self._concurrency = concurrency or connection.config.network.max_concurrency
        self._moment = moment
        self.changed = changed
        """Called after every step."""
        self._target_of = same_targets(action, self.rows)
        self._queue = RowQueue((), self._target_of)
        self._unwritten: dict[int, Written] = {}  # by row: ends that the journal could not take
        self._may_go = asyncio.Event()
        self._may_go.set()
        self._ends = RowEnds()
        self._unanswered = Unanswered()

    # --- reading ------------------------------------------------------------------------------------------------

    @property
    def counts(self) -> Counter[WriteState]:
        """How many rows ended how."""
        return Counter(outcome.state for outcome in self.outcomes.values())

    @property
    def unsent(self) -> tuple[BulkRow, ...]:
        """The rows that were not begun."""
        return tuple(row for row in self.rows if row.number not in self.outcomes and row.number not in self.under_way)

    @property
    def retryable(self) -> tuple[BulkRow, ...]:
        """The rows that surely changed nothing and may be tried again."""
        return tuple(row for row in self.rows if self._is_retryable(row))

    @property
    def pace(self) -> BulkPace:
        """How far it is, and how fast."""
        done, total = len(self.outcomes), len(self.rows)
        if self.phase is not Phase.RUNNING:
            return BulkPace(done, total)
        return self._ends.pace(done, total, now=self.journal.clock.now())

    # --- steering -----------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Send every row that was not sent; ends when none is left, when it is cancelled or when it cannot go on.

        Broken off, it leaves the batch to be resumed.

        Raises:
            Refused: when the batch cannot be written down, another Frontdesk has resumed it, or the connection is
                read-only; nothing was sent.
        """
        refuse_read_only(self.connection)
        if self.batch is None:
            self.batch = await self._begin()
        elif not await self.journal.reopen_batch(self.batch):
            raise Refused("Another Frontdesk has resumed this.", way_out="Its outcome is in the journal.")
        self._go()
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(min(self._concurrency, len(self._queue))):
                    workers.create_task(self._work(self.batch))
        except BaseException:
            # Broken off: the journal says which rows are in doubt, and whoever resumes it asks about those.
            self._step(Phase.STOPPED)
            await release(self.journal, self.batch)
            raise
        finally:
            self.under_way.clear()
        await self._end(self.batch)

    def pause(self) -> None:
        """Begin no further row until `go_on`."""
        if self.phase is Phase.RUNNING:
            self._may_go.clear()
            self._step(Phase.PAUSED)

    def go_on(self) -> None:
        """End a pause."""
        if self.phase is Phase.PAUSED:
            self._ends.forget()
            self._may_go.set()
            self._step(Phase.RUNNING)

    def cancel(self) -> None:
        """Begin no further row; those under way end, so that their outcome is known."""
        if self.phase in (Phase.RUNNING, Phase.PAUSED):
            self._may_go.set()
            self._step(Phase.STOPPING)

    def stop(self, reason: str) -> None:
        """Begin no further row, and leave the rest to be resumed, by `run` or by another Frontdesk."""
        if self.phase in (Phase.RUNNING, Phase.PAUSED):
            self.reason = reason
            self._may_go.set()
            self._step(Phase.STOPPED)

    def retry(self, rows: Iterable[BulkRow] | None = None) -> int:
        """Put rows that surely changed nothing back in the queue, for the next `run`; returns how many."""
        again = [row for row in (self.retryable if rows is None else rows) if self._is_retryable(row)]
        for row in again:
            del self.outcomes[row.number]
        self.changed()
        return len(again)

    def raise_mistake(self) -> None:
        """Raise the first of the `mistakes`, if there is one: for whoever writes the bug report, after the run."""
        if self.mistakes:
            raise self.mistakes[0]

    def resume(self, batch: int, known: Iterable[RowOutcome]) -> None:
        """Start from what the journal says of an earlier run."""
        self.batch = batch
        self.outcomes = {outcome.row.number: outcome for outcome in known}

    # --- within -------------------------------------------------------------------------------------------------

    def _is_retryable(self, row: BulkRow) -> bool:
        outcome = self.outcomes.get(row.number)
        return outcome is not None and outcome.state in SURE and not outcome.final

    async def _begin(self) -> int:
        from tui.storage.journal import BatchRow

        return await self.journal.begin_batch(
            connection=self.connection.name,
            vendor=self.connection.vendor.name,
            action=self.action.name,
            source=self.source,
            rows=[BatchRow(row.number, row.target, row.values) for row in self.rows],
        )

    def _go(self) -> None:
        self.reason = ""
        self.mistakes = []
        self._queue = RowQueue(self.unsent, self._target_of)
        self._unanswered.forget()
        self._ends.forget()
        self._may_go.set()
        self._step(Phase.RUNNING)

    async def _end(self, batch: int) -> None:
        await self._write_ends_again()
        if self.phase is Phase.STOPPED and self._is_left:
            await release(self.journal, batch)
            return
        cancelled = self.phase is Phase.STOPPING
        self.reason = ""
        try:
            await self.journal.end_batch(batch)
        except Refused as unwritable:
            self.reason = unwritable.message
        self._step(Phase.CANCELLED if cancelled else Phase.FINISHED)

    @property
    def _is_left(self) -> bool:
        """Whether a resume would have something to do: rows to send, or to ask about."""
        left = {WriteState.FAILED, WriteState.UNKNOWN, WriteState.PENDING}
        return bool(self.unsent) or any(outcome.state in left for outcome in self.outcomes.values())

    async def _write_ends_again(self) -> None:
        """Write down what the journal could not take before: there may be room on the disk again."""
        unwritten, self._unwritten = self._unwritten, {}
        for number, written in unwritten.items():
            self._note_written(self.outcomes[number].row, await write_end(self.journal, written))

    async def _work(self, batch: int) -> None:
        row: BulkRow | None = None
        while self._queue.has_more(row):
            await self._may_go.wait()
            if self.phase in (Phase.STOPPING, Phase.STOPPED):
                return
            row = self._queue.next(row)
            if row is None:
                return
            self.under_way[row.number] = row
            try:
                await self._one(batch, row)
            finally:
                self.under_way.pop(row.number, None)
            self.changed()

    async def _one(self, batch: int, row: BulkRow) -> None:
        from tui.storage.journal import AlreadyWritten, JournalUnwritable

        try:
            written = await perform(
                self.connection,
                self.action,
                row.values,
                journal=self.journal,
                moment=self._moment,
                batch=(batch, row.number),
                undoes=row.number if self._undoes else None,
            )
            await self._mark_undone(row, written)
        except JournalUnwritable as unwritable:
            self.stop(str(unwritable))  # not sent, and not to blame
        except AlreadyWritten as already:
            await self._note_from_journal(batch, row, already.message)
        except FrontdeskError as unsent:  # a read that it needs first, or a value: nothing was sent
            self._note(RowOutcome(row, WriteState.FAILED, str(unsent), getattr(unsent, "request_id", "")))
            self._stop_if(self._unanswered.weigh(unsent))
        except Exception as mistake:
            self.mistakes.append(mistake)
            await self._note_mistake(batch, row, mistake)
        else:
            self._note_written(row, written)
            self._stop_if(self._unanswered.weigh(written.error))

    async def _mark_undone(self, row: BulkRow, written: Written) -> None:
        """Say of the write that a row takes back that it did; what takes it back is in the journal in any case."""
        if self._undoes:
            with suppress(Refused):
                if (entry := await self.journal.entry(row.number)) is not None:
                    await mark_undone(entry, written, journal=self.journal)

    async def _note_mistake(self, batch: int, row: BulkRow, mistake: Exception) -> None:
        """Count a row at which Frontdesk itself failed."""
        from tui.storage.bug_reports import place_of

        outcome = await self._note_from_journal(batch, row, f"Frontdesk itself failed: {place_of(mistake)}.")
        if outcome.state is WriteState.UNKNOWN:
            self._stop_if(self._unanswered.count(outcome.text))

    async def _note_from_journal(self, batch: int, row: BulkRow, why: str) -> RowOutcome:
        """Take a row's outcome from the journal, which knows whether anything was sent for it; `why` it is asked."""
        try:
            entry = (await latest_entries(self.journal, batch, row.number)).get(row.number)
        except Refused as unreadable:
            return self._note(RowOutcome(row, WriteState.UNKNOWN, f"{why} {unreadable.message}"))
        if entry is not None and entry.state is not WriteState.FAILED:
            return self._note(outcome_in(row, entry))
        number = entry.id if entry is not None else None
        return self._note(RowOutcome(row, WriteState.FAILED, f"{why} Nothing was sent.", entry=number))

    def _note_written(self, row: BulkRow, written: Written) -> None:
        if written.note:
            self._unwritten[row.number] = written
        self._note(outcome_of(row, written))

    def _note(self, outcome: RowOutcome) -> RowOutcome:
        self.outcomes[outcome.row.number] = outcome
        self._ends.note(self.journal.clock.now())
        return outcome

    def _stop_if(self, reason: str) -> None:
        """Stop where there is a reason to."""
        if reason:
            self.stop(reason)

    def _step(self, phase: Phase) -> None:
        self.phase = phase
        self.changed()


async def release(journal: Journal, batch: int) -> None:
    """Let go of a bulk that stopped, so that it can be resumed without a restart."""
    # One that cannot be let go of waits until this process has ended, as if that had been killed.
    with suppress(Refused):
        await asyncio.shield(journal.release_batch(batch))
