"""`frontdesk spec`: one document, versioned, always the same, and true to the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tui import __version__
from tui.cli import main
from tui.commands import SUMMARY
from tui.core.action import Danger
from tui.core.exit_codes import ExitCode
from tui.describing.document import Spec
from tui.describing.schemas import schema_of_ours
from tui.vendors import registry


@pytest.fixture
def document(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return what it prints."""
    assert main(["spec"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_document_is_what_its_types_say_and_says_its_version(document: Any) -> None:
    Draft202012Validator(schema_of_ours(Spec)).validate(document)
    assert (document["spec"], document["frontdesk"]) == (1, __version__)


def test_it_is_the_same_every_time_and_needs_no_configuration(
    document: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FRONTDESK_CONFIG", "/nowhere/at/all.toml")

    main(["spec"])

    assert json.loads(capsys.readouterr().out) == document


def test_every_command_collection_and_action_is_in_it(document: Any) -> None:
    assert [each["name"] for each in document["commands"]] == list(SUMMARY)
    for vendor, told in zip(registry.load_all(), document["vendors"], strict=True):
        catalog = vendor.catalog()
        assert [each["name"] for each in told["collections"]] == [each.name for each in catalog.collections]
        assert [each["name"] for each in told["actions"]] == [each.name for each in catalog.actions]


def test_every_schema_in_it_is_one(document: Any) -> None:
    for schema in [
        document["config"],
        *(each["json"] for each in document["commands"] if each["json"] is not None),
        *(each["row"] for vendor in document["vendors"] for each in vendor["collections"]),
    ]:
        Draft202012Validator.check_schema(schema)


def test_an_action_says_how_dangerous_it_is_and_whether_it_can_be_taken_back(document: Any) -> None:
    told = {(vendor["name"], each["name"]): each for vendor in document["vendors"] for each in vendor["actions"]}
    for vendor in registry.load_all():
        for action in vendor.catalog().actions:
            each = told[vendor.name, action.name]
            assert Danger(each["danger"]) is action.danger
            assert each["undo"] is (action.undo is not None)
            assert {field["flag"] for field in each["fields"]} == {f"--{field.option}" for field in action.fields}


def test_the_flags_of_get_are_those_that_every_collection_takes(document: Any) -> None:
    get = next(each for each in document["commands"] if each["name"] == "get")

    by_name = {flag["names"][0]: flag for flag in get["flags"]}
    assert [word["name"] for word in get["words"]] == ["CONNECTION", "COLLECTION"]
    assert "json" in by_name["--format"]["choices"]
    assert by_name["--output"]["is_file"]
    assert by_name["--fresh"]["takes"] == "nothing"


def test_a_length_of_time_says_its_unit(document: Any) -> None:
    units = {
        (vendor["name"], collection["name"], column["key"]): column["unit"]
        for vendor in document["vendors"]
        for collection in vendor["collections"]
        for column in collection["columns"]
        if column["kind"] == "duration"
    }

    assert set(units.values()) == {"s", "min"}
    assert all(unit == "s" for (_, _, key), unit in units.items() if "seconds" in key.lower())


def test_the_exit_codes_are_those_that_the_command_line_ends_with(document: Any) -> None:
    assert {each["code"]: each["meaning"] for each in document["exit_codes"]} == {
        int(each): each.meaning for each in ExitCode
    }
