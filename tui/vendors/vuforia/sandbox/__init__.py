"""Vuforia's report with made-up data: a plant that assembles valves, and what went wrong while it did.

Three ways to authenticate, a page of 100 with `nextPagePostBody`, `fullCount` as text, completed runs unless asked
otherwise, only the last entry of each step unless asked otherwise, a second organisation whose texts and people are
redacted. Serial numbers 1200 to 1259 and GB-01 to GB-60 (see `batch`) are in the plant, and a few that are odd::

    1234        four runs of one procedure, the same step in trouble again and again
    LONG-400    a run with 400 steps
    EMPTY-0     a run with none
    ODD-7       what the vendor may send one day: an unknown status, shortened times, nobody, no numbers
    LOAD-5000x40    so many runs of so many steps each
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from tui.core.time.times import parse_time
from tui.core.vendor import Environment
from tui.sandbox.http import Call, DemoConnection, Refusal, Reply, Route
from tui.sandbox.world import World
from tui.vendors.vuforia.sandbox.gate import API_KEY, AUDIENCE, CLIENT_ID, CLIENT_SECRET, TOKEN, Gate
from tui.vendors.vuforia.sandbox.plant import Plant, Run

__all__ = ["API_KEY", "CLIENT_ID", "CLIENT_SECRET", "DEMO", "ORG", "REDACTED_ORG", "TOKEN", "problem", "routes"]

ORG: Final = "7b0a9a3e-2f53-4f0c-9c43-4c1f2a5d9e01"
REDACTED_ORG: Final = "7b0a9a3e-2f53-4f0c-9c43-4c1f2a5d9e02"

_PAGE: Final = 100
_ALL: Final = 64_533
_REDACTED: Final = "****"

DEMO: Final[Sequence[DemoConnection]] = (
    DemoConnection(
        name="line4",
        place=2,
        environment=Environment.SANDBOX,
        settings={"org_id": ORG, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "audience": AUDIENCE},
        addresses={"base_url": "", "token_url": "/oauth/token"},
    ),
)


def routes(world: World) -> Sequence[Route]:
    """Return the report and the token endpoint."""
    gate = Gate(world)
    office = _Office(Plant(world), gate)
    return (
        Route("POST", "/customer-events/{orgid}/report", office.report),
        Route("POST", "/oauth/token", gate.token),
    )


def problem(status: int, text: str) -> Reply:
    """Word an error: the vendor's own shape is not documented."""
    return Reply(status, {"message": text})


class _Office:
    """Answers questions about the plant's runs."""

    def __init__(self, plant: Plant, gate: Gate) -> None:
        self._plant = plant
        self._gate = gate

    def report(self, call: Call) -> Reply:
        """Answer POST customer-events/<orgid>/report."""
        self._gate.let_in(call)
        if call.values["orgid"] not in (ORG, REDACTED_ORG):
            raise Refusal(404, "No such organisation.")
        asked = _checked(call.json() if call.body else {})
        start, stop = parse_time(asked.get("startTime")), parse_time(asked.get("endTime"))
        runs = self._plant.runs(asked.get("serialNumber"), since=start)
        found = [run for run in runs if _matches(run, asked, start, stop)]
        found.sort(key=lambda run: run.start_time, reverse=True)
        page, size = int(asked.get("page", 1)), _ALL if asked.get("all") else _PAGE
        rows = found[(page - 1) * size : page * size]
        granularity = asked.get("granularity", "procedure")
        redacted = call.values["orgid"] == REDACTED_ORG
        body: dict[str, Any] = {
            "items": [_shown(row, asked, with_steps=granularity == "step", redacted=redacted) for row in rows],
            "granularity": granularity,
            "fullCount": str(len(found)),
        }
        if page * size < len(found):
            body["nextPagePostBody"] = {**asked, "page": page + 1}
        return Reply(200, body)


def _checked(asked: Any) -> dict[str, Any]:
    """Refuse what the page does not allow."""
    if not isinstance(asked, dict):
        raise Refusal(400, "The body must be an object.")
    if not isinstance(asked.get("serialNumber", ""), str):
        raise Refusal(400, "serialNumber must be a string.")
    if asked.get("granularity", "procedure") not in ("procedure", "step"):
        raise Refusal(400, "granularity must be procedure or step.")
    for name, known in (
        ("progress", ("completed", "abandoned", "ongoing")),
        ("feedback", ("incomplete", "complete", "na")),
    ):
        values = asked.get(name, [])
        if not isinstance(values, list) or any(value not in known for value in values):
            raise Refusal(400, f"{name} must be an array of {', '.join(known)}.")
    if asked.get("failures", "only") not in ("only", "exclude"):
        raise Refusal(400, "failures must be exclude or only.")
    if not isinstance(asked.get("procedureIds", []), list):
        raise Refusal(400, "procedureIds must be an array.")
    for name in ("startTime", "endTime"):
        if name in asked and parse_time(asked[name]) is None:
            raise Refusal(400, f"{name} must be an RFC 3339 time.")
    if not isinstance(asked.get("page", 1), int) or asked.get("page", 1) < 1:
        raise Refusal(400, "page must be a whole number from 1.")
    return asked


def _matches(run: Run, asked: dict[str, Any], start: datetime | None, stop: datetime | None) -> bool:
    wanted = asked.get("procedureIds")
    return (
        run.progress in (asked.get("progress") or ["completed"])
        and run.feedback in (asked.get("feedback") or [run.feedback])
        and (run.began is None or start is None or run.began >= start)
        and (run.began is None or stop is None or run.began <= stop)
        and (not wanted or run.plan.id in wanted)
        and ("failures" not in asked or (asked["failures"] == "only") == _failed(run, asked))
    )


def _failed(run: Run, asked: dict[str, Any]) -> bool:
    steps = _latest(run.steps) if asked.get("latestStepState", True) else run.steps
    return any(step["status"] == "fail" for step in steps)


def _shown(run: Run, asked: dict[str, Any], *, with_steps: bool, redacted: bool) -> dict[str, Any]:
    procedure, user = run.procedure(), run.user()
    if with_steps:
        procedure["steps"] = _latest(run.steps) if asked.get("latestStepState", True) else run.steps
    if redacted:
        procedure["title"] = _REDACTED
        user = {"id": user["id"]}
        if with_steps:
            hidden = {"title": _REDACTED, "description": _REDACTED}
            procedure["steps"] = [{**step, **hidden} for step in procedure["steps"]]
    return {"sessionId": run.session_id(), "procedure": procedure, "user": user}


def _latest(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep the last entry of each step; those without a number all stay."""
    return list({step.get("number", ("none", place)): step for place, step in enumerate(steps)}.values())
