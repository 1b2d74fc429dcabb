"""Look whether everything is as it should be: the config, the secrets, each connection, the terminal. A line each."""

from __future__ import annotations

import argparse
from collections.abc import Coroutine
from typing import Any, Final

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "check"
HELP: Final = "config, secrets, reachability, terminal: a line each"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the connections to look at."""
    parser.add_argument("connections", nargs="*", metavar="CONNECTION", help="which ones (default: all)")


def run(args: argparse.Namespace) -> Coroutine[Any, Any, int]:
    """Print the findings; 1 when something fails."""
    from tui.commands.checking import check

    return check(args)
