"""Every reading endpoint of Virbela's page, from the command line, against a campus that is not the sandbox."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from tests.acceptance.conftest import Run
from tests.acceptance.test_virbela_reads import SECRET, envelope, user, write_config
from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving

VOLUME = "PR-2114767535--NewCampus"
STAY = {
    "userId": "u00001",
    "joinTime": "2023-01-19T11:55:56.140+00:00",
    "leaveTime": "2023-01-19T18:09:06.140+00:00",
    "talkMinutes": "15.44",
    "attendanceMinutes": "373.17",
}
ROOMS = [
    {"objectId": "KJDfj5wOjA", "name": "Theater", "levelName": "theater", "instance": 0, "SFSRoom": "Theater"},
    {"objectId": "MHPspquUJd", "name": "Workspace", "teamAccess": ["2", "4"], "teamAccessFriendly": ["B", "D"]},
]
PROFILES: Final[list[dict[str, Any]]] = [
    {
        "email": "a@test.com",
        "firstname": "A",
        "lastname": "Page",
        "userId": "u1",
        "updatedAt": "2023-07-21T17:47:36.593Z",
    },
    {
        "email": "k@test.com",
        "Department": "Product",
        "eNPS": 9,
        "userId": "u2",
        "updatedAt": "2023-07-13T22:24:08.641Z",
    },
]
CALLED = {
    "userId": "u00002",
    "room": "WorkRm100",
    "time": "2023-01-19T14:15:22Z",
    "supportUserId": "u00001",
    "secondsInLine": "61",
    "initialPlace": "3",
}
HELPED = {key: CALLED[key] for key in ("userId", "room", "time", "supportUserId")} | {"secondsBeingHelped": "600"}
SHIFT = {
    "userId": "u00001",
    "room": "WorkRm100",
    "time": "2023-01-19T16:00:00Z",
    "numUsersHelped": "7",
    "secondsHelpingUsers": "4200",
    "secondsSupportingList": "7200",
}
LISTS: Final[Mapping[str, list[dict[str, Any]]]] = {
    "/User/Attendance/Room/KJDfj5wOjA": [STAY],
    "/User/Attendance/Room/MHPspquUJd": [],
    f"/User/Attendance/PrivateVolume/{VOLUME}": [STAY],
    "/Activity/Waitlist/Called": [CALLED],
    "/Activity/Waitlist/HelpDone": [HELPED],
    "/Activity/Waitlist/SupportEnd": [SHIFT],
}
RANGE = ("--from", "2023-01-19", "--to", "2023-01-19")


def campus(asked: Asked) -> Told:
    """Answer like the page's own examples."""
    offset = int(asked.get("skip") or asked.get("offset") or 0)
    if asked.headers.get("v-client-id") != "the-id" or asked.headers.get("v-client-secret") != SECRET:
        return Told({"responseCode": "error"}, 401)
    if asked.path == "/Rooms/World/acme":
        return Told({"count": len(ROOMS), "data": ROOMS})
    if asked.path == "/User":
        return Told(envelope([user(n) for n in range(5)][offset:]))
    if asked.path == "/User/u00003":
        return Told(envelope([user(3)]))
    if asked.path == "/MemberProfile":
        data = {"memberProfiles": PROFILES[offset:], "count": len(PROFILES)}
        return Told(envelope(data))
    if asked.path == "/MemberProfile/u2":
        return Told(envelope({"memberProfile": {key: PROFILES[1][key] for key in PROFILES[1] if key != "userId"}}))
    if asked.path.startswith("/Activity/Waitlist/") and asked.headers.get("v-client-name") != "acme":
        return Told({"responseCode": "error", "detail": "V-Client-Name is missing."}, 400)
    if asked.path in LISTS:
        rows = LISTS[asked.path][offset:]
        in_list = asked.path.startswith("/Activity/")
        return Told(envelope({"count": len(rows), "results": rows} if in_list else rows))
    return Told({"responseCode": "error", "detail": f"No {asked.path}."}, 404)


@pytest.fixture
def rows(home: Path, frontdesk: Run) -> Any:
    """Return a function that gets a collection and returns its rows and the server."""

    def get(*words: str) -> tuple[list[dict[str, Any]], VendorServer]:
        with serving(campus) as server:
            write_config(home, server.url)
            done = frontdesk("get", "campus", *words, "--format", "json", ACME_SECRET=SECRET)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), server

    return get


def subset(row: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: row[key] for key in keys}


def test_rooms(rows: Any) -> None:
    got, server = rows("rooms")

    assert [room["objectId"] for room in got] == ["KJDfj5wOjA", "MHPspquUJd"]
    assert got[1]["teamAccess"] == ["2", "4"]
    assert [asked.path for asked in server.asked] == ["/Rooms/World/acme"]


def test_one_user(rows: Any) -> None:
    got, _ = rows("user", "u00003")

    assert [row["objectId"] for row in got] == ["u00003"]


def test_profiles_with_the_vendors_order(rows: Any) -> None:
    got, server = rows("profiles", "--order", "-updatedAt")

    assert got[1]["eNPS"] == 9
    assert got[1]["Department"] == "Product"
    assert all(asked.get("order") == "-updatedAt" for asked in server.to("/MemberProfile"))


def test_one_profile(rows: Any) -> None:
    got, _ = rows("profile", "u2")

    assert [subset(row, "email", "eNPS") for row in got] == [{"email": "k@test.com", "eNPS": 9}]


def test_attendance_of_a_private_volume(rows: Any) -> None:
    got, server = rows("private-volume", "--volume-id", VOLUME, *RANGE)

    (asked, *_) = server.to(f"/User/Attendance/PrivateVolume/{quote(VOLUME)}")
    assert [subset(row, "userId", "talkMinutes", "attendanceMinutes") for row in got] == [
        {"userId": "u00001", "talkMinutes": 15.44, "attendanceMinutes": 373.17}
    ]
    start, stop = datetime.fromisoformat(asked.get("start")), datetime.fromisoformat(asked.get("stop"))
    assert start == datetime.fromisoformat("2023-01-19T00:00:00+01:00")  # the whole day, in the zone of the config
    assert 86399 <= (stop - start).total_seconds() <= 86400


def test_attendance_of_the_whole_campus(rows: Any) -> None:
    got, server = rows("campus-attendance", *RANGE)

    assert [subset(row, "userId", "room_id", "room_name") for row in got] == [
        {"userId": "u00001", "room_id": "KJDfj5wOjA", "room_name": "Theater"}
    ]
    assert server.to("/User/Attendance/Room/MHPspquUJd")


@pytest.mark.parametrize(
    ("collection", "sent"),
    [("waitlist-called", CALLED), ("waitlist-helped", HELPED), ("waitlist-shifts", SHIFT)],
)
def test_a_waitlist(rows: Any, collection: str, sent: dict[str, str]) -> None:
    got, server = rows(collection, *RANGE, "--sfs-room", "WorkRm100")

    (row,) = got
    counters = [key for key in sent if key.startswith(("seconds", "num", "initial"))]
    assert subset(row, *counters) == {key: int(sent[key]) for key in counters}
    assert row["room"] == "WorkRm100"
    asked = next(asked for asked in server.asked if asked.path.startswith("/Activity/"))
    assert asked.get("sfsRoom") == "WorkRm100"
    assert asked.headers["v-client-name"] == "acme"
