"""What stands before a command: the global flags, and those that are instead of one."""

from __future__ import annotations

import argparse

from tui import __version__
from tui.commands import DEFAULT, SUMMARY, load
from tui.commands.shared.parser import ExactParser, add_global_flags, first_word

__all__ = ["command_words", "top_parser"]


def command_words(words: list[str], args: argparse.Namespace) -> list[str]:
    """Read the flags that stand before a command; return its name and what follows it.

    Raises:
        UsageError: when there is no such command.
    """
    parser = top_parser()
    found = first_word(parser, words)
    before, rest = (words, []) if found is None else (words[:found], words[found:])
    parser.parse_args(before, args)
    rest = rest or [DEFAULT]
    load(rest[0])
    return rest


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
