"""Open the app on made-up data: no config, no network, and nothing written outside a folder that is removed."""

from __future__ import annotations

import argparse
import os
from typing import Final

from tui.commands.shared.parser import whole_number

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "demo"
HELP: Final = "the app on made-up data: no config, no network"

SEED: Final = 1
"""The same people and rooms at every start."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how much there is, and how the screen is used."""
    from tui.commands.app import add_screen_flags

    add_screen_flags(parser)
    parser.add_argument(
        "--scale", type=whole_number, default=1, metavar="N", help="how many times the usual 1,200 people"
    )


def run(args: argparse.Namespace) -> int:
    """Run the app on the sandbox, in this process."""
    from tui.commands.app import check_terminal
    from tui.commands.shared.session import request_log
    from tui.config import config_from
    from tui.connections import Connections
    from tui.core.errors import UsageError
    from tui.core.time.clock import SystemClock
    from tui.core.wire.recent_requests import RecentRequests
    from tui.sandbox import build, demo_config
    from tui.sandbox.world import World
    from tui.storage.paths import paths_under
    from tui.storage.temporary_folder import temporary_folder

    scale = getattr(args, "scale", 1)  # the welcome comes here without flags
    if scale < 1:
        raise UsageError("--scale must be 1 or more.")
    check_terminal(os.environ)
    clock = SystemClock()
    with temporary_folder("demo") as folder:
        paths = paths_under(folder)
        # The host is never looked up: the sandbox answers in this process. `.invalid` makes sure of it (RFC 2606).
        values = demo_config("http://sandbox.invalid")
        for connection in values["connections"].values():
            connection["briefing"] = True
        config = config_from(values, file=paths.config, environ=os.environ)
        sandbox = build(World(SEED, clock, scale))
        recent = RecentRequests()
        log = request_log(args.log) if args.log is not None else None
        connections = Connections(config, clock=clock, log=log, recent=recent, app=sandbox)

        from tui.launch import run as run_app

        read_out = getattr(args, "screen_reader", False)
        return run_app(connections, config, paths=paths, demo=True, screen_reader=read_out).code
