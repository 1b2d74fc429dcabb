"""JSON, JSON lines and CSV as they are written."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.collection import Collection
from tui.core.column import Column, Kind
from tui.core.errors import UsageError
from tui.core.record import Record
from tui.export import Format, export_records, incomplete_name, open_writer
from tui.export.spreadsheet import defused

COLUMNS: tuple[Column[Any], ...] = (
    Column("id", "Id", lambda row: row["id"]),
    Column("hardware.ram", "RAM", lambda row: None, Kind.NUMBER),
    Column("steps[].at", "Steps", lambda row: None, Kind.TIME),
    Column("stay_minutes", "Stay", lambda row: 5, Kind.NUMBER, derived=True),
)
ROWS = Collection("rows", "Rows", COLUMNS, lambda client, query: iter(()))  # type: ignore[return-value, arg-type]
DANGEROUS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def records(rows: Iterable[Any], *, decoded: bool = False) -> list[Record[Any]]:
    return [Record(str(n), row if decoded else None, json.dumps(row).encode()) for n, row in enumerate(rows)]


def written(form: Format, rows: Iterable[Any], *, decoded: bool = False) -> str:
    stream = io.StringIO()
    export_records(records(rows, decoded=decoded), ROWS, form, stream, zone=UTC)
    return stream.getvalue()


def parsed(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
json_rows = st.lists(st.dictionaries(st.text(), json_values, max_size=4), max_size=4)


@given(json_rows)
def test_json_and_json_lines_say_what_the_vendor_said(rows: list[dict[str, Any]]) -> None:
    assert json.loads(written(Format.JSON, rows)) == rows
    assert [json.loads(line) for line in written(Format.JSONL, rows).split("\n")[:-1]] == rows


@given(json_rows)
def test_nothing_that_is_written_moves_a_cursor(rows: list[dict[str, Any]]) -> None:
    for form in (Format.JSON, Format.JSONL, Format.CSV):
        text = written(form, rows)
        assert not DANGEROUS.search(text)
        text.encode("utf-8")


@given(json_rows)
def test_every_row_of_a_csv_has_the_headers_cells(rows: list[dict[str, Any]]) -> None:
    header, *cells = csv.reader(io.StringIO(written(Format.CSV, rows), newline=""))

    assert len(cells) == len(rows)
    assert {len(row) for row in cells} <= {len(header)}


@given(st.text() | st.from_regex(r"[=+\-@\t\r\n ]+.*"))
def test_no_cell_is_run_by_a_spreadsheet_and_no_text_is_lost(text: str) -> None:
    cell = defused(text)

    assert not cell.lstrip().startswith(("=", "@", "＝", "＋", "－", "＠"))
    if cell.lstrip().startswith(("+", "-")):
        assert re.fullmatch(r"[+-]\d+([.,]\d+)?([eE][+-]?\d+)?", cell)
    clean = re.sub(r"[\ud800-\udfff]", "", DANGEROUS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    assert cell in (clean, f"'{clean}")


@given(st.text())
def test_a_text_comes_back_from_a_csv_as_it_was_defused(text: str) -> None:
    assert parsed(written(Format.CSV, [{"id": "x", "note": text}]))[0]["note"] == defused(text)


@pytest.mark.parametrize("text", ["-3.5", "+46701234567", "-1e5", "12", "-3,5"])
def test_plain_numbers_stay_numbers(text: str) -> None:
    assert defused(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1+1", "-1+cmd", "@SUM(1)", "\t=1", "\x00=1", "\u202e=1", " =1", "\n=1", "＝1", "﹦1"),
        *("\u200b=1", "\ufeff=1", "\u00ad+1+1", "\u2060 -1+1", "\u00a0@A1", "\u3164=1", "\ufe0f=1", "\U000e0020=1"),
        *("\u200b-5", "\u2800=1", "\u180e=1"),
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert defused(text).startswith("'")


def test_a_csv_begins_with_the_declared_columns_then_the_unknown_then_the_derived() -> None:
    rows = [{"zeta": 1, "id": "a", "hardware": {"ram": "8", "cpu": "x"}}, {"id": "b", "alpha": [1, 2], "steps": [{}]}]

    header, first, second = csv.reader(io.StringIO(written(Format.CSV, rows, decoded=True)))

    assert header == ["id", "hardware.ram", "zeta", "hardware.cpu", "alpha", "steps", "stay_minutes"]
    assert first == ["a", "8", "1", "x", "", "", "5"]
    assert second == ["b", "", "", "", "1;2", "[{}]", "5"]


def test_an_object_that_is_null_in_some_rows_makes_no_column_of_its_own() -> None:
    rows = [{"id": "a", "hardware": None}, {"id": "b", "hardware": {"ram": "8"}}, {"id": "c", "hardware": {}}]

    assert written(Format.CSV, rows).splitlines()[0] == "id,hardware.ram,stay_minutes"


def test_no_rows_leave_a_header_and_an_empty_array() -> None:
    assert written(Format.CSV, []) == "id,hardware.ram,stay_minutes\n"
    assert written(Format.JSON, []) == "[]\n"
    assert written(Format.JSONL, []) == ""


@pytest.mark.parametrize("form", [Format.JSON, Format.JSONL, Format.CSV])
def test_what_came_before_a_failure_is_written_whole(form: Format) -> None:
    stream = io.StringIO()

    def failing() -> None:
        with open_writer(form, stream, ROWS, zone=UTC) as writer:
            writer.write(records([{"id": "a"}])[0])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()

    assert stream.getvalue() == written(form, [{"id": "a"}])


def test_json_lines_are_written_as_they_come() -> None:
    stream = io.StringIO()
    writer = open_writer(Format.JSONL, stream, ROWS, zone=UTC)

    writer.write(records([{"id": "a"}])[0])

    assert stream.getvalue() == '{"id": "a"}\n'


def test_a_number_beyond_every_number_comes_as_it_was_written() -> None:
    stream = io.StringIO()

    export_records([Record("1", None, b'{"big": 1e999}')], ROWS, Format.JSONL, stream, zone=UTC)

    assert json.loads(stream.getvalue()) == {"big": "1e999"}


def test_a_file_with_a_part_missing_says_so_in_its_name() -> None:
    assert incomplete_name(Path("out/rooms.csv")) == Path("out/rooms-incomplete.csv")
    assert incomplete_name(Path("rooms")) == Path("rooms-incomplete")
    assert incomplete_name(Path("rooms-incomplete.csv")) == Path("rooms-incomplete.csv")


def test_parquet_without_its_extra_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.export.parquet.is_available", lambda: False)
    with pytest.raises(UsageError, match="extra “parquet”"):
        written(Format.PARQUET, [])
