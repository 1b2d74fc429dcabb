"""The page's call and those around it, against a server that has nothing of ours, held to the vendor's schemas."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.biot.clinic import DEVICE, SESSION, UUID, clinic, fits, found, logging_in
from tests.servers import ScriptedServer, Seen, answer
from tui.core.errors import Conflict, UsageError
from tui.core.time.time_range import TimeRange

SPAN = TimeRange(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))
PATH = "/device/v1/devices/SN%2042%2F7/usage-sessions"
DONE = {**SESSION, "_state": "DONE", "_endTime": "2026-01-15T10:00:00Z"}


def last(server: ScriptedServer) -> Seen:
    return server.seen[-1]


def asked_for(seen: Seen) -> dict[str, Any]:
    """Return what a search asked for, held to the vendor's schema."""
    ((name, text),) = seen.query
    assert name == "searchRequest"
    asked: dict[str, Any] = json.loads(text)
    fits(asked, "SearchRequestV2")
    return asked


# --- reading


@pytest.mark.parametrize(
    ("collection", "path"),
    [
        ("sessions", "/device/v1/devices/usage-sessions"),
        ("devices", "/device/v2/devices"),
        ("templates", "/settings/v1/templates/minimized"),
    ],
)
async def test_a_search_without_wishes_asks_for_the_first_page(collection: str, path: str) -> None:
    async with clinic(logging_in(answer(200, found([])))) as (server, desk):
        await desk.rows(collection)

    assert (last(server).method, last(server).path, last(server).body) == ("GET", path, b"")
    asked = asked_for(last(server))
    assert (asked["page"], asked["limit"], asked.get("filter")) == (0, 100, None)
    assert last(server).headers["authorization"] == "Bearer token-1"


async def test_every_wish_goes_into_the_filter() -> None:
    wishes: dict[str, Any] = {
        "_device.id": DEVICE,
        "_state": ("ACTIVE", "PAUSED"),
        "_templateId": "t",
        "_patient.id": "p",
    }
    async with clinic(logging_in(answer(200, found([])))) as (server, desk):
        await desk.rows("sessions", SPAN, **wishes)

    assert asked_for(last(server)) == {
        "filter": {
            "_device.id": {"eq": DEVICE},
            "_templateId": {"eq": "t"},
            "_patient.id": {"eq": "p"},
            "_state": {"in": ["ACTIVE", "PAUSED"]},
            "_startTime": {"from": "2026-01-01T00:00:00Z", "to": "2026-01-01T23:59:59.999Z"},
        },
        "sort": [{"prop": "_startTime", "order": "DESC"}],
        "limit": 100,
        "page": 0,
    }


async def test_pages_count_from_0_until_all_have_come() -> None:
    rows = [{**SESSION, "_id": f"{number}"} for number in range(250)]
    pages = [answer(200, found(rows[first : first + 100], total=250)) for first in (0, 100, 200)]
    async with clinic(logging_in(*pages)) as (server, desk):
        came = await desk.rows("sessions")

    assert [record.id for record in came] == [row["_id"] for row in rows]
    assert [asked_for(seen)["page"] for seen in server.seen[1:]] == [0, 1, 2]


@pytest.mark.parametrize("beside", [{"metadata": None}, {"metadata": {"page": None}}, {"metadata": {}}, {}])
async def test_a_page_without_its_metadata_is_read(beside: dict[str, Any]) -> None:
    async with clinic(logging_in(answer(200, {"data": [SESSION], **beside}), answer(200, {"data": None}))) as (_, desk):
        assert [record.id for record in await desk.rows("sessions")] == [SESSION["_id"]]


async def test_a_server_that_ignores_the_page_is_not_asked_for_ever() -> None:
    async with clinic(logging_in(answer(200, found([SESSION], total=999)))) as (server, desk):
        assert len(await desk.rows("sessions")) == 1

    assert len(server.seen) == 3


async def test_one_session_is_read_by_device_and_id() -> None:
    async with clinic(logging_in(answer(200, SESSION))) as (server, desk):
        (record,) = await desk.rows("session", deviceId=DEVICE, id="a/b")

    assert (last(server).method, last(server).path, last(server).query) == ("GET", f"{PATH}/a%2Fb", [])
    assert record.fields() == SESSION


async def test_the_columns_read_what_the_schema_calls_it() -> None:
    fits(SESSION, "SessionResponseV2")
    async with clinic(logging_in(answer(200, DONE))) as (_, desk):
        (record,) = await desk.rows("session", deviceId=DEVICE, id=UUID)
        columns = desk.catalog.collection("session").columns

    read = {column.key: column.read(record.value) for column in columns}
    assert read["_startTime"] == datetime(2026, 1, 15, 9, 0, 0, 250_000, UTC)
    assert (read["_device.name"], read["_patient.name"]) == ("Pump 7", "Åsa Öberg")
    assert (read["_state"], read["_name"], read["_template.displayName"]) == ("DONE", "Morning run", "Infusion, slow")
    assert record.derived == {"duration_seconds": 3599.75}


