"""Records on their way out: JSON, JSON lines, CSV, TSV, Markdown, Parquet and a plain table, the same for both faces.

The machine formats keep the vendor's own field names and everything the vendor sent; see `tui.export.values` for what
is made of numbers, times and derived values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.record import Record
from tui.core.time.clock import SystemClock
from tui.export.file_names import export_name
from tui.export.values import machine_fields

if TYPE_CHECKING:
    from tui.export.writers import Writer

__all__ = ["Format", "export_name", "export_records", "incomplete_name", "machine_fields", "open_writer"]

_INCOMPLETE: Final = "-incomplete"


class Format(Enum):
    """How records are written."""

    TABLE = "table"
    """For eyes: aligned, in the zone; no terminal is harmed by it."""
    JSON = "json"
    """One array."""
    JSONL = "jsonl"
    """One object a line, written as it comes."""
    CSV = "csv"
    """With a header; harmless in a spreadsheet."""
    TSV = "tsv"
    """The same, parted by tabs: what is pasted into a spreadsheet."""
    MARKDOWN = "markdown"
    """A table for a ticket or a wiki: the chosen columns, times in the zone; under its heading where it has one."""
    HTML = "html"
    """A page with a table, for a printer or a mail."""
    PARQUET = "parquet"
    """Typed columns for DuckDB, Spark and their like; see `tui.export.parquet`."""

    @property
    def is_for_eyes(self) -> bool:
        """Whether it shows values as people read them, in the columns of the table."""
        return self in (Format.TABLE, Format.MARKDOWN, Format.HTML)


def incomplete_name(path: Path) -> Path:
    """Return what a file is called when a part of what belongs in it could not be read: `rooms-incomplete.csv`.

    The mark is in the name, for a machine format has no room for another.
    """
    return path if path.stem.endswith(_INCOMPLETE) else path.with_stem(f"{path.stem}{_INCOMPLETE}")


def open_writer(
    format: Format,  # noqa: A002 - the word of the command line
    stream: TextIO,
    collection: Collection,
    *,
    zone: tzinfo,
    now: datetime | None = None,
    columns: Sequence[Column[Any]] | None = None,
    keys: Sequence[str] | None = None,
    width: int | None = None,
    heading: Sequence[str] = (),
    with_meta: bool = False,
    for_excel: bool = False,
) -> Writer:
    """Make a writer; use it as a context manager, so that what came before a failure is written whole.

    Args:
        format: How to write.
        stream: Where to; not closed.
        collection: What the records are of.
        zone: The zone of a table's times.
        now: The instant that a table's times are told from; None means now.
        columns: The columns of a table for eyes; None means those shown at first.
        keys: The fields that a machine format writes, by the keys of their columns; None means all there is.
        width: Cells that a table may be wide; None means as wide as it wants.
        heading: What stands above the rows of a page.
        with_meta: Make JSON an object with rows and metadata; the writer's `meta` is set before the end.
        for_excel: Begin CSV and TSV with a byte order mark, by which Excel knows their encoding.

    Raises:
        UsageError: when the format is not to be had.
    """
    from tui.export import writers

    now = now or SystemClock().now()
    chosen = columns or [column for column in collection.columns if column.shown]
    match format:
        case Format.JSON:
            make = writers.JsonWithMetaWriter if with_meta else writers.JsonWriter
            return make(stream, collection, keys)
        case Format.JSONL:
            return writers.JsonLinesWriter(stream, collection, keys)
        case Format.CSV | Format.TSV:
            from tui.export.spreadsheet import CsvWriter

            between = "," if format is Format.CSV else "\t"
            return CsvWriter(stream, collection, keys, between=between, for_excel=for_excel)
        case Format.TABLE:
            from tui.export.plain import TableWriter

            return TableWriter(stream, collection, chosen, zone=zone, now=now, width=width)
        case Format.MARKDOWN if not heading:
            from tui.export.markdown import MarkdownWriter

            return MarkdownWriter(stream, collection, chosen, zone=zone, now=now)
        case Format.MARKDOWN | Format.HTML:
            from tui.export.printed import HtmlWriter, MarkdownPageWriter

            page = MarkdownPageWriter if format is Format.MARKDOWN else HtmlWriter
            return page(stream, collection, chosen, zone=zone, now=now, heading=heading)
        case Format.PARQUET:
            from tui.export.parquet import ParquetWriter

            return ParquetWriter(stream, collection, keys)


def export_records(
    records: Iterable[Record[Any]],
    collection: Collection,
    format: Format,  # noqa: A002 - the word of the command line
    stream: TextIO,
    *,
    zone: tzinfo,
    now: datetime | None = None,
    columns: Sequence[Column[Any]] | None = None,
    for_excel: bool = False,
) -> int:
    """Write records that are all there, and return how many they were.

    Raises:
        UsageError: when the format is not to be had.
    """
    count = 0
    with open_writer(format, stream, collection, zone=zone, now=now, columns=columns, for_excel=for_excel) as writer:
        for record in records:
            writer.write(record)
            count += 1
    return count
