"""The record of a serial number: each run, its steps, what was answered, by whom and when. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from tui.core.collection import Collection, Opens, Query, RangeUse
from tui.core.column import Column, Kind, tone_by_word
from tui.core.local_time import wall_of
from tui.core.record import Record
from tui.core.report import Report
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.vuforia.api.models import ReportSession, Step, shown
from tui.vendors.vuforia.asking import SERIAL
from tui.vendors.vuforia.reports.source import EVERY, NOUN, began, sessions
from tui.vendors.vuforia.runs import instant, operator, procedure_name, steps_of, title_of, when

__all__ = ["AS_BUILT", "BuiltStep", "as_built"]


@dataclass(frozen=True, slots=True)
class BuiltStep:
    """One step of one run; a run without steps has one row, and no step in it."""

    run: str
    """What the run is called: `1. Valve assembly v8.0, completed, 2026-11-03 09:14, Ann Berg`."""
    serial: str
    session_id: str
    procedure: str
    started: datetime | str | None
    progress: str | None
    who: str | None
    step: int | None
    title: str | None
    asked: str | None
    """`Confirmation` or `PassFail`."""
    answer: str | None
    """`confirmed`, `pass`, `fail`, `omitted`."""
    answered: datetime | str | None
    """When; of an omitted step when it was visited."""
    picture: str | None
    """Where the picture that was taken is, at the vendor."""


def as_built(values: Sequence[ReportSession], query: Query) -> Tabulated:
    """Lay out a serial number's runs, the oldest first, and their steps by number, each by its last answer."""
    runs = sorted(values, key=lambda run: (str(run.procedure.serial_number or ""), began(run), run.session_id))
    rows = [row for number, run in enumerate(runs, start=1) for row in _rows(number, run, query)]
    redacted = any(run.procedure.title is not None and shown(run.procedure.title) is None for run in runs)
    notes = ["The organisation has titles or names redacted: ids and numbers stand for them."] if redacted else []
    open_runs = sum(run.procedure.progress == "ongoing" for run in runs)
    if open_runs:
        notes.append(f"{open_runs:,} {'run is' if open_runs == 1 else 'runs are'} still under way.")
    return Tabulated(rows, tuple(notes))


def _rows(number: int, run: ReportSession, query: Query) -> Iterator[Record[BuiltStep]]:
    procedure = run.procedure
    started, who = when(procedure.start_time), operator(run.user) or None
    parts = (procedure_name(procedure), procedure.progress, _printed(started, query), who)
    called = f"{number}. {', '.join(part for part in parts if part)}"
    steps: tuple[Step | None, ...] = steps_of(procedure) or (None,)
    for place, step in enumerate(steps):
        row = BuiltStep(
            run=called,
            serial=str(procedure.serial_number or ""),
            session_id=run.session_id,
            procedure=procedure_name(procedure),
            started=started,
            progress=procedure.progress,
            who=who,
            step=None if step is None else step.number,
            title="No steps are recorded" if step is None else title_of(step),
            asked=None if step is None else step.ack_type,
            answer=None if step is None else step.status,
            answered=None if step is None else when(step.end_time or step.last_visit_time),
            picture=None if step is None else step.media_feedback,
        )
        yield table_record(f"{run.session_id}/{place}", row)


def _printed(started: datetime | str | None, query: Query) -> str:
    if not isinstance(started, datetime):
        return started or ""
    return f"{wall_of(started, query.zone or UTC):%Y-%m-%d %H:%M}"


def _moment(value: datetime | str | None) -> datetime | str | None:
    return (instant(value) or value) if isinstance(value, str) else value


_ANSWER: Final = tone_by_word(fail="danger", omitted="warning")

AS_BUILT: Final = Collection(
    name="as-built",
    title="As built",
    help="The record of a serial number: each run, step, answer, who and when. Markdown and HTML print it.",
    columns=(
        Column[BuiltStep]("run", "Run", lambda row: row.run, width=30, rank=1, derived=True),
        Column[BuiltStep]("step", "Step", lambda row: row.step, Kind.NUMBER, width=4, rank=0, derived=True),
        Column[BuiltStep]("title", "Title", lambda row: row.title, width=28, rank=0, derived=True),
        Column[BuiltStep]("asked", "Asked for", lambda row: row.asked, width=12, rank=4, derived=True),
        Column[BuiltStep]("answer", "Answer", lambda row: row.answer, width=10, rank=0, derived=True, tone=_ANSWER),
        Column[BuiltStep]("who", "Who", lambda row: row.who, width=16, rank=2, derived=True),
        Column[BuiltStep](
            "answered", "When", lambda row: _moment(row.answered), Kind.TIME, width=12, rank=1, derived=True
        ),
        Column[BuiltStep]("serial", "Serial", lambda row: row.serial, width=10, rank=6, shown=False, derived=True),
        Column[BuiltStep]("procedure", "Procedure", lambda row: row.procedure, rank=7, shown=False, derived=True),
        Column[BuiltStep]("progress", "Progress", lambda row: row.progress, rank=7, shown=False, derived=True),
        Column[BuiltStep](
            "started", "Started", lambda row: _moment(row.started), Kind.TIME, rank=7, shown=False, derived=True
        ),
        Column[BuiltStep]("picture", "Picture", lambda row: row.picture, rank=8, shown=False, derived=True),
        Column[BuiltStep](
            "session_id", "Session", lambda row: row.session_id, width=36, rank=9, shown=False, derived=True
        ),
    ),
    fetch=report(sessions(EVERY), as_built, noun=NOUN),
    params=(SERIAL,),
    range_use=RangeUse.OPTIONAL,
    noun=("step", "steps"),
    empty="Vuforia has no run of this serial number. It must be written exactly as it was entered.",
    opens=Opens(
        "reports",
        lambda record: {"serialNumber": (record.value.serial,), "progress": EVERY} if record.value is not None else {},
        lambda record: f"Serial {record.value.serial}" if record.value is not None else record.id,
        verb="its runs",
    ),
    report=Report(
        question="What was done to this serial number, by whom and when?",
        rules=("Every run, the oldest first, also those abandoned or under way; each step by its last answer.",),
        unknown=("Vuforia does not tell earlier answers, nor who answered a single step.",),
        section="run",
    ),
)
"""The record of a serial number."""
