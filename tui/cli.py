"""The command line: finds the command, runs it, and turns how it ended into a sentence and an exit code.

::

    0    done
    1    the vendor or the network failed
    2    usage or configuration
    3    some of a bulk failed
    4    refused: read-only, or not confirmed
    130  interrupted; 129 and 143 when SIGHUP or SIGTERM did it

stdout is data, stderr is narration. This module imports neither textual nor httpx; commands do, when they run.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Coroutine, Sequence
from types import ModuleType
from typing import Any, cast

from tui import __version__
from tui.commands import DEFAULT, SUMMARY, load
from tui.commands.parser import add_global_flags, first_word
from tui.core.errors import ConfigError, FrontdeskError, Refused, UsageError, VendorError

__all__ = ["main"]


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code.

    Args:
        words: What follows `frontdesk`; None means the process's own.

    Raises:
        SystemExit: from argparse, for `--help`, `--version` and flags that do not exist.
    """
    try:
        return _dispatch(list(sys.argv[1:] if words is None else words))
    except BrokenPipeError:
        # Whoever read us has enough (`| head`). Python would flush into the closed pipe once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, EOFError):
        print("\nInterrupted.", file=sys.stderr)
        return 130
    except FrontdeskError as failed:
        _say(failed)
        return _exit_code(failed)
    except OSError as failed:
        _say(UsageError(f"{failed.filename or 'A file'}: {failed.strerror or failed}."))
        return 2


def _dispatch(words: list[str]) -> int:
    parser = _top_parser()
    found = first_word(parser, words)
    before, rest = (words, []) if found is None else (words[:found], words[found:])
    args = parser.parse_args(before)
    name, rest = (rest[0], rest[1:]) if rest else (DEFAULT, [])
    module = load(name)
    args = _parse(module, rest, args)
    ended = module.run(args)
    if not isinstance(ended, int):
        ended = _run(ended)
    sys.stdout.flush()  # here, where a closed pipe is still handled
    return ended


def _run(work: Coroutine[Any, Any, int]) -> int:
    import asyncio  # 50 ms, which `--help` and `paths` do not wait for

    from tui.commands.signals import EndedBySignal, run_until_signal

    try:
        return asyncio.run(run_until_signal(work))
    except EndedBySignal as told:
        # The terminal may be gone, and Python would complain that it cannot flush into it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return told.exit_code


def _parse(module: ModuleType, words: list[str], args: argparse.Namespace) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=f"frontdesk {module.NAME}",
        description=(module.__doc__ or "").strip(),
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_global_flags(parser, again=True)
    module.add_arguments(parser)
    parse = getattr(module, "parse", None)
    return cast("argparse.Namespace", parse(parser, words, args) if parse else parser.parse_args(words, args))


def _top_parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<10} {summary}" for name, summary in SUMMARY.items())
    parser = argparse.ArgumentParser(
        prog="frontdesk",
        usage="frontdesk [--config FILE] [--log FILE] [COMMAND …]",
        description="One terminal for the vendors that a support desk depends on. Without a command, the app.",
        epilog=f"commands:\n{listed}\n\n“frontdesk COMMAND --help” says more about one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_global_flags(parser)
    parser.add_argument("--version", action="version", version=f"frontdesk {__version__}")
    return parser


def _exit_code(failed: FrontdeskError) -> int:
    match failed:
        case UsageError() | ConfigError():
            return 2
        case Refused():
            return 4
        case _:
            return 1


def _say(failed: FrontdeskError) -> None:
    """Write an error on stderr: the sentence, the way out, and what the vendor's own support asks for."""
    from tui.commands.narration import say

    say(str(failed) if isinstance(failed, ConfigError) else f"frontdesk: {failed}")
    if isinstance(failed, VendorError):
        traces = (f"status {failed.status}" if failed.status else "", f"request {failed.request_id}")
        if trace := ", ".join(each for each in traces if each and not each.endswith(" ")):
            say(f"           {trace}")
