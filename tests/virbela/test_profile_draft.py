"""What a draft of a profile keeps apart: unset and empty, number and text, mine and theirs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.errors import UsageError
from tui.core.record import Record
from tui.vendors.virbela.profiles.draft import Draft, Holds, clashes, field_order, holds, known_fields, same, typed

KAREEM = {
    "email": "kareem@example.org",
    "firstname": "Kareem",
    "lastname": "Blevins",
    "Department": "Product",
    "eNPS": 9,
    "updatedAt": "2023-07-13T22:24:08.641Z",
    "userId": "zCz",
}

values = st.one_of(
    st.text(), st.integers(-(2**31), 2**31), st.booleans(), st.floats(allow_nan=False), st.lists(st.text())
)
profiles = st.dictionaries(st.sampled_from(["Department", "Region", "eNPS", "Remote", "Tags"]), values)


def profile_record(fields: dict[str, Any]) -> Record[Any]:
    return Record(str(fields.get("userId", "")), fields, json.dumps(fields).encode())


def test_only_what_changes_is_sent() -> None:
    draft = Draft(KAREEM).put("Department", "Product Management").put("Region", "Alberta").take_away("eNPS")
    assert draft.values("zCz") == {
        "userId": "zCz",
        "update": {"Department": "Product Management", "Region": "Alberta"},
        "unset": ("eNPS",),
    }


def test_an_empty_text_is_not_unset() -> None:
    assert Draft(KAREEM).put("Department", "").values("z") == {"userId": "z", "update": {"Department": ""}}
    assert Draft(KAREEM).take_away("Department").values("z") == {"userId": "z", "unset": ("Department",)}


def test_typing_what_is_there_is_no_change() -> None:
    assert len(Draft(KAREEM).put("Department", "Arts").put("Department", "Product")) == 0


def test_the_text_nine_is_not_the_number_nine() -> None:
    assert Draft(KAREEM).put("eNPS", "9").update == {"eNPS": "9"}
    assert not same(1, True)


def test_unsetting_what_is_not_there_only_drops_the_new_value() -> None:
    assert len(Draft(KAREEM).put("Region", "Alberta").take_away("Region")) == 0


@pytest.mark.parametrize("name", ["updatedAt", "userId"])
def test_what_the_vendor_keeps_cannot_be_changed(name: str) -> None:
    with pytest.raises(UsageError):
        Draft(KAREEM).put(name, "x")


def test_nobody_is_left_without_a_name() -> None:
    with pytest.raises(UsageError):
        Draft(KAREEM).take_away("lastname")
    assert Draft(KAREEM).put("lastname", "Blevin").update == {"lastname": "Blevin"}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Holds.NUMBER, " 12 ", 12),
        (Holds.NUMBER, "4.5", 4.5),
        (Holds.TEXT, "12", "12"),
        (Holds.TEXT, "", ""),
        (Holds.FLAG, "Yes", True),
        (Holds.FLAG, "false", False),
        (Holds.JSON, '["a", 1]', ["a", 1]),
    ],
)
def test_a_value_keeps_its_kind(kind: Holds, text: str, value: object) -> None:
    read = typed(kind, text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"), [(Holds.NUMBER, "nine"), (Holds.NUMBER, ""), (Holds.FLAG, "perhaps"), (Holds.JSON, "[")]
)
def test_what_is_not_of_the_kind_is_told(kind: Holds, text: str) -> None:
    with pytest.raises(UsageError):
        typed(kind, text)


def test_a_clash_says_what_was_seen_what_is_there_and_whose_it_is() -> None:
    draft = Draft(KAREEM).put("Department", "Arts")
    found = {**KAREEM, "Department": "Sales", "Region": "Canada", "updatedAt": "2023-07-14T00:00:00.000Z"}
    first, second = clashes(draft, found)
    assert (first.name, first.seen, first.found, first.mine) == (
        "Department",
        {"Department": "Product"},
        {"Department": "Sales"},
        True,
    )
    assert (second.name, second.seen, second.mine) == ("Region", {}, False)


def test_keeping_mine_drops_what_somebody_did_already() -> None:
    draft = Draft(KAREEM).put("Department", "Arts").take_away("eNPS")
    found = {name: value for name, value in KAREEM.items() if name != "eNPS"} | {"Department": "Sales"}
    kept = draft.onto(found)
    assert (kept.update, kept.unset) == ({"Department": "Arts"}, ())


@given(profiles, profiles, profiles)
def test_sending_a_draft_leads_where_it_says(
    base: dict[str, Any], wanted: dict[str, Any], found: dict[str, Any]
) -> None:
    draft = Draft(base)
    for name in {*base, *wanted}:
        draft = draft.put(name, wanted[name]) if name in wanted else draft.take_away(name)
    assert same(_sent(draft, base), wanted)
    moved = draft.onto(found)
    touched = {*draft.update, *draft.unset}
    after = _sent(moved, found)
    assert all((name in after) == (name in wanted) for name in touched)
    assert all(same(after[name], wanted[name]) for name in touched if name in wanted)


def _sent(draft: Draft, profile: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in profile.items() if name not in draft.unset} | dict(draft.update)


def test_the_campus_says_which_fields_there_are_and_what_they_hold() -> None:
    others = [
        profile_record({"userId": "a", "Remote": True, "eNPS": "n/a"}),
        profile_record({"userId": "b", "Code": "7"}),
    ]
    known = known_fields([profile_record(KAREEM), *others])
    assert known == {"Department": Holds.TEXT, "eNPS": Holds.TEXT, "Remote": Holds.FLAG, "Code": Holds.TEXT}
    assert field_order(KAREEM, known) == (
        "firstname",
        "lastname",
        "email",
        "Department",
        "eNPS",
        "Remote",
        "Code",
        "updatedAt",
        "userId",
    )


def test_kinds_of_values() -> None:
    assert [holds(value) for value in (True, 1, 1.5, "1", ["1"], {"a": 1}, None)] == [
        Holds.FLAG,
        Holds.NUMBER,
        Holds.NUMBER,
        Holds.TEXT,
        Holds.JSON,
        Holds.JSON,
        Holds.JSON,
    ]
