"""Serve the sandbox on loopback and print a config for it: every vendor's API, with made-up data behind.

“frontdesk sandbox > sandbox.toml” and, in another terminal, “frontdesk --config sandbox.toml”.

Faults, comma-separated: 429=0.1 (a tenth of the answers), likewise 5xx, any status from 400 on, reset, truncate,
garble, slow, expired; jitter=80 (milliseconds on top of --latency); 503@/vendor/path#3x2 (the third request to a
path, and the one after it).
"""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Coroutine
from math import inf
from typing import Any, Final

from tui.commands.shared.parser import whole_number
from tui.core.errors import UsageError

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "sandbox"
HELP: Final = "serve made-up data on loopback, print a config for it"

_PORT: Final = 8765
"""The usual port, so that a config written yesterday works today."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to serve, how much there is, and what goes wrong."""
    parser.add_argument(
        "--port", type=whole_number, default=_PORT, metavar="N", help=f"default {_PORT}; 0 picks a free one"
    )
    parser.add_argument(
        "--latency", type=_milliseconds, default=0.0, metavar="MS", help="milliseconds before each answer"
    )
    parser.add_argument("--faults", default="", metavar="LIST", help="what goes wrong how often, see above")
    parser.add_argument(
        "--seed", type=whole_number, default=1, metavar="N", help="another seed, another world; default 1"
    )
    parser.add_argument(
        "--scale", type=whole_number, default=1, metavar="N", help="how many times the usual 1,200 people"
    )


def _milliseconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number, such as 10") from None


def run(args: argparse.Namespace) -> Coroutine[Any, Any, int]:
    """Serve until interrupted.

    Raises:
        UsageError: when a flag's value makes no sense, or the port is taken.
    """
    if not 0 <= args.port <= 65_535:
        raise UsageError("--port must be from 0 to 65535.")
    if not 0 <= args.latency < inf:
        raise UsageError(f"--latency cannot be {args.latency:g}.", way_out="Give milliseconds, 0 or more.")
    if args.scale < 1:
        raise UsageError("--scale must be 1 or more.")
    return _serve(args)


async def _serve(args: argparse.Namespace) -> int:
    import tomli_w

    from tui.commands.shared.narration import say
    from tui.core.time.clock import SystemClock
    from tui.sandbox import build, demo_config
    from tui.sandbox.faults import Faults
    from tui.sandbox.server import running
    from tui.sandbox.world import World

    faults = Faults.parse(args.faults, seed=args.seed, latency_ms=args.latency)
    world = World(args.seed, SystemClock(), args.scale)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    try:
        async with running(build(world, faults=faults), port=args.port) as base:
            print(tomli_w.dumps(demo_config(base)), end="", flush=True)
            say(f"The sandbox serves {len(world.people):,} people at {base}. Ctrl-C stops it.")
            await stop.wait()
    except OSError as taken:
        raise UsageError(f"Port {args.port} cannot be used: {taken.strerror}.", way_out="Try --port 0.") from taken
    say("The sandbox has stopped.")
    return 0
