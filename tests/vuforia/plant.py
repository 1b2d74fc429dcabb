"""A connection to an organisation whose server follows a script, and the words of the vendor's page."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from tests.servers import ScriptedServer, Step
from tests.vendors.opening import Opened, opened
from tui.core.record import Record
from tui.core.time.clock import Clock
from tui.vendors.vuforia.api.client import VuforiaClient
from tui.vendors.vuforia.api.models import Procedure, ReportSession
from tui.vendors.vuforia.api.models import Step as RunStep

ORG = "11111111-2222-3333-4444-555555555555"
PATH = f"/customer-events/{ORG}/report"
PRINCIPAL = {"client_id": "desk", "client_secret": "s3cret", "audience": "https://vuforia"}

EXAMPLE: dict[str, Any] = {
    "items": [
        {
            "sessionId": "ec4dfff9-d280-42c2-bff4-03d154924de9",
            "procedure": {
                "id": "2f0560f0-d5e9-11eb-9796-856502905bf2",
                "title": "****",
                "versionId": "a63e70d0150f3b2ba1cf9e81",
                "versionName": "8.0",
                "startTime": "2024-01-12T03:35:19.425Z",
                "latestEventTimestamp": "2024-01-12T03:39:19.894Z",
                "endTime": "2024-01-12T03:39:19.894Z",
                "status": "incomplete",
                "progress": "completed",
                "feedback": "incomplete",
                "serialNumber": "1234",
                "requiresSerialNumber": True,
                "steps": [
                    {
                        "lastVisitTime": "2024-01-12T03:35:19.463Z",
                        "status": "omitted",
                        "description": "****",
                        "number": 1,
                        "title": "****",
                        "ackType": "Confirmation",
                    },
                    {
                        "lastVisitTime": "2024-01-12T03:35:25.739Z",
                        "status": "confirmed",
                        "description": "****",
                        "number": 2,
                        "title": "****",
                        "ackType": "Confirmation",
                        "endTime": "2024-01-12T03:35:27.482Z",
                    },
                    {
                        "lastVisitTime": "2024-01-12T03:35:42.861Z",
                        "status": "pass",
                        "description": "****",
                        "number": 3,
                        "title": "****",
                        "ackType": "PassFail",
                        "endTime": "2024-01-12T03:36:13.211Z",
                    },
                ],
            },
            "user": {
                "id": "7d496296-6a29-4f88-b9ca-d1f07e1c7e93",
                "first_name": "****",
                "last_name": "****",
                "email": "****",
                "role": "****",
            },
        }
    ],
    "granularity": "step",
    "fullCount": "1",
}
"""The reference page's example, to the letter."""


@asynccontextmanager
async def plant(
    *script: Step, settings: Mapping[str, str] | None = None, clock: Clock | None = None
) -> AsyncIterator[tuple[ScriptedServer, Opened]]:
    """Open a connection to a server on loopback; by access token unless the settings say otherwise."""
    async with ScriptedServer(*script) as server:
        way = {**(settings or {"access_token": "the-token"})}
        if "client_id" in way:
            way = {"token_url": f"{server.url}/oauth/token", **way}
        usual = {"org_id": ORG, "base_url": server.url, **way}
        async with opened("vuforia", usual, connection="line4", clock=clock) as to:
            assert isinstance(to.client, VuforiaClient)
            yield server, to


def run(number: int, *, serial: str = "1234", steps: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Make a session as the vendor sends it; a higher number is an older one."""
    day = f"2026-01-{28 - number % 28:02}T08:00:00.000Z"
    return {
        "sessionId": f"session-{number:06}",
        "procedure": {
            "id": "valve",
            "title": "Valve assembly",
            "versionId": "v8",
            "versionName": "8.0",
            "startTime": day,
            "latestEventTimestamp": day,
            "progress": "completed",
            "feedback": "complete",
            "serialNumber": serial,
            "steps": steps if steps is not None else [{"number": 1, "status": "pass", "ackType": "PassFail"}],
        },
        "user": {"id": "u1"},
    }


def page(*runs: dict[str, Any], total: int | None = None, following: Any = None) -> dict[str, Any]:
    """Make an answer."""
    body: dict[str, Any] = {"items": list(runs), "granularity": "step"}
    if total is not None:
        body["fullCount"] = str(total)
    return body if following is None else {**body, "nextPagePostBody": following}


def jwt(ends: datetime) -> str:
    """Make a token that says when it ends; nobody checks its signature."""
    parts = ({"alg": "RS256"}, {"exp": int(ends.timestamp())})
    head, claims = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    return f"{head}.{claims}.c2ln"


def session(
    session_id: str = "s1",
    *,
    steps: list[RunStep] | None = None,
    latest: str | None = None,
    start: str | None = None,
    version: str = "8.0",
    serial: str = "1234",
    procedure: str = "valve",
) -> ReportSession:
    """Make a decoded session."""
    return ReportSession(
        session_id,
        Procedure(
            id=procedure,
            title="Valve assembly",
            version_id=version,
            version_name=version,
            start_time=start,
            latest_event_timestamp=latest,
            serial_number=serial,
            steps=steps,
        ),
    )


def value(record: Record[Any]) -> Any:
    """Return a decoded row; a test that asks for one knows that it is there."""
    assert record.value is not None, record.problem
    return record.value
