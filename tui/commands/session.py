"""What most commands start with: the configuration, its connections, the clock, and the log when one is wanted."""

from __future__ import annotations

import argparse
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from tui.config import Config, load_config
from tui.connections import Connections
from tui.core.clock import Clock, SystemClock
from tui.storage.paths import Paths, find_paths

if TYPE_CHECKING:
    from tui.transport import RequestLog

__all__ = ["Session", "open_session", "wire_log"]


@dataclass(frozen=True, slots=True)
class Session:
    """What a command works with."""

    config: Config
    connections: Connections
    paths: Paths
    clock: Clock

    @property
    def zone(self) -> tzinfo:
        """The user's zone."""
        return self.config.ui.zone


@asynccontextmanager
async def open_session(args: argparse.Namespace) -> AsyncIterator[Session]:
    """Read the configuration that the flags name, and let go of the connections afterwards.

    Raises:
        ConfigError: with every problem there is.
    """
    paths = find_paths(args.config, environ=os.environ)
    config = load_config(paths.config, environ=os.environ)
    clock = SystemClock()
    log = wire_log(args)
    async with Connections(config, clock=clock, log=log, cache_folder=paths.cache) as connections:
        yield Session(config, connections, paths, clock)
    if log is not None and log.problem:
        from tui.commands.narration import say

        say(log.problem)


def wire_log(args: argparse.Namespace) -> RequestLog | None:
    """Return the log that `--log` asks for."""
    if args.log is None:
        return None
    from tui.transport import RequestLog

    return RequestLog(args.log)
