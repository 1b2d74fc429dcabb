"""A folder for as long as this process lives. What one that was killed left behind, the next one removes."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NoReturn

__all__ = ["temporary_folder"]

_TO_END: Final = (signal.SIGTERM, signal.SIGHUP)
"""By default both end a process as it stands, with everything that it has put somewhere."""


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """Make a folder, mode 0700, and remove it with all that is in it: at the end, on an error, on a signal to end.

    Args:
        purpose: What it is for, in a word: it is part of the folder's name.

    Raises:
        SystemExit: with 128 and the signal's number, when one came while nobody else was listening.
    """
    prefix = f"frontdesk-{purpose}-"
    with _signals_raised():
        _remove_what_is_left(prefix)
        with tempfile.TemporaryDirectory(prefix=f"{prefix}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)


@contextmanager
def _signals_raised() -> Iterator[None]:
    """Let a signal to end unwind the process. One that is ignored stays so: that is what nohup is for."""

    def end(number: int, _: object) -> NoReturn:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _TO_END}
    heard = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    for number in heard:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])


def _remove_what_is_left(prefix: str) -> None:
    """Remove the folders of this user's processes that have ended; nothing is told apart better than by its pid."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*-*"):
        pid = folder.name.removeprefix(prefix).partition("-")[0]
        with suppress(OSError):
            if pid.isascii() and pid.isdigit() and folder.lstat().st_uid == os.geteuid() and not _is_running(int(pid)):
                shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
