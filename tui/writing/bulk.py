"""One action over many targets: so many at once, one outcome each, and never one of them twice.

::

                        ┌─ pause ─▶ paused ─ go_on ─┐
    ready ── run ──▶ running ◀──────────────────────┘
                        ├─ cancel ─▶ stopping (those under way end) ─▶ cancelled
                        ├─ the vendor or the journal is gone ────────▶ stopped, with the reason
                        └─ no row left ──────────────────────────────▶ finished

The rows are in the journal before the first one is sent, and each of them before it is sent: after a crash `resume`
knows which are done, which never began, and which nobody can be sure of. Those are asked about, or left.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from tui.core.action import Action, Values, WriteState
from tui.core.errors import Arrival, FrontdeskError, Malformed, Refused, SignedOut, VendorError, VendorFailed
from tui.writing.fields import NowInZone
from tui.writing.run import Written, perform

if TYPE_CHECKING:
    from tui.connections import Connection
    from tui.storage.journal import Journal, JournalEntry

__all__ = ["Bulk", "BulkPace", "BulkRow", "Phase", "RowOutcome", "latest_entries", "outcome_in", "release"]

GIVE_UP_AFTER: Final = 5
"""So many rows in a row without a sane answer mean that the vendor is out, not that the rows are bad."""

PACE_OVER: Final = 32
"""The rate is that of the last so many rows: it follows a vendor that slows down."""

SURE: Final = frozenset({WriteState.REFUSED, WriteState.FAILED})
"""Ends after which nothing has changed at the vendor, so that a row may be tried again."""


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One target, with everything that is sent for it."""

    number: int
    """What a person finds it by: the line of the file, or the place in the list."""
    values: Values
    target: str


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """How one row ended."""

    row: BulkRow
    state: WriteState
    text: str
    request_id: str = ""
    entry: int | None = None
    """Its number in the journal; None when it was not even tried to send."""
    unchanged: bool = False
    """Done, and nothing was to do."""


