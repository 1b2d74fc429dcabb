"""What commands print as JSON fits what `frontdesk spec` says of it; `check`'s is looked at among its own tests."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from tests.describing.conftest import Say
from tui.commands import do, journal

INVITE = ("do", "campus", "invite", "--permission", "member", "--format", "json", "--yes")


def test_one_write_many_and_the_journal_of_them(say: Say, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("email\nlee@example.org\nkim@example.org\n")

    code, one, told = say(*INVITE, "--email", "sam@example.org")
    assert code == 0, told
    code, many, told = say(*INVITE, "--from", str(people), "--confirm", "2")
    assert code == 0, told
    code, written, told = say("journal", "--format", "json")
    assert code == 0, told

    outcomes = Draft202012Validator(do.json_schema())
    outcomes.validate(json.loads(one))
    outcomes.validate(json.loads(many))
    assert json.loads(one)["target"] == "sam@example.org"
    assert [each["row"] for each in json.loads(many)] == [2, 3]
    Draft202012Validator(journal.json_schema()).validate(json.loads(written))
    assert len(json.loads(written)) == 3
