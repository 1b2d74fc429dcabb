"""Parquet: what another program reads is what Frontdesk says."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.collection import Collection
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.export import Format, export_records
from tui.export.folders import FolderWriter
from tui.export.parquet_columns import OTHER_FIELDS, parquet_columns, row_of

ROWS: Final = Collection(
    name="rows",
    title="Rows",
    columns=(
        Column("name", "Name", lambda row: row.get("name")),
        Column("at", "At", lambda row: datetime.fromisoformat(row["at"]) if row.get("at") else None, Kind.TIME),
        Column("hardware.ram", "Memory", lambda row: None, Kind.NUMBER, unit="MB"),
        Column("talk", "Talk", lambda row: None, Kind.DURATION),
        Column("on", "On", lambda row: None, Kind.FLAG),
        Column("teams", "Teams", lambda row: None, Kind.LIST),
        Column("stay_seconds", "Stay", lambda row: timedelta(minutes=1), Kind.DURATION, derived=True),
        Column("steps", "Steps", lambda row: 3, Kind.NUMBER, derived=True),
    ),
    fetch=lambda client, query: None,  # type: ignore[arg-type, return-value]
    moment="at",
)


def record(number: int, **fields: Any) -> Record[Any]:
    return Record(str(number), fields, json.dumps(fields).encode())


def written(path: Path, records: list[Record[Any]]) -> str:
    pytest.importorskip("arro3.io")
    with path.open("w", encoding="utf-8") as stream:
        export_records(records, ROWS, Format.PARQUET, stream, zone=UTC)
    return str(path)


def test_columns_are_typed_and_say_their_units(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    file = written(
        tmp_path / "rows.parquet",
        [
            record(
                1,
                name="Å",
                at="2026-03-29T03:30:00.123+02:00",
                hardware={"ram": "2048", "os": "x"},
                talk="1.5",
                on=True,
                teams=["D", "E"],
                more=[1],
            ),
            record(2, name=None, at="yesterday", hardware=None, talk="15,44", teams=None),
        ],
    )

    kinds = {name: kind for name, kind, *_ in duckdb.sql(f"describe from '{file}'").fetchall()}
    units = dict(duckdb.sql(f"select key, value from parquet_kv_metadata('{file}')").fetchall())
    first, second = duckdb.sql(f'select * replace (epoch_ms("at") as "at") from \'{file}\'').fetchall()

    assert kinds == {
        "name": "VARCHAR",
        "at": "TIMESTAMP WITH TIME ZONE",
        "hardware.ram": "DOUBLE",
        "talk": "DOUBLE",
        "on": "BOOLEAN",
        "teams": "VARCHAR[]",
        "stay_seconds": "DOUBLE",
        "steps": "BIGINT",
        "other_fields": "VARCHAR",
    }
    assert json.loads(units[b"frontdesk.units"]) == {"hardware.ram": "MB", "talk": "min", "stay_seconds": "s"}
    at = int(datetime(2026, 3, 29, 1, 30, 0, 123000, UTC).timestamp() * 1000)
    assert first[:-1] == ("Å", at, 2048.0, 1.5, True, ["D", "E"], 60.0, 3)
    assert json.loads(first[-1]) == {"hardware": {"os": "x"}, "more": [1]}
    assert second[1:6] == (None, None, None, None, None)
    assert json.loads(second[-1]) == {"at": "yesterday", "talk": "15,44"}


def test_units_and_titles_stand_at_each_field(tmp_path: Path) -> None:
    io = pytest.importorskip("arro3.io")
    file = written(tmp_path / "rows.parquet", [])

    field = io.read_parquet(file).schema.field("hardware.ram")

    assert field.metadata == {b"title": b"Memory", b"unit": b"MB"}


def test_no_rows_are_a_table_without_rows(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    assert duckdb.sql(f"select count(*) from '{written(tmp_path / 'rows.parquet', [])}'").fetchall() == [(0,)]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("name", "at", "hardware", "talk", "teams", "x"), _JSON)))
def test_whatever_a_vendor_sends_is_in_its_column_or_among_the_other_fields(fields: dict[str, Any]) -> None:
    columns = parquet_columns(ROWS)
    row = dict(zip([column.name for column in columns], row_of(record(1, **fields), ROWS, columns), strict=True))
    others = json.loads(row[OTHER_FIELDS]) if row[OTHER_FIELDS] else {}

    for name, value in fields.items():
        if value is not None and name != "hardware":
            assert row.get(name) is not None or name in others
    if isinstance(fields.get("hardware"), dict) and set(fields["hardware"]) - {"ram"}:
        assert "hardware" in others


def test_a_folder_is_parted_by_months_of_utc_and_read_as_one_table(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("arro3.io")
    times = ["2026-10-31T23:30:00+00:00", "2026-11-01T00:30:00+02:00", "2026-11-01T00:00:00+00:00", ""]
    with FolderWriter(tmp_path / "out", ROWS, ROWS.columns[1], name="rows") as writer:
        for number, at in enumerate(times):
            writer.write(record(number, name=str(number), at=at))

    rows = duckdb.sql(
        f"select month, name from read_parquet('{tmp_path}/out/**/*.parquet', hive_partitioning = true) order by name"
    ).fetchall()

    assert rows == [("2026-10", "0"), ("2026-10", "1"), ("2026-11", "2"), (None, "3")]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "month=2026-10",
        "month=2026-11",
        "month=__HIVE_DEFAULT_PARTITION__",
    ]


def test_a_full_disk_is_the_error_that_it_is_for_every_format() -> None:
    pytest.importorskip("arro3.io")
    rows = [record(number, name=str(number)) for number in range(3)]

    with pytest.raises(OSError, match="No space left"), open("/dev/full", "w", encoding="utf-8") as stream:  # noqa: PTH123
        export_records(rows, ROWS, Format.PARQUET, stream, zone=UTC)


def test_a_folder_that_breaks_off_is_not_there(tmp_path: Path) -> None:
    pytest.importorskip("arro3.io")

    def break_off() -> None:
        with FolderWriter(tmp_path / "out", ROWS, ROWS.columns[1], name="rows") as writer:
            writer.write(record(1, name="x"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()

    assert list(tmp_path.iterdir()) == []
