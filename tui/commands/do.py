"""Write: do an action of a connection, once or for every row of a file.

Which flags there are depends on the action: “frontdesk do CONNECTION” lists the actions, and
“frontdesk do CONNECTION ACTION --help” lists the flags of one. In place of one id, or e-mail address, “-” takes many
from standard input, one a line. Everything that is sent is in “frontdesk journal”.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.commands.shared.action_flags import action_list, action_parser, add_common_flags, flag_problems, given_fields
from tui.commands.shared.confirm import confirm, is_answered, tell_outcomes
from tui.commands.shared.narration import Narrator, say, say_mistake
from tui.commands.shared.session import find_words, open_journal, open_session
from tui.commands.shared.targets import piped_field, piped_sheet, with_ids_for_names
from tui.core.action import Action, Danger, Values, WriteState
from tui.core.errors import Refused, UsageError
from tui.core.time.now_in_zone import NowInZone
from tui.reading.names import resolved_all
from tui.writing.bulk import Bulk, Phase
from tui.writing.bulk_rows import BulkRow, latest_entries, outcome_in
from tui.writing.csv_left_out import write_left_out
from tui.writing.csv_rows import CellProblem, Sheet, read_rows, read_sheet
from tui.writing.csv_text import UnclearEncoding
from tui.writing.diff import changes
from tui.writing.fields import Given, validate
from tui.writing.headings import is_own_name, mapped, suggest, unplaced
from tui.writing.report import OutcomeFields, OutcomeLine
from tui.writing.run import Plan, Written, plan, send

if TYPE_CHECKING:
    from tui.connections import Connection
    from tui.storage.journal import Journal

__all__ = ["HELP", "NAME", "add_arguments", "json_schema", "parse", "progress_text", "run"]

NAME: Final = "do"
HELP: Final = "write: do an action, once or for every row of a file"

_BREAKS_OFF: Final = 2
"""Ctrl+C so many times does not wait for the rows under way."""

_NOTHING_SENT: Final = (
    "\nNothing was sent. --bad-rows FILE sends the good rows all the same, and writes the others to FILE."
)

SHOWN_PROBLEMS = 50
"""So many bad cells are listed; a file with more has one thing wrong with it, not fifty."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Show the two words in the usage; `parse` makes the parser that reads them."""
    parser.add_argument("connection", metavar="CONNECTION", help="a connection of the config")
    parser.add_argument("action", metavar="ACTION", help="what to do: see “frontdesk do CONNECTION”")


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of what `--format json` prints: of one write, or of all those of a bulk."""
    from tui.describing.schemas import schema_of_ours

    return {"anyOf": [schema_of_ours(OutcomeFields), schema_of_ours(list[OutcomeFields])]}


def parse(
    usage: Callable[[], argparse.ArgumentParser], words: list[str], args: argparse.Namespace
) -> argparse.Namespace:
    """Find connection and action, then read the rest with a parser made from the action's fields.

    Raises:
        UsageError: when there is no such connection or action.
        ConfigError: when the configuration has problems: without it no connection is known.
    """
    return find_words(
        usage,
        words,
        args,
        flags=add_common_flags,
        listing=action_list,
        asking="Say what to do with",
        exact=lambda connection, name: action_parser(connection.name, connection.catalog.action(name)),
    )


async def run(args: argparse.Namespace) -> int:
    """Write, and say how it ended.

    Raises:
        FrontdeskError: when nothing was sent.
    """
    async with open_session(args) as session:
        connection = session.connections.named(args.connection)
        action = connection.catalog.action(args.named)
        if connection.read_only:
            raise Refused(
                f"{connection.name} is read-only. Nothing was sent.",
                way_out="Take read_only out of its config to write to it.",
            )
        moment = NowInZone(session.clock.now(), session.config.ui.zone)
        source: Path | None = getattr(args, "source", None)
        batch: int | None = getattr(args, "resume", None)
        if source is not None and batch is not None:
            raise UsageError("--from and --resume cannot go together.", way_out="A batch keeps its own rows.")
        async with open_journal(session) as journal:
            if batch is not None:
                return await _resumed(args, connection, action, batch, journal=journal, moment=moment)
            given = given_fields(args, action)
            piped = piped_field(action, given)
            if source is not None and piped:
                raise UsageError("--from and “-” cannot go together.", way_out="Give the ids in the file.")
            if source is not None or piped:
                sheet = _read_sheet(source, args.encoding) if source is not None else piped_sheet(piped)
                fixed = {name: value for name, value in given.items() if name != piped}
                planned = await _planned(args, connection, action, sheet, fixed, moment=moment)
                return await _bulk(args, connection, action, planned, journal=journal, moment=moment)
            return await _once(args, connection, action, journal=journal, moment=moment)


async def _once(
    args: argparse.Namespace, connection: Connection, action: Action, *, journal: Journal, moment: NowInZone
) -> int:
    given = await resolved_all(connection, action.fields, given_fields(args, action), now=moment.now)
    values, problems = validate(action, given, moment=moment, settings=connection.config.settings)
    if problems:
        raise flag_problems(action, problems)
    if args.dry_run:
        await _show_request(connection, action, values, moment=moment)
        return 0
    word = (action.confirm_text(values) if action.danger is Danger.IRREVERSIBLE else "") or action.target(values)
    is_answered(args, action, word=word)
    ready = await plan(connection, action, values, moment=moment)
    confirm(args, connection, action, what=_what(ready), word=word, many=False)
    written = await send(connection, ready, journal=journal)
    return _tell(args, written)


async def _show_request(connection: Connection, action: Action, values: Values, *, moment: NowInZone) -> None:
    ready = await plan(connection, action, values, moment=moment, look=False)
    client = await connection.client()
    print(client.transport.describe(ready.request))


def _what(ready: Plan) -> list[str]:
    lines = [f"to {ready.target}"]
    lines += [str(change) for change in changes(ready.action, ready.values, ready.before)]
    consequence = ready.action.consequence(ready.values)
    return [*lines, consequence] if consequence else lines


def _tell(args: argparse.Namespace, written: Written) -> int:
    tell_outcomes([OutcomeLine.of_write(written)], form=args.format)
    if written.state is WriteState.DONE:
        if written.note:
            say(written.note)
        return 0
    say(f"frontdesk: {written.state.value}: {written.sentence}")
    if written.state is WriteState.UNKNOWN:
        say(f"It may or may not have been done: “frontdesk journal verify {written.entry}” asks the vendor.")
    return 4 if isinstance(written.error, Refused) else 1


# --- for every row of a file --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _PlannedRows:
    """The rows of a file that are sent, and what is wrong with those that are not."""

    rows: tuple[BulkRow, ...]
    sheet: Sheet
    problems: tuple[CellProblem, ...] = ()


async def _planned(
    args: argparse.Namespace,
    connection: Connection,
    action: Action,
    sheet: Sheet,
    fixed: dict[str, Given],
    *,
    moment: NowInZone,
) -> _PlannedRows:
    """Read a file's rows; `fixed` is the same for each of them.

    Raises:
        UsageError: with every bad cell, unless the rows that have one are to be left out; nothing was sent.
    """
    columns = _columns(action, sheet, args.map)
    named, unclear = await with_ids_for_names(connection, action, sheet, columns, now=moment.now)
    reading = read_rows(
        action,
        named,
        columns,
        moment=moment,
        settings=connection.config.settings,
        fixed=await resolved_all(connection, action.fields, fixed, now=moment.now),
    )
    for note in reading.notes:
        say(note)
    problems = tuple(sorted((*reading.problems, *unclear), key=lambda problem: problem.line))
    if problems and (args.bad_rows is None or not reading.rows):
        shown = [str(problem) for problem in problems[:SHOWN_PROBLEMS]]
        rest = len(problems) - len(shown)
        more = [f"… and {rest:,} more."] if rest else []
        raise UsageError("\n".join([f"{sheet.name} has bad cells:", *shown, *more]), way_out=_NOTHING_SENT)
    return _PlannedRows(reading.rows, sheet, problems)


def _columns(action: Action, sheet: Sheet, said: Sequence[str]) -> dict[str, str]:
    """Find which field each column is for, and tell what is guessed by what it means, or not sent."""
    guessed = suggest(action, sheet.header)
    columns = mapped(action, sheet.header, guessed, said, file=sheet.name)
    told = {heading for text in said if (heading := text.partition("=")[2].strip())}
    for column, field in columns.items():
        if column not in told and not is_own_name(action, column):
            say(f"The column “{column}” is taken for {field}; --map says it otherwise.")
    unmapped = {text.partition("=")[0].strip() for text in said}
    for column, near in unplaced(action, sheet.header, columns).items():
        if near and near not in columns.values() and near not in unmapped:
            raise UsageError(
                f"{sheet.name} has a column “{column}”, which is no field.", way_out=f"Did you mean “{near}”?"
            )
        say(f"The column “{column}” is no field and is not sent.")
    return columns


def _read_sheet(path: Path, encoding: str | None) -> Sheet:
    """Read the file; when nobody can tell its encoding, name the flag that does."""
    try:
        return read_sheet(path, encoding)
    except UnclearEncoding as unclear:
        or_say = "Or say what it is written in with --encoding, such as --encoding windows-1252."
        raise UsageError(unclear.message, way_out=f"{unclear.way_out} {or_say}") from unclear


async def _bulk(
    args: argparse.Namespace,
    connection: Connection,
    action: Action,
    planned: _PlannedRows,
    *,
    journal: Journal,
    moment: NowInZone,
) -> int:
    """Do an action for every row; or, in a dry run, print every request.

    Raises:
        UsageError: when what is left out cannot be written down; nothing was sent.
    """
    rows, left_out = planned.rows, len({problem.line for problem in planned.problems})
    if left_out:
        say(f"{left_out:,} of {len(planned.sheet.rows):,} rows have bad cells and are not sent: see {args.bad_rows}.")
    if args.dry_run:
        await _show_bulk(connection, action, rows, moment=moment)
        return 0
    first = action.consequence(rows[0].values)
    what = [f"{len(rows):,} rows from {planned.sheet.name}, the first to {rows[0].target}", *([first] if first else [])]
    confirm(args, connection, action, what=what, word=str(len(rows)), many=True)
    if left_out:
        write_left_out(args.bad_rows, planned.sheet, planned.problems)
    bulk = Bulk(connection, action, rows, journal=journal, source=planned.sheet.name, moment=moment)
    return await _run_bulk(args, bulk)


async def _resumed(
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
        known = ", ".join(f"{each.id} ({each.connection} {each.action}, {each.source})" for each in open_ones) or "none"
        raise UsageError(f"Batch {number} of {action.name} cannot be taken up.", way_out=f"Broken off are: {known}.")
    if args.dry_run:
        raise UsageError("--dry-run and --resume cannot go together.", way_out="The journal has the batch's rows.")
    what = [f"what is left of {batch.total:,} rows from {batch.source}"]
    confirm(args, connection, action, what=what, word=str(batch.total), many=True)
    return await _run_bulk(args, await resume(connection, batch, journal=journal, moment=moment))


async def _run_bulk(args: argparse.Namespace, bulk: Bulk) -> int:
    narrator = Narrator()
    bulk.changed = lambda: narrator.tell(progress_text(bulk))
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
        return 130
    return 0 if bulk.counts[WriteState.DONE] == len(bulk.rows) else 3


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


def progress_text(bulk: Bulk) -> str:
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
