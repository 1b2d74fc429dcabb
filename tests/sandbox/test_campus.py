"""Rooms, credentials, waitlists and private spaces."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.asgi import CREDENTIALS, NOW, Client, campus

WEEK = {"start": (NOW - timedelta(days=7)).isoformat(), "stop": NOW.isoformat()}


async def events(client: Client, kind: str, **params: str) -> list[dict[str, Any]]:
    data = (await client.get(f"/Activity/Waitlist/{kind}", **{**WEEK, **params})).data
    assert data["count"] == len(data["results"])
    rows: list[dict[str, Any]] = data["results"]
    return rows


async def test_rooms_come_without_an_envelope() -> None:
    heard = await campus().get("/Rooms/World/harbor")
    assert sorted(heard.json) == ["count", "data"]
    assert heard.json["count"] == len(heard.json["data"]) == 60
    assert len({room["objectId"] for room in heard.json["data"]}) == 60
    assert len({room["SFSRoom"] for room in heard.json["data"]}) == 60


async def test_optional_fields_of_rooms_are_sometimes_missing() -> None:
    rooms = (await campus().get("/Rooms/World/harbor")).data
    for name in ("customLabel", "group", "groupAccess", "hardUserLimitOptions", "teamAccess", "teamAccessFriendly"):
        assert 0 < sum(1 for room in rooms if name in room) < 60, name
    restricted = next(room for room in rooms if "teamAccess" in room)
    letters = [" ABCDEFGHIJKL"[int(team)] for team in restricted["teamAccess"]]
    assert letters == restricted["teamAccessFriendly"]


async def test_hostile_text_is_there_but_not_among_the_first() -> None:
    client = campus()
    names = [room["name"] for room in (await client.get("/Rooms/World/harbor")).data]
    hostile = [at for at, name in enumerate(names) if "\x1b" in name]
    assert hostile == [59]
    assert sorted(names, key=str.casefold)[-1] == names[59]
    last_names = [user.get("lastname", "") for user in (await client.get("/User", limit="5000")).data]
    assert [at > 900 for at, name in enumerate(last_names) if "\u202e" in name] == [True]


@pytest.mark.parametrize("header", ["V-Client-Id", "V-Client-Secret"])
@pytest.mark.parametrize("sent", [None, "wrong"])
async def test_without_the_right_credentials_nobody_comes_in(header: str, sent: str | None) -> None:
    client = campus()
    others = {name: value for name, value in CREDENTIALS.items() if name != header}
    client.headers = others if sent is None else {**others, header: sent}
    for heard in (await client.get("/Rooms/World/harbor"), await client.post("/api/purchase", {})):
        assert heard.status == 401
        assert heard.json["responseCode"] == "error"
        assert len(heard.json["requestId"]) == 24


async def test_waitlists_want_the_client_name_in_a_header() -> None:
    client = campus()
    client.headers = {name: value for name, value in CREDENTIALS.items() if name != "V-Client-Name"}
    assert (await client.get("/Activity/Waitlist/Called", **WEEK)).status == 400
    assert (await client.get("/User", limit="1")).status == 200
    client.headers = {**CREDENTIALS, "V-Client-Name": "other"}
    assert (await client.get("/Activity/Waitlist/Called", **WEEK)).status == 404


async def test_another_client_s_rooms_are_not_found() -> None:
    assert (await campus().get("/Rooms/World/other")).status == 404


async def test_waitlist_counters_are_text_and_events_are_in_order() -> None:
    client = campus()
    for kind, counters in (
        ("Called", ("secondsInLine", "initialPlace")),
        ("HelpDone", ("secondsBeingHelped",)),
        ("SupportEnd", ("numUsersHelped", "secondsHelpingUsers", "secondsSupportingList")),
    ):
        rows = await events(client, kind)
        assert len(rows) > 20
        assert all(row[name].isdigit() for row in rows for name in counters)
        times = [datetime.fromisoformat(row["time"]) for row in rows]
        assert times == sorted(times)
        assert NOW - timedelta(days=7) <= times[0]
        assert times[-1] <= NOW


async def test_a_waitlist_answers_for_one_room_and_in_pages() -> None:
    client = campus()
    whole = await events(client, "Called")
    assert {row["room"] for row in whole} == {"WorkRm100", "WorkRm137"}
    assert await events(client, "Called", sfsRoom="WorkRm100") == [row for row in whole if row["room"] == "WorkRm100"]
    assert await events(client, "Called", sfsRoom="Nowhere") == []
    assert await events(client, "Called", limit="10", offset="5") == whole[5:15]


async def test_a_shift_adds_up_to_the_people_it_helped() -> None:
    client = campus()
    helped = await events(client, "HelpDone", start="2026-01-12T00:00:00Z", stop="2026-01-13T00:00:00Z")
    shifts = await events(client, "SupportEnd", start="2026-01-12T00:00:00Z", stop="2026-01-13T00:00:00Z")
    assert len(helped) == sum(int(shift["numUsersHelped"]) for shift in shifts)
    for shift in shifts:
        own = [row for row in helped if row["supportUserId"] == shift["userId"] and row["room"] == shift["room"]]
        seconds = sum(int(row["secondsBeingHelped"]) for row in own)
        assert abs(seconds - int(shift["secondsHelpingUsers"])) <= len(own)


async def test_the_rush_hour_is_when_people_wait() -> None:
    rows = await events(campus(), "Called", start=(NOW - timedelta(days=60)).isoformat())
    by_hour: dict[int, list[int]] = {}
    for row in rows:
        by_hour.setdefault(datetime.fromisoformat(row["time"]).hour, []).append(int(row["secondsInLine"]))
    assert len(by_hour[9]) > 2 * len(by_hour[16])
    assert sum(by_hour[10]) / len(by_hour[10]) > 2 * sum(by_hour[16]) / len(by_hour[16])


async def test_a_private_space_is_a_bare_object() -> None:
    body = {"purchaseType": 0, "email": "a@b.example", "firstName": "John", "lastName": "Doe", "pricingId": 1}
    client = campus()
    one, other = (await client.post("/api/purchase", body), await client.post("/api/purchase", body))
    assert one.status == 200
    assert "responseCode" not in one.json
    assert one.json["price"]["product"]["name"] == "Office 20"
    assert one.json["id"] != other.json["id"]


@pytest.mark.parametrize(
    "wrong", [{"purchaseType": 1}, {"purchaseType": False}, {"email": ""}, {"pricingId": "1"}, {"pricingId": 3}]
)
async def test_a_purchase_with_a_wrong_field_is_refused(wrong: dict[str, Any]) -> None:
    body = {"purchaseType": 0, "email": "a@b.example", "firstName": "John", "lastName": "Doe", "pricingId": 1}
    assert (await campus().post("/api/purchase", {**body, **wrong})).status == 400


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/Nope", 404), ("DELETE", "/User", 405)])
async def test_what_is_not_there_is_said_in_the_vendor_s_envelope(method: str, path: str, status: int) -> None:
    heard = await campus().send(method, path)
    assert heard.status == status
    assert heard.json["responseCode"] == "error"
