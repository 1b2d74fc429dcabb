"""Look whether everything is as it should be, a line each: config, theme, keys, files, connections, clock, terminal.

What fails makes the exit code 1; what only wants a look does not. --format json says the same for programs: a list of
findings, each with what it is about, its state, and the sentence.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from tui.commands.shared.session import Session, open_session
from tui.config.secrets import SecretKind, SecretSource, while_awaited
from tui.connections import Connection, resolve_settings
from tui.core.errors import ConfigError, ConfigProblem, FrontdeskError, VendorError
from tui.core.words import did_you_mean
from tui.findings import Finding, State, clock_findings, file_findings, proxy_finding
from tui.terminal.environment import colours_of, complaint

if TYPE_CHECKING:
    from textual.dom import DOMNode

__all__ = ["HELP", "NAME", "add_arguments", "json_schema", "run", "terminal_finding"]

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
        *_machine_findings(session),
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


# --- this machine -----------------------------------------------------------------------------------------------


def _machine_findings(session: Session) -> Iterator[Finding]:
    """Look at everything that needs no vendor."""
    count = len(session.connections.all)
    yield Finding("config", State.GOOD, f"{session.config.path}, {count} connection{'' if count == 1 else 's'}")
    yield from _theme_findings(session)
    if session.config.keys:
        yield from _key_findings(session)
    yield from file_findings(session.config.warnings, session.paths)
    yield proxy_finding(session.connections.all)


def _theme_findings(session: Session) -> Iterator[Finding]:
    from tui.themes import AUTO, bundled_folder, load_themes

    wanted = session.config.ui.theme
    themes = load_themes([bundled_folder(), session.paths.themes])
    yield from (_problem("theme", each) for each in themes.problems)
    if wanted in (AUTO, *themes.found):
        yield Finding("theme", State.GOOD, wanted)
    else:
        way_out = did_you_mean(wanted, themes.found)
        yield Finding("theme", State.BAD, f"There is no theme “{wanted}”. {way_out}")


def _key_findings(session: Session) -> Iterator[Finding]:
    from tui.app import FrontdeskApp
    from tui.screens.command_book import our_places, vendor_places
    from tui.terminal.keymap import check_keys, commands_of
    from tui.vendors import registry

    places: list[type[DOMNode]] = [FrontdeskApp, *our_places()]
    for vendor in registry.load_all():
        places += vendor_places(vendor)
    keys, problems = check_keys(session.config.keys, commands_of(*places), file_of=session.config.file_of)
    yield from (_problem("keys", each) for each in problems)
    if not problems:
        yield Finding("keys", State.GOOD, f"{len(keys)} of your own")


def _problem(about: str, problem: ConfigProblem) -> Finding:
    return Finding(about, State.BAD, f"{problem.key or problem.file}: {problem.wrong} {problem.right}".rstrip())


def terminal_finding(environ: Mapping[str, str]) -> Finding:
    """Say what the terminal can do, and what of it the app would stumble over."""
    if not sys.stdout.isatty():
        return Finding("terminal", State.SKIPPED, "This is not a terminal; the app needs one.")
    term = environ.get("TERM", "")
    columns, rows = shutil.get_terminal_size()
    encoding = (sys.stdout.encoding or "").upper().replace("UTF8", "UTF-8")
    text = f"{term or 'TERM not set'}, {_colours(environ)}, {columns}×{rows}, {encoding}"
    if complaint(environ):
        return Finding("terminal", State.BAD, f"{text}: set TERM to what it is, such as xterm-256color.")
    if encoding != "UTF-8":
        return Finding("terminal", State.BAD, f"{text}: use a UTF-8 locale, such as LANG=C.UTF-8.")
    if columns < 60 or rows < 15:
        return Finding("terminal", State.BAD, f"{text}: the app needs 60×15, and likes 80×24.")
    return Finding("terminal", State.GOOD, text)


def _colours(environ: Mapping[str, str]) -> str:
    if environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    return {None: "16 million colours", 256: "256 colours", 16: "16 colours"}[colours_of(environ)]
