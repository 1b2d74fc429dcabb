"""The order in which `get` writes rows, how many it asks for, and what it says of those that are missing."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.commands.conftest import Run
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.core.rows.sorting import in_order
from tui.core.rows.view import RecordView

NAMES = ("Room 10", "Östra", "Room 2", "Åsa", "Zebra", "asbestos")
IN_ORDER = ["Åsa", "asbestos", "Östra", "Room 2", "Room 10", "Zebra"]


def names_of(text: str) -> list[str]:
    return [json.loads(line)["name"] for line in text.splitlines()]


def test_rows_are_sorted_as_the_table_of_the_app_sorts_them(frontdesk: Run) -> None:
    words = ("get", "shop", "racks", "--name", *NAMES, "--format", "jsonl", "--sort")

    assert names_of(frontdesk(*words, "name").stdout) == IN_ORDER
    assert names_of(frontdesk(*words, "-name").stdout) == IN_ORDER[::-1]


COLUMN: Column[str | None] = Column("text", "Text", lambda value: value or None, Kind.TEXT)


@given(st.lists(st.one_of(st.none(), st.text(max_size=4), st.sampled_from(NAMES))), st.booleans())
def test_any_rows_come_in_the_order_of_the_apps_table(values: list[str | None], descending: bool) -> None:
    records = [Record(str(number), value, b"{}") for number, value in enumerate(values)]
    view = RecordView([COLUMN], zone=UTC, now=datetime(2026, 1, 1, tzinfo=UTC))
    view.extend(records)
    view.set_sort("text", descending)

    assert in_order(records, COLUMN, descending=descending) == view.shown_records()


def test_a_limit_takes_the_first_rows_of_the_vendor_and_sorts_only_those(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "racks", "--name", *NAMES, "--limit", "3", "--missing", "?", "--columns", "name")

    assert done.stdout.split("\n") == ["Name", "Östra", "Room 2", "Room 10", ""]
    assert (done.returncode, done.stderr) == (0, ""), "the last page was not read"


def test_a_limit_under_an_order_that_was_asked_for_takes_the_first_of_all(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "racks", "--name", *NAMES, "--limit", "2", "--sort", "name", "--format", "jsonl")

    assert names_of(done.stdout) == IN_ORDER[:2]


def test_a_read_of_which_a_part_is_missing_says_so_and_ends_with_3(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "racks", "--name", "A", "--missing", "Rack B fell.", "--format", "jsonl")

    assert (done.returncode, names_of(done.stdout), done.stderr) == (3, ["A"], "Rack B fell.\n")


@pytest.mark.parametrize(
    "words",
    [
        ("get", "--fresh", "shop", "loaves", "--format", "jsonl"),
        ("get", "--format=jsonl", "shop", "--limit", "9", "loaves"),
        ("get", "--where", "weight>0 or x", "--format", "jsonl", "shop", "--sort", "-weight", "loaves", "--where", "e"),
    ],
)
def test_flags_may_stand_before_and_between_the_two_words(frontdesk: Run, words: tuple[str, ...]) -> None:
    done = frontdesk(*words)

    assert done.returncode == 0, done.stderr
    assert "Rye" in names_of(done.stdout)
