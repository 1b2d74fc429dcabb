"""A connection to a clinic, scripted or made up, and the vendor's own schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import jsonschema

from tests.sandbox.asgi import NOW
from tests.servers import Exchange, ScriptedServer, Step, answer
from tests.vendors.opening import Opened, opened, scripted
from tui.core.time.clock import Clock, FrozenClock
from tui.sandbox import build
from tui.sandbox.http import AsgiApp
from tui.sandbox.world import World
from tui.vendors.biot.sandbox import DEMO

__all__ = [
    "DEVICE",
    "LOGIN",
    "SCHEMAS",
    "SESSION",
    "clinic",
    "demo",
    "fits",
    "found",
    "logging_in",
    "problem",
    "sandbox",
]

SCHEMAS = Path(__file__).with_name("schemas")
"""The schemas of the vendor's public OpenAPI files, platform 2.4.1 (github.com/biot-med/biot-openapi)."""

DEVICE = "SN 42/7"
UUID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
SESSION: dict[str, Any] = {
    "_id": UUID,
    "_name": "Morning run",
    "_caption": "Morning run",
    "_state": "ACTIVE",
    "_initiator": "EXTERNAL",
    "_startTime": "2026-01-15T09:00:00.250Z",
    "_creationTime": "2026-01-15T09:00:01Z",
    "_lastModifiedTime": "2026-01-15T09:00:01Z",
    "_requiredMeasurementIntervalMilliseconds": 1000,
    "_sessionContext": "ctx-1",
    "_device": {"id": DEVICE, "name": "Pump 7"},
    "_patient": {"id": UUID, "name": "Åsa Öberg"},
    "_ownerOrganization": {"id": UUID, "name": "Clinic"},
    "_template": {"id": UUID, "name": "Infusion", "displayName": "Infusion, slow"},
    "_summary": {},
    "ward": "B12",
}
LOGIN: dict[str, Any] = {
    "userId": UUID,
    "ownerOrganizationId": UUID,
    "accessJwt": {"token": "token-1", "expiration": "2026-01-15T11:30:00.945Z"},
    "refreshJwt": None,
    "mfaRequired": False,
}


def problem(code: str, message: str = "", **details: Any) -> dict[str, Any]:
    """Write an `ErrorResponse`."""
    return {"code": code, "message": message, "serviceName": "s", "traceId": "a07a7e532f3541d8", "details": details}


def found(rows: Sequence[Mapping[str, Any]], *, total: int | None = None) -> dict[str, Any]:
    """Write a page of a search."""
    return {"data": list(rows), "metadata": {"page": {"totalResults": len(rows) if total is None else total}}}


def logging_in(*script: Step) -> Step:
    """Answer logins properly, and everything else by a script; its last step repeats."""
    steps = list(script)

    async def step(exchange: Exchange) -> None:
        if exchange.request.path.startswith("/ums/"):
            await answer(200, LOGIN)(exchange)
            return
        await (steps.pop(0) if len(steps) > 1 else steps[0])(exchange)

    return step


def clinic(*script: Step, **more: Any) -> AbstractAsyncContextManager[tuple[ScriptedServer, Opened]]:
    """Open a connection to a server that follows a script; settings and `clock` may differ from the usual."""
    clock = more.pop("clock", None)
    usual = {} if "service_id" in more else {"username": "desk@example.org", "password": "lösen ord"}
    return scripted("biot", {**usual, **more}, *script, connection="clinic", clock=clock)


def sandbox(clock: Clock | None = None) -> AsgiApp:
    """Make a fresh sandbox at half past ten on a Thursday."""
    return build(World(7, clock or FrozenClock(NOW)))


def demo(app: AsgiApp | None = None, *, clock: Clock | None = None, **more: Any) -> AbstractAsyncContextManager[Opened]:
    """Open the demo's connection."""
    clock = clock or FrozenClock(NOW)
    login = {} if "service_id" in more else DEMO[0].settings
    settings = {"base_url": "http://sandbox.invalid/biot", **login, **more}
    return opened("biot", settings, connection="clinic", app=app or sandbox(clock), clock=clock)


def fits(value: Any, schema: str, *, of: str = "device") -> None:
    """Hold something to one of the vendor's schemas; a property that the schema knows nothing of is a custom one."""
    schemas = json.loads((SCHEMAS / f"{of}.json").read_text(encoding="utf-8"))["schemas"]
    whole = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": schemas}}
    checker = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker(["uuid"]))
    problems = [f"{list(each.absolute_path)}: {each.message}" for each in checker.iter_errors(value)]
    assert problems == []
