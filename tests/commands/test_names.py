"""Names in place of ids on the command line, against the sandbox."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.commands.conftest import Say


def test_a_room_is_asked_for_by_its_name(say: Say) -> None:
    _, out, _ = say("get", "campus", "rooms", "--limit", "1", "--format", "json")
    room = json.loads(out)[0]
    words = ("get", "campus", "attendance", "--from", "2026-11-18", "--to", "2026-11-19", "--format", "json")

    by_id = say(*words, "--room-id", room["objectId"])
    by_name = say(*words, "--room-id", room["name"].upper())
    nearly = say(*words, "--room-id", f"{room['name']}x")

    assert by_id[0] == 0
    assert by_name[:2] == by_id[:2]
    assert nearly[0] == 2
    assert f"{room['name']}" in nearly[2]


def test_a_write_is_for_the_person_of_that_e_mail(say: Say) -> None:
    _, out, _ = say("get", "campus", "users", "--limit", "1", "--format", "json")
    user = json.loads(out)[0]

    code, shown, _ = say("do", "campus", "suspend", "--user-id", user["email"].upper(), "--dry-run")

    assert code == 0
    assert user["objectId"] in shown


def test_a_name_that_looks_like_an_id_is_found_once_the_vendor_has_nothing_by_it(say: Say) -> None:
    _, out, _ = say("get", "campus", "rooms", "--format", "json")
    room = next(each for each in json.loads(out) if any(letter.isdigit() for letter in each["SFSRoom"]))
    words = ("get", "campus", "attendance", "--from", "2026-11-18", "--to", "2026-11-19", "--format", "json")

    by_id = say(*words, "--room-id", room["objectId"])
    by_name = say(*words, "--room-id", room["SFSRoom"].lower())
    by_nothing = say(*words, "--room-id", "NoRoom99")

    assert (room["SFSRoom"], by_id[0]) == (room["SFSRoom"], 0)
    assert by_name == by_id
    assert by_nothing[0] == 1
    assert "NoRoom99" not in by_name[2]


def test_an_answer_without_rows_is_asked_again_by_name(say: Say) -> None:
    _, out, _ = say(
        "get", "campus", "campus-attendance", "--from", "2026-11-18", "--to", "2026-11-18", "--format", "json"
    )
    present = {stay["userId"] for stay in json.loads(out)}
    _, out, _ = say("get", "campus", "users", "--format", "json")
    user = next(
        each
        for each in json.loads(out)
        if each["objectId"] in present and re.fullmatch("[a-z]+[0-9]+", each["displayname"], re.I)
    )
    words = ("get", "campus", "person-attendance", "--from", "2026-11-18", "--to", "2026-11-18", "--count")

    by_id = say(*words, "--user-id", user["objectId"])
    by_name = say(*words, "--user-id", user["displayname"])

    assert by_name == by_id
    assert int(by_id[1]) > 0


def test_a_procedure_is_known_by_its_title_without_the_version(say: Say) -> None:
    _, out, _ = say("get", "line4", "runs", "--from", "20d", "--granularity", "procedure", "--format", "json")
    procedure = json.loads(out)[0]["procedure"]
    words = (
        "get",
        "line4",
        "runs",
        "--from",
        "20d",
        "--granularity",
        "procedure",
        "--format",
        "json",
        "--procedure-id",
    )

    by_id = say(*words, procedure["id"])
    by_name = say(*words, procedure["title"].lower())

    assert (by_name, by_id[0]) == (by_id, 0)
    assert {run["procedure"]["id"] for run in json.loads(by_name[1])} == {procedure["id"]}


def test_many_ids_that_nobody_knows_do_not_have_the_names_read_for_each(say: Say, tmp_path: Path) -> None:
    _, out, _ = say("get", "campus", "users", "--limit", "1", "--format", "json")
    user, log = json.loads(out)[0], tmp_path / "requests.log"

    words = ("--log", str(log), "get", "campus", "user", "-", "--format", "jsonl")
    code, out, err = say(*words, stdin=f"{user['objectId']}\nNobody1\nNobody2\n")

    assert code == 3
    assert [json.loads(line)["objectId"] for line in out.splitlines()] == [user["objectId"]]
    assert "Nobody1" in err
    assert log.read_text("utf-8").count("GET ") == 3


def test_a_page_a_watch_and_a_write_look_again_by_name_as_a_read_does(say: Say, tmp_path: Path) -> None:
    _, out, _ = say("get", "campus", "rooms", "--format", "json")
    room = next(each for each in json.loads(out) if any(letter.isdigit() for letter in each["SFSRoom"]))
    part = "[[parts]]\nconnection = 'campus'\ncollection = 'attendance'\nrange = '2026-11-18'\ncolumns = ['userId']\n"
    pages = []
    for name in (room["objectId"], room["SFSRoom"]):
        (tmp_path / "page.toml").write_text(f"{part}parameters = {{ room-id = '{name}' }}\n", encoding="utf-8")
        pages.append(say("report", "page.toml", "--format", "markdown")[:2])

    link = f"campus/attendance/{room['SFSRoom']}?from=2026-11-18&to=2026-11-18"
    watched = say("watch", link, "--until", "rows > 0")

    assert pages[0] == pages[1]
    assert (pages[0][0], pages[0][1].count("\n| ") > 2) == (0, True)
    assert watched[0] == 5


def test_a_write_is_for_whom_a_name_that_looks_like_an_id_means_and_for_nobody_else(say: Say) -> None:
    _, out, _ = say("get", "campus", "users", "--format", "json")
    user = next(each for each in json.loads(out) if re.fullmatch("[a-z]+[0-9]+", each["displayname"], re.I))

    done = say("do", "campus", "suspend", "--user-id", user["displayname"], "--yes")
    unknown = say("do", "campus", "suspend", "--user-id", "Nobody99", "--yes")

    assert (done[0], unknown[0]) == (0, 1)
    assert done[1].startswith(f"done       {user['objectId']}")
    writes = json.loads(say("journal", "--format", "json")[1])
    assert [(each["state"], each["target"]) for each in writes] == [("refused", "Nobody99"), ("done", user["objectId"])]
