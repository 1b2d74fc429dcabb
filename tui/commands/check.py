"""Look whether everything is as it should be, a line each: config, theme, keys, files, connections, clock, terminal.

What fails makes the exit code 1; what only wants a look does not. --format json says the same for programs: a list of
findings, each with what it is about, its state, and the sentence.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Sequence
from typing import Final

from tui.commands.check_machine import Finding, State, machine_findings, terminal_finding
from tui.commands.session import Session, open_session
from tui.config.secrets import SecretKind, SecretSource, while_awaited
from tui.connections import Connection, resolve_settings
from tui.core.errors import ConfigError, FrontdeskError, VendorError
from tui.findings import clock_findings

__all__ = ["HELP", "NAME", "add_arguments", "clock_findings", "json_schema", "run"]

NAME: Final = "check"
HELP: Final = "config, secrets, reachability, clock, terminal: a line each"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the connections to look at."""
    parser.add_argument("connections", nargs="*", metavar="CONNECTION", help="which ones (default: all)")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="how to write (default: table)")


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of what `--format json` prints."""
    from tui.describing.schemas import schema_of_ours

    return schema_of_ours(list[Finding])


async def run(args: argparse.Namespace) -> int:
    """Print the findings; 1 when something fails.

    Raises:
        ConfigError: when the config itself is bad.
        UsageError: when a connection is not there.
    """
    async with open_session(args) as session:
        names = dict.fromkeys(args.connections)
        connections = [session.connections.named(name) for name in names] or list(session.connections.all)
        by_connection = await asyncio.gather(*(_connection_findings(each, session) for each in connections))
        clock = tuple(clock_findings(connections))  # before they are closed, and forget whom they asked
    findings = [
        *machine_findings(session),
        *(finding for each in by_connection for finding in each),
        *clock,
        terminal_finding(os.environ),
    ]
    (_print_json if args.format == "json" else _print_lines)(findings)
    return 1 if any(finding.state is State.BAD for finding in findings) else 0


def _print_json(findings: Sequence[Finding]) -> None:
    import msgspec

    from tui.export.writers import json_text

    print(json_text(msgspec.to_builtins(findings), indent=2))


def _print_lines(findings: Sequence[Finding]) -> None:
    width = max(len(finding.about) for finding in findings)
    for finding in findings:
        print(f"{finding.about:<{width}}  {finding.state.value:<7}  {_one_line(finding.text)}")


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


async def _connection_findings(connection: Connection, session: Session) -> tuple[Finding, Finding]:
    about = f"{connection.name} secrets"
    try:
        await while_awaited(lambda stop: resolve_settings(connection.config.settings, stop))
    except ConfigError as failed:
        text = " ".join(f"{problem.key}: {problem.wrong} {problem.right}".strip() for problem in failed.problems)
        return (
            Finding(about, State.BAD, text),
            Finding(connection.name, State.SKIPPED, "Not asked: its secrets are missing."),
        )
    return Finding(about, State.GOOD, _secrets_text(connection)), await _reached(connection)


def _secrets_text(connection: Connection) -> str:
    sources = {
        name: value.kind for name, value in connection.config.settings.items() if isinstance(value, SecretSource)
    }
    if not sources:
        return "none needed"
    texts = (
        f"{name} from {'the config file' if kind is SecretKind.LITERAL else kind.value}"
        for name, kind in sources.items()
    )
    return ", ".join(texts)


async def _reached(connection: Connection) -> Finding:
    try:
        client = await connection.client()
        begun = time.monotonic()
        probe = await connection.catalog.probe(client)
    except FrontdeskError as failed:
        request = failed.request_id if isinstance(failed, VendorError) else ""
        return Finding(connection.name, State.BAD, f"{failed}" + (f" (request {request})" if request else ""))
    elapsed = (time.monotonic() - begun) * 1000
    traits = [connection.vendor.title, connection.environment.value, *(["read-only"] if connection.read_only else [])]
    return Finding(connection.name, State.GOOD, f"{probe.holds}, {elapsed:.0f} ms ({', '.join(traits)})")
