"""The log of requests: one line for every try, with nothing in it that is a secret."""

from __future__ import annotations

import errno
import os
import stat
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from msgspec import Struct

from tui.core.secret import MASK
from tui.core.wire.redact import looks_secret
from tui.storage.atomic import make_folder

__all__ = ["LogLine", "RequestLog"]

_MODE: Final = 0o600


class LogLine(Struct, frozen=True):
    """One try, as it is written down. Headers and bodies are not part of it."""

    at: datetime
    """When it ended, aware."""
    connection: str
    method: str
    url: str
    ended: str
    """The status, or in a word why there was none."""
    seconds: float
    tries: int
    """Which try of its request it was, from 1."""
    request_id: str = ""

    def __str__(self) -> str:
        millis = self.at.microsecond // 1000
        return (
            f"{self.at:%Y-%m-%dT%H:%M:%S}.{millis:03d}Z {self.connection} {self.method} "
            f"{logged_url(self.url)} {self.ended} {self.seconds * 1000:.0f}ms "
            f"try={self.tries} id={self.request_id or '-'}"
        )


class RequestLog:
    """A file that tries are appended to. It is made at the first line, for its owner's eyes only.

    A log that cannot be written does not stop the work: `problem` says why, and no more lines are tried.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None
        self.problem = ""
        """Why nothing is logged; empty while all is well."""

    def write(self, line: LogLine) -> None:
        """Append one line."""
        if self.problem:
            return
        text = "".join(char if char.isprintable() else "�" for char in str(line))
        try:
            os.write(self._opened(), f"{text}\n".encode("utf-8", "replace"))
        except OSError as failed:
            reason = "nobody reads it" if failed.errno == errno.ENXIO else failed.strerror
            self.problem = f"The log {self._path} cannot be written: {reason}."

    def close(self) -> None:
        """Let go of the file; a later line opens it again."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _opened(self) -> int:
        if self._file is None:
            make_folder(self._path.parent)
            # A pipe that nobody reads, or that is full, is a problem to be told, and nothing to wait for.
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
            self._file = os.open(self._path, flags, _MODE)
            if stat.S_ISREG(os.fstat(self._file).st_mode):  # a terminal or a device keeps the mode that it has
                os.fchmod(self._file, _MODE)
        return self._file


def logged_url(url: str) -> str:
    """Return a URL without user name and fragment, with the values of secret-looking parameters masked."""
    parts = urlsplit(url)
    pairs = (pair.partition("=") for pair in parts.query.split("&") if pair)
    query = "&".join(f"{name}{sign}{MASK if looks_secret(unquote(name)) else value}" for name, sign, value in pairs)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))
