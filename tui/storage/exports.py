"""How far exports that are continued have come: a file for each name, in the state folder.

Other than what the app remembers this is precious: from a position that is forgotten the next export would begin anew,
and from one that is wrong it would leave a gap. So a file that cannot be read is an error, never an empty one.

::

    files are whole, beside the folder ──▶ pending = their paths ──▶ they get their places ──▶ until, pending = []

Whoever finds `pending` knows that the export broke off between the two: what of it is there is taken away.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from tui.core.errors import UsageError
from tui.storage.atomic import make_folder, write_atomic

__all__ = ["Export", "ExportFile", "is_export_name"]

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def is_export_name(text: str) -> bool:
    """Tell whether an export may be called so: it names a file."""
    return _NAME.fullmatch(text) is not None


class Export(Struct, frozen=True):
    """One export, and how far it has come."""

    question: Mapping[str, Any] = field(default_factory=dict)
    """What it asks, but for the range: the same name is always the same question. JSON values."""
    until: datetime | None = None
    """Everything before this instant is exported; None before the first time."""
    output: str = ""
    """Where it went, as a sentence says it; empty before the first time, and in files of old versions."""
    folder: str = ""
    """The folder that `pending` lies in."""
    pending: tuple[str, ...] = ()
    """Files of an export that was not whole yet."""


class ExportFile:
    """The file in which an export's state is. Only who holds it may read or write."""

    def __init__(self, folder: Path, name: str) -> None:
        """Name the file; nothing is read or made.

        Raises:
            UsageError: when an export cannot be called so.
        """
        if not is_export_name(name):
            raise UsageError(
                f"An export cannot be called “{name}”.", way_out="Use letters, digits, dots, hyphens and underscores."
            )
        self.name = name
        self.path = folder / f"{name}.json"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other processes from continuing the same export meanwhile.

        Raises:
            UsageError: when one does.
        """
        make_folder(self.path.parent)
        lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UsageError(
                    f"Another process is at the export “{self.name}”.", way_out="Wait for it to end."
                ) from None
            yield
        finally:
            os.close(lock)

    def read(self) -> Export:
        """Return the state; that of a new export when there is none.

        Raises:
            UsageError: when it cannot be read.
        """
        try:
            return _export(json.loads(self.path.read_text("utf-8")))
        except FileNotFoundError:
            return Export()
        except (OSError, ValueError, TypeError, KeyError) as damaged:
            raise UsageError(
                f"{self.path} says how far the export “{self.name}” has come, and cannot be read: {damaged}.",
                way_out="Mend it; or take it away, and the export begins anew.",
            ) from damaged

    def write(self, export: Export) -> None:
        """Write the state.

        Raises:
            UsageError: when it cannot be written; what it was is untouched.
        """
        until = export.until.astimezone(UTC).isoformat() if export.until is not None else None
        told = {
            "question": export.question,
            "until": until,
            "output": export.output,
            "folder": export.folder,
            "pending": list(export.pending),
        }
        try:
            write_atomic(self.path, json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        except OSError as failed:
            # Not the export's own file, which whoever catches an OSError would name.
            raise UsageError(
                f"How far the export has come cannot be written to {self.path}: {failed.strerror or failed}.",
                way_out="Make room on the disk, or make the file writable, and try again.",
            ) from None

    def cleared(self) -> Export:
        """Return the state after taking away what an export left that broke off before it was whole.

        Raises:
            UsageError: when it cannot be read, or written.
            OSError: when something of it cannot be taken away.
        """
        export = self.read()
        if not export.pending:
            return export
        for path in export.pending:
            (Path(export.folder) / path).unlink(missing_ok=True)
        export = replace(export, pending=())
        self.write(export)
        return export


def _export(told: Mapping[str, Any]) -> Export:
    until = datetime.fromisoformat(told["until"]) if told["until"] is not None else None
    if until is not None and until.tzinfo is None:
        raise ValueError("its time has no offset")
    pending = tuple(str(path) for path in told["pending"])
    return Export(dict(told["question"]), until, str(told.get("output", "")), str(told["folder"]), pending)
