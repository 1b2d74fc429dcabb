"""What Vuforia can be asked: a serial number's reports, and their steps one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from tui.core.collection import Collection, Param, ParamKind, Query, RangeUse
from tui.core.column import Column, Kind
from tui.core.record import Page, Record
from tui.core.span import Span
from tui.core.vendor import Catalog, Probe
from tui.vendors.vuforia.client import Asked, VuforiaClient, connect
from tui.vendors.vuforia.models import Procedure, Session, Step, shown
from tui.vendors.vuforia.runs import (
    Outcome,
    count_outcomes,
    duration,
    instant,
    latest_event,
    operator,
    outcome,
    procedure_name,
    started,
    steps_of,
    strip,
    until_next_event,
)

__all__ = ["CATALOG", "RunStep", "questions"]


class RunStep(msgspec.Struct, frozen=True, gc=False):
    """A step together with the run it belongs to: one row of `steps`."""

    session: Session
    step: Step


def questions(query: Query) -> list[Asked]:
    """Turn a query into the vendor's questions: one a serial number, since it takes one at a time."""
    return [
        Asked(
            serial_number=serial,
            span=query.span,
            progress=query.texts("progress"),
            feedback=query.texts("feedback"),
            failures=query.text("failures"),
            procedure_ids=query.texts("procedureIds"),
        )
        for serial in dict.fromkeys(query.texts("serialNumber")) or ("",)
    ]


async def fetch_reports(client: VuforiaClient, query: Query) -> AsyncIterator[Page[Session]]:
    """Yield one row a run. An earlier answer that broke off is gone on with on the screen; a command starts anew."""
    async with aclosing(client.reports(questions(query), resume=not query.settled)) as pages:
        async for page in pages:
            yield Page(tuple(map(_with_figures, page.records)), page.total, page.progress, page.notes)


async def fetch_steps(client: VuforiaClient, query: Query) -> AsyncIterator[Page[RunStep]]:
    """Yield one row a step, each with its run."""
    async with aclosing(client.reports(questions(query), resume=not query.settled)) as pages:
        async for page in pages:
            rows = tuple(row for record in page.records for row in _step_rows(record))
            yield Page(rows, None, page.progress, page.notes)


def _with_figures(record: Record[Session]) -> Record[Session]:
    session = record.value
    if session is None:
        return record
    steps = steps_of(session.procedure)
    counts = count_outcomes(steps)
    lasted = duration(session)
    derived = {
        "steps_count": len(steps),
        "steps_done": counts[Outcome.DONE],
        "steps_failed": counts[Outcome.FAILED],
        "steps_omitted": counts[Outcome.OMITTED],
        "duration_seconds": None if lasted is None else lasted.total_seconds(),
    }
    return Record(record.id, session, record.raw, derived=derived)


def _step_rows(record: Record[Session]) -> Iterator[Record[RunStep]]:
    """Flatten a run: the step's own fields, then the session's id, its procedure without steps, and its user."""
    if record.value is None:
        yield Record(record.id, None, record.raw, record.problem)
        return
    session = record.value
    sent: dict[str, Any] = record.fields()
    procedure = dict(sent.get("procedure") or {})
    sent_steps = [step for step in procedure.pop("steps", None) or [] if isinstance(step, dict)]
    around = {"sessionId": session.session_id, "procedure": procedure, "user": sent.get("user")}
    last = {step.get("number"): step for step in sent_steps}
    for place, step in enumerate(steps_of(session.procedure)):
        own = last.get(step.number) if step.number is not None else msgspec.to_builtins(step)
        own = own or last.get(str(step.number)) or msgspec.to_builtins(step)
        wait = until_next_event(session, step)
        yield Record(
            f"{session.session_id}/{step.number if step.number is not None else f'at{place}'}",
            RunStep(session, step),
            msgspec.json.encode({**around, **own}),
            derived={
                "outcome": outcome(step).value,
                "seconds_until_next_event": None if wait is None else wait.total_seconds(),
            },
        )


async def probe(client: VuforiaClient) -> Probe:
    """Ask for the last day's runs, the cheapest question that proves token and organisation."""
    now = datetime.now(UTC)
    async with aclosing(client.report(Asked(span=Span(now - timedelta(days=1), now)))) as pages:
        async for page in pages:
            count = len(page.records) if page.total is None else page.total
            return Probe(f"{count} {'run' if count == 1 else 'runs'} in the last 24 hours")
    return Probe("no runs in the last 24 hours")


