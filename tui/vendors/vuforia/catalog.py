"""What Vuforia can be asked: a serial number's reports, their steps one by one, and runs by anything else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from tui.core.briefing import Briefing
from tui.core.collection import Collection, Opens, Param, ParamKind, Query, RangeUse
from tui.core.column import Kind
from tui.core.record import Page, Record
from tui.core.time.time_range import TimeRange
from tui.core.vendor import Catalog, InTurn, Probe
from tui.vendors.vuforia.api.access import Way
from tui.vendors.vuforia.api.client import VuforiaClient, connect
from tui.vendors.vuforia.api.models import ReportSession
from tui.vendors.vuforia.api.question import Asked
from tui.vendors.vuforia.asking import ENDED, LARGE_PAGES, PROCEDURES, SERIAL, questions
from tui.vendors.vuforia.rows import REPORT_COLUMNS, STEP_COLUMNS, RunStep, StepRow, run_record, step_records
from tui.vendors.vuforia.runs import Run

if TYPE_CHECKING:
    from tui.core.findable import Finding

__all__ = ["CATALOG", "REPORTS", "RUNS", "STEPS", "questions"]


async def fetch_runs(client: VuforiaClient, query: Query) -> AsyncIterator[Page[Run]]:
    """Yield one row a run. An earlier answer that broke off is gone on with on the screen; a command starts anew."""
    async with aclosing(client.reports(questions(query), resume=not query.settled)) as pages:
        async for page in pages:
            yield Page(tuple(map(run_record, page.records)), page.total, page.progress, page.notes, page.missing)


async def fetch_steps(client: VuforiaClient, query: Query) -> AsyncIterator[Page[RunStep]]:
    """Yield one row a step, each with its run."""
    async with aclosing(client.reports(questions(query), resume=not query.settled)) as pages:
        async for page in pages:
            rows = tuple(row for record in page.records for row in step_records(record))
            yield Page(rows, None, page.progress, page.notes, page.missing)


async def probe(client: VuforiaClient) -> Probe:
    """Ask for the last day's runs without their steps, the cheapest question that proves token and organisation."""
    now = client.clock.now()
    count = 0
    asked = Asked(span=TimeRange(now - timedelta(days=1), now), granularity="procedure")
    async with aclosing(client.report(asked)) as pages:
        async for page in pages:
            count = len(page.records) if page.total is None else page.total
            break
    deprecated = "; its API key is deprecated" if client.way is Way.KEY else ""
    return Probe(f"{count:,} {'run' if count == 1 else 'runs'} in 24 h{deprecated}")


_FILTERS: Final = (
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
        help="Runs whose steps lack some of the feedback they ask for, have all of it, or ask for none (na).",
    ),
    Param(
        "failures",
        "Failures",
        ParamKind.CHOICE,
        choices=("exclude", "only"),
        help="Leave out runs with a failed step, or see only them.",
    ),
    PROCEDURES,
    Param("page", "First page", ParamKind.NUMBER, help="Begin with this page: to go on where an answer broke off."),
    LARGE_PAGES,
)

_GRANULARITY: Final = Param(
    "granularity",
    "Granularity",
    ParamKind.CHOICE,
    choices=("step", "procedure"),
    help="procedure leaves the steps out, which makes a smaller answer; without it they come.",
)

_NONE_OF_A_SERIAL: Final = (
    "Vuforia has no runs for this question. A serial number must be written exactly as it was entered, and without a "
    "progress filter only completed runs are answered."
)

REPORTS: Final = Collection(
    name="reports",
    title="Reports",
    help="The runs of procedures on a serial number, each with its steps inside.",
    columns=REPORT_COLUMNS,
    fetch=fetch_runs,
    params=(SERIAL, *_FILTERS, _GRANULARITY),
    range_use=RangeUse.OPTIONAL,
    sort="-procedure.latestEventTimestamp",
    moment="procedure.startTime",
    ends="procedure.endTime",
    noun=("run", "runs"),
    empty=_NONE_OF_A_SERIAL,
    opens=Opens("steps", lambda record: {"serialNumber": (_serial_of(record.value),)}, lambda record: "Steps", "steps"),
    sent=lambda: ReportSession,
    exported={"steps_count": Kind.NUMBER, "steps_done": Kind.NUMBER},
)

STEPS: Final = Collection(
    name="steps",
    title="Steps",
    help="The steps of a serial number's runs, one row a step.",
    columns=STEP_COLUMNS,
    fetch=fetch_steps,
    params=(SERIAL, *_FILTERS),
    range_use=RangeUse.OPTIONAL,
    moment="procedure.startTime",
    noun=("step", "steps"),
    empty=_NONE_OF_A_SERIAL,
    sent=lambda: StepRow,
    exported={"outcome": Kind.TEXT},
)

RUNS: Final = replace(
    REPORTS,
    name="runs",
    title="Runs",
    help="The same for those who do not know a serial number: the whole organisation's runs, by any of the filters.",
    params=(replace(SERIAL, required=False), *_FILTERS, _GRANULARITY),
    top_level=False,
)
"""The same rows without a serial number: which runs failed this week?"""


RUN_STEPS: Final = replace(
    STEPS,
    name="run-steps",
    title="Steps of runs",
    help="The steps of the organisation's runs, by any of the filters: what is behind the figures of a report.",
    params=(replace(SERIAL, required=False), *_FILTERS),
    top_level=False,
)


def _failed(records: Sequence[Record[Run]], total: int, _: datetime) -> str:
    return f"{total:,} {'run' if total == 1 else 'runs'} with a failed step since yesterday" if total else ""


def _reports() -> tuple[Collection, ...]:
    from tui.vendors.vuforia.reports import REPORTS_OF_RUNS

    return REPORTS_OF_RUNS


def _finding() -> Finding:
    from tui.vendors.vuforia.finding import FINDING

    return FINDING


CATALOG: Final = Catalog(
    connect=connect,
    probe=probe,
    collections=InTurn((REPORTS, STEPS, RUNS, RUN_STEPS), later=(_reports,)),
    briefings=(
        Briefing(
            "runs",
            _failed,
            {"failures": "only", "progress": ENDED},
            asking={"granularity": "procedure"},
            range="yesterday..today",
        ),
    ),
    finding=_finding,
)


def _serial_of(run: Run | None) -> str:
    return run.serial if run is not None else ""
