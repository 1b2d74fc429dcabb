"""What was written, newest first; and for single writes: ask whether one arrived, or take one back.

frontdesk journal --state unknown --since 7d
frontdesk journal verify 41
frontdesk journal undo 40
frontdesk journal repair
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, Final, TextIO, TypedDict

from tui.commands.shared.confirm import confirm, tell_outcomes
from tui.commands.shared.flags import row_count
from tui.commands.shared.narration import say
from tui.commands.shared.parser import whole_number
from tui.commands.shared.session import Session, open_journal, open_session
from tui.core.action import Verdict, WriteState
from tui.core.errors import Refused, UsageError
from tui.core.text import clean
from tui.core.time.clock import SystemClock
from tui.core.time.ranges import parse_bounds
from tui.core.words import did_you_mean
from tui.export.spreadsheet import defused
from tui.export.writers import json_text
from tui.storage.paths import find_paths
from tui.writing.report import OutcomeLine
from tui.writing.undo import undo, undo_of, verify, why_not_undone

if TYPE_CHECKING:
    from tui.storage.journal import Journal, JournalEntry, Wanted

__all__ = ["HELP", "NAME", "EntryFields", "add_arguments", "entry_fields", "json_schema", "run"]

NAME: Final = "journal"
HELP: Final = "what was written, newest first; verify or undo one of it"

COLUMNS: Final = (
    *("id", "time", "state", "connection", "vendor", "action", "target", "text", "request_id", "unchanged"),
    *("danger", "operator", "host", "finished", "values", "request", "before", "undo_of", "batch", "row"),
)
"""What a spreadsheet gets, in order."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the filters, and the two things that can be done with an entry."""
    parser.add_argument(
        "deed",
        nargs="?",
        choices=("list", "verify", "undo", "repair"),
        default="list",
        help="what to do (default: list)",
    )
    parser.add_argument("entry", nargs="?", type=whole_number, metavar="ID", help="the write, for verify and undo")
    parser.add_argument("--connection", metavar="CONNECTION", help="only those of a connection")
    parser.add_argument(
        "--state", action="append", choices=[state.value for state in WriteState], help="only in this state; repeats"
    )
    parser.add_argument("--since", metavar="WHEN", help="only since then: 7d, today, 2026-01-31")
    parser.add_argument("--until", metavar="WHEN", help="only until then")
    parser.add_argument("--batch", type=whole_number, metavar="N", help="only the rows of a bulk")
    parser.add_argument("--limit", type=row_count, metavar="N", help="at most so many")
    parser.add_argument(
        "--format", choices=("table", "json", "jsonl", "csv"), default="table", help="how to write (default: table)"
    )
    parser.add_argument("--yes", action="store_true", help="answer undo's question beforehand")


async def run(args: argparse.Namespace) -> int:
    """List, verify, undo or repair."""
    if args.entry is not None and args.deed in ("list", "repair"):
        raise UsageError(
            f"{args.deed} takes no write, and {args.entry} is one.",
            way_out=f"Leave it out, or write frontdesk journal verify {args.entry}.",
        )
    if args.deed == "repair":
        return await _repair(args)
    async with open_session(args) as session, open_journal(session) as journal:
        await journal.mark_orphans_unknown()
        if args.deed == "list":
            return await _list(args, session, journal)
        if args.entry is None:
            raise UsageError(f"Say which write to {args.deed}.", way_out=f"Write frontdesk journal {args.deed} ID.")
        entry = await journal.entry(args.entry)
        if entry is None:
            raise UsageError(
                f"There is no write {args.entry} in the journal.", way_out="“frontdesk journal” lists them."
            )
        return await (
            _verify(session, journal, entry) if args.deed == "verify" else _undo(args, session, journal, entry)
        )


async def _list(args: argparse.Namespace, session: Session, journal: Journal) -> int:
    await _check_named(args, session, journal)
    entries = await journal.entries(_wanted(args, session))
    stream, zone = sys.stdout, session.config.ui.zone
    match args.format:
        case "json":
            stream.write(json_text([entry_fields(entry, zone) for entry in entries], indent=2) + "\n")
        case "jsonl":
            for entry in entries:
                stream.write(json_text(entry_fields(entry, zone)) + "\n")
        case "csv":
            _write_csv(entries, stream, zone)
        case _:
            _write_table(entries, stream, zone)
    if not entries and args.format == "table":
        say("No write in the journal is like that." if _narrows(args) else "Nothing was written yet.")
    for batch in await journal.interrupted_batches():
        say(
            f"The bulk “{batch.action}” of {batch.total:,} rows from {batch.source} was cut off: "
            f"“frontdesk do {batch.connection} {batch.action} --resume {batch.id}” takes it up."
        )
    return 0


async def _check_named(args: argparse.Namespace, session: Session, journal: Journal) -> None:
    """Raise UsageError when the connection or the bulk is not there whose writes are wanted."""
    name = args.connection
    if name is not None:
        written = await journal.connections()  # also of those that are no longer in the config
        known = dict.fromkeys((*session.config.connections, *written))
        if name not in known:
            raise UsageError(f"There is no connection “{name}”.", way_out=did_you_mean(name, known))
    if args.batch is not None and await journal.batch(args.batch) is None:
        newest = [each.called for each in await journal.batches(limit=8)]
        way_out = f"The newest are: {', '.join(newest)}." if newest else "No bulk was written yet."
        raise UsageError(f"There is no batch {args.batch} in the journal.", way_out=way_out)


def _narrows(args: argparse.Namespace) -> bool:
    return any((args.connection, args.state, args.since, args.until, args.batch is not None))


