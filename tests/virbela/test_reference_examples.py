"""Every JSON example of the reference page, repaired where it is malformed, goes through the client and decodes.

Repaired: the commas missing after `"sendInvitationEmail": "all"` and after `updatedAt`, the raw newline within a
detail, the elisions. The values are the page's own.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.virbela.campus import CATALOG, Server, connect, records_of, value
from tui.core.time.time_range import TimeRange
from tui.core.wire.http import Response

SPAN = TimeRange(datetime(2023, 1, 19, tzinfo=UTC), datetime(2023, 1, 20, tzinfo=UTC))
ANGEL = {
    "objectId": "6DwTpLBvvX32",
    "email": "angel.page@test.com",
    "firstname": "Angel",
    "lastname": "Page",
    "displayname": "APage",
    "profileLastUpdatedAt": "2023-07-21T17:47:36.593Z",
    "hardware": {
        "os": "Windows 10 (10.0.19044) 64bit",
        "processor": "Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz",
        "gfx": "NVIDIA GeForce RTX 2060",
        "ram": "16262",
        "device": "OMEN by HP Laptop 15-dh0xxx (HP)",
        "hardwareId": "{hardwareID}",
    },
    "teamId": "A",
    "role": "admin",
}
KAREEM = {
    "objectId": "zCzMQrfRK9FR",
    "email": "Kareem.Blevins@test.com",
    "firstname": "Kareem",
    "lastname": "Blevins",
    "displayname": "KBlevins123",
    "profileLastUpdatedAt": "2023-07-13T22:24:08.641Z",
    "hardware": {
        "os": "Mac OS X 10.16.0",
        "processor": "Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz",
        "gfx": "AMD Radeon Pro 5300M",
        "ram": "32768",
        "device": "MacBookPro16,1",
        "hardwareId": "{hardwareID}",
    },
    "teamId": "I",
    "role": "member",
}
PROFILES = {
    "responseCode": "success",
    "title": "Successfully retrieved member profiles",
    "detail": "Retrieved 152 member profiles. Member profiles that could not be parsed correctly have also been "
    "provided with their identifiers and parsing error details.",
    "data": {
        "memberProfiles": [
            {
                "email": "angel.page@test.com",
                "firstname": "Angel",
                "lastname": "Page",
                "updatedAt": "2023-07-21T17:47:36.593Z",
                "userId": "6DwTpLBvvX32",
            },
            {
                "email": "Kareem.Blevins@test.com",
                "firstname": "Kareem",
                "lastname": "Blevins",
                "Department": "Product",
                "Region": "Canada",
                "eNPS": 9,
                "updatedAt": "2023-07-13T22:24:08.641Z",
                "userId": "zCzMQrfRK9FR",
            },
        ],
        "count": 152,
    },
    "requestId": "64bac7f6d3c4395dba9922b2",
}
ROOMS = {
    "count": 16,
    "data": [
        {
            "objectId": "KJDfj5wOjA",
            "visibleOn": ["GOTO", "roomGraph"],
            "levelName": "theater",
            "instance": 0,
            "name": "Theater",
            "SFSRoom": "Theater",
            "createdAt": "2021-12-15T20:36:08.302Z",
            "updatedAt": "2022-07-29T16:55:58.902Z",
        },
        {
            "objectId": "ABCfj5wOkB",
            "visibleOn": ["GOTO", "roomGraph"],
            "levelName": "boardroomlgpro",
            "instance": 33,
            "customLabel": "The Future: Diversity in Tech",
            "name": "The Future: Diversity in Tech",
            "SFSRoom": "BoardRoomLgPro25",
            "createdAt": "2022-03-03T05:03:20.932Z",
            "updatedAt": "2023-02-09T17:45:39.934Z",
            "groupAccess": [],
            "group": "Women in Tech History",
            "hardUserLimitOptions": {
                "dialogTitle": "The Future: Diversity in Tech Full",
                "dialogMessage": "The Future: Diversity in Tech is full; you have been sent to the campus instead.",
            },
        },
        {
            "objectId": "MHPspquUJd",
            "visibleOn": ["GOTO", "mobile", "roomGraph"],
            "levelName": "workspace",
            "instance": 121,
            "customLabel": "Workspace",
            "name": "Workspace",
            "SFSRoom": "WorkRm888",
            "createdAt": "2022-01-05T22:13:57.453Z",
            "updatedAt": "2023-02-09T17:45:38.921Z",
            "groupAccess": [],
            "group": "Virbela Tower",
            "teamAccess": ["2", "4", "5"],
            "teamAccessFriendly": ["B", "D", "E"],
        },
    ],
}
ATTENDANCE = {
    "responseCode": "success",
    "title": "Successfully queried room attendance data.",
    "detail": '2 attendance records were returned, please see "data" for records details.',
    "data": [
        {
            "userId": "xxxxxxxx",
            "joinTime": "2023-01-19T11:55:56.140+00:00",
            "leaveTime": "2023-01-19T18:09:06.140+00:00",
            "talkMinutes": "15.44",
            "attendanceMinutes": "373.17",
        },
        {
            "userId": "xxxxxxxx",
            "joinTime": "2023-01-19T23:20:00.248+00:00",
            "leaveTime": "2023-01-19T23:21:04.248+00:00",
            "talkMinutes": "0.00",
            "attendanceMinutes": "1.07",
        },
    ],
    "requestId": "63e66bc538edf8f934305c82",
}


def users(*rows: dict[str, Any]) -> dict[str, Any]:
    return {
        "responseCode": "success",
        "title": "Successfully retrieved users",
        "detail": "Retrieved data for 18 users in world xxxxxx",
        "data": list(rows),
        "requestId": "635c47ad9bccbe2235d48088",
    }


def waitlist(**row: str) -> dict[str, Any]:
    """Return the page's placeholder, with the user id, room and time that all three have."""
    results = [{"userId": "string", "room": "string", "time": "2019-08-24T14:15:22Z", **row}]
    return {
        "responseCode": "success",
        "title": "string",
        "detail": "string",
        "data": {"count": 0, "results": results},
    }


