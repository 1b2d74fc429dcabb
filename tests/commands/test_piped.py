"""Ids from standard input, for reads and for writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.commands.conftest import Run, Say

DAYS = ("--from", "2026-11-16", "--to", "2026-11-18", "--format", "json")


def first(say: Say, collection: str, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        say("get", "campus", collection, "--limit", str(count), "--format", "json")[1]
    )
    return found


def test_a_read_is_made_for_each_id_and_its_rows_are_one_answer(say: Say) -> None:
    rooms = first(say, "rooms", 2)
    lines = f"{rooms[0]['objectId']}\n\n{rooms[1]['name'].upper()}\n{rooms[0]['objectId']}\n"

    one, two = (json.loads(say("get", "campus", "attendance", "--room-id", r["objectId"], *DAYS)[1]) for r in rooms)
    code, both, _ = say("get", "campus", "attendance", "--room-id", "-", *DAYS, stdin=lines)

    assert code == 0
    assert json.loads(both) == [*one, *two]


def test_the_word_that_stands_alone_comes_from_there_too_and_who_is_not_found_is_missing(say: Say) -> None:
    users = first(say, "users", 2)
    lines = "\n".join([users[0]["objectId"], "Nobody000000", users[1]["objectId"]])

    code, found, said = say("get", "campus", "user", "-", "--format", "json", stdin=lines)

    assert code == 3
    assert [user["objectId"] for user in json.loads(found)] == [user["objectId"] for user in users]
    assert said.strip()


def test_a_list_takes_all_lines_at_once(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "racks", "--name", "-", "--columns", "name", "--format", "csv", stdin="A\nB\n")

    assert done.stdout == "name\nA\nB\n"


def test_a_write_goes_to_each_id(say: Say) -> None:
    users = first(say, "users", 3)
    lines = "\n".join([users[0]["objectId"], users[1]["email"].upper(), users[2]["objectId"]])

    refused = say("do", "campus", "suspend", "--user-id", "-", stdin=lines)
    code, told, said = say("do", "campus", "suspend", "--user-id", "-", "--yes", "--format", "json", stdin=lines)

    assert refused[0] == 4
    assert code == 0, said
    assert [row["target"] for row in json.loads(told)] == [user["objectId"] for user in users]


def test_names_in_a_file_become_ids_and_those_that_are_unclear_are_named_by_line(say: Say, tmp_path: Path) -> None:
    user = first(say, "users", 1)[0]
    (tmp_path / "good.csv").write_text(f"userId\n{user['email'].upper()}\n", encoding="utf-8")
    (tmp_path / "bad.csv").write_text(f"userId\n{user['email']}\n{user['email']}x\n", encoding="utf-8")

    good = say("do", "campus", "suspend", "--from", "good.csv", "--dry-run")
    bad = say("do", "campus", "suspend", "--from", "bad.csv", "--yes")

    assert good[0] == 0
    assert user["objectId"] in good[1]
    assert bad[0] == 2
    assert "line 3, userId: nothing is called" in bad[2]
    assert "Nothing was sent." in bad[2]


def test_what_cannot_come_from_standard_input_is_said(say: Say) -> None:
    empty = say("get", "campus", "user", "-", stdin="\n")
    two = say("get", "clinic", "session", "-", "--device-id", "-", stdin="a\n")
    alone = say("do", "campus", "create-space", "--email", "-", stdin="a@b.example\n")

    assert (empty[0], two[0], alone[0]) == (2, 2, 2)
    assert "no ids" in empty[2]
    assert "Only one value can come from standard input" in two[2]
    assert "one at a time" in alone[2]
