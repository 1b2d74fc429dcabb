"""Write: do an action of a connection, once or for every row of a file.

Which flags there are depends on the action: “frontdesk do CONNECTION” lists the actions, and
“frontdesk do CONNECTION ACTION --help” lists the flags of one. In place of one id, or e-mail address, “-” takes many
from standard input, one a line. Everything that is sent is in “frontdesk journal”.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.commands.doing.many import send_rows, take_up
from tui.commands.doing.planned import planned_rows, read_file
from tui.commands.shared.action_flags import action_list, action_parser, add_common_flags, flag_problems, given_fields
from tui.commands.shared.confirm import confirm, is_answered, tell_outcomes
from tui.commands.shared.narration import say
from tui.commands.shared.session import find_words, open_journal, open_session
from tui.commands.shared.targets import piped_field, piped_sheet
from tui.core.action import Action, Danger, Values, WriteState
from tui.core.errors import Refused, UsageError
from tui.core.exit_codes import ExitCode
from tui.core.time.now_in_zone import NowInZone
from tui.reading.names import once_more_by_name, resolved_all
from tui.writing.diff import changes
from tui.writing.fields import validate
from tui.writing.report import OutcomeFields, OutcomeLine
from tui.writing.run import Plan, Written, plan, send

if TYPE_CHECKING:
    from tui.connections import Connection
    from tui.storage.journal import Journal

__all__ = ["HELP", "NAME", "add_arguments", "json_schema", "parse", "run"]

NAME: Final = "do"
HELP: Final = "write: do an action, once or for every row of a file"


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
                return await take_up(args, connection, action, batch, journal=journal, moment=moment)
            given = given_fields(args, action)
            piped = piped_field(action, given)
            if source is not None and piped:
                raise UsageError("--from and “-” cannot go together.", way_out="Give the ids in the file.")
            if source is not None or piped:
                sheet = read_file(source, args.encoding) if source is not None else piped_sheet(piped)
                fixed = {name: value for name, value in given.items() if name != piped}
                planned = await planned_rows(args, connection, action, sheet, fixed, moment=moment)
                return await send_rows(args, connection, action, planned, journal=journal, moment=moment)
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
    is_answered(args, action, word=_word(action, values))
    ready = await _planned(connection, action, values, moment=moment)
    confirm(args, connection, action, what=_what(ready), word=_word(action, ready.values), many=False)
    written = await send(connection, ready, journal=journal)
    return _tell(args, written)


def _word(action: Action, values: Values) -> str:
    """Return what must be typed where the write cannot be undone."""
    return (action.confirm_text(values) if action.danger is Danger.IRREVERSIBLE else "") or action.target(values)


async def _planned(connection: Connection, action: Action, values: Values, *, moment: NowInZone) -> Plan:
    """Read what the write needs, and once more by name where the vendor knows nothing by what looked like an id.

    Raises:
        FrontdeskError: when it cannot go.
    """

    async def ask(values: Values) -> Plan:
        return await plan(connection, action, values, moment=moment)

    def is_unknown(ready: Plan) -> bool:
        return action.before is not None and not ready.before

    return await once_more_by_name(connection, action.fields, values, ask, is_nothing=is_unknown, now=moment.now)


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
    return ExitCode.REFUSED if isinstance(written.error, Refused) else ExitCode.FAILED
