"""The record of a serial number: each run, its steps, what was answered, by whom and when. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from tui.core.collection import Collection, Opens, Query, RangeUse
from tui.core.column import Column, Kind, tone_by_word
from tui.core.record import Record
from tui.core.report import Report
from tui.core.time.local_time import wall_of
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.vuforia.api.models import ReportSession, Step, shown
from tui.vendors.vuforia.asking import SERIAL
from tui.vendors.vuforia.reports.source import EVERY, NOUN, began, sessions
from tui.vendors.vuforia.runs import operator, procedure_name, steps_of, title_of, when

__all__ = ["AS_BUILT", "BuiltRun", "BuiltStep", "as_built"]


class BuiltRun(NamedTuple):
    """What the rows of one run have in common."""

    place: int
    """1 for the oldest."""
    called: str
    """`1. Valve assembly v8.0, completed, 2026-11-03 09:14, Ann Berg`."""
    serial: str
    session_id: str
    procedure: str
    started: datetime | str | None
    progress: str | None
    who: str | None


class BuiltStep(NamedTuple):
    """One step of one run; a run without steps has one row, and no step in it.

    There may be hundreds of thousands: what is not looked at is not worked out.
    """

    run: BuiltRun
    step: Step | None

    @property
    def number(self) -> int | None:
        """The step's number; None when it has none, and where there is no step."""
        return None if self.step is None else self.step.number

    @property
    def answer(self) -> str | None:
        """What was answered: `confirmed`, `pass`, `fail`, `omitted`."""
        return None if self.step is None else self.step.status

    @property
    def answered(self) -> datetime | str | None:
        """When it was answered; an omitted one, when it was visited."""
        return None if self.step is None else when(self.step.end_time or self.step.last_visit_time)


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
    built = BuiltRun(
        place=number,
        called=f"{number}. {', '.join(part for part in parts if part)}",
        serial=str(procedure.serial_number or ""),
        session_id=run.session_id,
        procedure=procedure_name(procedure),
        started=started,
        progress=procedure.progress,
        who=who,
    )
    for place, step in enumerate(steps_of(procedure) or (None,)):
        yield table_record(f"{run.session_id}/{place}", BuiltStep(built, step))


def _printed(started: datetime | str | None, query: Query) -> str:
    if not isinstance(started, datetime):
        return started or ""
    return f"{wall_of(started, query.zone or UTC):%Y-%m-%d %H:%M}"


def _title(row: BuiltStep) -> str:
    return "No steps are recorded" if row.step is None else title_of(row.step)


_ANSWER: Final = tone_by_word(fail="danger", omitted="warning")

AS_BUILT: Final = Collection(
    name="as-built",
    title="As built",
    help="The record of a serial number: each run, step, answer, who and when. Markdown and HTML print it.",
    columns=(
        Column[BuiltStep]("run_number", "Run", lambda row: row.run.place, Kind.NUMBER, width=4, rank=0, derived=True),
        Column[BuiltStep]("run", "Procedure, start, who", lambda row: row.run.called, width=24, rank=1, derived=True),
        Column[BuiltStep]("step", "Step", lambda row: row.number, Kind.NUMBER, width=4, rank=0, derived=True),
        Column[BuiltStep]("title", "Title", _title, width=28, rank=0, derived=True),
        Column[BuiltStep](
            "asked",
            "Asked for",
            lambda row: None if row.step is None else row.step.ack_type,
            width=12,
            rank=4,
            derived=True,
        ),
        Column[BuiltStep]("answer", "Answer", lambda row: row.answer, width=10, rank=0, derived=True, tone=_ANSWER),
        Column[BuiltStep]("who", "Who", lambda row: row.run.who, width=16, rank=2, derived=True),
        Column[BuiltStep]("answered", "When", lambda row: row.answered, Kind.TIME, width=12, rank=2, derived=True),
        Column[BuiltStep]("serial", "Serial", lambda row: row.run.serial, width=10, rank=6, shown=False, derived=True),
        Column[BuiltStep]("procedure", "Procedure", lambda row: row.run.procedure, rank=7, shown=False, derived=True),
        Column[BuiltStep]("progress", "Progress", lambda row: row.run.progress, rank=7, shown=False, derived=True),
        Column[BuiltStep](
            "started", "Started", lambda row: row.run.started, Kind.TIME, rank=7, shown=False, derived=True
        ),
        Column[BuiltStep](
            "picture",
            "Picture",
            lambda row: None if row.step is None else row.step.media_feedback,
            rank=8,
            shown=False,
            derived=True,
        ),
        Column[BuiltStep](
            "session_id", "Session", lambda row: row.run.session_id, width=36, rank=9, shown=False, derived=True
        ),
    ),
    fetch=report(sessions(EVERY), as_built, noun=NOUN),
    params=(SERIAL,),
    range_use=RangeUse.OPTIONAL,
    noun=("step", "steps"),
    empty="Vuforia has no run of this serial number. It must be written exactly as it was entered.",
    opens=Opens(
        "reports",
        lambda record: (
            {"serialNumber": (record.value.run.serial,), "progress": EVERY} if record.value is not None else {}
        ),
        lambda record: f"Serial {record.value.run.serial}" if record.value is not None else record.id,
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
