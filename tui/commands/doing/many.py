"""Sends what “do” has for many rows, tells how far it is, and lets Ctrl+C end it in good order."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from tui.commands.doing.planned import PlannedRows
from tui.commands.shared.confirm import confirm, tell_outcomes
from tui.commands.shared.narration import Narrator, say, say_mistake
from tui.core.action import Action, WriteState
from tui.core.errors import UsageError
from tui.core.exit_codes import ExitCode
from tui.core.time.now_in_zone import NowInZone
from tui.writing.bulk import Bulk, Phase
from tui.writing.bulk_rows import BulkRow, latest_entries, outcome_in
from tui.writing.csv_left_out import write_left_out
from tui.writing.report import OutcomeLine
from tui.writing.run import plan

if TYPE_CHECKING:
    from tui.connections import Connection
    from tui.storage.journal import Journal

__all__ = ["send_rows", "take_up"]

_BREAKS_OFF: Final = 2
"""Ctrl+C so many times does not wait for the rows under way."""


async def send_rows(
    args: argparse.Namespace,
    connection: Connection,
    action: Action,
    planned: PlannedRows,
    *,
    journal: Journal,
    moment: NowInZone,
) -> int:
    """Do an action for every row; or, in a dry run, print every request.

    Returns:
        0 when every row of the file was done, or would be sent; 3 when some were not.

    Raises:
        UsageError: when what is left out cannot be written down; nothing was sent.
    """
    rows, left_out = planned.rows, len({problem.line for problem in planned.problems})
    if left_out:
        where = f"see {args.bad_rows}" if not args.dry_run else f"without --dry-run {args.bad_rows} gets them"
        say(f"{left_out:,} of {len(planned.sheet.rows):,} rows have bad cells and are not sent: {where}.")
    if args.dry_run:
        await _show_bulk(connection, action, rows, moment=moment)
        return ExitCode.PARTLY if left_out else ExitCode.DONE
    first = action.consequence(rows[0].values)
    what = [f"{len(rows):,} rows from {planned.sheet.name}, the first to {rows[0].target}", *([first] if first else [])]
    confirm(args, connection, action, what=what, word=str(len(rows)), many=True)
    if left_out:
        write_left_out(args.bad_rows, planned.sheet, planned.problems)
    bulk = Bulk(connection, action, rows, journal=journal, source=planned.sheet.name, moment=moment)
    ended = await _run_bulk(args, bulk)
    return ExitCode.PARTLY if left_out and ended == ExitCode.DONE else ended


async def take_up(
    args: argparse.Namespace,
    connection: Connection,
    action: Action,
    number: int,
    *,
    journal: Journal,
    moment: NowInZone,
) -> int:
    """Take up a bulk that was cut off.

    Raises:
        UsageError: when there is none of that number for this action.
    """
    from tui.writing.resume import resume

    await journal.mark_orphans_unknown()
    batch = await journal.batch(number)
    if batch is None or (batch.connection, batch.action) != (connection.name, action.name) or batch.ended:
        open_ones = await journal.interrupted_batches()
        known = ", ".join(each.called for each in open_ones) or "none"
        raise UsageError(f"Batch {number} of {action.name} cannot be taken up.", way_out=f"Broken off are: {known}.")
    if args.dry_run:
        raise UsageError("--dry-run and --resume cannot go together.", way_out="The journal has the batch's rows.")
    what = [f"what is left of {batch.total:,} rows from {batch.source}"]
    confirm(args, connection, action, what=what, word=str(batch.total), many=True)
    return await _run_bulk(args, await resume(connection, batch, journal=journal, moment=moment))


async def _run_bulk(args: argparse.Namespace, bulk: Bulk) -> int:
    narrator = Narrator()
    bulk.changed = lambda: narrator.tell(_progress_text(bulk))
    try:
        with _interrupt(lambda: bulk.stop("Interrupted.")) as interrupted:
            await bulk.run()
    except asyncio.CancelledError:  # a second Ctrl+C, SIGTERM, SIGHUP
        bulk.reason = bulk.reason or "It was broken off."
        await _note_broken_off(bulk)
        task = asyncio.current_task()
        if len(interrupted) < _BREAKS_OFF or task is None:
            raise
        task.uncancel()  # that it was broken off is all told; what is still to be closed is closed in peace
    finally:
        narrator.clear()
        if bulk.batch is not None:
            _report(args, bulk)
    for mistake in bulk.mistakes[:1]:
        say_mistake(mistake)
    if interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.DONE if bulk.counts[WriteState.DONE] == len(bulk.rows) else ExitCode.PARTLY


async def _note_broken_off(bulk: Bulk) -> None:
    """Add what the journal says of rows that were under way: they are neither done nor unsent."""
    latest = await latest_entries(bulk.journal, bulk.batch) if bulk.batch is not None else {}
    for row in bulk.unsent:
        if row.number in latest:
            bulk.outcomes[row.number] = outcome_in(row, latest[row.number])


def _report(args: argparse.Namespace, bulk: Bulk) -> None:
    outcomes = [bulk.outcomes[row.number] for row in bulk.rows if row.number in bulk.outcomes]
    shown = outcomes if args.format != "table" else [each for each in outcomes if each.state is not WriteState.DONE]
    tell_outcomes((OutcomeLine.of_row(each) for each in shown), form=args.format)
    say(_summary(bulk))


def _progress_text(bulk: Bulk) -> str:
    """Say how far a bulk is, in one line."""
    pace = bulk.pace
    parts = [f"{pace.done:,} of {pace.total:,}"]
    parts += [f"{pace.rate:.1f}/s"] if pace.rate is not None else []
    parts += [f"{pace.left.total_seconds():.0f} s left"] if pace.left is not None else []
    return ", ".join(parts)


def _summary(bulk: Bulk) -> str:
    counts = [f"{count:,} {state.value}" for state, count in bulk.counts.items()]
    counts += [f"{len(bulk.unsent):,} not sent"] if bulk.unsent else []
    rows = len(bulk.rows)
    text = f"{rows:,} {'row' if rows == 1 else 'rows'}: {', '.join(counts)}."
    if bulk.phase is Phase.STOPPED:
        again = f"frontdesk do {bulk.connection.name} {bulk.action.name} --resume {bulk.batch}"
        text += f" It stopped: {bulk.reason} “{again}” goes on, and does nothing twice."
    if bulk.counts[WriteState.UNKNOWN]:
        text += " “frontdesk journal --state unknown” lists what may or may not have been done."
    return text


async def _show_bulk(connection: Connection, action: Action, rows: Sequence[BulkRow], *, moment: NowInZone) -> None:
    client = await connection.client()
    for row in rows:
        ready = await plan(connection, action, row.values, moment=moment, look=False)
        print(f"# line {row.number}\n{client.transport.describe(ready.request)}\n")


@contextmanager
def _interrupt(cancel: Callable[[], None]) -> Iterator[list[int]]:
    """Let the first Ctrl+C end what is under way in good order, and the second one break it off."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    pressed: list[int] = []

    def press() -> None:
        pressed.append(signal.SIGINT)
        if len(pressed) == 1:
            say("\nStopping after the rows under way. Press Ctrl+C again to break them off.")
            cancel()
        elif len(pressed) == _BREAKS_OFF and task is not None:
            task.cancel()

    loop.add_signal_handler(signal.SIGINT, press)
    try:
        yield pressed
    finally:
        loop.remove_signal_handler(signal.SIGINT)