async def test_a_session_of_an_older_platform_is_read_too() -> None:
    bare = {"_id": UUID, "_caption": "Session 9", "_state": "CALIBRATING", "_summary": None, "_patient": None}
    async with clinic(logging_in(answer(200, found([bare, {"_state": "DONE"}])))) as (_, desk):
        records = await desk.rows("sessions")
        columns = desk.catalog.collection("sessions").columns

    read = {column.key: column.read(records[0].value) for column in columns}
    assert (read["_name"], read["_state"], read["_startTime"]) == ("Session 9", "CALIBRATING", None)
    assert "_id" in records[1].problem


# --- creating

GIVEN: dict[str, Any] = {
    "deviceId": DEVICE,
    "_templateId": UUID,
    "_state": "DONE",
    "_startTime": "2007-12-20T10:15:30Z",
    "_endTime": "2007-12-20T11:15:30+01:00",
    "_name": "Nattpass åtta",
    "_patient.id": UUID,
    "attribute": ["count=9", "note=B 12", 'code="007"', "ready=true", 'list=[1,"a"]'],
    "configuration": ["rate=1.5"],
    "summary": ["volume=20"],
    "_stopReason": "Manual Stop",
    "_stopReasonCode": "COMPLETION",
}


async def test_a_session_is_created_with_everything_that_the_page_lists() -> None:
    async with clinic(logging_in(answer(201, SESSION))) as (server, desk):
        outcome = await desk.do("create-session", {**GIVEN, "executionMode": "sync"})

    sent = last(server)
    assert (sent.method, sent.path, sent.query) == ("POST", PATH, [])
    assert sent.headers["x-execution-mode"] == "sync"
    assert sent.json() == {
        "_templateId": UUID,
        "_state": "DONE",
        "_startTime": "2007-12-20T10:15:30Z",
        "_endTime": "2007-12-20T10:15:30Z",
        "_name": "Nattpass åtta",
        "_patient": {"id": UUID},
        "count": 9,
        "note": "B 12",
        "code": "007",
        "ready": True,
        "list": [1, "a"],
        "_configuration": {"rate": 1.5},
        "_summary": {"volume": 20, "_stopReason": "Manual Stop", "_stopReasonCode": "COMPLETION"},
    }
    fits(sent.json(), "CreateSessionRequestV2")
    assert outcome.text == f"Session {UUID} is ACTIVE."


async def test_only_what_was_given_is_sent_and_what_the_vendor_requires() -> None:
    async with clinic(logging_in(answer(201, SESSION))) as (server, desk):
        await desk.do("create-session", {"deviceId": DEVICE, "_templateId": UUID})

    assert last(server).json() == {"_templateId": UUID, "_startTime": "2026-01-15T10:30:00Z", "_state": "ACTIVE"}
    fits(last(server).json(), "CreateSessionRequestV2")
    assert "x-execution-mode" not in last(server).headers


async def test_a_usage_type_goes_into_the_path() -> None:
    async with clinic(logging_in(answer(201, SESSION))) as (server, desk):
        await desk.do("create-session", {"deviceId": DEVICE, "usageType": "Slow Infusion"})

    assert last(server).path == f"{PATH}/usage-type/Slow%20Infusion"
    fits(last(server).json(), "CreateSessionByUsageTypeRequestV2")
    assert "_templateId" not in last(server).json()


async def test_a_done_session_goes_with_the_stop_data_that_the_vendor_wants() -> None:
    least = {name: GIVEN[name] for name in ("deviceId", "_templateId", "_state", "_startTime", "_endTime")}
    async with clinic(logging_in(answer(201, SESSION))) as (server, desk):
        await desk.do("create-session", least)

    assert last(server).json()["_summary"] == {"_stopReasonCode": "COMPLETION"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"_endTime": ""}, "_endTime"),
        ({"_state": "ACTIVE"}, "_endTime"),
        ({"_state": "ACTIVE", "_endTime": "", "_stopReasonCode": ""}, "_stopReason"),
        ({"_state": "ACTIVE", "_endTime": "", "_stopReason": ""}, "_stopReasonCode"),
        ({"_endTime": "2007-12-20T10:15:29Z"}, "_endTime"),
        ({"_state": "BUSY"}, "_state"),
        ({"_stopReasonCode": "BORED"}, "_stopReasonCode"),
        ({"_name": "x" * 65}, "_name"),
        ({"_stopReason": "x" * 129}, "_stopReason"),
        ({"_templateId": ""}, "_templateId"),
        ({"usageType": "Infusion"}, "_templateId"),
        ({"deviceId": ""}, "deviceId"),
        ({"attribute": ["_state=DONE"]}, "attribute"),
        ({"summary": ["_stopReason=x"]}, "summary"),
        ({"attribute": ["nonsense"]}, "attribute"),
    ],
)
async def test_what_the_vendor_would_refuse_is_said_before_anything_is_sent(change: dict[str, Any], field: str) -> None:
    async with clinic(answer()) as (server, desk):
        assert field in desk.problems("create-session", {**GIVEN, **change})

    assert server.seen == []


