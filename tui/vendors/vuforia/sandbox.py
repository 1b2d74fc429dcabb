"""Vuforia's report with made-up data: a plant that assembles valves, and what went wrong while it did.

Three ways to authenticate, a page of 100 with `nextPagePostBody`, `fullCount` as text, a run reported as completed ones
unless asked otherwise, a second organisation whose texts and people are redacted.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl

from tui.core.times import parse_time
from tui.core.vendor import Grade
from tui.sandbox.http import Call, DemoConnection, Refusal, Reply, Route
from tui.sandbox.world import World
from tui.vendors.vuforia.procedures import PROCEDURES, Plan

__all__ = ["API_KEY", "CLIENT_ID", "CLIENT_SECRET", "DEMO", "ORG", "REDACTED_ORG", "problem", "routes"]

ORG: Final = "7b0a9a3e-2f53-4f0c-9c43-4c1f2a5d9e01"
REDACTED_ORG: Final = "7b0a9a3e-2f53-4f0c-9c43-4c1f2a5d9e02"
CLIENT_ID: Final = "line4-desk"
CLIENT_SECRET: Final = "sandbox-secret"
AUDIENCE: Final = "https://vuforia.sandbox.example"
API_KEY: Final = "sandbox-api-key"
TOKEN: Final = "sandbox-access-token"

_PAGE: Final = 100
_ALL: Final = 64_533
_DONE: Final = {"Confirmation": "confirmed", "PassFail": "pass"}

DEMO: Final[Sequence[DemoConnection]] = (
    DemoConnection(
        name="line4",
        grade=Grade.SANDBOX,
        settings={"org_id": ORG, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "audience": AUDIENCE},
        addresses={"base_url": "", "token_url": "/oauth/token"},
    ),
)


def routes(world: World) -> Sequence[Route]:
    """Return the report and the token endpoint."""
    plant = _Plant(world)
    return (
        Route("POST", "/customer-events/{orgid}/report", plant.report),
        Route("POST", "/oauth/token", plant.token),
    )


def problem(status: int, text: str) -> Reply:
    """Word an error: the vendor's own shape is not documented."""
    return Reply(status, {"message": text})


