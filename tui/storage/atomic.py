"""Writing a file so that it is either the old one or the new one, whole, and nobody else's to read."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

__all__ = ["make_folder", "open_atomic", "write_atomic"]


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, readable by the user alone; one that is there already stays as it is."""
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def open_atomic(path: Path, *, newline: str | None = "\n", fresh: bool = False) -> Iterator[IO[str]]:
    """Open a text file for writing, in UTF-8, mode 0600; it takes its place only when the block ends well.

    Args:
        path: Where the file will be. Through a symbolic link its target is replaced, not the link.
        newline: As for `open`; an empty text leaves line ends as they are written.
        fresh: Never take the place of a file that is there.

    Raises:
        OSError: when it cannot be written (`FileExistsError` for `fresh`); the old file is then untouched.
    """
    with (
        _replacing(path, fresh=fresh) as descriptor,
        os.fdopen(descriptor, "w", encoding="utf-8", newline=newline) as file,
    ):
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _replacing(path: Path, *, fresh: bool) -> Iterator[int]:
    target = Path(os.path.realpath(path))
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        raise OSError(f"{path} is not a file")
    if fresh and target.exists():
        raise FileExistsError(f"{path} is there already")
    make_folder(target.parent)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # mode 0600
    temporary = Path(name)
    try:
        yield descriptor
        if fresh:
            os.link(temporary, target)  # unlike a rename it fails when somebody was quicker
            temporary.unlink()
        else:
            temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Have the new name survive a power cut, where the file system lets a folder be synced."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_atomic(path: Path, text: str, *, fresh: bool = False) -> None:
    """Write a whole text file at once, as `open_atomic` does.

    Raises:
        OSError: when it cannot be written; the old file is then untouched.
    """
    with open_atomic(path, fresh=fresh) as file:
        file.write(text)
