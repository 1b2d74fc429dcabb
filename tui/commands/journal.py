"""What was written, newest first; and for single writes: ask whether one arrived, or take one back.

frontdesk journal --state unknown --since 7d
frontdesk journal verify 41
frontdesk journal undo 40
frontdesk journal repair
"""

from __future__ import annotations

import argparse
from collections.abc import Coroutine
from typing import Any, Final

from tui.core.action import WriteState

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME: Final = "journal"
HELP: Final = "what was written, newest first; verify or undo one of it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the filters, and the two things that can be done with an entry."""
    parser.add_argument(
        "deed",
        nargs="?",
        choices=("list", "verify", "undo", "repair"),
        default="list",
        help="what to do (default: list)",
    )
    parser.add_argument("entry", nargs="?", type=int, metavar="ID", help="the write, for verify and undo")
    parser.add_argument("--connection", metavar="NAME", help="only those of a connection")
    parser.add_argument(
        "--state", action="append", choices=[state.value for state in WriteState], help="only in this state; repeats"
    )
    parser.add_argument("--since", metavar="WHEN", help="only since then: 7d, today, 2026-01-31")
    parser.add_argument("--until", metavar="WHEN", help="only until then")
    parser.add_argument("--batch", type=int, metavar="N", help="only the rows of a bulk")
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many")
    parser.add_argument(
        "--format", choices=("table", "json", "jsonl", "csv"), default="table", help="how to write (default: table)"
    )
    parser.add_argument("--yes", action="store_true", help="answer undo's question beforehand")


def run(args: argparse.Namespace) -> Coroutine[Any, Any, int]:
    """List, verify or undo."""
    from tui.commands.looking_back import look_back

    return look_back(args)
