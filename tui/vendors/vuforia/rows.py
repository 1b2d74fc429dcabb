"""Runs and steps as rows: their columns, and what is worked out for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct

from tui.core.column import Column, Kind, tone_by_word, tone_if_any
from tui.core.record import Record
from tui.vendors.vuforia.api.models import Procedure, ReportSession, Step, User, shown
from tui.vendors.vuforia.outcomes import GLYPHS, Outcome, condensed, outcome
from tui.vendors.vuforia.runs import Run, operator, procedure_name, run_of, when

__all__ = [
    "OUTCOMES_KEY",
    "REPORT_COLUMNS",
    "SERIAL_KEY",
    "STEP_COLUMNS",
    "RunStep",
    "StepRow",
    "run_record",
    "step_records",
]

OUTCOMES_KEY: Final = "outcomes"
"""The column that holds a glyph for each step."""

SERIAL_KEY: Final = "procedure.serialNumber"
"""The column that says on what it was run."""

_STRIP: Final = 16
"""Cells of that column: a longer run is condensed."""


class RunStep(Struct, frozen=True):
    """A step together with the run it belongs to: one row of `steps`."""

    run: Run
    step: Step
    wait: timedelta | None
    """The time until the next event of the run."""


class StepRow(Step, frozen=True, gc=False, rename="camel", kw_only=True):
    """A row of `steps` as exports have it: the step's own fields, and those of its run."""

    session_id: str
    procedure: Procedure
    """Without its steps."""
    user: User | None = None


def run_record(record: Record[ReportSession]) -> Record[Run]:
    """Work a session out; one that cannot be read stays as it is."""
    if record.value is None:
        return Record(record.id, None, record.raw, record.problem)
    run = run_of(record.value)
    lasted = run.duration
    derived = {
        "steps_count": len(run.steps),
        "steps_done": run.counts[Outcome.DONE],
        "steps_failed": run.counts[Outcome.FAILED],
        "steps_omitted": run.counts[Outcome.OMITTED],
        "duration_seconds": None if lasted is None else lasted.total_seconds(),
    }
    return Record(record.id, run, record.raw, derived=derived)


def step_records(record: Record[Any]) -> Iterator[Record[RunStep]]:
    """Flatten a run: the step's own fields, then the session's id, its procedure without steps, and its user.

    Takes a session's record as well as a run's.
    """
    if record.value is None:
        yield Record(record.id, None, record.raw, record.problem)
        return
    run = record.value if isinstance(record.value, Run) else run_of(record.value)
    sent: dict[str, Any] = record.fields()
    procedure = dict(sent.get("procedure") or {})
    own_fields = _by_number(procedure.pop("steps", None) or [])
    around = {"sessionId": run.id, "procedure": procedure, "user": sent.get("user")}
    for place, (step, wait) in enumerate(zip(run.steps, run.waits, strict=True)):
        own = own_fields.get(str(step.number)) or msgspec.to_builtins(step)
        yield Record(
            f"{run.id}/{step.number if step.number is not None else f'at{place}'}",
            RunStep(run, step, wait),
            msgspec.json.encode({**around, **own}),
            derived={"outcome": outcome(step).value},
        )


def _by_number(sent_steps: list[Any]) -> dict[str, dict[str, Any]]:
    """Return the steps' own fields as they were sent, the last of each number."""
    return {str(step["number"]): step for step in sent_steps if isinstance(step, dict) and "number" in step}


def _who(run: Run) -> str | None:
    return operator(run.session.user) or None


def _operator_id(row: RunStep) -> str | None:
    user = row.run.session.user
    return None if user is None else user.id


_PROGRESS: Final = tone_by_word(abandoned="warning", ongoing="success")
_STATUS: Final = tone_by_word(fail="danger", omitted="warning")

