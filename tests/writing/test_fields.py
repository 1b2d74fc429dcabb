"""Typing what people write."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.writing.vendors.acme.catalog import INVITE, UPDATE
from tui.core.action import Field, FieldKind
from tui.core.errors import UsageError
from tui.core.time.now_in_zone import NowInZone
from tui.writing.fields import read_field, read_pair, read_typed, validate, written

STOCKHOLM = NowInZone(datetime(2026, 1, 5, 12, tzinfo=UTC), ZoneInfo("Europe/Stockholm"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9", 9),
        ("-3.5", -3.5),
        ("true", True),
        ("false", False),
        ('"9"', "9"),
        ("Product Management", "Product Management"),
        ("", ""),
        ("007", "007"),
        ("+46 70 123", "+46 70 123"),
        ("NaN", "NaN"),
        ("1e999", "1e999"),
        ('["a", 1]', ["a", 1]),
        ('{"a": {"b": null}}', {"a": {"b": None}}),
        ("[draft] plan", "[draft] plan"),
        ("True", "True"),
    ],
)
def test_a_pairs_value_is_typed_by_how_it_is_written(text: str, value: object) -> None:
    typed = read_typed(text)

    assert typed == value
    assert type(typed) is type(value)


def test_a_pair_splits_at_its_first_equals_sign() -> None:
    assert read_pair("Formula=a=b") == ("Formula", "a=b")
    with pytest.raises(UsageError, match="no pair"):
        read_pair("Department")
    with pytest.raises(UsageError, match="no pair"):
        read_pair("=Arts")


def test_only_what_was_given_is_in_the_values() -> None:
    values, problems = validate(INVITE, {"email": " lee@example.org ", "teamId": "  "}, moment=STOCKHOLM)

    assert not problems
    assert values == {"email": "lee@example.org"}


def test_every_problem_is_named_at_once() -> None:
    given = {"email": "lee", "teamId": "ZZ", "overwrite": "perhaps", "colour": "red", "age": "1,5"}

    _, problems = validate(INVITE, given, moment=STOCKHOLM)

    assert {problem.field: problem.text for problem in problems} == {
        "colour": "There is no field “colour”. There are: email, teamId, overwrite, permission, age, since.",
        "email": "“lee” is no e-mail address. Write one such as name@example.org.",
        "teamId": "A team is A to Z.",
        "overwrite": "“perhaps” is neither yes nor no. Write yes or no.",
        "age": "“1,5” is no number. Write digits, with a point for decimals, such as 4.5.",
    }


def test_a_required_field_may_come_from_the_connections_settings() -> None:
    _, problems = validate(UPDATE, {"set": "eNPS=9"}, moment=STOCKHOLM)
    values, none = validate(UPDATE, {"set": "eNPS=9"}, moment=STOCKHOLM, settings={"user": "u1"})

    assert [problem.text for problem in problems] == ["User is required."]
    assert none == ()
    assert values == {"userId": "u1", "set": {"eNPS": 9}}


def test_rules_between_fields_are_asked_once_each_field_is_right() -> None:
    _, problems = validate(UPDATE, {"userId": "u1"}, moment=STOCKHOLM)

    assert [(problem.field, problem.text) for problem in problems] == [("", "Nothing would change.")]


def test_a_choice_is_taken_in_the_vendors_own_spelling() -> None:
    values, _ = validate(INVITE, {"email": "a@b.c", "permission": "ADMIN"}, moment=STOCKHOLM)

    assert values["permission"] == "admin"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-05T09:00:00.250+01:00", "2026-01-05T08:00:00.250000+00:00"),
        ("2026-01-05T09:00:00z", "2026-01-05T09:00:00+00:00"),
        ("2026-01-05 09:00", "2026-01-05T08:00:00+00:00"),
        ("now", "2026-01-05T12:00:00+00:00"),
        ("2h", "2026-01-05T10:00:00+00:00"),
        ("yesterday", "2026-01-03T23:00:00+00:00"),
    ],
)
def test_a_time_is_an_instant_in_the_users_zone(text: str, instant: str) -> None:
    assert read_field(Field("since", "Since", FieldKind.TIME), text, moment=STOCKHOLM) == instant


def test_a_list_is_split_in_a_cell_and_taken_as_it_is_from_repeated_flags() -> None:
    field = Field("unset", "Unset", FieldKind.LIST)

    assert read_field(field, "eNPS; Region", moment=STOCKHOLM) == ("eNPS", "Region")
    assert read_field(field, ["Smith, John"], moment=STOCKHOLM) == ("Smith, John",)


def test_pairs_in_one_cell_keep_json_whole() -> None:
    field = Field("set", "Set", FieldKind.PAIRS)

    assert read_field(field, 'Tags=["a;b"]; Note="x; y"\nCity=Oslo', moment=STOCKHOLM) == {
        "Tags": ["a;b"],
        "Note": "x; y",
        "City": "Oslo",
    }
    with pytest.raises(UsageError, match="given twice"):
        read_field(field, ["City=Oslo", "City=Rome"], moment=STOCKHOLM)


@pytest.mark.parametrize("wrote", ['{"Dept": "Arts; a=b", "eNPS": 9}', ['{"Dept": "Arts; a=b"}', "eNPS=9"]])
def test_pairs_may_come_as_the_object_that_the_vendor_writes(wrote: str | list[str]) -> None:
    typed = Field("update", "Update", FieldKind.PAIRS)
    texts = Field("version_info", "Versions", FieldKind.PAIRS, typed=False)

    assert read_field(typed, wrote, moment=STOCKHOLM) == {"Dept": "Arts; a=b", "eNPS": 9}
    assert read_field(texts, wrote, moment=STOCKHOLM) == {"Dept": "Arts; a=b", "eNPS": "9"}
    with pytest.raises(UsageError, match="is no pair"):
        read_field(typed, '{"": 1}', moment=STOCKHOLM)


def test_a_list_in_a_cell_may_come_as_the_array_that_the_vendor_writes() -> None:
    field = Field("unset", "Unset", FieldKind.LIST)

    assert read_field(field, '["eNPS", "City, State"]', moment=STOCKHOLM) == ("eNPS", "City, State")
    assert read_field(field, "[1, 2]", moment=STOCKHOLM) == ("[1, 2]",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.text(min_size=1, alphabet=st.characters(whitelist_categories=("Lu", "Ll", "Nd")))


@given(pairs=st.dictionaries(KEYS, JSON, min_size=1, max_size=4))
@example(pairs={"1": "[", "0": {";": None}})
def test_pairs_that_a_form_shows_are_read_back_as_they_were(pairs: Mapping[str, Any]) -> None:
    read = read_field(Field("set", "Set", FieldKind.PAIRS), written(pairs), moment=STOCKHOLM)

    assert read == pairs
    assert isinstance(read, Mapping)
    assert [type(value) for value in read.values()] == [type(value) for value in pairs.values()]


@given(text=st.text())
def test_no_text_breaks_the_typing(text: str) -> None:
    typed = read_typed(text)

    assert not (isinstance(typed, float) and not math.isfinite(typed))
