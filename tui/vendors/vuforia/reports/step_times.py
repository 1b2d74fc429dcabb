"""How long steps take: the time until the next event, by step, and by person when asked. Pure functions, no I/O."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from msgspec import Struct, field

from tui.core.chart import Bars
from tui.core.collection import AGAINST_PARAM, Collection, Opens, Param, ParamKind, Query, RangeUse, Value
from tui.core.column import Column, Kind
from tui.core.column import Value as Shown
from tui.core.present import duration_text
from tui.core.record import Record
from tui.core.report import Report, median_of, quantile
from tui.core.rows.terms import exactly
from tui.core.time.lengths import length_in
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.vuforia.api.models import ReportSession, Step, shown
from tui.vendors.vuforia.asking import ENDED, LARGE_PAGES, PROCEDURES
from tui.vendors.vuforia.reports.source import NOUN, began, moment, sessions, title_of_procedure
from tui.vendors.vuforia.runs import operator, steps_of

__all__ = ["STEP_TIMES", "StepTime", "step_times", "waits"]


class StepTime(Struct, frozen=True):
    """How long a step takes, over the runs in which that is known."""

    procedure: str
    procedure_id: str
    step: int
    title: str
    who: str
    """Empty unless people are told apart."""
    of: str
    """What their steps pass in a list of all people's; empty unless they are told apart."""
    runs: int
    median_seconds: float
    p90_seconds: float
    """Nine of ten take no longer."""
    spread_seconds: float
    """Between what a quarter and three quarters take at most."""


class _Times(Struct):
    procedure: str = ""
    title: str = ""
    who: str = ""
    of: str = ""
    seconds: list[float] = field(default_factory=list)


def waits(run: ReportSession, steps: Sequence[Step]) -> Iterator[tuple[Step, float | None]]:
    """Yield each step with the seconds from its last visit to the next thing known to have happened in the run.

    The same as `runs.waits_of`, for the times of hundreds of thousands of steps.
    """
    visited = {id(step): moment(step.last_visit_time) for step in run.procedure.steps or ()}
    events = {at for at in visited.values() if at is not None}
    events.update(at for step in run.procedure.steps or () if (at := moment(step.end_time)) is not None)
    if (latest := moment(run.procedure.latest_event_timestamp)) is not None:
        events.add(latest)
    ordered = sorted(events)
    for step in steps:
        at = visited[id(step)]
        place = len(ordered) if at is None else bisect_right(ordered, at)
        yield step, None if at is None or place == len(ordered) else round(ordered[place] - at, 3)


def step_times(values: Sequence[ReportSession], query: Query) -> Tabulated:
    """Return the times of each procedure's steps, in the order of the steps; by person when the question says so."""
    people = query.values.get("people") is True
    times: dict[tuple[str, int, str], _Times] = {}
    unknown = 0
    for _, _, run in sorted(((began(run), run.session_id, run) for run in values), key=lambda each: each[:2]):
        own, named = run.procedure.id or "", title_of_procedure(run.procedure)
        person = (run.user.id or operator(run.user)) if people and run.user is not None else ""
        who = (operator(run.user) or "nobody known") if people else ""
        whose = _whose(run) if people else ""
        for step, wait in waits(run, steps_of(run.procedure)):
            if step.number is None or wait is None:
                unknown += 1
                continue
            of = times.get((own, step.number, person))
            if of is None:
                of = times[own, step.number, person] = _Times()
            of.procedure, of.who, of.of, of.title = named, who, whose, shown(step.title) or of.title
            of.seconds.append(wait)
    ordered = sorted(times.items(), key=lambda pair: (pair[1].procedure.casefold(), pair[0][:2], pair[1].who))
    rows = [table_record(f"{own}/{number}/{person}", _row(own, number, of)) for (own, number, person), of in ordered]
    visits = "1 visit is left out: nothing is known to have come after it."
    if unknown != 1:
        visits = f"{unknown:,} visits are left out: nothing is known to have come after them."
    notes = (visits,) if unknown else ()
    return Tabulated(rows, notes)


def _whose(run: ReportSession) -> str:
    """Return what the steps of a run's operator pass: by the id, else by what the operator is called."""
    if run.user is not None and run.user.id:
        return exactly("user.id", run.user.id)
    return f"{exactly('user.id', '')} {exactly('user.last_name', operator(run.user))}"


