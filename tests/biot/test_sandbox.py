"""The sandbox's clinic: its answers fit the vendor's schemas, its refusals have the vendor's codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.biot.clinic import fits, sandbox
from tests.sandbox.asgi import NOW, Client, Heard, MovingClock
from tui.vendors.biot.sandbox.accounts import (
    ACCESS_LIFE,
    PASSWORD,
    REFRESH_LIFE,
    SERVICE_ID,
    SERVICE_SECRET,
    USERNAME,
)
from tui.vendors.biot.sandbox.templates import TEMPLATES

PUMP, SPIROMETER, CUPBOARD = "IP-001", "SP-001", "IP-009"
INFUSION = TEMPLATES["infusion"].id
ACTIVE = {"_startTime": "2026-01-15T10:00:00Z", "_state": "ACTIVE", "_templateId": INFUSION}
DONE: dict[str, Any] = {
    **ACTIVE,
    "_state": "DONE",
    "_endTime": "2026-01-15T10:20:00Z",
    "_summary": {"_stopReasonCode": "COMPLETION"},
}


async def signed_in(clock: MovingClock | None = None) -> Client:
    client = Client(sandbox(clock), prefix="/biot", headers={})
    heard = await client.post("/ums/v2/users/login", {"username": USERNAME, "password": PASSWORD})
    fits(heard.json, "LoginResponse", of="ums")
    client.headers = {"Authorization": f"Bearer {heard.json['accessJwt']['token']}"}
    return client


async def patch(client: Client, path: str, body: Any) -> Heard:
    return await client.send("PATCH", path, body=json.dumps(body).encode())


async def search(client: Client, path: str = "/device/v1/devices/usage-sessions", **asked: Any) -> dict[str, Any]:
    heard = await client.get(path, searchRequest=json.dumps(asked))
    assert heard.status == 200, heard.body
    answered: dict[str, Any] = heard.json
    return answered


def refused(heard: Heard) -> tuple[int, str]:
    fits(heard.json, "ErrorResponse")
    assert heard.json["traceId"]
    return heard.status, heard.json["code"]


def of(device: str, session: str = "", *, usage_type: str = "") -> str:
    path = f"/device/v1/devices/{device}/usage-sessions"
    return f"{path}/usage-type/{usage_type}" if usage_type else f"{path}/{session}" if session else path


# --- coming in


async def test_nobody_gets_in_without_a_token_but_to_the_health_check() -> None:
    client = Client(sandbox(), prefix="/biot", headers={})

    for service in ("device", "organization", "settings", "ums"):
        health = await client.get(f"/{service}/system/healthCheck")
        assert health.status == 200
        fits(health.json, "VersionResponse")
    for token in ("", "Bearer x", "Bearer a.b.c", "Basic eDp5"):
        client.headers = {"Authorization": token}
        assert refused(await client.get("/device/v2/devices")) == (401, "TOKEN_NOT_VALID")


async def test_a_token_expires_and_is_renewed_with_the_other_one() -> None:
    clock = MovingClock()
    client = Client(sandbox(clock), prefix="/biot", headers={})
    login = (await client.post("/ums/v2/users/login", {"username": USERNAME, "password": PASSWORD})).json
    client.headers = {"Authorization": f"Bearer {login['accessJwt']['token']}"}

    clock.at = NOW + ACCESS_LIFE - timedelta(seconds=1)
    assert (await client.get("/device/v2/devices")).status == 200
    clock.at = NOW + ACCESS_LIFE
    assert refused(await client.get("/device/v2/devices")) == (401, "TOKEN_NOT_VALID")

    renewed = await client.post("/ums/v2/users/token/refresh", {"refreshToken": login["refreshJwt"]["token"]})
    fits(renewed.json, "LoginResponse", of="ums")
    client.headers = {"Authorization": f"Bearer {renewed.json['accessJwt']['token']}"}
    assert (await client.get("/device/v2/devices")).status == 200

    clock.at = NOW + REFRESH_LIFE
    late = await client.post("/ums/v2/users/token/refresh", {"refreshToken": login["refreshJwt"]["token"]})
    assert refused(late) == (403, "REFRESH_TOKEN_NOT_VALID")


async def test_the_one_token_does_not_do_for_the_other() -> None:
    client = Client(sandbox(), prefix="/biot", headers={})
    login = (await client.post("/ums/v2/users/login", {"username": USERNAME, "password": PASSWORD})).json

    client.headers = {"Authorization": f"Bearer {login['refreshJwt']['token']}"}
    assert (await client.get("/device/v2/devices")).status == 401
    body = {"refreshToken": login["accessJwt"]["token"]}
    assert (await client.post("/ums/v2/users/token/refresh", body)).status == 403


async def test_five_wrong_passwords_lock_the_user_for_a_quarter_of_an_hour_and_ten_for_good() -> None:
    clock = MovingClock()
    client = Client(sandbox(clock), prefix="/biot", headers={})

    async def log_in(password: str) -> Heard:
        return await client.post("/ums/v2/users/login", {"username": USERNAME, "password": password})

    assert [refused(await log_in("fel")) for _ in range(5)] == [(403, "LOGIN_FAILED")] * 5
    locked = await log_in(PASSWORD)
    assert refused(locked) == (401, "USER_LOCKED_WITH_TIME")
    assert locked.json["details"] == {"timeLeftInMinutes": 15}
    clock.at += timedelta(minutes=15)
    assert [refused(await log_in("fel"))[0] for _ in range(5)] == [403] * 5
    clock.at += timedelta(days=1)
    assert refused(await log_in(PASSWORD)) == (401, "USER_LOCKED")


async def test_a_right_password_forgives_the_wrong_ones() -> None:
    client = Client(sandbox(), prefix="/biot", headers={})
    for password in ("a", "b", "c", "d", PASSWORD, "a", "b", "c", "d", PASSWORD):
        heard = await client.post("/ums/v2/users/login", {"username": USERNAME, "password": password})

    assert heard.status == 200


async def test_a_service_comes_in_by_its_own_door_and_can_be_locked_too() -> None:
    client = Client(sandbox(), prefix="/biot", headers={})
    good = await client.post("/ums/v2/services/accessToken", {"id": SERVICE_ID, "secretKey": SERVICE_SECRET})
    fits(good.json, "ServiceUserAccessTokenResponse", of="ums")
    client.headers = {"Authorization": f"Bearer {good.json['accessToken']}"}
    assert (await client.get("/device/v2/devices")).status == 200

    wrong = {"id": SERVICE_ID, "secretKey": "no"}
    heard = [refused(await client.post("/ums/v2/services/accessToken", wrong)) for _ in range(6)]
    assert heard == [(403, "LOGIN_FAILED")] * 5 + [(401, "SERVICE_LOCKED")]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/ums/v2/users/login", {"password": "x"}),
        ("/ums/v2/users/login", []),
        ("/ums/v2/services/accessToken", {"id": "me", "secretKey": "x"}),
        ("/ums/v2/services/accessToken", {"id": SERVICE_ID}),
        ("/ums/v2/users/token/refresh", {}),
    ],
)
async def test_half_a_login_is_a_bad_request(path: str, body: Any) -> None:
    assert refused(await Client(sandbox(), prefix="/biot", headers={}).post(path, body))[0] == 400


# --- reading


@pytest.mark.parametrize(
    ("path", "schema", "spec"),
    [
        ("/device/v2/devices", "SearchResponseDeviceResponse", "device"),
        ("/device/v1/devices/usage-sessions", "SearchResponseSessionResponseV2", "device"),
        ("/settings/v1/templates", "SearchResponseGetTemplateResponse", "settings"),
        ("/settings/v1/templates/minimized", "SearchResponseTemplateMinimizedResponse", "settings"),
    ],
)
async def test_every_search_fits_the_vendors_schema_with_and_without_a_request(
    path: str, schema: str, spec: str
) -> None:
    client = await signed_in()

    plain = await client.get(path)
    asked = await search(client, path, limit=3, page=1, freeTextSearch="i")

    for answered in (plain.json, asked):
        fits(answered, schema, of=spec)
    assert plain.json["metadata"]["page"] == {"totalResults": plain.json["metadata"]["page"]["totalResults"]} | {
        "page": 0,
        "limit": 100,
    }
    assert len(asked["data"]) == 3


async def test_one_device_and_one_session_fit_as_well() -> None:
    client = await signed_in()
    device = await client.get(f"/device/v2/devices/{PUMP}")
    first = (await search(client, filter={"_device.id": {"eq": PUMP}}))["data"][0]
    session = await client.get(of(PUMP, first["_id"]))

    fits(device.json, "DeviceResponse")
    fits(session.json, "SessionResponseV2")
    assert session.json == first


async def test_pages_count_from_0_and_hold_every_session_once() -> None:
    client = await signed_in()
    total = (await search(client))["metadata"]["page"]["totalResults"]

    ids = [row["_id"] for page in range(6) for row in (await search(client, page=page))["data"]]

    assert len(ids) == len(set(ids)) == total > 300
    assert (await search(client, page=6))["data"] == []


async def test_the_latest_made_comes_first_unless_another_order_is_asked_for() -> None:
    client = await signed_in()

    default = [row["_creationTime"] for row in (await search(client))["data"]]
    asked = (await search(client, sort=[{"prop": "_device.id", "order": "ASC"}, {"prop": "_startTime"}]))["data"]

    assert default == sorted(default, reverse=True)
    assert {row["_device"]["id"] for row in asked[:31]} == {PUMP} | {asked[30]["_device"]["id"]}
    starts = [row["_startTime"] for row in asked if row["_device"]["id"] == PUMP]
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize(
    ("filter_", "holds"),
    [
        ({"_device.id": {"eq": PUMP}}, lambda row: row["_device"]["id"] == PUMP),
        ({"_state": {"in": ["ACTIVE", "PAUSED"]}}, lambda row: row["_state"] != "DONE"),
        ({"_state": {"notIn": ["DONE"]}}, lambda row: row["_state"] != "DONE"),
        ({"_state": {"not": "DONE"}}, lambda row: row["_state"] != "DONE"),
        ({"_name": {"like": "INFUSION"}}, lambda row: "infusion" in row.get("_name", "").lower()),
        ({"_name": {"isNull": True}}, lambda row: "_name" not in row),
        ({"_endTime": {"isNotNull": True}}, lambda row: "_endTime" in row),
        ({"_endTime": {"from": "2026-01-14T00:00:00Z"}}, lambda row: row.get("_endTime", "") >= "2026-01-14"),
        (
            {"_startTime": {"from": "2026-01-01T00:00:00Z", "to": "2026-01-07T23:59:59.999+00:00"}},
            lambda row: "2026-01-01" <= row["_startTime"] < "2026-01-08",
        ),
        ({"_templateId": {"eq": INFUSION}}, lambda row: row["_template"]["name"] == "Infusion"),
        ({"_templateName": {"eq": "Service"}}, lambda row: row["_template"]["name"] == "Service"),
        (
            {"_summary._stopReasonCode": {"eq": "TIMEOUT"}},
            lambda row: row["_summary"].get("_stopReasonCode") == "TIMEOUT",
        ),
        ({"attempts": {"gt": 1, "lte": 4}}, lambda row: 1 < row.get("attempts", 0) <= 4),
        ({"supervised": {"eq": True}}, lambda row: row.get("supervised") is True),
        ({"_configuration.rate": {"gt": 60}}, lambda row: row["_configuration"].get("rate", 0) > 60),
        ({"alarms": {"gte": 1}}, lambda row: row["_summary"].get("alarms", 0) >= 1),
        (
            {"$OR": {"filter": {"_device.id": {"eq": PUMP}, "_state": {"eq": "PAUSED"}}}},
            lambda row: row["_device"]["id"] == PUMP or row["_state"] == "PAUSED",
        ),
        (
            {"$NOT": {"filter": {"$AND": {"filter": {"_state": {"eq": "DONE"}, "_initiator": {"eq": "EXTERNAL"}}}}}},
            lambda row: not (row["_state"] == "DONE" and row["_initiator"] == "EXTERNAL"),
        ),
    ],
)
async def test_a_filter_finds_what_it_says_and_all_of_it(filter_: dict[str, Any], holds: Any) -> None:
    client = await signed_in()
    everything = (await search(client, limit=10_000))["data"]

    rows = (await search(client, limit=10_000, filter=filter_))["data"]

    assert {row["_id"] for row in rows} == {row["_id"] for row in everything if holds(row)}
    assert 0 < len(rows) < len(everything)


async def test_devices_are_found_by_the_attributes_of_their_templates() -> None:
    client = await signed_in()
    (pump,) = (await search(client, "/device/v2/devices", filter={"_id": {"eq": PUMP}}))["data"]

    by_number = {"inventoryNumber": {"eq": pump["inventoryNumber"]}}

    assert (await search(client, "/device/v2/devices", filter=by_number))["data"] == [pump]


async def test_an_organisation_is_found_by_its_name_and_by_its_id() -> None:
    client = await signed_in()
    path = "/organization/v1/organizations"
    answered = await search(client, path, filter={"_name": {"eq": "Harbor Clinic"}})
    (found,) = answered["data"]

    fits(answered, "SearchResponseOrganizationResponse", of="organization")
    assert (await client.get(f"{path}/{found['_id']}")).json == found
    assert (await search(client, path, filter={"_name": {"eq": "Another"}}))["data"] == []
    assert refused(await client.get(f"{path}/none")) == (404, "ORGANIZATION_NOT_FOUND")


@pytest.mark.parametrize(
    "asked",
    [
        "{",
        "[]",
        '{"limit": 0}',
        '{"page": -1}',
        '{"limit": "9"}',
        '{"filter": []}',
        '{"filter": {"_shoe": {"eq": 1}}}',
        '{"filter": {"_state": "DONE"}}',
        '{"filter": {"_state": {"equals": "DONE"}}}',
        '{"filter": {"_state": {"in": "DONE"}}}',
        '{"filter": {"attempts": {"lt": "3"}}}',
        '{"filter": {"_startTime": {"from": "yesterday"}}}',
        '{"filter": {"$OR": {"_state": {"eq": "DONE"}}}}',
        '{"sort": [{"order": "ASC"}]}',
        '{"sort": [{"prop": "_templateId"}]}',
        '{"sort": [{"prop": "_state", "order": "UP"}]}',
    ],
)
async def test_a_search_that_makes_no_sense_is_a_bad_request(asked: str) -> None:
    client = await signed_in()

    heard = await client.get("/device/v1/devices/usage-sessions", searchRequest=asked)

    assert refused(heard)[0] == 400


async def test_what_is_not_there_is_not_found() -> None:
    client = await signed_in()
    other = (await search(client, filter={"_device.id": {"eq": SPIROMETER}}))["data"][0]["_id"]

    assert refused(await client.get("/device/v2/devices/none")) == (404, "DEVICE_NOT_FOUND")
    assert refused(await client.get(of(PUMP, "none"))) == (404, "SESSION_NOT_FOUND")
    assert refused(await client.get(of(PUMP, other))) == (409, "SESSION_WRONG_DEVICE_ID")
    assert refused(await client.get("/device/v9")) == (404, "NOT_FOUND")


# --- creating


@pytest.mark.parametrize("body", [ACTIVE, DONE, {**DONE, "_name": "Natt åtta", "ward": "A1", "supervised": True}])
async def test_a_session_is_created_and_found_again(body: dict[str, Any]) -> None:
    client = await signed_in()

    heard = await client.post(of(PUMP), body)

    assert heard.status == 201
    fits(heard.json, "SessionResponseV2")
    assert heard.json["_initiator"] == "EXTERNAL"
    assert heard.json["_startTime"] == "2026-01-15T10:00:00.000Z"
    assert {name: heard.json[name] for name in body if name in ("_name", "ward", "supervised", "_state")} == {
        name: value for name, value in body.items() if name in ("_name", "ward", "supervised", "_state")
    }
    assert (await client.get(of(PUMP, heard.json["_id"]))).json == heard.json
    assert heard.json["_patient"] == (await client.get(f"/device/v2/devices/{PUMP}")).json["_patient"]


async def test_a_session_is_created_by_usage_type() -> None:
    client = await signed_in()
    body = {name: value for name, value in ACTIVE.items() if name != "_templateId"}

    heard = await client.post(of(PUMP, usage_type="Service"), body)

    assert heard.status == 201
    assert heard.json["_template"]["name"] == "Service"
    none = await client.post(of(PUMP, usage_type="BreathingTest"), body)
    assert refused(none) == (404, "SESSION_TEMPLATE_NOT_FOUND_BY_USAGE_TYPE")
    two = await client.post(of(SPIROMETER, usage_type="Calibration"), body)
    assert refused(two) == (409, "MORE_THAN_ONE_TEMPLATE")
    assert two.json["details"] == {"numOfTemplates": 2, "entityName": "Calibration"}


def without(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (without(ACTIVE, "_startTime"), 400, "BAD_REQUEST"),
        (without(ACTIVE, "_state"), 400, "BAD_REQUEST"),
        (without(ACTIVE, "_templateId"), 400, "BAD_REQUEST"),
        ({**ACTIVE, "_state": "RUNNING"}, 400, "BAD_REQUEST"),
        ({**ACTIVE, "_startTime": "now"}, 400, "BAD_REQUEST"),
        ({**ACTIVE, "_name": "x" * 65}, 400, "BAD_REQUEST"),
        ({**ACTIVE, "_templateId": "infusion"}, 400, "BAD_REQUEST"),
        ({**ACTIVE, "_patient": {}}, 400, "BAD_REQUEST"),
        ({**DONE, "_summary": {"_stopReasonCode": "BORED"}}, 400, "BAD_REQUEST"),
        ({**DONE, "_summary": {"_stopReason": "x" * 129}}, 400, "BAD_REQUEST"),
        (without(DONE, "_endTime"), 400, "END_TIME_VALUE_INVALID_FOR_SESSION_STATE"),
        ({**ACTIVE, "_endTime": DONE["_endTime"]}, 400, "END_TIME_VALUE_INVALID_FOR_SESSION_STATE"),
        (without(DONE, "_summary"), 400, "STOP_DATA_NULL_FOR_DONE_SESSION"),
        ({**ACTIVE, "_summary": {"_stopReason": "x"}}, 400, "STOP_DATA_NOT_NULL_FOR_NON_DONE_SESSION"),
        ({**ACTIVE, "_startTime": "2026-01-15T10:30:01Z"}, 400, "TIME_IN_FUTURE"),
        ({**DONE, "_endTime": "2026-01-15T09:59:59Z"}, 400, "START_TIME_AFTER_END_TIME"),
        ({**ACTIVE, "_templateId": TEMPLATES["breathing"].id}, 400, "SESSION_TEMPLATE_IS_NOT_CHILD_OF_DEVICE_TEMPLATE"),
        ({**ACTIVE, "_templateId": TEMPLATES["patient"].id}, 403, "ENTITY_TYPE_TEMPLATE_MISMATCH"),
        ({**ACTIVE, "_patient": {"id": INFUSION}}, 404, "REFERENCE_CONFIGURATION_ENTITY_NOT_FOUND"),
        ({**ACTIVE, "colour": "red"}, 400, "ATTRIBUTE_NOT_VALID_FOR_TEMPLATE"),
        ({**ACTIVE, "rate": 2}, 400, "ATTRIBUTE_NOT_OF_CATEGORY"),
        ({**ACTIVE, "_configuration": {"rate": "2"}}, 400, "ATTRIBUTE_VALUE_TYPE_MISMATCH"),
        ({**ACTIVE, "supervised": "yes"}, 400, "ATTRIBUTE_VALUE_TYPE_MISMATCH"),
        ({**DONE, "_summary": {**DONE["_summary"], "alarms": 1.5}}, 400, "ATTRIBUTE_VALUE_TYPE_MISMATCH"),
        ({**ACTIVE, "ward": "kitchen"}, 400, "ATTRIBUTE_REGEX_VALIDATION_FAILED"),
        ({**ACTIVE, "_configuration": {"drug": "tea"}}, 400, "SELECT_ATTRIBUTE_INVALID_VALUE"),
        ({**ACTIVE, "_configuration": {"rate": 1000}}, 400, "VALIDATION_MAX_ALLOWED_VALUE"),
        ({**ACTIVE, "_configuration": {"rate": 0}}, 400, "VALIDATION_MINIMUM_ALLOWED_VALUE"),
    ],
)  # fmt: skip
async def test_what_the_vendor_refuses_has_its_code(body: dict[str, Any], status: int, code: str) -> None:
    client = await signed_in()
    before = (await search(client))["metadata"]["page"]["totalResults"]

    assert refused(await client.post(of(PUMP), body)) == (status, code)
    assert (await search(client))["metadata"]["page"]["totalResults"] == before


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "ATTRIBUTE_IS_MANDATORY"),
        ({"posture": "sitting", "flags": ["cough", "cough"]}, "SELECT_ATTRIBUTE_DUPLICATED_VALUES"),
        ({"posture": "sitting", "flags": ["cough", "sneeze"]}, "SELECT_ATTRIBUTE_INVALID_VALUE"),
        ({"posture": "sitting", "_configuration": {"calibrated": "spring"}}, "ATTRIBUTE_VALUE_TYPE_MISMATCH"),
    ],
)
async def test_another_template_has_rules_of_its_own(more: dict[str, Any], code: str) -> None:
    client = await signed_in()
    body = {**ACTIVE, "_templateId": TEMPLATES["breathing"].id, **more}

    assert refused(await client.post(of(SPIROMETER), body)) == (400, code)


async def test_a_device_without_a_patient_needs_one_in_the_body() -> None:
    client = await signed_in()
    patient = (await client.get(f"/device/v2/devices/{PUMP}")).json["_patient"]["id"]

    assert refused(await client.post(of(CUPBOARD), DONE)) == (400, "SESSION_MISSING_PATIENT_ID")
    heard = await client.post(of(CUPBOARD), {**DONE, "_patient": {"id": patient}})
    assert (heard.status, heard.json["_patient"]["id"]) == (201, patient)


async def test_a_device_runs_one_session_of_a_kind_and_for_one_patient() -> None:
    client = await signed_in()
    other = (await client.get("/device/v2/devices/IP-003")).json["_patient"]["id"]
    assert (await client.post(of(PUMP), ACTIVE)).status == 201

    assert refused(await client.post(of(PUMP), ACTIVE)) == (409, "DEVICE_IN_SESSION_WITH_USAGE_TYPE")
    with_other = await client.post(of(PUMP), {**ACTIVE, "_patient": {"id": other}})
    assert refused(with_other) == (409, "DEVICE_IN_SESSION_WITH_ANOTHER_PATIENT")
    assert (await client.post(of(PUMP), DONE)).status == 201, "what is over is in nobody's way"


# --- finishing


async def test_a_running_session_is_paused_resumed_and_finished_and_then_stays_so() -> None:
    client = await signed_in()
    made = (await client.post(of(PUMP), {**ACTIVE, "ward": "A1"})).json
    path, start = of(PUMP, made["_id"]), {"_startTime": made["_startTime"]}

    for state in ("PAUSED", "ACTIVE"):
        assert (await patch(client, path, {**start, "_state": state})).json["_state"] == state
    end = {"_state": "DONE", "_endTime": "2026-01-15T10:29:00Z", "_summary": {"_stopReason": "Klar", "volume": 2}}
    done = await patch(client, path, {**start, **end})

    fits(done.json, "SessionResponseV2")
    assert (done.json["_state"], done.json["ward"], done.json["_summary"]["volume"]) == ("DONE", "A1", 2)
    again = await patch(client, path, {**start, **end})
    assert refused(again) == (409, "SESSION_STATE_CHANGE_INVALID")
    assert again.json["details"] == {"currentState": "DONE", "targetState": "DONE"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"_state": "DONE"}, "BAD_REQUEST"),
        ({"_startTime": "2026-01-15T10:00:00Z"}, "BAD_REQUEST"),
        (
            {"_startTime": "2026-01-15T10:00:00Z", "_state": "DONE", "_endTime": "2026-01-15T10:10:00Z"},
            "STOP_DATA_NULL_FOR_DONE_SESSION",
        ),
        (without(without(DONE, "_templateId"), "_endTime"), "END_TIME_VALUE_INVALID_FOR_SESSION_STATE"),
        ({**without(DONE, "_templateId"), "_endTime": "2026-01-15T11:00:00Z"}, "TIME_IN_FUTURE"),
        ({**without(DONE, "_templateId"), "_endTime": "2026-01-15T09:00:00Z"}, "START_TIME_AFTER_END_TIME"),
        ({**without(DONE, "_templateId"), "colour": "red"}, "ATTRIBUTE_NOT_VALID_FOR_TEMPLATE"),
    ],
)
async def test_an_end_that_makes_no_sense_is_refused(body: dict[str, Any], code: str) -> None:
    client = await signed_in()
    made = (await client.post(of(PUMP), ACTIVE)).json

    assert refused(await patch(client, of(PUMP, made["_id"]), body)) == (400, code)
    assert (await client.get(of(PUMP, made["_id"]))).json == made


async def test_a_session_started_by_remote_control_is_not_finished_from_here() -> None:
    client = await signed_in()
    (remote,) = (await search(client, filter={"_initiator": {"eq": "REMOTE_CONTROL"}}))["data"]

    heard = await patch(client, of(remote["_device"]["id"], remote["_id"]), without(DONE, "_templateId"))

    assert refused(heard) == (403, "SESSION_INITIATOR_MISMATCH")


async def test_an_execution_mode_is_sync_or_async() -> None:
    client = await signed_in()
    client.headers = {**client.headers, "X-Execution-Mode": "eventually"}

    assert refused(await client.post(of(PUMP), ACTIVE))[0] == 400
