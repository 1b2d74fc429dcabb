"""One process at a time: a lock on a file beside the one that is changed."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tui.storage.atomic import make_folder

__all__ = ["PATIENCE", "locked"]

PATIENCE: Final = 1.0
"""Seconds to wait for another process that changes the file: whoever wants to leave must not be held by it."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file that is about to be changed; makes its folder.

    Raises:
        TimeoutError: when somebody else has it all the time; an `OSError`.
        OSError: when there can be no such file.
    """
    make_folder(path.parent)
    # A file of its own: the one that is changed is replaced, so a lock on it would be a lock on the old one.
    lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for(lock)
        yield
    finally:
        os.close(lock)


def _wait_for(descriptor: int) -> None:
    patience = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > patience:
                raise TimeoutError("another process holds the lock") from None
            time.sleep(0.01)  # a change takes a millisecond or two, and flock knows no waiting with an end
        else:
            return
