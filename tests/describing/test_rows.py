"""Every answer of `get --format json` fits the JSON Schema that `frontdesk spec` has of its rows."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec
import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from tests.describing.conftest import Say
from tui.core.collection import Collection, ParamKind
from tui.core.column import Column, Kind
from tui.describing.rows import row_schema
from tui.sandbox import demo_config
from tui.vendors import registry

CONNECTIONS: Final = {values["vendor"]: name for name, values in demo_config("")["connections"].items()}
COLLECTIONS: Final = [(vendor.name, each) for vendor in registry.load_all() for each in vendor.catalog().collections]

NOTHING: Final[Any] = None
"""What nobody reads here."""

ASKED: Final = {
    "volumeId": "PR-2114767535--NewCampus",
    "serialNumber": "1234",
    "recording_id": "rec-1",
    "lead_id": "lead-1",
    "contact_id": "contact-2",
}
"""What is there in the sandbox, for parameters that nothing lists."""

OTHERWISE: Final = {
    "campus-attendance": ("--from", "1d"),  # a day of sixty rooms will do
    "certificate": ("--from", "30d"),  # nobody may have been in the room today
    "regulars": ("--from", "2d", "--weeks", "1"),  # in two days nobody comes three weeks in a row
    **dict.fromkeys(("attendance-by-person", "attendance-by-room", "movements", "moves", "silent"), ("--from", "2d")),
    "newcomers": ("--from", "1d", "--back", "1"),  # in a month everybody was there before
}
"""What else those are asked with whose usual question finds nothing, or too much."""

ONE_OF: Final = {"events": "lead_id", "event-counts": "lead_id"}
"""The parameter that is given where one of several is needed."""

OPEN: Final = {"sessions", "session", "devices", "templates", "profiles", "profile"}
"""The collections whose rows have fields that a customer made, or that nobody here reads. In all others the schema
knows every field that there is."""


class Step(msgspec.Struct, rename="camel"):
    """A thing in a list of a row."""

    took: str | None = None
    end_time: str | None = None


class Run(msgspec.Struct):
    """A row with a list of things."""

    id: str
    steps: list[Step] | None = None


class Closed(msgspec.Struct, forbid_unknown_fields=True):
    """A row that we make."""

    name: str


def rows(say: Say, *words: str) -> list[dict[str, Any]]:
    """Read a collection."""
    code, out, told = say("get", *words, "--format", "json")
    assert code == 0, told
    answer = json.loads(out)
    assert isinstance(answer, list)
    return answer


def shape(value: Any) -> Any:
    """Return a value with only its types left."""
    match value:
        case dict():
            return tuple(sorted((name, shape(each)) for name, each in value.items()))
        case list():
            return ("list", *sorted({repr(shape(each)) for each in value}))
        case _:
            return type(value).__name__


def flags_for(say: Say, connection: str, collection: Collection, others: dict[str, Collection]) -> list[str]:
    """Return what must be asked with: of what refers to other rows, the last of them."""
    flags: list[str] = []
    for param in collection.params:
        if not (param.required or ONE_OF.get(collection.name) == param.name) or param.setting:
            continue
        value = ASKED.get(param.name, "")
        if param.refers_to is not None and param.refers_to.listed:
            listing = param.refers_to.collection
            value = str(rows(say, connection, listing)[-1][id_of(others[listing])])
        elif not value:  # the id of a thing of its own kind, of which a list has the same rows
            siblings = rows(say, connection, f"{collection.name}s", *flags)
            value = str(siblings[-1][id_of(others[f"{collection.name}s"])])
        flags += [f"--{param.option}", value]
    return [*flags, *OTHERWISE.get(collection.name, ())]


def id_of(collection: Collection) -> str:
    """Return the field that has a row's id."""
    derived = {column.key for column in collection.columns if column.derived}
    (required,) = {*row_schema(collection)["required"]} - derived
    return str(required)


@pytest.mark.parametrize(("vendor", "collection"), COLLECTIONS, ids=lambda each: getattr(each, "name", each))
def test_every_row_fits_the_schema_of_its_collection(vendor: str, collection: Collection, say: Say) -> None:
    schema = row_schema(collection)
    others = {each.name: each for name, each in COLLECTIONS if name == vendor}
    flags = flags_for(say, CONNECTIONS[vendor], collection, others)

    answer = rows(say, CONNECTIONS[vendor], collection.name, *flags)

    assert answer, "the test asked for nothing that is there"
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    looks = {shape(row): row for row in answer}  # rows of the same shape are right or wrong together
    wrong = [f"{each.json_path}: {each.message}" for row in looks.values() for each in validator.iter_errors(row)]
    assert wrong == []
    unknown = {name for row in answer for name in row} - set(schema["properties"])
    assert not unknown or collection.name in OPEN
    assert not [name for name in unknown if name.endswith("_seconds") or name in ("user_id", "outcome")]


@pytest.mark.parametrize(
    ("vendor", "collection"),
    [each for each in COLLECTIONS if each[1].report],
    ids=lambda each: getattr(each, "name", each),
)
def test_a_reports_rows_fit_it_with_everything_that_can_be_asked_for(
    vendor: str, collection: Collection, say: Say
) -> None:
    others = {each.name: each for name, each in COLLECTIONS if name == vendor}
    flags = flags_for(say, CONNECTIONS[vendor], collection, others)
    for param in collection.params:
        if param.kind is ParamKind.FLAG:
            flags.append(f"--{param.option}")
        elif param.kind is ParamKind.CHOICE:
            flags += [f"--{param.option}", param.choices[-1]]

    answer = rows(say, CONNECTIONS[vendor], collection.name, *flags)

    assert answer
    assert row_schema(collection)["additionalProperties"] is False
    Draft202012Validator({"items": row_schema(collection)}).validate(answer)


def test_a_value_that_every_row_has_is_never_null_and_another_can_be() -> None:
    by_name = {each.name: row_schema(each) for name, each in COLLECTIONS if name == "virbela"}
    agents = by_name["waitlist-agents"]

    assert agents["properties"]["called"]["type"] == "number"
    assert agents["properties"]["help_median_seconds"]["type"] == ["number", "null"]
    assert "called" in agents["required"]
    assert "help_median_seconds" not in agents["required"]


def test_a_row_is_closed_where_its_type_forbids_other_fields_and_open_where_a_vendor_may_send_them() -> None:
    column = Column[Any]("total", "Total", lambda row: row, Kind.NUMBER, derived=True)
    ours = Collection("report", "Report", (column,), fetch=lambda client, query: NOTHING, sent=lambda: Closed)

    assert row_schema(ours)["additionalProperties"] is False
    assert "total" in row_schema(ours)["properties"]
    assert "additionalProperties" not in row_schema(replace(ours, sent=lambda: Run))
    assert "additionalProperties" not in row_schema(replace(ours, sent=None))


def test_a_field_inside_lists_and_objects_is_found_where_it_is() -> None:
    columns = (
        Column[Any]("steps[].took", "Took", lambda row: None, Kind.DURATION, unit="s"),
        Column[Any]("steps[].endTime", "Ended", lambda row: None, Kind.TIME),
    )
    runs = Collection("runs", "Runs", columns, fetch=lambda client, query: NOTHING, sent=lambda: Run)

    step = row_schema(runs)["properties"]["steps"]["anyOf"][0]["items"]["properties"]
    assert step["took"] == {"title": "Took", "description": "In s.", "type": ["string", "null", "number"]}
    assert step["endTime"]["title"] == "Ended"
