"""Names in place of ids on the command line, against the sandbox."""

from __future__ import annotations

import json

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