def _wanted(args: argparse.Namespace, session: Session) -> Wanted:
    from tui.storage.journal import Wanted

    since: datetime | None = None
    until: datetime | None = None
    if args.since or args.until:
        now = session.clock.now()
        zone, flags = session.config.ui.zone, ("--since", "--until")
        span = parse_bounds(args.since or "2000-01-01", args.until, now=now, zone=zone, default="7d", flags=flags)
        since = span.start if args.since else None
        until = span.stop if args.until else None
    return Wanted(
        connection=args.connection or "",
        states=tuple(WriteState(state) for state in args.state or ()),
        since=since,
        until=until,
        batch=args.batch,
        limit=args.limit,
    )


async def _verify(session: Session, journal: Journal, entry: JournalEntry) -> int:
    checked = await verify(session.connections.named(entry.connection), entry, journal=journal)
    after = await journal.entry(entry.id)
    if after is not None:
        tell_outcomes([_line(after)], form="table")
    say(checked.text)
    return 1 if checked.verdict is Verdict.CANNOT_TELL and entry.state is WriteState.UNKNOWN else 0


async def _undo(args: argparse.Namespace, session: Session, journal: Journal, entry: JournalEntry) -> int:
    connection = session.connections.named(entry.connection)
    back = undo_of(connection, entry)
    if back is None:
        raise Refused(f"Write {entry.id} cannot be undone.", way_out=why_not_undone(connection, entry))
    action = connection.catalog.action(back.action)
    args.confirm = None
    confirm(args, connection, action, what=[f"to {entry.target}", back.text], word=entry.target, many=False)
    written = await undo(connection, entry, journal=journal)
    tell_outcomes([OutcomeLine.of_write(written)], form=args.format)
    if written.state is WriteState.DONE:
        return 0
    say(f"frontdesk: {written.state.value}: {written.sentence}")
    return 1


async def _repair(args: argparse.Namespace) -> int:
    """Put the journal right, and say what became of it. Needs no config: a broken one is no reason to lose a journal.

    Raises:
        Refused: when it cannot be repaired; it stays as it is then.
    """
    from tui.storage.journal_repair import repair

    path = find_paths(args.config, environ=os.environ).journal
    repaired = await asyncio.to_thread(repair, path, now=SystemClock().now())
    if repaired.kept is None:
        say(f"Nothing is wrong with the journal {path}.")
        return 0
    say(f"The journal was damaged: {repaired.reason}.")
    writes = "1 write" if repaired.entries == 1 else f"{repaired.entries:,} writes"
    bulks = "1 bulk" if repaired.batches == 1 else f"{repaired.batches:,} bulks"
    lost = f"; at least {repaired.lost:,} more could not be read" if repaired.lost else ""
    say(f"{writes} and {bulks} are in the new {path}{lost}. The old file is {repaired.kept}.")
    return 0


class RequestFields(TypedDict):
    """What was sent."""

    method: str
    path: str
    body: Any


class EntryFields(TypedDict):
    """A write, as JSON has it."""

    id: int
    time: str
    state: str
    connection: str
    vendor: str
    action: str
    target: str
    text: str
    request_id: str
    unchanged: bool
    danger: str
    operator: str
    host: str
    finished: str | None
    values: dict[str, Any]
    request: RequestFields
    before: dict[str, Any] | None
    undo_of: int | None
    batch: int | None
    row: int | None


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of what `--format json` prints when the writes are listed."""
    from tui.describing.schemas import schema_of_ours

    return schema_of_ours(list[EntryFields])


def entry_fields(entry: JournalEntry, zone: tzinfo) -> EntryFields:
    """Return everything that the journal has about a write, for a script."""
    return {
        "id": entry.id,
        "time": entry.at.astimezone(zone).isoformat(timespec="milliseconds"),
        "state": entry.state.value,
        "connection": entry.connection,
        "vendor": entry.vendor,
        "action": entry.action,
        "target": entry.target,
        "text": entry.text,
        "request_id": entry.request_id,
        "unchanged": entry.unchanged,
        "danger": entry.danger.value,
        "operator": entry.operator,
        "host": entry.process.host,
        "finished": entry.finished.astimezone(zone).isoformat(timespec="milliseconds") if entry.finished else None,
        "values": dict(entry.values),
        "request": {"method": entry.request.method, "path": entry.request.path, "body": entry.request.body},
        "before": None if entry.before is None else dict(entry.before),
        "undo_of": entry.undo_of,
        "batch": entry.batch,
        "row": entry.row,
    }


def _write_csv(entries: Sequence[JournalEntry], stream: TextIO, zone: tzinfo) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    rows: list[Mapping[str, object]] = [entry_fields(entry, zone) for entry in entries]
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in COLUMNS])


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return defused(value)
        case _:
            return json_text(value)


def _write_table(entries: Sequence[JournalEntry], stream: TextIO, zone: tzinfo) -> None:
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    rows: list[tuple[str, ...]] = [("ID", "Time", "State", "Connection", "Action", "Target", "How it ended")]
    rows += [_cells(entry, zone) for entry in entries]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        number, *rest, last = row
        cells = [number.rjust(widths[0]), *(cell.ljust(width) for cell, width in zip(rest, widths[1:], strict=True))]
        stream.write("  ".join([*cells, last]).rstrip() + "\n")


def _cells(entry: JournalEntry, zone: tzinfo) -> tuple[str, ...]:
    when = entry.at.astimezone(zone)
    asked = f" (request {entry.request_id})" if entry.request_id else ""
    state = "unchanged" if entry.unchanged else entry.state.value
    texts = (f"{when:%Y-%m-%d %H:%M:%S}", state, entry.connection, entry.action, entry.target, entry.text + asked)
    return (str(entry.id), *(clean(text) for text in texts))


def _line(entry: JournalEntry) -> OutcomeLine:
    return OutcomeLine(entry.target, entry.state.value, entry.text, entry.request_id, entry.id)
