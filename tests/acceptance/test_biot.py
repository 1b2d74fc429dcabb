"""`frontdesk get` and `do` against a BioT that is not the sandbox, written from its page and its OpenAPI files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Run
from tests.acceptance.vendor_server import Asked, Told, VendorServer, serving
from tests.biot.clinic import fits

SECRET = "clinic-s3cr3t"
TEMPLATE = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
DEVICE = "SN 42/7"
ENCODED = "SN%2042%2F7"
SESSIONS = 230

USER = 'username = "desk@example.org"\npassword = { env = "CLINIC_SECRET" }'
SERVICE = 'service_id = "11111111-5717-4562-b3fc-2c963f66afa6"\nservice_secret = { env = "CLINIC_SECRET" }'

CONFIG = """
[ui]
timezone = "Europe/Stockholm"

[connections.clinic]
vendor = "biot"
class = "staging"
base_url = "{url}"
{way}
"""


def session(number: int) -> dict[str, Any]:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=3 * number)
    done = number % 5 != 0
    return {
        "_id": f"00000000-0000-4000-8000-{number:012}",
        "_name": f"Run {number}",
        "_state": "DONE" if done else "ACTIVE",
        "_initiator": "EXTERNAL",
        "_startTime": f"{start:%Y-%m-%dT%H:%M:%S}.250Z",
        **({"_endTime": f"{start + timedelta(minutes=90):%Y-%m-%dT%H:%M:%S}.250Z"} if done else {}),
        "_device": {"id": DEVICE if number % 2 else "D2", "name": "Pump"},
        "_patient": {"id": TEMPLATE, "name": "Åsa Öberg"},
        "_template": {"id": TEMPLATE, "name": "infusion", "displayName": "Infusion, slow"},
        "_summary": {"_stopReasonCode": "COMPLETION", "dose": 4.5} if done else {},
        "ward": {"floor": number},
    }


def problem(status: int, code: str, message: str = "", **details: Any) -> Told:
    body = {"code": code, "message": message, "serviceName": "device", "traceId": "trace-1", "details": details}
    return Told(body, status)


class Biot:
    """Answers as the OpenAPI files say, request bodies held to their schemas; a token is good until it is spent."""

    def __init__(
        self, *, spends_first_token: bool = False, templates: str = "/settings/v1/templates/minimized"
    ) -> None:
        self.logins = 0
        self.spends_first_token = spends_first_token
        self.templates = templates

    def __call__(self, asked: Asked) -> Told:
        if asked.path.startswith("/ums/"):
            return self._log_in(asked)
        good = f"Bearer token-{self.logins}"
        if asked.headers.get("authorization") != good or (self.spends_first_token and self.logins == 1):
            return problem(401, "TOKEN_NOT_VALID", "Token is not valid.")
        match asked.method, asked.path:
            case "GET", "/device/v1/devices/usage-sessions":
                return self._search(asked, self._sessions(asked))
            case "GET", "/device/v2/devices":
                pump = {"_id": DEVICE, "_caption": "Pump 7", "_status": {}, "own": 1}
                return self._search(asked, [pump, {"_id": "D2"}])
            case "GET", self.templates:
                return self._search(asked, [{"id": TEMPLATE, "name": "infusion", "entityTypeName": "usage-session"}])
            case "POST", path if path == f"/device/v1/devices/{ENCODED}/usage-sessions":
                return self._write(asked, "CreateSessionRequestV2", 201)
            case "GET", path if path.startswith(f"/device/v1/devices/{ENCODED}/usage-sessions/"):
                number = int(path[-12:])
                return Told(session(number)) if number < SESSIONS else problem(404, "SESSION_NOT_FOUND", "No session.")
            case "PATCH", path if path.startswith(f"/device/v1/devices/{ENCODED}/usage-sessions/"):
                return self._write(asked, "UpdateSessionRequestV2", 200)
        return problem(404, "NOT_FOUND", f"No {asked.method} {asked.path}")

    def _log_in(self, asked: Asked) -> Told:
        self.logins += 1
        later = datetime.now(UTC) + timedelta(minutes=30)
        expiration = later.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if "authorization" in asked.headers or asked.method != "POST":
            return problem(400, "BAD", "")
        user = {"username": "desk@example.org", "password": SECRET}
        service = {"id": "11111111-5717-4562-b3fc-2c963f66afa6", "secretKey": SECRET}
        if asked.path == "/ums/v2/users/login" and asked.json == user:
            jwt = {"token": f"token-{self.logins}", "expiration": expiration}
            return Told({"userId": TEMPLATE, "accessJwt": jwt, "refreshJwt": None, "mfaRequired": False})
        if asked.path == "/ums/v2/services/accessToken" and asked.json == service:
            return Told({"accessToken": f"token-{self.logins}", "accessTokenExpiration": expiration})
        return problem(403, "LOGIN_FAILED", "Login failed.")

    def _sessions(self, asked: Asked) -> list[dict[str, Any]]:
        rows = [session(number) for number in range(SESSIONS)][::-1]
        for field, wanted in json.loads(asked.get("searchRequest", "{}")).get("filter", {}).items():
            rows = [row for row in rows if self._fits(row, field, wanted)]
        return rows

    @staticmethod
    def _fits(row: dict[str, Any], field: str, wanted: dict[str, Any]) -> bool:
        value = row["_device"]["id"] if field == "_device.id" else row[field]
        inside = wanted.get("from", "") <= value <= wanted.get("to", "~")
        return inside and wanted.get("eq", value) == value and value in wanted.get("in", [value])

    @staticmethod
    def _search(asked: Asked, rows: list[dict[str, Any]]) -> Told:
        wanted = json.loads(asked.get("searchRequest", "{}"))
        if [name for name, _ in asked.query] != ["searchRequest"] or not 1 <= wanted.get("limit", 100) <= 100:
            return problem(400, "BAD_SEARCH", "")
        fits(wanted, "SearchRequestV2")
        page, limit = wanted.get("page", 0), wanted.get("limit", 100)
        meta = {"page": {"totalResults": len(rows), "page": page, "limit": limit}}
        return Told({"data": rows[page * limit : (page + 1) * limit], "metadata": meta})

    @staticmethod
    def _write(asked: Asked, schema: str, status: int) -> Told:
        fits(asked.json, schema)
        return Told({"_id": asked.path[-36:] if status == 200 else TEMPLATE, **asked.json}, status)


Ask = Callable[..., tuple[Any, VendorServer]]


@pytest.fixture
def ask(home: Path, frontdesk: Run) -> Ask:
    """Return a function that runs a command against a BioT of its own."""

    def run(*words: str, way: str = USER, vendor: Biot | None = None, secret: str = SECRET) -> tuple[Any, VendorServer]:
        with serving(vendor or Biot()) as server:
            (home / "config.toml").write_text(CONFIG.format(url=server.url, way=way), encoding="utf-8")
            return frontdesk(*words, CLINIC_SECRET=secret), server

    return run


def searches(server: VendorServer, path: str = "/device/v1/devices/usage-sessions") -> list[dict[str, Any]]:
    return [json.loads(asked.get("searchRequest")) for asked in server.to(path)]


def writes(server: VendorServer) -> list[Asked]:
    return [asked for asked in server.asked if asked.method != "GET" and not asked.path.startswith("/ums/")]


@pytest.mark.parametrize(("way", "path"), [(USER, "/ums/v2/users/login"), (SERVICE, "/ums/v2/services/accessToken")])
def test_230_sessions_come_over_pages_each_once_after_one_login(ask: Ask, way: str, path: str) -> None:
    done, server = ask("get", "clinic", "sessions", "--format", "jsonl", way=way)

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [row["_id"] for row in rows] == [session(number)["_id"] for number in range(SESSIONS)][::-1]
    assert len(server.to(path)) == 1
    assert [search["page"] for search in searches(server)] == [0, 1, 2]
    assert rows[0]["_startTime"].endswith(".250+00:00")
    assert rows[0]["ward"] == {"floor": 229}
    assert rows[0]["duration_seconds"] == 5400


def test_sessions_by_device_states_and_range(ask: Ask) -> None:
    done, server = ask(
        *("get", "clinic", "sessions", "--device-id", DEVICE, "--state", "ACTIVE", "DONE"),
        *("--from", "2026-01-10", "--to", "2026-01-11", "--format", "json"),
    )

    rows = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert searches(server)[0]["filter"] == {
        "_device.id": {"eq": DEVICE},
        "_state": {"in": ["ACTIVE", "DONE"]},
        "_startTime": {"from": "2026-01-09T23:00:00Z", "to": "2026-01-11T22:59:59.999Z"},
    }
    assert {row["_startTime"][:10] for row in rows} == {"2026-01-10", "2026-01-11"}
    assert all(row["_device"]["id"] == DEVICE for row in rows)


def test_one_state_and_no_range_ask_for_just_that(ask: Ask) -> None:
    done, server = ask("get", "clinic", "sessions", "--state", "active", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0, done.stderr
    assert searches(server)[0]["filter"] == {"_state": {"eq": "ACTIVE"}}
    assert {row["_state"] for row in rows} == {"ACTIVE"}
    assert {"_device.name", "_summary._stopReasonCode", "ward.floor"} <= set(rows[0])


def test_one_session_by_id(ask: Ask) -> None:
    wanted = session(7)
    done, server = ask("get", "clinic", "session", wanted["_id"], "--device-id", DEVICE, "--format", "json")
    gone, _ = ask("get", "clinic", "session", "00000000-0000-4000-8000-000000000999", "--device-id", DEVICE)

    (row,) = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert server.asked[-1].path == f"/device/v1/devices/{ENCODED}/usage-sessions/{wanted['_id']}"
    assert row["_summary"] == wanted["_summary"]
    assert gone.returncode == 1
    assert all(said in gone.stderr for said in ("SESSION_NOT_FOUND", "No session.", "trace-1"))


def test_devices_and_templates(ask: Ask) -> None:
    devices, _ = ask("get", "clinic", "devices", "--format", "json")
    templates, _ = ask("get", "clinic", "templates", "--format", "json")
    table, _ = ask("get", "clinic", "devices")

    assert [row["_id"] for row in json.loads(devices.stdout)] == [DEVICE, "D2"]
    assert json.loads(devices.stdout)[0]["own"] == 1
    assert [row["id"] for row in json.loads(templates.stdout)] == [TEMPLATE]
    assert "Pump 7" in table.stdout


def test_templates_of_a_platform_without_the_short_list(ask: Ask) -> None:
    done, _ = ask("get", "clinic", "templates", "--format", "json", vendor=Biot(templates="/settings/v1/templates"))

    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in json.loads(done.stdout)] == [TEMPLATE]


def test_a_spent_token_is_renewed_without_a_word(ask: Ask) -> None:
    vendor = Biot(spends_first_token=True)
    done, _ = ask("get", "clinic", "devices", "--format", "json", vendor=vendor)

    assert done.returncode == 0, done.stderr
    assert vendor.logins == 2


@pytest.mark.parametrize("way", [USER, SERVICE])
def test_a_wrong_password_is_sent_once_and_told_apart(ask: Ask, way: str) -> None:
    vendor = Biot()
    done, _ = ask("get", "clinic", "devices", way=way, vendor=vendor, secret="wrong-s3cr3t")

    assert done.returncode == 1
    assert vendor.logins == 1
    assert "Signed out of clinic" in done.stderr
    assert "LOGIN_FAILED" in done.stderr
    assert "wrong-s3cr3t" not in done.stderr


def test_a_session_is_created_with_typed_attributes(ask: Ask) -> None:
    done, server = ask(
        *("do", "clinic", "create-session", "--device-id", DEVICE, "--template-id", TEMPLATE, "--state", "DONE"),
        *("--start-time", "2026-01-10T10:00", "--end-time", "2026-01-10T11:30:00Z", "--name", "Morgon"),
        *("--patient-id", TEMPLATE, "--attribute", "reps=12", "ok=true", "note=hello there", 'code="9"', "--yes"),
        *("--attribute", "tags=[1, 2]", "--configuration", "speed=1.5", "--configuration", "mode=slow"),
        *("--summary", "dose=4.5", "--stop-reason", "Manual Stop", "--stop-reason-code", "COMPLETION"),
    )

    (sent,) = writes(server)
    assert done.returncode == 0, done.stderr
    assert (sent.method, sent.path) == ("POST", f"/device/v1/devices/{ENCODED}/usage-sessions")
    assert sent.json == {
        "_templateId": TEMPLATE,
        "_state": "DONE",
        "_startTime": "2026-01-10T09:00:00Z",
        "_endTime": "2026-01-10T11:30:00Z",
        "_name": "Morgon",
        "_patient": {"id": TEMPLATE},
        "reps": 12,
        "ok": True,
        "note": "hello there",
        "code": "9",
        "tags": [1, 2],
        "_configuration": {"speed": 1.5, "mode": "slow"},
        "_summary": {"dose": 4.5, "_stopReason": "Manual Stop", "_stopReasonCode": "COMPLETION"},
    }


def test_sessions_from_a_file_whose_columns_are_the_pages_names(ask: Ask, home: Path) -> None:
    sheet = home / "sessions.csv"
    sheet.write_text(
        "deviceId,_templateId,_state,_startTime,_endTime,_patient.id,_summary._stopReason,_summary._stopReasonCode,"
        "_summary.dose,_configuration.speed,attribute.reps\n"
        f"{DEVICE},{TEMPLATE},DONE,2026-01-10T10:00:00Z,2026-01-10T11:00:00Z,{TEMPLATE},Manual,TIMEOUT,4.5,3,12\n"
        f"{DEVICE},{TEMPLATE},ACTIVE,2026-01-11T10:00:00Z,,,,,,,\n",
        encoding="utf-8",
    )
    done, server = ask("do", "clinic", "create-session", "--from", str(sheet), "--yes")

    assert done.returncode == 0, done.stderr
    bodies = {sent.json["_state"]: sent.json for sent in writes(server)}
    assert bodies["ACTIVE"].keys() == {"_templateId", "_state", "_startTime"}
    assert bodies["DONE"]["_summary"] == {"_stopReason": "Manual", "_stopReasonCode": "TIMEOUT", "dose": 4.5}
    assert (bodies["DONE"]["_configuration"], bodies["DONE"]["reps"]) == ({"speed": 3}, 12)
    assert bodies["DONE"]["_patient"] == {"id": TEMPLATE}


def test_the_least_that_can_be_given_creates_a_session_that_runs_now(ask: Ask) -> None:
    done, server = ask("do", "clinic", "create-session", "--device-id", DEVICE, "--template-id", TEMPLATE, "--yes")

    (sent,) = writes(server)
    assert done.returncode == 0, done.stderr
    assert sent.json.keys() == {"_templateId", "_state", "_startTime"}
    assert sent.json["_state"] == "ACTIVE"
    assert abs(datetime.fromisoformat(sent.json["_startTime"]) - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--state", "DONE"), "end time"),
        (("--end-time", "2026-01-10T11:30:00Z"), "DONE"),
        (("--stop-reason", "x"), "DONE"),
        (("--start-time", "2999-01-01"), "future"),
        (("--state", "DONE", "--start-time", "2026-01-11", "--end-time", "2026-01-10"), "before it starts"),
        (("--name", "x" * 65), "64"),
        (("--state", "RUNNING"), "ACTIVE"),
        (("--attribute", "_name=x"), "_name"),
        (("--attribute", "no pair"), "pair"),
    ],
)
def test_what_the_vendor_would_refuse_is_not_sent(ask: Ask, words: tuple[str, ...], said: str) -> None:
    done, server = ask(
        "do", "clinic", "create-session", "--device-id", DEVICE, "--template-id", TEMPLATE, "--yes", *words
    )

    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert writes(server) == []


def test_a_session_is_finished_with_its_own_start(ask: Ask) -> None:
    running = session(5)
    done, server = ask(
        *("do", "clinic", "finish-session", "--device-id", DEVICE, "--id", running["_id"], "--yes"),
        *("--end-time", "2026-01-02T00:00:00+01:00", "--stop-reason", "Manual Stop", "--stop-reason-code", "TIMEOUT"),
    )

    (sent,) = writes(server)
    assert done.returncode == 0, done.stderr
    assert (sent.method, sent.path) == ("PATCH", f"/device/v1/devices/{ENCODED}/usage-sessions/{running['_id']}")
    assert sent.json == {
        "_startTime": running["_startTime"],
        "_endTime": "2026-01-01T23:00:00Z",
        "_state": "DONE",
        "_summary": {"_stopReason": "Manual Stop", "_stopReasonCode": "TIMEOUT"},
    }


def test_a_session_that_is_over_is_not_finished_again(ask: Ask) -> None:
    done, server = ask("do", "clinic", "finish-session", "--device-id", DEVICE, "--id", session(7)["_id"], "--yes")

    assert done.returncode == 1
    assert "already DONE" in done.stderr
    assert writes(server) == []
