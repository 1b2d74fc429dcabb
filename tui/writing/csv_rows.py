"""Rows for a bulk out of a CSV file, as spreadsheets really write them."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from tui.core.action import Action, FieldKind
from tui.core.errors import UsageError
from tui.core.time.now_in_zone import NowInZone
from tui.export.spreadsheet import defused
from tui.writing.bulk_rows import BulkRow
from tui.writing.csv_text import decoded
from tui.writing.fields import Given, validate
from tui.writing.row_queue import same_targets

__all__ = ["CellProblem", "CsvReading", "Sheet", "SheetRow", "parse_sheet", "read_rows", "read_sheet"]

LARGEST: Final = 64 * 1024 * 1024
"""Bytes; ten thousand rows take one or two million."""

DELIMITERS: Final = ",;\t"

DEFUSED: Final = re.compile(r"'(?=[=+\-@\t\r])")
"""What our own export puts before a cell that a spreadsheet would run."""


class SheetRow(Struct, frozen=True):
    """One row of a file."""

    line: int
    """The line it starts on, the first being 1: what an editor shows."""
    cells: tuple[str, ...]


class Sheet(Struct, frozen=True):
    """A CSV file that was read."""

    name: str
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...] = ()
    """What the user should know about the reading: another encoding, rows left out."""


class CellProblem(Struct, frozen=True):
    """One bad cell, or one bad row."""

    line: int
    column: str
    """The file's own heading; empty when the whole row is meant."""
    text: str

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.text}"


class CsvReading(Struct, frozen=True):
    """What a file says to an action."""

    rows: tuple[BulkRow, ...]
    """The good ones; to be sent when there is no problem, or when somebody says that the bad ones stay behind."""
    problems: tuple[CellProblem, ...]
    notes: tuple[str, ...]


def read_sheet(path: Path, encoding: str | None = None) -> Sheet:
    """Read a CSV file; `encoding` is what the user says that it is written in.

    Raises:
        UnclearEncoding: when nobody can tell what its bytes stand for.
        UsageError: when it cannot be read, is empty, or has no usable heading.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path.name} is larger than {LARGEST >> 20} MB.", way_out="Split it.")
        content = path.read_bytes()
    except OSError as unreadable:
        raise UsageError(
            f"{path} cannot be read: {unreadable.strerror or unreadable}.", way_out="Check the file's name and rights."
        ) from unreadable
    return parse_sheet(path.name, content, encoding)


def parse_sheet(name: str, content: bytes, encoding: str | None = None) -> Sheet:
    """Read a CSV file's bytes. Raises as `read_sheet`."""
    text, notes = decoded(name, content, encoding=encoding)
    text, delimiter = _delimiter(text)
    records = list(_records(name, text, delimiter))
    if not records:
        raise UsageError(f"{name} is empty.", way_out="Its first line names the columns, each further line is a row.")
    header = tuple(cell.strip() for cell in records[0].cells)
    while header and not header[-1]:
        header = header[:-1]
    _check_header(name, header)
    if len(records) == 1:
        raise UsageError(f"{name} has a heading and no rows.", way_out="Each further line is a row.")
    return Sheet(name, header, tuple(records[1:]), notes)


def read_rows(
    action: Action,
    sheet: Sheet,
    columns: Mapping[str, str],
    *,
    moment: NowInZone,
    settings: Mapping[str, Any] | None = None,
    fixed: Mapping[str, Given] | None = None,
) -> CsvReading:
    """Type every cell, and list every bad one.

    Args:
        action: What will be done with each row.
        sheet: The file.
        columns: The file's heading to the vendor's field, as `tui.writing.headings.suggest` returns them.
        moment: For fields that are times.
        settings: The connection's, for the fields that one of them fills.
        fixed: Fields that are the same for every row; a cell that is not empty wins.
    """
    headings = {field: heading for heading, field in columns.items()}
    rows: list[BulkRow] = []
    problems: list[CellProblem] = []
    for row in sheet.rows:
        if len(row.cells) > len(sheet.header) and any(cell.strip() for cell in row.cells[len(sheet.header) :]):
            text = f"It has {len(row.cells)} cells and the heading has {len(sheet.header)}."
            problems.append(CellProblem(row.line, "", text))
            continue
        given, wrong = _given(action, sheet, row, columns, fixed or {})
        values, bad = validate(action, given, moment=moment, settings=settings)
        problems += wrong
        problems += [CellProblem(row.line, headings.get(each.field, each.field), each.text) for each in bad]
        if not wrong and not bad:
            rows.append(BulkRow(row.line, values, action.target(values)))
    kept, notes = _without_repeats(action, rows)
    return CsvReading(tuple(kept), tuple(problems), (*sheet.notes, *notes))


