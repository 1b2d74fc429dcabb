"""How much is kept of the past, and where; “frontdesk cache clear” forgets it, all or one connection's.

What vendors answered about times that are long over is kept, so that it need not be asked for again; a note says so
wherever a figure comes from there. --fresh, and the key for asking again, pass it over. [cache] in the config says
whether anything is kept, and how much.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

from tui.core.errors import UsageError
from tui.core.words import did_you_mean

if TYPE_CHECKING:
    from tui.config import Config
    from tui.storage.cache import Cache

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "cache"
HELP: Final = "how much is kept of the past; clear forgets it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do, and for which connection."""
    parser.add_argument("deed", nargs="?", choices=("show", "clear"), default="show", help="what to do (default: show)")
    parser.add_argument("connection", nargs="?", metavar="CONNECTION", help="only this one's, for clear")


def run(args: argparse.Namespace) -> Coroutine[Any, Any, int]:
    """Show or clear."""
    if args.connection is not None and args.deed != "clear":
        raise UsageError("A connection is named for clear only.", way_out="“frontdesk cache” shows all of them.")
    return _run(args)


async def _run(args: argparse.Namespace) -> int:
    from tui.config import Config, NoConfig, load_config
    from tui.core.time.clock import SystemClock
    from tui.storage.cache import Cache
    from tui.storage.paths import find_paths

    paths = find_paths(args.config, environ=os.environ)
    try:
        config = load_config(paths.config, environ=os.environ)
    except NoConfig:  # what is kept can be forgotten all the same
        config = Config(paths.config)
    cache = Cache(paths.cache, max_mb=config.cache.max_mb, clock=SystemClock())
    try:
        return await (_clear(cache, config, args.connection) if args.deed == "clear" else _show(cache, config))
    finally:
        await cache.aclose()


async def _show(cache: Cache, config: Config) -> int:
    uses = await cache.uses()
    size = cache.path.stat().st_size if cache.path.exists() else 0
    switched_off = "" if config.cache.enabled else ", switched off in the config"
    print(f"path     {cache.path}")
    print(f"size     {_megabytes(size)} of at most {_megabytes(cache.max_bytes)}{switched_off}")
    print(f"entries  {sum(use.stretches for use in uses):,}")
    for use in uses:
        print(f"         {use.connection}: {use.stretches:,} with {use.rows:,} rows, {_megabytes(use.size)}")
    return 0


async def _clear(cache: Cache, config: Config, connection: str | None) -> int:
    from tui.commands.shared.narration import say

    held = {use.connection for use in await cache.uses()}
    if connection is not None and connection not in {*held, *config.connections}:
        known = sorted({*held, *config.connections})
        raise UsageError(f"There is no connection “{connection}”.", way_out=did_you_mean(connection, known))
    forgotten = await cache.clear(connection)
    if forgotten is None:
        raise UsageError(
            f"{cache.path} cannot be cleared.", way_out="Close other Frontdesks and try again, or delete the file."
        )
    whose = f" of {connection}" if connection is not None else ""
    say(f"Forgot {forgotten:,} {'entry' if forgotten == 1 else 'entries'}{whose}.")
    return 0


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
