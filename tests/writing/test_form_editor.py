"""A profile edited line by line: types kept, unset told from empty, only what changed sent."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.writing.vendors.acme.catalog import INVITE, UPDATE
from tui.core.time.now_in_zone import NowInZone
from tui.screens.write.form_editor import editor_for
from tui.writing.fields import validate

BEFORE = {"Department": "Product", "eNPS": 9, "Code": "007", "Phone": "12", "Note": "", "updatedAt": "2026-01-01"}


def sent(**changes: str) -> object:
    editor = editor_for(UPDATE, BEFORE)
    assert editor is not None
    texts = {**editor.texts, **{f"set.{name}": text for name, text in changes.items()}}
    given = editor.given({name: text for name, text in texts.items() if text.strip()})
    values, problems = validate(UPDATE, {"userId": "u1", **given}, moment=NowInZone(datetime(2026, 1, 5, tzinfo=UTC)))
    return [problem.text for problem in problems] or {name: value for name, value in values.items() if name != "userId"}


def test_every_field_has_a_line_that_shows_its_type() -> None:
    editor = editor_for(UPDATE, BEFORE)

    assert editor is not None
    assert editor.texts == {
        "set.Department": "Product",
        "set.eNPS": "9",
        "set.Code": "007",
        "set.Phone": '"12"',
        "set.Note": '""',
    }
    assert editor_for(INVITE, BEFORE) is None


def test_nothing_changed_sends_nothing() -> None:
    assert sent() == ["Nothing would change."]


def test_only_what_changed_is_sent_with_its_type() -> None:
    assert sent(Department="Arts; Law", eNPS="10", Phone='"13"') == {
        "set": {"Department": "Arts; Law", "eNPS": 10, "Phone": "13"}
    }


def test_an_emptied_line_takes_the_field_away_and_quotes_set_it_to_nothing() -> None:
    assert sent(eNPS="", Department='""') == {"set": {"Department": ""}, "unset": ("eNPS",)}
