"""CSV that a spreadsheet opens without running anything.

The header needs every record, for fields that we do not know join it where they first appear. So the rows wait in a
spool, in memory while they are few and in an unnamed file of the temp folder after that.
"""

from __future__ import annotations

import csv
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TextIO

from tui.core.collection import Collection
from tui.core.record import Record
from tui.export.values import machine_fields, selected
from tui.export.writers import Finishing, json_text

__all__ = ["CsvWriter", "defused", "flattened"]

_SPOOL: Final = 16 * 1024 * 1024
"""Bytes of rows that are held in memory."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""C0 but tab and line feed, C1, bidi overrides and isolates, halves of surrogate pairs."""

_BYTE_ORDER_MARK: Final = "\ufeff"

_STARTS: Final = frozenset("=+-@")
"""A cell that begins like this is a formula to some spreadsheet (OWASP, “CSV injection”), and so are the wide and small
twins of these, in Japanese Excel; some skip white space and what cannot be seen before it."""

_BREAKS: Final = ("\t", "\n")
"""What some spreadsheets end a cell at, and begin to read anew."""

_FILLERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs without ink."""

_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?")


def defused(text: str) -> str:
    """Return a cell's text without control characters, and with an apostrophe before what a spreadsheet would run."""
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if (clean[:1].isascii() and clean[:1].isalnum()) or _PLAIN_NUMBER.fullmatch(clean):
        return clean
    first = next((each for each in clean if not _is_unseen(each)), "")
    risky = clean.startswith(_BREAKS) or unicodedata.normalize("NFKC", first) in _STARTS
    return f"'{clean}" if risky else clean


def _is_unseen(character: str) -> bool:
    """Tell whether a reader sees nothing of a character: blanks, controls, marks with nothing to sit on, fillers."""
    return unicodedata.category(character)[0] in "CZM" or character in _FILLERS


def flattened(fields: Mapping[str, Any], *, prefix: str = "") -> dict[str, Any]:
    """Return fields with those of objects under dotted names.

    A list of plain values is joined by `;`, any other list becomes JSON.
    """
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, dict):
            flat.update(flattened(value, prefix=f"{prefix}{name}.") or {f"{prefix}{name}": None})
        elif isinstance(value, list):
            nested = any(isinstance(each, (dict, list)) for each in value)
            flat[f"{prefix}{name}"] = json_text(value) if nested else ";".join(_text(each) for each in value)
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


class CsvWriter(Finishing):
    """Comma-separated values, lines ended by a line feed, the header first; everything is written at the end."""

    def __init__(
        self,
        stream: TextIO,
        collection: Collection,
        keys: Sequence[str] | None = None,
        *,
        between: str = ",",
        for_excel: bool = False,
    ) -> None:
        """Begin a file.

        Args:
            stream: Where it goes.
            collection: What the records are of.
            keys: The fields that are written, by the keys of their columns; None means all there is.
            between: What parts cells: a comma, or a tab.
            for_excel: Begin with a byte order mark: without it Excel takes UTF-8 for the machine's old encoding.
        """
        self._stream = stream
        self._keys = keys
        self._between = between
        self._mark = _BYTE_ORDER_MARK if for_excel else ""
        self._declared = [column.key for column in collection.columns if not column.derived and "[]" not in column.key]
        self._derived = {column.key: False for column in collection.columns if column.derived}
        self._collection = collection
        self._filled: dict[str, bool] = {}  # in order of first appearance; whether any row has a value
        self._spool = tempfile.SpooledTemporaryFile(_SPOOL, mode="w+", encoding="utf-8", newline="\n")  # noqa: SIM115

    def write(self, record: Record[Any]) -> None:
        """Take a record."""
        own = record.fields()
        self._derived.update((name, True) for name in record.derived if name not in own)
        fields = machine_fields(record, self._collection)
        row = flattened(fields if self._keys is None else selected(fields, self._keys))
        for name, value in row.items():
            self._filled[name] = self._filled.get(name, False) or value is not None
        self._spool.write(json.dumps(row) + "\n")

    def finish(self) -> None:
        """Write the header and the rows."""
        names = self._header()
        self._stream.write(self._mark)
        cells = csv.writer(self._stream, delimiter=self._between, lineterminator="\n")
        cells.writerow([defused(name) for name in names])
        self._spool.seek(0)
        for line in self._spool:
            row = json.loads(line)
            cells.writerow([_cell(row.get(name)) for name in names])
        self._spool.close()

    def _header(self) -> list[str]:
        """Return the chosen names; else the declared ones, then the unknown, then the derived."""
        seen = [name for name in self._filled if not self._is_empty_object(name)]
        if self._keys is not None:
            chosen = [key.partition("[]")[0] for key in self._keys]
            return list(dict.fromkeys(each for name in chosen for each in _seen_below(name, seen)))
        declared: dict[str, None] = {}
        for name in self._declared:
            inside = [each for each in seen if each.startswith(f"{name}.")]
            declared.update(dict.fromkeys(inside if inside and name not in seen else [name]))
        derived = [name for name in self._derived if name not in declared]
        unknown = [name for name in seen if name not in declared and not _below(name, derived)]
        below = [each for name in derived for each in _seen_below(name, seen)]
        return list(dict.fromkeys([*declared, *unknown, *below]))

    def _is_empty_object(self, name: str) -> bool:
        """Whether a name is there only because some rows have null where others have an object."""
        return not self._filled[name] and any(each.startswith(f"{name}.") for each in self._filled)


def _below(name: str, parents: Iterable[str]) -> bool:
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


def _seen_below(name: str, seen: list[str]) -> list[str]:
    """Return a derived name, or the parts of it when it is an object."""
    return [each for each in seen if each.startswith(f"{name}.")] or [name]


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return defused(value)
    return _text(value)