async def test_users() -> None:
    server = Server({"/User": lambda asked: (200, users(ANGEL, KAREEM))})

    records = await records_of(connect(server), "users")

    assert [(record.id, value(record).role, value(record).hardware.megabytes) for record in records] == [
        ("6DwTpLBvvX32", "admin", 16262),
        ("zCzMQrfRK9FR", "member", 32768),
    ]


async def test_one_user() -> None:
    server = Server({"/User/zCzMQrfRK9FR": lambda asked: (200, users(KAREEM))})

    records = await records_of(connect(server), "user", userId="zCzMQrfRK9FR")

    assert [value(record).name for record in records] == ["Kareem Blevins"]


async def test_profiles() -> None:
    server = Server({"/MemberProfile": lambda asked: (200, PROFILES)})

    records = await records_of(connect(server), "profiles")

    assert [record.id for record in records] == ["6DwTpLBvvX32", "zCzMQrfRK9FR"]
    assert value(records[1])["eNPS"] == 9
    assert "Department" not in value(records[0])


async def test_one_profile() -> None:
    told = {
        "responseCode": "success",
        "title": "Successfully retrieved member profile",
        "detail": "Retrieved member profile for user zCzMQrfRK9FR in world yVBJTLSd4gv6.",
        "data": {
            "memberProfile": {
                "email": "Kareem.Blevins@test.com",
                "firstname": "Kareem",
                "lastname": "Blevins",
                "Department": "Product",
                "Region": "Canada",
                "eNPS": 9,
                "updatedAt": "2023-07-13T22:24:08.641Z",
            }
        },
        "requestId": "64baca429e8ff05959b8a91f",
    }
    server = Server({"/MemberProfile/zCzMQrfRK9FR": lambda asked: (200, told)})

    records = await records_of(connect(server), "profile", userId="zCzMQrfRK9FR")

    assert [record.id for record in records] == ["zCzMQrfRK9FR"]
    assert value(records[0])["Region"] == "Canada"


async def test_rooms() -> None:
    server = Server({"/Rooms/World/acme%20campus": lambda asked: (200, ROOMS)})

    records = await records_of(connect(server), "rooms")

    columns = CATALOG.collection("rooms").columns
    shown = {column.key: column.read(value(records[2])) for column in columns}
    assert shown["SFSRoom"] == "WorkRm888"
    assert shown["teamAccessFriendly"] == ("B", "D", "E")
    assert shown["updatedAt"] == datetime(2023, 2, 9, 17, 45, 38, 921000, UTC)
    assert value(records[1]).title == "The Future: Diversity in Tech"
    assert not any(record.problem for record in records)


