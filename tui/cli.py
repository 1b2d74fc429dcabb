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
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from tui.commands import SUMMARY
from tui.commands.shared.narration import hush, open_streams, say, say_mistake
from tui.commands.shared.parser import ExactParser, add_global_flags
from tui.core.errors import ConfigError, FrontdeskError, Refused, UsageError, VendorError, first_error
from tui.core.exit_codes import ExitCode

__all__ = ["main"]

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_UNWRITABLE: Final = (*_NO_ROOM, errno.EIO, errno.EBADF, errno.ENXIO)
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
    if None in (sys.stdin, sys.stdout, sys.stderr):
        open_streams()
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # from here on it is cleaned up behind it
    try:
        ended = _dispatch(list(sys.argv[1:] if words is None else words))
        sys.stdout.flush()  # here, where a pipe that is closed or a disk that is full is still handled
        return ended
    except (KeyboardInterrupt, EOFError):
        say("\nInterrupted.")
        return ExitCode.INTERRUPTED
    except SystemExit:  # --help and --version: what they say still waits to be written
        try:
            sys.stdout.flush()
        except OSError as failed:
            return _failed(failed)
        raise
    except Exception as failed:
        return _failed(failed)
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):  # Python would try once more at the very end, and complain
                hush(stream)


def _check_readable(words: Sequence[str]) -> None:
    """Raise UsageError when a word is not UTF-8."""
    for number, word in enumerate(words, 1):
        if not word.isascii() and (raw := os.fsencode(word)).decode("utf-8", "replace") != word:
            shown = raw.decode("utf-8", "replace")
            wrong = f"Word {number} of the command line is not UTF-8: “{shown}”."
            raise UsageError(wrong, way_out="Use a terminal, or a script, that is in UTF-8.")


def _dispatch(words: list[str]) -> int:
    if not all(map(str.isascii, words)):
        _check_readable(words)
    args = argparse.Namespace(config=None, log=None)
    if not words or words[0] not in SUMMARY:
        from tui.commands.shared.top import command_words

        words = command_words(words, args)
    module = import_module(f"tui.commands.{words[0]}")
    usage, parse = partial(_usage, module), getattr(module, "parse", None)
    args = parse(usage, words[1:], args) if parse else usage().parse_args(words[1:], args)
    ended = module.run(args)
    return ended if isinstance(ended, int) else _run(ended)


def _run(work: Coroutine[Any, Any, int]) -> int:
    """Run a command to its end, or until a signal breaks it off."""
    import asyncio  # 50 ms, which `--help` and `paths` do not wait for

    from tui.core.garbage import spare_what_lives

    spare_what_lives()

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


def _usage(module: ModuleType) -> argparse.ArgumentParser:
    """Make the parser of a command's own words and flags."""
    parser = ExactParser(
        prog=f"frontdesk {module.NAME}",
        description=(module.__doc__ or "").strip(),
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_global_flags(parser)
    module.add_arguments(parser)
    return parser


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
        case OSError(errno=number) if number in _UNWRITABLE:
            hush(sys.stdout)
            way_out = "Make room there, or write elsewhere." if number in _NO_ROOM else "Write elsewhere."
            say(f"frontdesk: Standard output cannot be written: {failed.strerror or failed}. {way_out}")
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
        case VendorError(left_a_part=True):
            return ExitCode.PARTLY
        case _:
            return ExitCode.FAILED
