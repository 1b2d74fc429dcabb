"""A parameter with a fixed set of values takes nothing else, at every vendor and in both faces."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tui.commands.shared.flags import collection_parser, read_query
from tui.core.collection import Collection, Param, ParamKind
from tui.core.errors import UsageError
from tui.screens.dialogs.ask import read_value, wrong_with
from tui.vendors import registry

NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)

FIXED = [
    pytest.param(collection, param, id=f"{collection.name}-{param.option}")
    for vendor in registry.load_all(environ={})
    for collection in vendor.catalog().collections
    for param in collection.params
    if param.choices and param.kind in (ParamKind.CHOICE, ParamKind.LIST)
]


def ask(collection: Collection, param: Param, text: str) -> object:
    args = collection_parser("here", collection).parse_args([f"--{param.option}", text])
    settings = {each.setting: "x" for each in collection.params if each.setting}
    for each in collection.missing({param.name: text}):
        setattr(args, f"given {each.name}", "x")
    return read_query(args, collection, settings=settings, now=NOW, zone=UTC, targets={}).values[param.name]


@pytest.mark.parametrize(("collection", "param"), FIXED)
def test_what_is_not_of_the_fixed_set_is_refused_with_all_that_is(collection: Collection, param: Param) -> None:
    known = ", ".join(param.choices)

    with pytest.raises(UsageError) as refused:
        ask(collection, param, "FOO")

    assert str(refused.value).startswith(f"--{param.option}: “FOO” is not one of {known}.")
    assert wrong_with(param, "FOO") == f"{param.title} is one of {known}."


@pytest.mark.parametrize(("collection", "param"), FIXED)
def test_what_is_goes_as_the_vendor_writes_it_in_whatever_case(collection: Collection, param: Param) -> None:
    written = param.choices[0]
    one = (written,) if param.kind is ParamKind.LIST else written

    assert ask(collection, param, written.upper()) == one
    assert wrong_with(param, written.upper()) == ""
    assert read_value(param, written.upper()) == one


def test_several_of_a_fixed_set_go_parted_by_commas_and_one_wrong_one_stops_them_all() -> None:
    collection, param = next(each.values for each in FIXED if each.id == "sessions-state")
    assert isinstance(collection, Collection)
    assert isinstance(param, Param)

    assert ask(collection, param, "active,DONE") == ("ACTIVE", "DONE")
    with pytest.raises(UsageError, match=r"“DON” is not one of .* Did you mean “DONE”"):
        ask(collection, param, "ACTIVE,DON")
