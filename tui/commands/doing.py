"""`do` at work: check, ask, send, and say how it ended."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tui.commands.confirming import confirm, is_answered
from tui.commands.do_bulk import do_bulk, plan_bulk, resume_bulk
from tui.commands.do_flags import flag_problems, given_fields
from tui.commands.narration import say
from tui.commands.session import Session, open_session
from tui.core.action import Action, Danger, Values, WriteState
from tui.core.errors import Refused, UsageError
from tui.writing.diff import changes
from tui.writing.fields import NowInZone, validate
from tui.writing.report import OutcomeLine, write_outcomes
from tui.writing.run import Plan, Written, plan, send

if TYPE_CHECKING:
    from tui.connections import Connection
    from tui.storage.journal import Journal

__all__ = ["do", "open_journal"]


@asynccontextmanager
async def open_journal(session: Session) -> AsyncIterator[Journal]:
    """Open the journal, and close it afterwards."""
    from tui.storage.journal import Journal

    journal = Journal(session.paths.journal, session.clock)
    try:
        yield journal
    finally:
        await journal.aclose()


async def do(args: argparse.Namespace) -> int:
    """Do what the flags say, and return the exit code.

    Raises:
        FrontdeskError: when nothing was sent.
    """
    async with open_session(args) as session:
        connection = session.connections.named(args.connection)
        action = connection.catalog.action(args.action)
        if connection.read_only:
            raise Refused(
                f"{connection.name} is read-only. Nothing was sent.",
                way_out="Take read_only out of its config to write to it.",
            )
        moment = NowInZone(session.clock.now(), session.zone)
        source, batch = getattr(args, "source", None), getattr(args, "resume", None)
        if source is not None and batch is not None:
            raise UsageError("--from and --resume cannot go together.", way_out="A batch keeps its own rows.")
        async with open_journal(session) as journal:
            if batch is not None:
                return await resume_bulk(args, connection, action, batch, journal=journal, moment=moment)
            if source is not None:
                rows = plan_bulk(args, connection, action, source, moment=moment)
                return await do_bulk(args, connection, action, rows, journal=journal, moment=moment)
            return await _once(args, connection, action, journal=journal, moment=moment)


async def _once(
    args: argparse.Namespace, connection: Connection, action: Action, *, journal: Journal, moment: NowInZone
) -> int:
    values, problems = validate(action, given_fields(args, action), moment=moment, settings=connection.config.settings)
    if problems:
        raise flag_problems(action, problems)
    if args.dry_run:
        await show_request(connection, action, values, moment=moment)
        return 0
    word = (action.confirm_text(values) if action.danger is Danger.IRREVERSIBLE else "") or action.target(values)
    is_answered(args, action, word=word)
    ready = await plan(connection, action, values, moment=moment)
    confirm(args, connection, action, what=_what(ready), word=word, many=False)
    written = await send(connection, ready, journal=journal)
    return _tell(args, written)


async def show_request(connection: Connection, action: Action, values: Values, *, moment: NowInZone) -> None:
    """Print what would be sent."""
    ready = await plan(connection, action, values, moment=moment, look=False)
    client = await connection.client()
    print(client.transport.describe(ready.request))


def _what(ready: Plan) -> list[str]:
    lines = [f"to {ready.target}"]
    lines += [str(change) for change in changes(ready.action, ready.values, ready.before)]
    consequence = ready.action.consequence(ready.values)
    return [*lines, consequence] if consequence else lines


def _tell(args: argparse.Namespace, written: Written) -> int:
    write_outcomes([OutcomeLine.of_write(written)], form=args.format, stream=sys.stdout)
    if written.state is WriteState.DONE:
        if written.note:
            say(written.note)
        return 0
    say(f"frontdesk: {written.state.value}: {written.sentence}")
    if written.state is WriteState.UNKNOWN:
        say(f"It may or may not have been done: “frontdesk journal verify {written.entry}” asks the vendor.")
    return 4 if isinstance(written.error, Refused) else 1