def _row(procedure_id: str, number: int, times: _Times) -> StepTime:
    ordered = sorted(times.seconds)
    return StepTime(
        procedure=times.procedure,
        procedure_id=procedure_id,
        step=number,
        title=times.title or f"Step {number}",
        who=times.who,
        of=times.of,
        runs=len(ordered),
        median_seconds=round(median_of(ordered), 3),
        p90_seconds=quantile(ordered, 0.9),
        spread_seconds=round(quantile(ordered, 0.75) - quantile(ordered, 0.25), 3),
    )


def _seconds(value: Shown) -> str:
    """Write a time by its seconds up to ten minutes: `1 min` is anything from 60 to 119."""
    if not isinstance(value, timedelta):
        return ""
    seconds = value.total_seconds()
    return f"{seconds:.0f} s" if 10 <= seconds < 600 else f"{seconds:.1f} s" if seconds < 10 else duration_text(value)


def _time(seconds: float) -> timedelta | None:
    return length_in(seconds, timedelta(seconds=1))


_COLUMNS: Final[tuple[Column[StepTime], ...]] = (
    Column("procedure", "Procedure", lambda row: row.procedure, width=18, rank=0, derived=True),
    Column("step", "Step", lambda row: row.step, Kind.NUMBER, width=4, rank=0, derived=True),
    Column("title", "Title", lambda row: row.title, width=26, rank=0, derived=True),
    Column("runs", "Runs", lambda row: row.runs, Kind.NUMBER, width=6, rank=1, derived=True),
    Column(
        "median_seconds",
        "Median",
        lambda row: _time(row.median_seconds),
        Kind.DURATION,
        width=8,
        form=_seconds,
        derived=True,
        rank=0,
    ),
    Column(
        "p90_seconds",
        "p90",
        lambda row: _time(row.p90_seconds),
        Kind.DURATION,
        width=8,
        form=_seconds,
        derived=True,
        rank=0,
    ),
    Column(
        "spread_seconds",
        "Spread",
        lambda row: _time(row.spread_seconds),
        Kind.DURATION,
        width=8,
        form=_seconds,
        derived=True,
        rank=2,
    ),
)
_WHO: Final[Column[StepTime]] = Column("who", "Who", lambda row: row.who or None, width=16, rank=0, derived=True)


def _columns(values: Mapping[str, Any]) -> tuple[Column[Any], ...]:
    """Name people only when that is asked for."""
    return (*_COLUMNS[:3], _WHO, *_COLUMNS[3:]) if values.get("people") is True else _COLUMNS


def _behind(record: Record[StepTime]) -> Mapping[str, Value]:
    row = record.value
    return {"progress": ENDED, **({"procedureIds": (row.procedure_id,)} if row is not None else {})}


def _filter(record: Record[StepTime]) -> str:
    row = record.value
    if row is None:
        return ""
    return f'number={row.step} until_next_event_seconds!="" {row.of}'.rstrip()


STEP_TIMES: Final = Collection(
    name="step-times",
    title="Times of steps",
    help="How long each step takes until the next event: median, nine of ten, spread. Nobody is named unless asked.",
    columns=_COLUMNS,
    fetch=report(sessions(ENDED), step_times, noun=NOUN),
    params=(
        Param("people", "By person", ParamKind.FLAG, help="Tell people apart, by name; without it nobody is named."),
        PROCEDURES,
        LARGE_PAGES,
        AGAINST_PARAM,
    ),
    range_use=RangeUse.REQUIRED,
    default_range="30d",
    noun=("step", "steps"),
    empty="No time of a step is known in this range.",
    opens=Opens(
        "run-steps",
        _behind,
        lambda record: f"Step {record.value.step}" if record.value is not None else record.id,
        verb="its runs",
        filter=_filter,
    ),
    report=Report(
        question="How long do steps take?",
        rules=(
            "From a step's last visit to the next event of its run, of runs that are over.",
            "p90: nine of ten take no longer. Spread: the middle half's.",
        ),
        unknown=("No working time: Vuforia does not tell when a step was left, nor earlier visits.",),
        chart=Bars(label=("step", "title"), value="median_seconds", more="p90_seconds", mark="p90_seconds"),
        compares=("runs", "median_seconds", "p90_seconds"),
        columns_for=_columns,
    ),
)
"""Times of steps."""
