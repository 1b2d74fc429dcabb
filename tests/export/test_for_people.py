"""What people take elsewhere: tabs, Markdown, CSV for Excel, and what the files are called."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.export.test_formats import ROWS, records
from tui.core.collection import Collection
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.core.time.ranges import parse_range
from tui.export import Format, export_name, export_records

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)


def written(form: Format, rows: list[dict[str, str]], *, for_excel: bool = False) -> str:
    stream = io.StringIO()
    export_records(records(rows), ROWS, form, stream, zone=UTC, now=NOW, for_excel=for_excel)
    return stream.getvalue()


def test_cells_parted_by_tabs_are_the_same_as_those_parted_by_commas() -> None:
    rows = [{"id": "a\tb", "note": "=1+1\n2"}, {"id": "c,d"}]
    tabbed = list(csv.reader(io.StringIO(written(Format.TSV, rows), newline=""), delimiter="\t"))
    assert tabbed == list(csv.reader(io.StringIO(written(Format.CSV, rows), newline="")))
    assert "'=1+1\n2" in tabbed[1]


@pytest.mark.parametrize("form", [Format.CSV, Format.TSV])
def test_a_file_for_excel_begins_with_the_mark_of_its_encoding_and_is_the_same_otherwise(form: Format) -> None:
    rows = [{"id": "Åsa"}]
    marked = written(form, rows, for_excel=True)
    assert marked == "\ufeff" + written(form, rows)
    assert marked.encode().startswith(b"\xef\xbb\xbf")


def test_a_markdown_table_holds_whatever_a_vendor_sends_in_its_cell() -> None:
    columns = (
        Column[dict[str, object]]("name", "Name", lambda row: str(row["name"])),
        Column[dict[str, object]]("at", "At", lambda row: NOW, Kind.TIME),
    )
    collection = Collection("rows", "Rows", columns, lambda client, query: iter(()))  # type: ignore[return-value, arg-type]
    rows = [Record("1", {"name": "a|b <i>*x*</i>\n# c"}, b"{}"), Record("2", None, b'{"name": "d"}', "no at")]
    stream = io.StringIO()
    export_records(rows, collection, Format.MARKDOWN, stream, zone=STOCKHOLM, now=NOW)
    head, rule, first, second = stream.getvalue().splitlines()
    assert (head, rule) == ("| Name | At |", "| --- | --: |")
    assert first == "| a\\|b \\<i\\>\\*x\\*\\</i\\> \\# c | 2026-11-20 14:51 |"
    assert second == "| d | – |"


@pytest.mark.parametrize(
    ("connection", "what", "range_text", "name"),
    [
        ("campus", "campus-attendance", "2026-10", "campus-attendance-2026-10-01_2026-10-31"),
        ("campus", "attendance", "2026-10-01..2026-10-31", "campus-attendance-2026-10-01_2026-10-31"),
        ("campus", "attendance", "7d", "campus-attendance-2026-11-13_2026-11-20"),
        ("campus", "attendance", "yesterday", "campus-attendance-2026-11-19"),
        ("campus", "attendance", "2026-11-19 10-12", "campus-attendance-2026-11-19T1000_1200"),
        ("line 4/../x", "runs", "", "line-4-x-runs"),
    ],
)
def test_a_files_name_carries_connection_what_and_range(connection: str, what: str, range_text: str, name: str) -> None:
    span = parse_range(range_text, now=NOW, zone=STOCKHOLM) if range_text else None
    assert export_name(connection, what, span, zone=STOCKHOLM) == name
