"""The sandbox's clinic through our own client: sign in, look, create, finish; every request fits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.biot.clinic import demo
from tests.sandbox.asgi import NOW, MovingClock
from tui.core.action import Verdict
from tui.core.errors import Conflict, NotFound, Rejected, SignedOut
from tui.core.time.time_range import TimeRange
from tui.core.time.times import parse_time
from tui.vendors.biot.sandbox.accounts import ACCESS_LIFE, SERVICE_ID, SERVICE_SECRET
from tui.vendors.biot.sandbox.templates import TEMPLATES

INFUSION = TEMPLATES["infusion"].id


async def test_all_sessions_come_with_no_row_twice() -> None:
    async with demo() as desk:
        rows = await desk.rows("sessions")

    assert len(rows) == len({row.id for row in rows}) > 300
    assert {row.fields()["_state"] for row in rows} == {"ACTIVE", "PAUSED", "DONE"}
    assert all(row.problem == "" for row in rows)


async def test_devices_lead_to_their_sessions() -> None:
    async with demo() as desk:
        devices = await desk.rows("devices")
        opens = desk.catalog.collection("devices").opens
        assert opens is not None
        of_one: Any = opens.values(devices[0])
        sessions = await desk.rows(opens.collection, **of_one)

    assert {row.fields()["_device"]["id"] for row in sessions} == {devices[0].id}
    assert len(devices) == 14


async def test_a_range_and_states_narrow_it_down() -> None:
    span = TimeRange(NOW - timedelta(days=7), NOW)
    async with demo() as desk:
        rows = await desk.rows("sessions", span, _state=("ACTIVE", "PAUSED"))

    assert len(rows) == 3
    assert all((at := parse_time(row.fields()["_startTime"])) and at in span for row in rows)


async def test_a_session_is_created_and_finished() -> None:
    given = {"deviceId": "IP-001", "_templateId": INFUSION, "attribute": ["ward=A1"], "_startTime": "2026-01-15T10:00Z"}
    async with demo() as desk:
        made = (await desk.do("create-session", given)).fields
        ids = {"deviceId": "IP-001", "id": made["_id"]}
        ended = (await desk.do("finish-session", {**ids, "summary": ["volume=12.5"]})).fields
        with pytest.raises(Conflict, match="already DONE"):
            await desk.do("finish-session", ids)
        verify = desk.catalog.action("finish-session").verify
        assert verify is not None
        assert await verify(desk.client, ids) is Verdict.ARRIVED

    assert (made["_state"], made["ward"]) == ("ACTIVE", "A1")
    assert (ended["_state"], ended["_endTime"]) == ("DONE", "2026-01-15T10:30:00.000Z")
    assert ended["_summary"] == {"volume": 12.5, "_stopReasonCode": "COMPLETION"}


async def test_a_past_session_is_created_as_done() -> None:
    given = {
        "deviceId": "SP-001",
        "usageType": "BreathingTest",
        "_state": "DONE",
        "_startTime": "yesterday 09:00",
        "_endTime": "yesterday 09:20",
        "attribute": ["posture=sitting", "attempts=3", 'flags=["cough"]'],
        "summary": ["fev1=3.2"],
    }
    async with demo() as desk:
        made = (await desk.do("create-session", given)).fields

    assert (made["_startTime"], made["_endTime"]) == ("2026-01-14T09:00:00.000Z", "2026-01-14T09:20:00.000Z")
    assert (made["attempts"], made["flags"], made["_summary"]["fev1"]) == (3, ["cough"], 3.2)


async def test_the_vendors_refusals_come_with_a_way_out() -> None:
    async with demo() as desk:
        with pytest.raises(Rejected, match="SESSION_MISSING_PATIENT_ID") as no_patient:
            await desk.do("create-session", {"deviceId": "IP-009", "_templateId": INFUSION})
        with pytest.raises(NotFound, match="DEVICE_NOT_FOUND"):
            await desk.do("create-session", {"deviceId": "IP-999", "_templateId": INFUSION})
        with pytest.raises(Conflict, match="MORE_THAN_ONE_TEMPLATE"):
            await desk.do("create-session", {"deviceId": "SP-001", "usageType": "Calibration"})

    assert no_patient.value.way_out == "Give the patient's id, or assign a patient to the device."


async def test_what_remote_control_began_is_left_to_it() -> None:
    async with demo() as desk:
        (remote,) = [row for row in await desk.rows("sessions") if row.fields()["_initiator"] == "REMOTE_CONTROL"]
        with pytest.raises(Conflict, match="remote control"):
            await desk.do("finish-session", desk.catalog.action("finish-session").fill(remote))


async def test_a_long_day_outlives_its_tokens() -> None:
    clock = MovingClock()
    async with demo(clock=clock) as desk:
        for _ in range(3):
            assert len(await desk.rows("devices")) == 14
            clock.at += ACCESS_LIFE


async def test_a_service_sees_the_same_clinic() -> None:
    async with demo(service_id=SERVICE_ID, service_secret=SERVICE_SECRET) as desk:
        assert len(await desk.rows("devices")) == 14
        assert (await desk.catalog.probe(desk.client)).holds == "14 devices"


async def test_a_wrong_password_is_not_hammered_until_the_account_is_locked() -> None:
    async with demo(password="fel") as desk:
        with pytest.raises(SignedOut, match="LOGIN_FAILED"):
            await desk.rows("devices")
        with pytest.raises(SignedOut, match="LOGIN_FAILED"):
            await desk.rows("templates")