@pytest.mark.parametrize(
    ("collection", "path", "parameter"),
    [
        ("attendance", "/User/Attendance/Room/X", {"roomId": "X"}),
        ("private-volume", "/User/Attendance/PrivateVolume/X", {"volumeId": "X"}),
    ],
)
async def test_attendance(collection: str, path: str, parameter: dict[str, str]) -> None:
    server = Server({path: lambda asked: (200, ATTENDANCE), "/User": lambda asked: (200, users(ANGEL))})

    records = await records_of(connect(server), collection, SPAN, settled=True, **parameter)

    assert [value(record).talk for record in records] == [15.44, 0.0]
    assert [value(record).minutes for record in records] == [373.17, 1.07]
    assert value(records[1]).stay == timedelta(minutes=1, seconds=4)


@pytest.mark.parametrize(
    ("collection", "path", "row"),
    [
        ("waitlist-called", "Called", {"supportUserId": "string", "secondsInLine": "string", "initialPlace": "string"}),
        ("waitlist-helped", "HelpDone", {"supportUserId": "string", "secondsBeingHelped": "string"}),
        (
            "waitlist-shifts",
            "SupportEnd",
            {"numUsersHelped": "string", "secondsHelpingUsers": "string", "secondsSupportingList": "string"},
        ),
    ],
)
async def test_waitlists(collection: str, path: str, row: dict[str, str]) -> None:
    server = Server({f"/Activity/Waitlist/{path}": lambda asked: (200, waitlist(**row))})

    span = TimeRange(datetime(2019, 8, 24, tzinfo=UTC), datetime(2019, 8, 25, tzinfo=UTC))
    records = await records_of(connect(server), collection, span, settled=True)

    assert [(value(record).user, value(record).lasted, record.problem) for record in records] == [("string", None, "")]


@pytest.mark.parametrize(
    ("action", "body", "text"),
    [
        (
            "suspend",
            b'{"responseCode":"success","title":"Successfully updated user role","detail":"User with email '
            b'\\"testuser@test.com\\" successfully updated with role \\"suspended\\".",'
            b'"requestId":"635c2c81d08485fe95c0f583"}',
            'User with email "testuser@test.com" successfully updated with role "suspended".',
        ),
        (
            "delete",
            b'{"responseCode":"success","title":"Successfully deleted user","detail":"User with email '
            b'\\"testuser@test.com\\" successfully deleted.","requestId":"635c2c81d08485fe95c0f583"}',
            'User with email "testuser@test.com" successfully deleted.',
        ),
    ],
)
def test_answers_to_writes(action: str, body: bytes, text: str) -> None:
    outcome = CATALOG.action(action).outcome({}, Response(200, {}, body, "http://gateway.test"))

    assert outcome.text == text
    assert outcome.request_id == "635c2c81d08485fe95c0f583"


def test_the_answer_to_a_profile_update() -> None:
    body = (
        b'{"responseCode":"success","title":"Successfully updated member profile","detail":"Updated member profile for '
        b'user zCzMQrfRK9FR in world yVBJTLSd4gv6.","data":{"updatedMemberProfile":{"email":"Kareem.Blevins@test.com",'
        b'"firstname":"Kareem","lastname":"Blevins","Department":"Product Management","Region":"Alberta",'
        b'"updatedAt":"2023-07-21T18:47:28.900Z"}},"requestId":"64bad2c0d3c4395dba992438"}'
    )

    outcome = CATALOG.action("update-profile").outcome({}, Response(200, {}, body, "http://gateway.test"))

    assert outcome.fields["Department"] == "Product Management"
    assert "eNPS" not in outcome.fields


def test_the_answer_to_a_space_shows_no_price() -> None:
    body = (
        b'{"id":32,"purchaseType":0,"remoteSystemSubscriptionId":"enterRemoteId","status":0,"details":"","createdAt":'
        b'"2021-08-13T02:56:35.385Z","updatedAt":"2021-08-13T02:56:35.385Z","price":{"id":4,"name":"Standard","status":0,'
        b'"amount":"$0.00","createdAt":"2021-08-13T02:45:13.248Z","updatedAt":"2021-08-13T02:45:13.248Z","product":'
        b'{"id":5,"name":"Office 20","description":"Office with a maximum user count of 20","status":0,"type":0,'
        b'"createdAt":"2021-08-13T02:36:11.392Z","updatedAt":"2021-08-13T02:36:11.392Z"}},"payments":[]}'
    )

    outcome = CATALOG.action("create-space").outcome({"email": "test@gmail.com"}, Response(200, {}, body, "http://p"))

    assert outcome.text == "Created Office 20 for test@gmail.com, order 32."
    assert "price" not in outcome.fields
    assert "$0.00" not in str(outcome)
