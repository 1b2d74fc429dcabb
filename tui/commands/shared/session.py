"""What most commands start with: the configuration, its connections, the clock, and the log when one is wanted."""

from __future__ import annotations

import argparse
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.commands.shared.parser import ExactParser, add_global_flags, asks_for_help, global_flags, named_words
from tui.config import Config, NoConfig, config_from, load_config
from tui.connections import Connection, Connections
from tui.core.errors import UsageError
from tui.core.time.clock import Clock, SystemClock
from tui.core.wire.recent_requests import RecentRequests
from tui.storage.paths import Paths, find_paths

if TYPE_CHECKING:
    from tui.storage.journal import Journal
    from tui.transport import RequestLog

__all__ = ["Session", "begin_anew", "find_words", "load_session", "open_journal", "open_session", "request_log"]


@dataclass(frozen=True, slots=True)
class Session:
    """What a command works with. Nothing in it is open before it is used."""

    config: Config
    connections: Connections
    paths: Paths
    clock: Clock
    log: RequestLog | None = None


def load_session(args: argparse.Namespace, *, for_app: bool = False) -> Session:
    """Read the configuration that the flags name, once a command: it may come from a pipe, which is empty afterwards.

    Args:
        args: The flags.
        for_app: Whether somebody sits before it: no configuration is as good as an empty one then, for it can be set
            up, and the last requests are remembered, for they can be looked at.

    Raises:
        ConfigError: with every problem there is.
    """
    if (session := getattr(args, "session", None)) is None:
        paths = find_paths(args.config, environ=os.environ)
        try:
            config = load_config(paths.config, environ=os.environ)
        except NoConfig:
            if not for_app:
                raise
            config = config_from({}, file=paths.config, environ=os.environ)
        clock, log = SystemClock(), request_log(args)
        recent = RecentRequests() if for_app else None
        connections = Connections(config, clock=clock, log=log, recent=recent, cache_folder=paths.cache)
        session = args.session = Session(config, connections, paths, clock, log)
    assert isinstance(session, Session)  # noqa: S101 - argparse's namespace knows no types
    return session


def begin_anew(args: argparse.Namespace) -> None:
    """Forget what was read: the config has changed since."""
    args.session = None


@asynccontextmanager
async def open_session(args: argparse.Namespace) -> AsyncIterator[Session]:
    """Work with the configuration that the flags name, and let go of the connections afterwards.

    Raises:
        ConfigError: with every problem there is.
    """
    session = load_session(args)
    try:
        yield session
    finally:
        await session.connections.aclose()
    if session.log is not None and session.log.problem:
        from tui.commands.shared.narration import say

        say(session.log.problem)


@asynccontextmanager
async def open_journal(session: Session) -> AsyncIterator[Journal]:
    """Open the journal, and close it afterwards."""
    from tui.storage.journal import Journal

    journal = Journal(session.paths.journal, session.clock)
    try:
        yield journal
    finally:
        await journal.aclose()


def request_log(args: argparse.Namespace) -> RequestLog | None:
    """Return the log that `--log` asks for."""
    if args.log is None:
        return None
    from tui.transport import RequestLog

    return RequestLog(args.log)


def find_words(
    parser: argparse.ArgumentParser,
    words: list[str],
    args: argparse.Namespace,
    *,
    flags: Callable[[argparse.ArgumentParser], None],
    listing: Callable[[Connection], str],
    asking: str,
    exact: Callable[[Connection, str], argparse.ArgumentParser],
) -> argparse.Namespace:
    """Find the connection and what of it is meant, then read all other words with a parser made for that.

    Args:
        parser: Knows the two words alone, for the help.
        words: What follows the command's name.
        args: What was read before.
        flags: Adds the flags that may stand before the two words.
        listing: Lists what a connection has, for who names only the connection.
        asking: What such a person is asked: “Say what to read from”.
        exact: Makes the parser for the two words.

    Raises:
        UsageError: when there is no such connection, or nothing of that name in it.
        ConfigError: when the configuration has problems: without it no connection is known.
    """
    early = ExactParser(add_help=False, allow_abbrev=False)
    flags(early)
    add_global_flags(early, again=True)
    named, rest = named_words(early, words, 2)
    if not named:
        return parser.parse_args(words, args)
    global_flags(rest, args)
    connection = load_session(args).connections.named(named[0])
    if len(named) == 1:
        if asks_for_help(rest):
            print(listing(connection))
            raise SystemExit(0)
        raise UsageError(f"{asking} {connection.name}.\n{listing(connection)}")
    args = exact(connection, named[1]).parse_args(rest, args)
    args.connection, args.named = named
    return args
