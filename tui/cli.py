"""The command line: finds the command, runs it, and turns how it ended into a sentence and an exit code.

The codes are those of `tui.core.exit_codes`. stdout is data, stderr is narration. This module
imports neither textual nor httpx; commands do, when they run.
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import stat
import sys
from collections.abc import Coroutine, Sequence
from types import ModuleType
from typing import Any, Final, cast

from tui.commands import DEFAULT, load
from tui.commands.shared.narration import hush, open_streams, say, say_mistake
from tui.commands.shared.parser import ExactParser, add_global_flags, first_word
from tui.commands.shared.top import top_parser
from tui.core.errors import ConfigError, FrontdeskError, Refused, UsageError, VendorError, first_error
from tui.core.exit_codes import ExitCode

__all__ = ["main"]

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.ENXIO)
"""How a write to standard output fails; errors of files carry their name."""

_FAREWELLS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What a command is broken off by, so that it can clean up behind itself.

By default the last two end the process as it stands, and a half-written file stays where it is; and Python lets a
Ctrl+C fall into whatever runs at the moment, which then shows the way through the event loop.
"""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code.

    Args:
        words: What follows `frontdesk`; None means the process's own.

    Raises:
        SystemExit: from argparse, for `--help`, `--version` and flags that do not exist.
    """
    open_streams()
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # from here on it is cleaned up behind it
    try:
        ended = _dispatch(_readable(sys.argv[1:] if words is None else words))
        sys.stdout.flush()  # here, where a pipe that is closed or a disk that is full is still handled
        return ended
    except (KeyboardInterrupt, EOFError):
        say("\nInterrupted.")
        return ExitCode.INTERRUPTED
    except Exception as failed:
        return _failed(failed)
    finally:
        for stream in (sys.stdout, sys.stderr):
            _let_go(stream)


def _let_go(stream: Any) -> None:
    try:
        stream.flush()
    except (OSError, ValueError):  # Python would try once more at the very end, and complain
        hush(stream)


def _readable(words: Sequence[str]) -> list[str]:
    for number, word in enumerate(words, 1):
        if not word.isascii() and (raw := os.fsencode(word)).decode("utf-8", "replace") != word:
            shown = raw.decode("utf-8", "replace")
            wrong = f"Word {number} of the command line is not UTF-8: “{shown}”."
            raise UsageError(wrong, way_out="Use a terminal, or a script, that is in UTF-8.")
    return list(words)


def _dispatch(words: list[str]) -> int:
    parser = top_parser()
    found = first_word(parser, words)
    before, rest = (words, []) if found is None else (words[:found], words[found:])
    args = parser.parse_args(before)
    name, rest = (rest[0], rest[1:]) if rest else (DEFAULT, [])
    module = load(name)
    args = _parse(module, rest, args)
    ended = module.run(args)
    return ended if isinstance(ended, int) else _run(ended)


def _run(work: Coroutine[Any, Any, int]) -> int:
    """Run a command to its end, or until a signal breaks it off."""
    import asyncio  # 50 ms, which `--help` and `paths` do not wait for

    told: list[int] = []

    async def until_told() -> int:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(work)

        def go(number: int) -> None:
            told.append(number)
            # The second one ends the process at once: whatever the clean-up waits for, nobody else does.
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
            task.cancel()

        # One that is ignored stays so: that is what nohup is for.
        heard = [number for number in _FAREWELLS if signal.getsignal(number) is not signal.SIG_IGN]
        for number in heard:
            loop.add_signal_handler(number, go, number)
        try:
            return await task
        finally:
            for number in heard:
                loop.remove_signal_handler(number)

    try:
        return asyncio.run(until_told())
    except asyncio.CancelledError:
        if not told:
            raise
    if told[0] == signal.SIGINT:
        say("\nInterrupted.")
    else:
        hush(sys.stdout)  # the terminal may be gone
    return 128 + told[0]  # what a shell reports for a process that a signal ended


def _parse(module: ModuleType, words: list[str], args: argparse.Namespace) -> argparse.Namespace:
    parser = ExactParser(
        prog=f"frontdesk {module.NAME}",
        description=(module.__doc__ or "").strip(),
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_global_flags(parser, again=True)
    module.add_arguments(parser)
    parse = getattr(module, "parse", None)
    return cast("argparse.Namespace", parse(parser, words, args) if parse else parser.parse_args(words, args))


# --- how it ended -----------------------------------------------------------------------------------------------


def _failed(failed: Exception) -> int:
    """Say what went wrong, and return the exit code."""
    match failed:
        case FrontdeskError():
            return _say(failed)
        case BaseExceptionGroup() if (known := first_error(failed)) is not None:
            return _say(known)
        case BrokenPipeError():  # whoever read us has enough (`| head`)
            hush(sys.stdout)
            return ExitCode.DONE
        case OSError() if failed.filename is not None:
            return _say(UsageError(f"{os.fsdecode(failed.filename)}: {failed.strerror or failed}."))
        case OSError(errno=errno.EIO) if any(map(_is_device, (sys.stdin, sys.stdout))):
            hush(sys.stdout)  # the terminal has gone, and the signal that says so is on its way
            return ExitCode.HUNG_UP
        case OSError(errno=number) if number in _FULL:
            hush(sys.stdout)
            say(f"frontdesk: Standard output cannot be written: {failed.strerror or failed}.")
            return ExitCode.FAILED
        case _:
            say_mistake(failed)
            return ExitCode.FAILED


def _is_device(stream: Any) -> bool:
    try:
        return stat.S_ISCHR(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def _say(failed: FrontdeskError) -> int:
    """Write an error on stderr: the sentence, the way out, and what the vendor's own support asks for."""
    say(str(failed) if isinstance(failed, ConfigError) else f"frontdesk: {failed}")
    if isinstance(failed, VendorError):
        traces = (f"status {failed.status}" if failed.status else "", f"request {failed.request_id}")
        if trace := ", ".join(each for each in traces if each and not each.endswith(" ")):
            say(f"           {trace}")
    match failed:
        case UsageError() | ConfigError():
            return ExitCode.USAGE
        case Refused():
            return ExitCode.REFUSED
        case _:
            return ExitCode.FAILED