REPORT_COLUMNS: Final = (
    Column[Run](
        "procedure.latestEventTimestamp",
        "Last event",
        lambda run: when(run.procedure.latest_event_timestamp),
        Kind.TIME,
        width=11,
        rank=0,
    ),
    Column[Run]("procedure.title", "Procedure", lambda run: procedure_name(run.procedure), width=22, rank=0),
    Column[Run](
        OUTCOMES_KEY,
        "Steps",
        lambda run: run.outcomes,
        width=_STRIP,
        min_width=_STRIP,
        rank=1,
        derived=True,
        always=True,
        form=lambda glyphs: condensed(str(glyphs), _STRIP),
        tone=lambda glyphs: "danger" if GLYPHS[Outcome.FAILED] in str(glyphs) else "plain",
    ),
    Column[Run](
        "steps_failed",
        "Failed",
        lambda run: run.counts[Outcome.FAILED],
        Kind.NUMBER,
        width=6,
        rank=2,
        derived=True,
        always=True,
        tone=tone_if_any("danger"),
    ),
    Column[Run]("user.last_name", "Who", _who, width=16, min_width=10, rank=3),
    Column[Run]("duration_seconds", "Took", lambda run: run.duration, Kind.DURATION, width=8, rank=5, derived=True),
    Column[Run](
        "procedure.progress",
        "Progress",
        lambda run: run.procedure.progress,
        width=10,
        min_width=9,
        rank=6,
        tone=_PROGRESS,
    ),
    Column[Run](
        "steps_omitted",
        "Omitted",
        lambda run: run.counts[Outcome.OMITTED],
        Kind.NUMBER,
        width=7,
        rank=4,
        derived=True,
        always=True,
        tone=tone_if_any("warning"),
    ),
    Column[Run]("procedure.feedback", "Feedback", lambda run: run.procedure.feedback, width=10, min_width=10, rank=7),
    Column[Run](
        "procedure.startTime", "Started", lambda run: when(run.procedure.start_time), Kind.TIME, width=11, rank=9
    ),
    Column[Run](SERIAL_KEY, "Serial", lambda run: run.serial or None, width=10, rank=8),
    # The vendor means to shorten it: it is there for the export, and nothing is sorted or counted by it.
    Column[Run](
        "procedure.endTime",
        "Ended",
        lambda run: when(run.procedure.end_time),
        Kind.TIME,
        width=11,
        rank=10,
        shown=False,
    ),
    Column[Run]("sessionId", "ReportSession", lambda run: run.id, width=36, rank=10, shown=False),
    Column[Run](
        "procedure.versionId", "Version id", lambda run: run.procedure.version_id, width=36, rank=10, shown=False
    ),
)
"""One row a run."""

STEP_COLUMNS: Final = (
    Column[RunStep]("number", "Step", lambda row: row.step.number, Kind.NUMBER, width=4, rank=0),
    Column[RunStep]("title", "Title", lambda row: shown(row.step.title), width=26, rank=0),
    Column[RunStep]("status", "Status", lambda row: row.step.status, width=10, rank=0, tone=_STATUS),
    Column[RunStep]("ackType", "Asked for", lambda row: row.step.ack_type, width=12, rank=3),
    Column[RunStep](
        "lastVisitTime", "Visited", lambda row: when(row.step.last_visit_time), Kind.TIME, width=11, rank=2
    ),
    Column[RunStep](
        "until_next_event_seconds",
        "Until next event",
        lambda row: row.wait,
        Kind.DURATION,
        width=16,
        rank=4,
        derived=True,
    ),
    Column[RunStep]("endTime", "Answered", lambda row: when(row.step.end_time), Kind.TIME, width=11, rank=5),
    Column[RunStep]("procedure.title", "Procedure", lambda row: procedure_name(row.run.procedure), width=24, rank=1),
    Column[RunStep]("procedure.serialNumber", "Serial", lambda row: row.run.serial or None, width=8, rank=1),
    Column[RunStep]("user.last_name", "Who", lambda row: _who(row.run), width=16, rank=7),
    Column[RunStep](
        "procedure.latestEventTimestamp",
        "Last event",
        lambda row: when(row.run.procedure.latest_event_timestamp),
        Kind.TIME,
        width=11,
        rank=9,
        shown=False,
    ),
    Column[RunStep](
        "procedure.startTime",
        "Started",
        lambda row: when(row.run.procedure.start_time),
        Kind.TIME,
        width=11,
        rank=9,
        shown=False,
    ),
    Column[RunStep]("sessionId", "ReportSession", lambda row: row.run.id, width=36, rank=8, shown=False),
    Column[RunStep]("user.id", "Operator id", _operator_id, width=36, rank=10, shown=False),
)
"""One row a step."""