class Phase(Enum):
    """Where a bulk stands."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    """Cancelled; the rows under way end first."""
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    """It stopped by itself; `reason` says why, and `run` goes on."""
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class BulkPace:
    """How far it is, and how fast."""

    done: int
    total: int
    rate: float | None = None
    """Rows a second; None before there is one to speak of."""
    left: timedelta | None = None
    """How long it will still take at this rate."""


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
        self.batch: int | None = None
        """Its number in the journal, once it runs."""
        self.journal = journal
        self._concurrency = concurrency or connection.config.network.max_concurrency
        self._moment = moment
        self.changed = changed
        """Called after every step."""
        self._waiting: deque[BulkRow] = deque(rows)
        self._may_go = asyncio.Event()
        self._may_go.set()
        self._ends: deque[datetime] = deque(maxlen=PACE_OVER)
        self._unanswered = 0

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
        return tuple(row for row in self.rows if self._state(row) in SURE)

    @property
    def pace(self) -> BulkPace:
        """How far it is, and how fast."""
        done, total = len(self.outcomes), len(self.rows)
        if len(self._ends) < 2 or self.phase is not Phase.RUNNING:
            return BulkPace(done, total)
        seconds = (self.journal.clock.now() - self._ends[0]).total_seconds()
        if seconds <= 0:
            return BulkPace(done, total)
        rate = (len(self._ends) - 1) / seconds
        return BulkPace(done, total, rate, timedelta(seconds=(total - done) / rate))

    # --- steering -----------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Send every row that waits; ends when none is left, when it is cancelled or when it cannot go on.

        Raises:
            Refused: when the batch cannot be written down, another Frontdesk has taken it up, or the connection is
                read-only; nothing was sent.
        """
        if self.connection.read_only:
            raise Refused(f"{self.connection.name} is read-only. Nothing was sent.")
        if self.batch is None:
            self.batch = await self._begin()
        elif not await self.journal.reopen_batch(self.batch):
            raise Refused("Another Frontdesk has taken this up already.", way_out="Its outcome is in the journal.")
        self._go()
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(min(self._concurrency, len(self._waiting))):
                    workers.create_task(self._work(self.batch))
        except BaseException:
            # Broken off, or a mistake of ours: the batch stays open, and the journal says which rows are in doubt.
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
            self._ends.clear()
            self._may_go.set()
            self._step(Phase.RUNNING)

    def cancel(self) -> None:
        """Begin no further row; those under way end, so that their outcome is known."""
        if self.phase in (Phase.RUNNING, Phase.PAUSED):
            self._may_go.set()
            self._step(Phase.STOPPING)

    def retry(self, rows: Iterable[BulkRow] | None = None) -> int:
        """Put rows that surely changed nothing back in the queue, for the next `run`; returns how many."""
        again = [row for row in (self.retryable if rows is None else rows) if self._state(row) in SURE]
        for row in again:
            del self.outcomes[row.number]
        self._waiting.extend(again)
        self.changed()
        return len(again)

    def resume(self, batch: int, known: Iterable[RowOutcome]) -> None:
        """Start from what the journal says of an earlier run."""
        self.batch = batch
        self.outcomes = {outcome.row.number: outcome for outcome in known}
        self._waiting = deque(self.unsent)

    # --- within -------------------------------------------------------------------------------------------------

    def _state(self, row: BulkRow) -> WriteState | None:
        outcome = self.outcomes.get(row.number)
        return outcome.state if outcome else None

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
        self._unanswered = 0
        self._ends.clear()
        self._may_go.set()
        self._step(Phase.RUNNING)

    async def _end(self, batch: int) -> None:
        if self.phase is Phase.STOPPED:
            await release(self.journal, batch)  # it stays open: `run` goes on, and so does whoever takes it up
            return
        cancelled = self.phase is Phase.STOPPING
        try:
            await self.journal.end_batch(batch)
        except Refused as unwritable:
            self.reason = unwritable.message
        self._step(Phase.CANCELLED if cancelled else Phase.FINISHED)

    async def _work(self, batch: int) -> None:
        while True:
            if self._waiting:
                await self._may_go.wait()
            if self.phase in (Phase.STOPPING, Phase.STOPPED) or not self._waiting:
                return
            row = self._waiting.popleft()
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
            )
        except JournalUnwritable as unwritable:
            self._waiting.appendleft(row)  # not sent, and not to blame
            self._stop(unwritable)
        except AlreadyWritten:
            latest = await latest_entries(self.journal, batch)
            self._note(outcome_in(row, latest[row.number]))
        except FrontdeskError as unsent:  # a read that it needs first, or a value: nothing was sent
            self._note(RowOutcome(row, WriteState.FAILED, str(unsent), getattr(unsent, "request_id", "")))
            self._weigh(unsent)
        else:
            self._note(_outcome_of(row, written))
            self._weigh(written.error)

    def _note(self, outcome: RowOutcome) -> None:
        self.outcomes[outcome.row.number] = outcome
        self._ends.append(self.journal.clock.now())

    def _weigh(self, error: FrontdeskError | None) -> None:
        """Stop when the next row would fare no better."""
        if isinstance(error, SignedOut | Refused):
            self._stop(error)
        unanswered = isinstance(error, VendorError) and (
            error.arrival is not Arrival.YES or isinstance(error, VendorFailed | Malformed)
        )
        self._unanswered = self._unanswered + 1 if unanswered else 0
        if error is not None and self._unanswered >= GIVE_UP_AFTER:
            self._stop(error)

    def _stop(self, error: FrontdeskError) -> None:
        if self.phase in (Phase.RUNNING, Phase.PAUSED):
            self.reason = str(error)
            self._may_go.set()
            self._step(Phase.STOPPED)

    def _step(self, phase: Phase) -> None:
        self.phase = phase
        self.changed()


async def release(journal: Journal, batch: int) -> None:
    """Let go of a bulk that stopped, so that it can be taken up without a restart; its end, if need be, is ours."""
    # One that cannot be let go of waits until this process has ended, as if that had been killed.
    with suppress(Refused):
        await asyncio.shield(journal.release_batch(batch))


async def latest_entries(journal: Journal, batch: int) -> dict[int, JournalEntry]:
    """Return the last entry of each row of a batch."""
    from tui.storage.journal import Wanted

    oldest_first = reversed(await journal.entries(Wanted(batch=batch)))
    return {entry.row: entry for entry in oldest_first if entry.row is not None}


def _outcome_of(row: BulkRow, written: Written) -> RowOutcome:
    unchanged = written.outcome is not None and written.outcome.unchanged
    text = " ".join(part for part in (written.text, written.note) if part)
    return RowOutcome(row, written.state, text, written.request_id, written.entry, unchanged)


def outcome_in(row: BulkRow, entry: JournalEntry) -> RowOutcome:
    """Read a row's outcome out of the journal."""
    return RowOutcome(row, entry.state, entry.text, entry.request_id, entry.id, entry.unchanged)
