"""`frontdesk get`: rows counted in place of rows, and some columns of them in any format."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.commands.conftest import Run, Say


def test_a_count_is_the_number_and_nothing_else(frontdesk: Run) -> None:
    assert frontdesk("get", "shop", "loaves", "--count").stdout == "3\n"
    assert frontdesk("get", "shop", "loaves", "--count", "--where", "rye", "--format", "json").stdout == "1\n"
    assert frontdesk("get", "shop", "many", "--count", "--limit", "1500").stdout == "1500\n"


def test_of_a_list_of_which_a_part_is_missing_nobody_counts_the_rest_as_all(frontdesk: Run) -> None:
    broke_off = frontdesk("get", "shop", "loaves", "--count", "--trouble", "closed")
    grouped = frontdesk("get", "shop", "loaves", "--group-by", "name", "--trouble", "closed")
    partly = frontdesk("get", "shop", "racks", "--name", "A", "--missing", "Rack B could not be read.", "--count")

    assert (broke_off.returncode, broke_off.stdout) == (1, "")
    assert "1 loaf came before the reading broke off, and is not counted: it is a part.\n" in broke_off.stderr
    assert (grouped.returncode, grouped.stdout) == (1, "")
    assert "1 loaf came before the reading broke off" in grouped.stderr
    assert (partly.returncode, partly.stdout) == (3, "1\n")
    assert "Rack B could not be read." in partly.stderr


def test_groups_come_with_count_and_share_the_largest_first(frontdesk: Run) -> None:
    words = ("get", "shop", "racks", "--name", "B", "A", "A", "C")

    done = frontdesk(*words, "--group-by", "name", "--format", "json")
    first = frontdesk(*words, "--group-by", "Name", "--format", "csv", "--limit", "1", "--columns", "count,name")
    by_name = frontdesk(*words, "--group-by", "name", "--sort=-name", "--format", "jsonl", "--columns", "name")

    assert [(row["name"], row["count"], row["share"]) for row in json.loads(done.stdout)] == [
        ("A", 2, 50.0),
        ("B", 1, 25.0),
        ("C", 1, 25.0),
    ]
    assert first.stdout == "count,name\n2,A\n"
    assert [json.loads(line)["name"] for line in by_name.stdout.splitlines()] == ["C", "B", "A"]


def test_lengths_of_time_are_summed_in_minutes_and_times_fall_into_days(say: Say) -> None:
    words = ("get", "campus", "campus-attendance", "--from", "2026-11-17", "--to", "2026-11-18", "--format", "json")
    rows = json.loads(say(*words)[1])

    days = json.loads(say(*words, "--group-by", "joinTime")[1])
    rooms = json.loads(say(*words, "--group-by", "room_name")[1])

    assert [day["joinTime"] for day in sorted(days, key=lambda day: str(day["joinTime"]))][-2:] == [
        "2026-11-17",
        "2026-11-18",
    ]
    assert sum(room["count"] for room in rooms) == len(rows)
    assert sum(room["talk_sum_minutes"] or 0 for room in rooms) == pytest.approx(
        sum(row.get("talkMinutes") or 0 for row in rows)
    )
    assert sum(room["stay_sum_minutes"] or 0 for room in rooms) == pytest.approx(
        sum(row["stay_minutes"] or 0 for row in rows), abs=0.01
    )


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "markdown", "html", "table"])
def test_columns_are_chosen_in_every_format_in_the_order_in_which_they_are_named(frontdesk: Run, form: str) -> None:
    done = frontdesk("get", "shop", "loaves", "--columns", "weight,Flour", "--format", form)

    assert done.returncode == 0
    assert "Rye" not in done.stdout
    assert done.stdout.index("750") < done.stdout.index("dark")


def test_a_chosen_field_keeps_its_place_within_an_object(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--columns", "flour.kind", "--format", "jsonl")
    table = frontdesk("get", "shop", "loaves", "--columns", "flour.kind,id", "--format", "csv")

    assert json.loads(done.stdout.splitlines()[0]) == {"flour": {"kind": "dark"}}
    assert next(csv.reader(io.StringIO(table.stdout))) == ["flour.kind", "id"]


def test_the_table_of_what_others_ask_for_shows_the_ids(say: Say) -> None:
    room = json.loads(say("get", "campus", "rooms", "--limit", "1", "--format", "json")[1])[0]

    _, table, _ = say("get", "campus", "rooms")

    assert table.splitlines()[0].endswith("Room id")
    assert room["objectId"] in table


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--count", "--group-by", "name"], "--group-by counts each group"),
        (["--group-by", "nmae"], "Did you mean “name”?"),
        (["--group-by", "name", "--sort", "weight"], "There is no column “weight”"),
    ],
)
def test_what_cannot_be_counted_is_said(frontdesk: Run, words: list[str], said: str) -> None:
    done = frontdesk("get", "shop", "loaves", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
