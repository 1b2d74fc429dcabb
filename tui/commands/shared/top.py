"""What stands before a command: the global flags, and those that are instead of one."""

from __future__ import annotations

import argparse

from tui import __version__
from tui.commands import SUMMARY
from tui.commands.shared.parser import ExactParser, add_global_flags

__all__ = ["top_parser"]


def top_parser() -> argparse.ArgumentParser:
    """Make the parser of what stands before a command, with the list of commands in its help."""
    listed = "\n".join(f"  {name:<10} {summary}" for name, summary in SUMMARY.items())
    parser = ExactParser(
        prog="frontdesk",
        usage="frontdesk [--config FILE] [--log FILE] [COMMAND …]",
        description="One terminal for the vendors that a support desk depends on. Without a command, the app.",
        epilog=f"commands:\n{listed}\n\n“frontdesk COMMAND --help” says more about one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_global_flags(parser)
    parser.add_argument(
        "--screen-reader", action="store_true", default=argparse.SUPPRESS, help="the app for a screen that is read out"
    )
    parser.add_argument("--version", action="version", version=f"frontdesk {__version__}")
    return parser