# --- the file ---------------------------------------------------------------------------------------------------


def _delimiter(text: str) -> tuple[str, str]:
    """Find what separates the cells: what a first line `sep=;` says, else what the heading has most of."""
    if match := re.match(r"sep=(.)\r?\n", text, re.IGNORECASE):
        return "\n" + text[match.end() :], match[1]  # the line break keeps the line numbers right
    heading = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", heading)
    return text, max(DELIMITERS, key=bare.count)


def _records(name: str, text: str, delimiter: str) -> Iterable[SheetRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            raise UsageError(
                f"{name} cannot be read from line {line} on: {broken}.", way_out="Look for a quote that is not closed."
            ) from broken
        if any(cell.strip() for cell in cells):
            yield SheetRow(line, tuple(cells))


def _check_header(name: str, header: tuple[str, ...]) -> None:
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise UsageError(
            f"{name} names a column twice: {', '.join(twice)}.", way_out="Give each column a name of its own."
        )


# --- the rows ---------------------------------------------------------------------------------------------------


def _given(
    action: Action, sheet: Sheet, row: SheetRow, columns: Mapping[str, str], fixed: Mapping[str, Given]
) -> tuple[dict[str, Given], list[CellProblem]]:
    given: dict[str, Given] = dict(fixed)
    pairs: dict[str, list[str]] = defaultdict(list)
    names = {field.name for field in action.fields}
    for heading, cell in zip(sheet.header, row.cells, strict=False):
        text = _as_it_was(cell.strip())
        target = columns.get(heading, "")
        if not target or not text:
            continue
        field, dot, key = target.partition(".")
        if dot and target not in names:  # a vendor's own name may hold a dot
            pairs[field].append(f"{key}={text}")
        else:
            given[target] = text
    problems = [CellProblem(row.line, field, "It is given whole and one by one.") for field in pairs if field in given]
    return {**given, **pairs}, problems


def _as_it_was(cell: str) -> str:
    """Take off the apostrophe that our own export put before what a spreadsheet would run."""
    if not cell.startswith("'"):
        return cell
    return cell[1:] if DEFUSED.match(cell) or defused(cell[1:]) == cell else cell


def _without_repeats(action: Action, rows: list[BulkRow]) -> tuple[list[BulkRow], list[str]]:
    """Leave out rows that say exactly what an earlier one says, and name those that share only their target."""
    first: dict[str, BulkRow] = {}
    kept: list[BulkRow] = []
    repeats: list[str] = []
    addresses = {field.name for field in action.fields if field.kind is FieldKind.EMAIL}
    for row in rows:
        earlier = first.setdefault(_key(row, addresses), row)
        if earlier is not row:
            repeats.append(f"line {row.number} ({row.target}, as line {earlier.number})")
            continue
        kept.append(row)
    targets = same_targets(action, kept)
    lines: dict[int, list[BulkRow]] = defaultdict(list)
    for row in kept:
        lines[targets[row.number]].append(row)
    others = [
        f"{same[0].target.casefold()} (lines {', '.join(str(row.number) for row in same)})"
        for same in lines.values()
        if len(same) > 1
    ]
    notes = [f"Left out, because they repeat an earlier line: {_some(repeats)}."] if repeats else []
    notes += [f"There more than once, with different values: {_some(others)}."] if others else []
    return kept, notes


def _key(row: BulkRow, addresses: set[str]) -> str:
    """Return what two rows share that say the same; an address is the same person's in any case."""
    said = {
        name: str(value).casefold() if name in addresses else value
        for name, value in sorted(row.values.items(), key=lambda item: item[0])
    }
    return f"{row.target.casefold()}\0{said!r}"


def _some(texts: list[str], most: int = 10) -> str:
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more