@pytest.mark.parametrize(
    "change",
    [
        {"_startTime": "2026-01-15T10:30:01Z", "_endTime": "2026-01-15T11:30:00Z"},
        {"_endTime": "2026-01-16"},
    ],
)
async def test_no_time_may_lie_in_the_future(change: dict[str, Any]) -> None:
    async with clinic(answer()) as (server, desk):
        with pytest.raises(UsageError, match="future"):
            await desk.do("create-session", {**GIVEN, **change})

    assert server.seen == []


# --- finishing


async def test_a_session_is_finished_with_the_start_that_it_has() -> None:
    given = {"deviceId": DEVICE, "id": UUID, "_endTime": "2026-01-15T11:00:00+01:00", "_stopReason": "Klar"}
    script = logging_in(answer(200, SESSION), answer(200, DONE))
    async with clinic(script) as (server, desk):
        outcome = await desk.do("finish-session", given)

    assert [(seen.method, seen.path) for seen in server.seen[1:]] == [
        ("GET", f"{PATH}/{UUID}"),
        ("PATCH", f"{PATH}/{UUID}"),
    ]
    assert last(server).json() == {
        "_startTime": "2026-01-15T09:00:00.250Z",
        "_endTime": "2026-01-15T10:00:00Z",
        "_state": "DONE",
        "_summary": {"_stopReason": "Klar"},
    }
    fits(last(server).json(), "UpdateSessionRequestV2")
    assert outcome.text == "The session is DONE."


async def test_finishing_with_nothing_said_ends_it_now_as_completed() -> None:
    async with clinic(logging_in(answer(200, SESSION), answer(200, DONE))) as (server, desk):
        await desk.do("finish-session", {"deviceId": DEVICE, "id": UUID})

    assert last(server).json() == {
        "_startTime": "2026-01-15T09:00:00.250Z",
        "_endTime": "2026-01-15T10:30:00Z",
        "_state": "DONE",
        "_summary": {"_stopReasonCode": "COMPLETION"},
    }


@pytest.mark.parametrize(
    ("session", "error"),
    [
        (DONE, Conflict),
        ({**SESSION, "_initiator": "REMOTE_CONTROL"}, Conflict),
        ({**SESSION, "_startTime": None}, UsageError),
        ({**SESSION, "_startTime": "2026-01-15T10:25:00Z"}, UsageError),
    ],
)
async def test_a_session_that_cannot_be_finished_is_left_alone(session: dict[str, Any], error: type[Exception]) -> None:
    async with clinic(logging_in(answer(200, session))) as (server, desk):
        with pytest.raises(error):
            await desk.do("finish-session", {"deviceId": DEVICE, "id": UUID, "_endTime": "2026-01-15T10:20:00Z"})

    assert [seen.method for seen in server.seen] == ["POST", "GET"]


# --- rows that start a write


async def test_devices_and_templates_of_sessions_fill_in_a_new_session() -> None:
    device = {"_id": DEVICE, "_caption": "Pump 7", "_status": ["odd"]}
    templates = [
        {"id": "t1", "name": "Infusion", "displayName": "Infusion", "entityTypeName": "usage-session"},
        {"id": "t2", "name": "Pump", "displayName": "Pump", "entityTypeName": "device"},
    ]
    script = logging_in(answer(200, found([device])), answer(200, found(templates)))
    async with clinic(script) as (_, desk):
        create = desk.catalog.action("create-session")
        filled = [create.fill(row) for name in ("devices", "templates") for row in await desk.rows(name)]

    assert filled == [{"deviceId": DEVICE}, {"_templateId": "t1"}, {}]


async def test_a_session_fills_in_its_own_end() -> None:
    async with clinic(logging_in(answer(200, found([SESSION])))) as (_, desk):
        (row,) = await desk.rows("sessions")

    assert desk.catalog.action("finish-session").fill(row) == {"deviceId": DEVICE, "id": UUID}


async def test_the_check_signs_in_and_counts_devices() -> None:
    async with clinic(logging_in(answer(200, found([{"_id": "1"}], total=61)))) as (server, desk):
        assert (await desk.catalog.probe(desk.client)).holds == "61 devices"

    assert [seen.method for seen in server.seen] == ["POST", "GET"]
