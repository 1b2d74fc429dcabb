"""What most commands start with: the configuration, its connections, the clock, and the log when one is wanted."""

from __future__ import annotations

import argparse
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from tui.commands.shared.parser import asks_for_help, global_flags, named_words
from tui.config import Config, NoConfig, config_from, load_config
from tui.connections import Connection, Connections
from tui.core.errors import UsageError
from tui.core.time.clock import Clock, SystemClock
from tui.storage.paths import Paths, find_paths

if TYPE_CHECKING:
    from tui.storage.journal import Journal
    from tui.transport import RequestLog

__all__ = ["Session", "begin_anew", "find_words", "load_session", "open_journal", "open_session", "request_log"]


class Session(Struct, frozen=True):
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
        clock, log = SystemClock(), request_log(args.log) if args.log is not None else None
        recent = None
        if for_app:
            from tui.core.wire.recent_requests import RecentRequests

            recent = RecentRequests()
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


def request_log(path: Path) -> RequestLog:
    """Return the log that `--log` asks for."""
    from tui.transport import RequestLog

    return RequestLog(path)


def find_words(
    usage: Callable[[], argparse.ArgumentParser],
    words: Sequence[str],
    args: argparse.Namespace,
    *,
    flags: Callable[[argparse.ArgumentParser], None],
    listing: Callable[[Connection], str],
    asking: str,
    exact: Callable[[Connection, str], argparse.ArgumentParser],
    otherwise: Callable[[Session, Sequence[str]], Sequence[str]] | None = None,
) -> argparse.Namespace:
    """Find the connection and what of it is meant, then read all other words with a parser made for that.

    Args:
        usage: Makes the parser that knows the two words alone, for the help.
        words: What follows the command's name.
        args: What was read before.
        flags: Adds the flags that may stand before the two words.
        listing: Lists what a connection has, for who names only the connection.
        asking: What such a person is asked: “Say what to read from”.
        exact: Makes the parser for the two words.
        otherwise: Returns the words that are meant when the first one is no connection; the same where it knows none.

    Raises:
        UsageError: when there is no such connection, or nothing of that name in it.
        ConfigError: when the configuration has problems: without it no connection is known.
    """
    named, rest = named_words(words, 2, flags=flags)
    if not named:
        return usage().parse_args(words, args)
    global_flags(rest, args)
    session = load_session(args)
    if otherwise is not None and named[0] not in session.config.connections:
        named, rest = named_words(otherwise(session, words), 2, flags=flags)
    connection = session.connections.named(named[0])
    if len(named) == 1:
        if asks_for_help(rest):
            print(listing(connection))
            raise SystemExit(0)
        raise UsageError(f"{asking} {connection.name}.\n{listing(connection)}")
    args = exact(connection, named[1]).parse_args(rest, args)
    args.connection, args.named = named
    return args
