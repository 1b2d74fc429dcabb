"""One bad row never loses a page, and what cannot be read says where."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.errors import Malformed
from tui.transport import Number, Whole, decode, decode_rows


class Hardware(msgspec.Struct, rename="camel"):
    ram: Number = None
    cores: Whole = None


class User(msgspec.Struct, rename="camel", gc=False):
    user_id: str
    name: str | None = None
    join_time: datetime | None = None
    hardware: Hardware | None = None


class Envelope(msgspec.Struct):
    data: list[msgspec.Raw]


def rows(*values: Any) -> list[msgspec.Raw]:
    return [msgspec.Raw(value if isinstance(value, bytes) else json.dumps(value).encode()) for value in values]


def users(*values: Any, first: int = 0) -> Any:
    return decode_rows(rows(*values), User, identify=lambda user: user.user_id, first=first)


def test_a_page_is_decoded_row_by_row() -> None:
    page = decode('\ufeff{"data": [{"userId": "a", "new": 1}, {"userId": 2}], "more": 1}'.encode(), Envelope, url="u")
    good, bad = decode_rows(page.data, User, identify=lambda user: user.user_id)
    assert (good.id, good.value, good.problem) == ("a", User("a"), "")
    assert good.fields() == {"userId": "a", "new": 1}
    assert (bad.value, bad.problem) == (None, "userId: expected text, got a whole number")
    assert bad.fields() == {"userId": 2}


def test_a_bad_row_keeps_the_id_that_a_good_one_would_have() -> None:
    (record,) = users({"userId": "u7", "hardware": {"ram": "15,44"}})
    assert record.id == "u7"
    assert record.problem == "hardware.ram: expected a number, got '15,44'"


def test_a_bad_row_without_an_id_goes_by_its_place() -> None:
    first, second, third, fourth = users({"name": 1}, 17, b"{broken", {"id": 9, "name": 1}, first=1000)
    assert first.id.startswith("data[1000]~")
    assert second.id.startswith("data[1001]~")
    assert third.id.startswith("data[1002]~")
    assert fourth.id == "9"
    assert second.fields() == {"value": 17}
    assert len({record.id for record in (first, second, third, fourth)}) == 4
    assert all(record.value is None and record.problem for record in (first, second, third, fourth))


def test_the_same_bad_row_has_the_same_id_when_it_is_read_again() -> None:
    assert users({"name": 1})[0].id == users({"name": 1})[0].id != users({"name": 2})[0].id


def test_bytes_that_are_no_utf8_cost_a_character_and_no_row() -> None:
    good, mended = users({"userId": "a"}, b'{"userId": "b\xff", "new": "\xe9"}')
    assert not good.problem
    assert (mended.id, mended.problem) == ("b\ufffd", "")
    assert mended.fields() == {"userId": "b\ufffd", "new": "\ufffd"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (b'"ram": 1e999', None),
        (b'"cores": NaN', None),
        (b'"other": 1e999', "1e999"),  # beyond every number, so it comes as it was written
        (b'"ram": NaN, "other": 1e999', "1e999"),
        (b'"other": ' + b"7" * 5000, "7" * 5000),
        (b'"other": ' + b"[" * 5000 + b"]" * 5000, None),
    ],
    ids=range(6),
)
def test_a_value_that_is_none_costs_no_row_its_fields(field: bytes, value: Any) -> None:
    (record,) = users(b'{"userId": "a", "hardware": {%b}, "name": "Ada"}' % field)
    assert (record.id, record.problem) == ("a", "")
    assert record.value.name == "Ada"
    assert record.fields()["name"] == "Ada"
    if value is not None:
        assert record.fields()["hardware"]["other"] == value


@pytest.mark.parametrize(
    ("sent", "number"),
    [(16, 16.0), ("16", 16.0), ("15.5", 15.5), (" 7 ", 7.0), ("", None), ("  ", None), (None, None), ("1e3", 1000.0)],
)
def test_a_number_may_be_text_or_absent(sent: Any, number: float | None) -> None:
    (record,) = users({"userId": "a", "hardware": {"ram": sent}})
    assert record.value.hardware.ram == number


@pytest.mark.parametrize("sent", ["15,44", "nan", "inf", "1_000", "12 MB", True, [], {}])
def test_junk_for_a_number_is_the_rows_problem(sent: Any) -> None:
    (record,) = users({"userId": "a", "hardware": {"ram": sent}})
    assert record.problem.startswith("hardware.ram: expected a number")


@pytest.mark.parametrize(("sent", "whole"), [(4, 4), ("4", 4), (4.0, 4), ("9007199254740993", 9007199254740993)])
def test_a_whole_number_stays_exact(sent: Any, whole: int) -> None:
    (record,) = users({"userId": "a", "hardware": {"cores": sent}})
    assert record.value.hardware.cores == whole


def test_half_a_core_is_a_problem() -> None:
    (record,) = users({"userId": "a", "hardware": {"cores": "4.5"}})
    assert record.problem == "hardware.cores: expected a whole number, got '4.5'"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"data": 3}', "data: expected array, got a whole number"),
        (b"{}", "object missing required field data"),
        (b"", "it is empty"),
        (b"<!doctype html><p>Log in", "it is a web page, not data"),
        (b'{"data": [', "input data was truncated"),
        (b"\xff\xfe", "malformed"),
    ],
)
def test_an_answer_that_cannot_be_read_says_where(body: bytes, why: str) -> None:
    with pytest.raises(Malformed) as caught:
        decode(body, Envelope, url="https://host/x")
    assert why in caught.value.message.lower()
    assert caught.value.way_out
    assert caught.value.url == "https://host/x"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
user_like = st.fixed_dictionaries(
    {}, optional={"userId": json_values, "name": json_values, "hardware": json_values, "id": json_values}
)


@given(st.lists(json_values | user_like, max_size=6))
def test_no_row_is_ever_lost_or_nameless(values: list[Any]) -> None:
    records = users(*values)
    assert [json.loads(record.raw) for record in records] == values
    assert all(record.id for record in records)
    assert all((record.value is None) == bool(record.problem) for record in records)
