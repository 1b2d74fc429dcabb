"""What a record is in a machine format."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.collection import Collection
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.export import machine_fields
from tui.export.values import iso_text, plain_value, selected


def number(key: str) -> Column[Any]:
    return Column(key, key, lambda value: None, Kind.NUMBER)


def when(key: str) -> Column[Any]:
    return Column(key, key, lambda value: None, Kind.TIME)


def fields_of(sent: Any, *columns: Column[Any], value: Any = None, **derived: Any) -> dict[str, Any]:
    record = Record("1", value, json.dumps(sent).encode(), derived=derived)
    return machine_fields(record, Collection("x", "X", columns, lambda client, query: iter(())))  # type: ignore[return-value, arg-type]


@pytest.mark.parametrize(
    ("sent", "comes_out"),
    [("16262", 16262), ("15.44", 15.44), ("-3", -3), (" 7 ", 7), ("1e3", 1000.0), (".5", 0.5), (5, 5), (None, None)]
    + [(same, same) for same in ("15,44", "", "n/a", "0x1f", "1e999", "1_000", "9" * 400, True)],
)
def test_a_number_sent_as_text_comes_out_as_a_number_and_nothing_else_does(sent: Any, comes_out: Any) -> None:
    out = fields_of({"ram": sent}, number("ram"))["ram"]

    assert out == comes_out
    assert type(out) is type(comes_out)


def test_numbers_are_found_inside_objects_and_inside_lists_of_objects() -> None:
    sent = {"hardware": {"ram": "8"}, "steps": [{"took": "1.5"}, {"took": "x"}, {}, 3], "scores": ["1", "b"]}

    out = fields_of(sent, number("hardware.ram"), number("steps[].took"), number("scores"), number("no.such[].path"))

    assert out == {"hardware": {"ram": 8}, "steps": [{"took": 1.5}, {"took": "x"}, {}, 3], "scores": [1, "b"]}


def test_a_key_with_a_dot_in_it_is_the_key_itself() -> None:
    assert fields_of({"a.b": "1", "a": {"b": "2"}}, number("a.b")) == {"a.b": 1, "a": {"b": "2"}}


@pytest.mark.parametrize(
    ("sent", "comes_out"),
    [
        ("2023-07-21T17:47:36.593Z", "2023-07-21T17:47:36.593+00:00"),
        ("2023-07-21T17:47:36z", "2023-07-21T17:47:36+00:00"),
        ("2023-07-21T17:47:36.1234567+02:00", "2023-07-21T17:47:36.1234567+02:00"),
        ("2023-07-21 17:47:36 +0530", "2023-07-21T17:47:36+05:30"),
        ("2023-07-21T17:47Z", "2023-07-21T17:47:00+00:00"),
        ("2023-07-21T17:47:36", "2023-07-21T17:47:36"),
        ("2023-02-31T17:47:36Z", "2023-02-31T17:47:36Z"),
        ("yesterday", "yesterday"),
        (1689961656, 1689961656),
    ],
)
def test_a_time_keeps_its_offset_and_its_digits(sent: Any, comes_out: Any) -> None:
    assert fields_of({"at": sent}, when("at"))["at"] == comes_out


@given(
    st.datetimes(
        timezones=st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes))),
        min_value=datetime(1000, 1, 1),  # noqa: DTZ001 - the strategy wants it naive
    )
)
def test_a_time_means_the_same_instant_afterwards(instant: datetime) -> None:
    written = instant.isoformat().replace("+00:00", "Z")

    out = datetime.fromisoformat(iso_text(written))

    assert (out, out.utcoffset()) == (instant, instant.utcoffset())


def test_what_we_do_not_know_is_unchanged_and_in_its_order() -> None:
    sent = {"z": "1", "a": {"deep": [1, {"b": None}]}, "m": "2023-07-21T17:47:36Z"}

    assert list(fields_of(sent).items()) == list(sent.items())


def test_derived_values_follow_and_never_hide_a_vendors_field() -> None:
    column: Column[Any] = Column("talk_share", "Talk", lambda value: value["share"], Kind.NUMBER, derived=True)

    out = fields_of({"name": "x"}, column, value={"share": 0.5}, stay_minutes=timedelta(minutes=90), name="ours")

    assert list(out.items()) == [("name", "x"), ("stay_minutes", 90), ("talk_share", 0.5)]


def test_a_row_that_does_not_decode_comes_with_what_it_has() -> None:
    column: Column[Any] = Column("talk_share", "Talk", lambda value: value["share"], derived=True)

    assert fields_of({"id": 1}, column) == {"id": 1}
    assert fields_of([1, 2]) == {"value": [1, 2]}


@pytest.mark.parametrize(
    ("name", "value", "plain"),
    [
        ("wait_seconds", timedelta(seconds=90), 90),
        ("wait", timedelta(seconds=90), 1.5),
        ("started_at", datetime(2026, 1, 1, 9, tzinfo=UTC), "2026-01-01T09:00:00+00:00"),
        ("started_at", datetime(2026, 1, 1, 9, microsecond=5000, tzinfo=UTC), "2026-01-01T09:00:00.005+00:00"),
        ("people", ("a", "b"), ["a", "b"]),
        ("share", float("nan"), None),
        ("kind", Kind.TIME, "time"),
    ],
)
def test_values_of_ours_become_what_json_has(name: str, value: Any, plain: Any) -> None:
    assert plain_value(value, name) == plain


def test_a_field_that_is_written_with_other_capitals_is_found_under_the_name_that_was_asked() -> None:
    row = {"Id": "c1", "Contact": {"Name": "Ada", "Id": "k"}, "id2": 2, "State": "New", "state": "Old"}

    assert selected(row, ["id", "contact.name", "state", "occursAt"]) == {
        "id": "c1",
        "contact": {"name": "Ada"},
        "state": "Old",
    }