class _Plant:
    def __init__(self, world: World) -> None:
        self._world = world
        self._runs: dict[str, list[dict[str, Any]]] = {}

    def token(self, call: Call) -> Reply:
        """Answer the client credentials grant, form-encoded or as JSON."""
        given = _form_or_json(call)
        wanted = {
            "grant_type": "client_credentials",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "audience": AUDIENCE,
        }
        if any(given.get(name) != value for name, value in wanted.items()):
            body = {"error": "access_denied", "error_description": "Unauthorized"}
            raise Refusal(401, reply=Reply(401, body))
        return Reply(200, {"access_token": TOKEN, "expires_in": 86400, "token_type": "Bearer"})

    def report(self, call: Call) -> Reply:
        """Answer POST customer-events/<orgid>/report."""
        _authorize(call)
        if call.values["orgid"] not in (ORG, REDACTED_ORG):
            raise Refusal(404, "No such organisation.")
        asked = call.json() if call.body else {}
        if not isinstance(asked, dict):
            raise Refusal(400, "The body must be an object.")
        if not isinstance(asked.get("serialNumber", ""), str):
            raise Refusal(400, "serialNumber must be a string.")
        found = [run for run in self._found(asked) if _matches(run["procedure"], asked)]
        found.sort(key=lambda run: run["procedure"]["startTime"], reverse=True)
        page, size = int(asked.get("page", 1)), _ALL if asked.get("all") else _PAGE
        rows = found[(page - 1) * size : page * size]
        granularity = asked.get("granularity", "procedure")
        redacted = call.values["orgid"] == REDACTED_ORG
        body: dict[str, Any] = {
            "items": [_shown(row, granularity=granularity, redacted=redacted) for row in rows],
            "granularity": granularity,
            "fullCount": str(len(found)),
        }
        if page * size < len(found):
            body["nextPagePostBody"] = {**asked, "page": page + 1}
        return Reply(200, body)

    def _found(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        serial = asked.get("serialNumber")
        if serial is not None:
            return self._runs_of(serial)
        return [run for number in range(1200, 1260) for run in self._runs_of(str(number))]

    def _runs_of(self, serial: str) -> list[dict[str, Any]]:
        """Make a serial number's runs, the same whenever they are asked for. Numbers 1200 to 1259 are in the plant."""
        if serial not in self._runs:
            self._runs[serial] = list(self._make(serial))
        return self._runs[serial]

    def _make(self, serial: str) -> Sequence[dict[str, Any]]:
        dice = self._world.rng(f"serial:{serial}")
        long_one, none_at_all = serial == "LONG-400", serial == "EMPTY-0"
        if not (serial.isdigit() and 1200 <= int(serial) < 1260) and not long_one and not none_at_all:
            return []
        runs = []
        midnight = self._world.now().replace(hour=0, minute=0, second=0, microsecond=0)
        count = 1 if long_one or none_at_all else 4 if serial == "1234" else dice.choice((1, 2, 2, 3, 6, 9))
        for number in range(count):
            plan = PROCEDURES[0] if serial == "1234" else dice.choice(PROCEDURES)
            started = midnight - timedelta(days=dice.randrange(1 + 9 * number, 8 + 9 * number))
            started += timedelta(hours=5 + dice.randrange(12), seconds=dice.randrange(3600))
            length = 400 if long_one else 0 if none_at_all else None
            runs.append(self._run(dice, serial, plan, started, age=number, length=length))
        return runs

    def _run(
        self, dice: random.Random, serial: str, plan: Plan, started: datetime, *, age: int, length: int | None
    ) -> dict[str, Any]:
        version = max(1, plan.version - (age + 1) // 2)
        progress = dice.choices(("completed", "abandoned", "ongoing"), (8, 1, 1))[0]
        titles = list(plan.steps) if length is None else [plan.steps[n % len(plan.steps)] for n in range(length)]
        at, steps = started, []
        stop_after = len(titles) if progress == "completed" else dice.randrange(1, len(titles) + 1)
        for number, (title, kind) in enumerate(titles[:stop_after], start=1):
            at += timedelta(milliseconds=dice.randrange(300, 6_000))
            status = _status(dice, kind, trouble=number == plan.trouble)
            step: dict[str, Any] = {
                "lastVisitTime": _iso(at),
                "status": status,
                "description": f"{title}. Follow the drawing, sheet {number}.",
                "number": number,
                "title": title,
                "ackType": kind,
            }
            at += timedelta(milliseconds=dice.randrange(2_000, 90_000))
            if status != "omitted":
                step["endTime"] = _iso(at)
            steps.append(step)
            if status == "fail" and dice.random() < 0.4:
                # Done over: the same number again, and the later entry counts.
                at += timedelta(milliseconds=dice.randrange(9_000, 50_000))
                steps.append({**step, "status": "pass", "endTime": _iso(at)})
        omitted = any(step["status"] == "omitted" for step in steps)
        person = self._world.people[dice.randrange(40)]
        feedback = "na" if progress != "completed" else "incomplete" if omitted else "complete"
        return {
            "sessionId": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            "procedure": {
                "id": plan.id,
                "title": plan.title,
                "versionId": f"{plan.id[:8]}{version:016x}",
                "versionName": f"{version}.0",
                "startTime": _iso(started),
                "latestEventTimestamp": _iso(at),
                "endTime": _iso(at),
                "status": "complete" if feedback == "complete" else "incomplete",
                "progress": progress,
                "feedback": feedback,
                "serialNumber": serial,
                "requiresSerialNumber": True,
                "steps": steps,
            },
            "user": {
                "id": str(uuid.UUID(int=random.Random(person.key).getrandbits(128), version=4)),  # noqa: S311 - an id
                "first_name": person.first_name,
                "last_name": person.last_name,
                "email": person.email,
                "role": "viewer",
            },
        }


def _status(dice: random.Random, kind: str, *, trouble: bool) -> str:
    if dice.random() < 0.08:
        return "omitted"
    if kind == "PassFail" and dice.random() < (0.5 if trouble else 0.04):
        return "fail"
    return _DONE[kind]


def _matches(procedure: dict[str, Any], asked: dict[str, Any]) -> bool:
    failed = any(step["status"] == "fail" for step in procedure["steps"])
    start, stop = parse_time(asked.get("startTime")), parse_time(asked.get("endTime"))
    began = parse_time(procedure["startTime"])
    wanted = asked.get("procedureIds")
    return (
        procedure["progress"] in (asked.get("progress") or ["completed"])
        and procedure["feedback"] in (asked.get("feedback") or [procedure["feedback"]])
        and {"only": failed, "exclude": not failed}.get(asked.get("failures", ""), True)
        and (began is None or start is None or began >= start)
        and (began is None or stop is None or began <= stop)
        and (not wanted or procedure["id"] in wanted)
    )


def _shown(run: dict[str, Any], *, granularity: str, redacted: bool) -> dict[str, Any]:
    procedure, user = dict(run["procedure"]), run["user"]
    if granularity != "step":
        del procedure["steps"]
    if redacted:
        procedure["title"] = "****"
        user = {"id": user["id"]}
        if "steps" in procedure:
            procedure["steps"] = [{**step, "title": "****", "description": "****"} for step in procedure["steps"]]
    return {"sessionId": run["sessionId"], "procedure": procedure, "user": user}


def _authorize(call: Call) -> None:
    if call.headers.get("x-requested-with") != "fetch":
        raise Refusal(403, "x-requested-with is missing.")
    bearer, key = call.headers.get("authorization"), call.headers.get("x-api-key")
    if (bearer is None) == (key is None):
        raise Refusal(401, "Send either a bearer token or an API key.")
    if bearer not in (None, f"Bearer {TOKEN}") or key not in (None, API_KEY):
        raise Refusal(401, "The token is expired or invalid.")


def _form_or_json(call: Call) -> dict[str, str]:
    if "json" in call.headers.get("content-type", ""):
        decoded = call.json()
        return decoded if isinstance(decoded, dict) else {}
    return dict(parse_qsl(call.body.decode("utf-8", "replace")))


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
