"""What the journal holds, as types: one entry a write, one batch a bulk."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tui.core.errors import Refused
from tui.core.wire.redact import mask_secrets
from tui.core.written import Danger, Values, WriteState
from tui.storage.journal_process import Process

__all__ = [
    "AlreadyWritten",
    "Batch",
    "BatchRow",
    "JournalEntry",
    "JournalUnwritable",
    "RequestSummary",
    "read_json",
    "read_values",
    "stamp",
    "write_json",
    "write_text",
]

_HALVES: Final = re.compile(r"[\ud800-\udfff]")


class JournalUnwritable(Refused):
    """The journal could not be written, or not even read; a write that was to be written down was not sent."""


class AlreadyWritten(Refused):
    """This row of a batch, or this undo, has been written or is under way, perhaps by another Frontdesk."""


class RequestSummary(Struct, frozen=True):
    """What was sent, as far as it may be kept: no headers, no secrets."""

    method: str
    path: str
    body: Any = None


class JournalEntry(Struct, frozen=True):
    """One write: what, to what, by whom, when, and how it ended."""

    id: int
    at: datetime
    """When it was written down, just before it was sent; UTC."""
    operator: str
    """The operating system's user."""
    process: Process
    connection: str
    vendor: str
    action: str
    target: str
    values: Values
    request: RequestSummary
    danger: Danger
    state: WriteState
    finished: datetime | None = None
    """When its end was known; None while it is pending or unknown."""
    text: str = ""
    """How it ended, in the vendor's words where it has some."""
    request_id: str = ""
    unchanged: bool = False
    """The vendor said yes and did nothing, so there is nothing to take back."""
    before: Mapping[str, Any] | None = None
    """What was there before, for the undo; None when nothing was read."""
    undo_of: int | None = None
    """The entry that this one takes back."""
    batch: int | None = None
    row: int | None = None
    """Its number within the batch: the line of the file, or the place in the list."""
    unreadable: tuple[str, ...] = ()
    """What of it cannot be read any more; nothing is checked or taken back by such an entry."""

    def with_doubt(self) -> JournalEntry:
        """Return it with a text that says what cannot be read."""
        doubt = f"This entry cannot be read whole: its {' and its '.join(self.unreadable)}."
        return replace(self, text=f"{doubt} {self.text}".strip())


class BatchRow(Struct, frozen=True):
    """One row that a batch means to write."""

    number: int
    target: str
    values: Values
    unreadable: tuple[str, ...] = ()
    """What of it cannot be read any more; such a row is not sent."""


class Batch(Struct, frozen=True):
    """One action over many targets. Its rows are kept, so that it can go on after a crash without its file."""

    id: int
    at: datetime
    operator: str
    process: Process
    connection: str
    vendor: str
    action: str
    source: str
    """Where the rows came from: a file's name, or how many were marked."""
    total: int
    ended: datetime | None
    """When it ran to its end or was cancelled; None while it runs, or when it was interrupted."""
    unreadable: tuple[str, ...] = ()
    """What of it cannot be read any more; such a bulk is not resumed."""

    @property
    def called(self) -> str:
        """What the command line calls it: `7 (campus invite, people.csv)`."""
        return f"{self.id} ({self.connection} {self.action}, {self.source})"


def write_json(value: Any) -> str:
    """Write a value as the journal keeps it: secrets masked, anything unknown to JSON as its text."""
    text = json.dumps(mask_secrets(value), ensure_ascii=False, separators=(",", ":"), default=str)
    # Half of a surrogate pair fits no UTF-8; JSON has a way to write it, and reads the same one back.
    return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def write_text(text: str) -> str:
    """Write a text as the journal keeps it: half of a surrogate pair, which fits no UTF-8, becomes `�`."""
    return _HALVES.sub("\N{REPLACEMENT CHARACTER}", text)


def read_json(text: str | None) -> Any:
    """Read what `write_json` wrote; None for a column that holds nothing."""
    return None if text is None else json.loads(text)


def read_values(text: str) -> Values:
    """Read a form's values: a list field holds a tuple again."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()}


def stamp(instant: datetime) -> str:
    """Write an instant so that texts sort as times do."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