_FILTERS: Final = (
    Param(
        "serialNumber",
        "Serial numbers",
        ParamKind.LIST,
        required=True,
        help="Whose reports: exactly as it was entered. Give several to see them together.",
    ),
    Param(
        "progress",
        "Progress",
        ParamKind.LIST,
        choices=("completed", "abandoned", "ongoing"),
        help="Runs in these states; without it the vendor answers completed ones.",
    ),
    Param(
        "feedback",
        "Feedback",
        ParamKind.LIST,
        choices=("incomplete", "complete", "na"),
        help="Runs whose steps have all, some or no need of the feedback they ask for.",
    ),
    Param(
        "failures",
        "Failures",
        ParamKind.CHOICE,
        choices=("exclude", "only"),
        help="Leave out runs with a failed step, or see only them.",
    ),
    Param("procedureIds", "Procedures", ParamKind.LIST, help="Runs of these procedures, by id.", flag="procedure-id"),
)


def _user(session: Session) -> str | None:
    return operator(session.user) or None


def _serial(procedure: Procedure) -> str | None:
    return None if procedure.serial_number is None else str(procedure.serial_number)


REPORTS: Final = Collection(
    name="reports",
    title="Reports",
    help="The runs of procedures on a serial number, each with its steps inside.",
    columns=(
        Column[Session]("procedure.latestEventTimestamp", "Last event", latest_event, Kind.TIME, width=10, rank=0),
        Column[Session]("procedure.title", "Procedure", lambda row: procedure_name(row.procedure), width=26, rank=0),
        Column[Session](
            "outcomes", "Steps", lambda row: strip(steps_of(row.procedure)), width=14, rank=1, derived=True
        ),
        Column[Session](
            "steps_failed",
            "Failed",
            lambda row: count_outcomes(steps_of(row.procedure))[Outcome.FAILED],
            Kind.NUMBER,
            width=6,
            rank=2,
            derived=True,
        ),
        Column[Session](
            "steps_omitted",
            "Omitted",
            lambda row: count_outcomes(steps_of(row.procedure))[Outcome.OMITTED],
            Kind.NUMBER,
            width=7,
            rank=3,
            derived=True,
        ),
        Column[Session]("user.last_name", "Who", _user, width=16, rank=4),
        Column[Session]("procedure.progress", "Progress", lambda row: row.procedure.progress, width=10, rank=5),
        Column[Session]("procedure.feedback", "Feedback", lambda row: row.procedure.feedback, width=10, rank=6),
        Column[Session]("duration", "Took", duration, Kind.DURATION, width=8, rank=7, derived=True),
        Column[Session]("procedure.startTime", "Started", started, Kind.TIME, width=10, rank=8),
        Column[Session]("procedure.serialNumber", "Serial", lambda row: _serial(row.procedure), width=12, rank=9),
        Column[Session]("sessionId", "Session", lambda row: row.session_id, width=36, rank=10, shown=False),
    ),
    fetch=fetch_reports,
    params=_FILTERS,
    range_use=RangeUse.OPTIONAL,
    sort="-procedure.latestEventTimestamp",
    noun=("run", "runs"),
    empty="Vuforia has no runs for this serial number. Without a progress filter it answers completed runs only.",
)

STEPS: Final = Collection(
    name="steps",
    title="Steps",
    help="The steps of a serial number's runs, one row a step.",
    columns=(
        Column[RunStep]("number", "Step", lambda row: row.step.number, Kind.NUMBER, width=5, rank=0),
        Column[RunStep]("title", "Title", lambda row: shown(row.step.title), width=26, rank=0),
        Column[RunStep]("status", "Status", lambda row: row.step.status, width=10, rank=0),
        Column[RunStep]("ackType", "Asked for", lambda row: row.step.ack_type, width=12, rank=3),
        Column[RunStep](
            "lastVisitTime", "Visited", lambda row: instant(row.step.last_visit_time), Kind.TIME, width=10, rank=2
        ),
        Column[RunStep](
            "until_next_event",
            "Until next",
            lambda row: until_next_event(row.session, row.step),
            Kind.DURATION,
            width=10,
            rank=4,
            derived=True,
        ),
        Column[RunStep]("endTime", "Answered", lambda row: instant(row.step.end_time), Kind.TIME, width=10, rank=5),
        Column[RunStep](
            "procedure.title", "Procedure", lambda row: procedure_name(row.session.procedure), width=24, rank=1
        ),
        Column[RunStep](
            "procedure.serialNumber", "Serial", lambda row: _serial(row.session.procedure), width=12, rank=6
        ),
        Column[RunStep]("user.last_name", "Who", lambda row: operator(row.session.user) or None, width=16, rank=7),
        Column[RunStep]("sessionId", "Session", lambda row: row.session.session_id, width=36, rank=8, shown=False),
    ),
    fetch=fetch_steps,
    params=_FILTERS,
    range_use=RangeUse.OPTIONAL,
    noun=("step", "steps"),
    empty="Vuforia has no runs for this serial number. Without a progress filter it answers completed runs only.",
)

CATALOG: Final = Catalog(connect=connect, probe=probe, collections=(REPORTS, STEPS))
