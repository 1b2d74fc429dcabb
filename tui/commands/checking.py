"""`check` at work: everything at once, told in the order of the config."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from tui.commands.session import Session, open_session
from tui.config.secrets import SecretKind, SecretSource
from tui.connections import Connection, resolve_settings
from tui.core.errors import ConfigError, FrontdeskError, VendorError
from tui.terminal.environment import complaint

__all__ = ["Finding", "State", "check", "terminal_finding"]


class State(Enum):
    """How one thing is."""

    GOOD = "ok"
    BAD = "fails"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line."""

    about: str
    state: State
    text: str


async def check(args: argparse.Namespace) -> int:
    """Look at everything and print a line for each; return 1 when something fails.

    Raises:
        ConfigError: when the config itself is bad.
        UsageError: when a connection is not there.
    """
    async with open_session(args) as session:
        names = dict.fromkeys(args.connections)
        connections = [session.connections.named(name) for name in names] or list(session.connections.all)
        by_connection = await asyncio.gather(*(_connection_findings(each, session) for each in connections))
    findings = [
        _config_finding(session),
        *(finding for each in by_connection for finding in each),
        terminal_finding(os.environ),
    ]
    width = max(len(finding.about) for finding in findings)
    for finding in findings:
        print(f"{finding.about:<{width}}  {finding.state.value:<7}  {_one_line(finding.text)}")
    return 1 if any(finding.state is State.BAD for finding in findings) else 0


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _config_finding(session: Session) -> Finding:
    count = len(session.connections.all)
    return Finding("config", State.GOOD, f"{session.config.path}, {count} connection{'' if count == 1 else 's'}")


async def _connection_findings(connection: Connection, session: Session) -> tuple[Finding, Finding]:
    about = f"{connection.name} secrets"
    try:
        await asyncio.to_thread(resolve_settings, connection.config.settings)
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


def terminal_finding(environ: Mapping[str, str]) -> Finding:
    """Say what the terminal can do, and what of it the app would stumble over."""
    if not sys.stdout.isatty():
        return Finding("terminal", State.SKIPPED, "This is not a terminal; the app needs one.")
    term = environ.get("TERM", "")
    columns, rows = shutil.get_terminal_size()
    encoding = (sys.stdout.encoding or "").upper().replace("UTF8", "UTF-8")
    text = f"{term or 'TERM not set'}, {_colours(term, environ)}, {columns}×{rows}, {encoding}"
    if wrong := complaint(environ):
        return Finding("terminal", State.BAD, f"{text}. {wrong}")
    if encoding != "UTF-8":
        return Finding("terminal", State.BAD, f"{text}: use a UTF-8 locale, such as LANG=C.UTF-8.")
    if columns < 60 or rows < 15:
        return Finding("terminal", State.BAD, f"{text}: the app needs 60×15, and likes 80×24.")
    return Finding("terminal", State.GOOD, text)


def _colours(term: str, environ: Mapping[str, str]) -> str:
    if environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or term.endswith("-direct"):
        return "16 million colours"
    return "256 colours" if "256color" in term else "16 colours"
