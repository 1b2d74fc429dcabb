"""Which steps fail and are left out, the worst first: a Pareto of troubles. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

from msgspec import Struct, field

from tui.core.chart import Bars
from tui.core.collection import AGAINST_PARAM, Collection, Opens, Query, RangeUse, Value
from tui.core.column import Column, Kind, tone_if_any
from tui.core.present import count_text
from tui.core.record import Record
from tui.core.report import Report, percent, percent_column, shares_of
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.vuforia.api.models import ReportSession, shown
from tui.vendors.vuforia.asking import ENDED, LARGE_PAGES, PROCEDURES
from tui.vendors.vuforia.outcomes import Outcome, outcome
from tui.vendors.vuforia.reports.source import NOUN, began, sessions, title_of_procedure, version_key
from tui.vendors.vuforia.runs import steps_of, version_of

__all__ = ["FAILING_STEPS", "SEVERAL", "SURE", "FailingStep", "failing_steps"]

SURE: Final = 10
"""Runs of earlier versions without a failure, from which on a version can be said to have brought it."""

SEVERAL: Final = 3
"""Failures since then that are no chance."""


class FailingStep(Struct, frozen=True):
    """A step that failed or was omitted."""

    procedure: str
    procedure_id: str
    step: int
    title: str
    runs: int
    """Runs that have the step."""
    failed: int
    omitted: int
    share: float
    """Of all failures and omissions, in percent."""
    cumulative_share: float
    """Of this step and all above it."""
    trouble_share: float
    """Runs in which it failed or was omitted, of its runs, in percent."""
    since_version: str
    """The version from which on it failed; empty when that cannot be told."""


class _Step(Struct):
    """What is counted of one step while runs are gone through, oldest first."""

    procedure: str = ""
    title: str = ""
    runs: int = 0
    failed: int = 0
    omitted: int = 0
    versions: dict[str, list[int]] = field(default_factory=dict)
    """By version, in the order in which they came up: runs and failures."""
    names: dict[str, str] = field(default_factory=dict)

    @property
    def troubles(self) -> int:
        return self.failed + self.omitted

    def since(self) -> str:
        """Return the first version with a failure, when enough runs of earlier ones had none."""
        good = 0
        for version, (runs, failed) in self.versions.items():
            if failed:
                return self.names[version] if good >= SURE and self.failed >= SEVERAL else ""
            good += runs
        return ""


def failing_steps(values: Sequence[ReportSession], query: Query) -> Tabulated:
    """Count how often each step of each procedure failed or was omitted; the most first.

    Of several answers to a step within a run the last one counts. Steps without a number are left out.
    """
    del query
    steps: dict[tuple[str, int], _Step] = {}
    unnumbered = 0
    for _, _, run in sorted(((began(run), run.session_id, run) for run in values), key=lambda each: each[:2]):
        procedure = run.procedure
        own, version, named = procedure.id or "", version_key(procedure), title_of_procedure(procedure)
        called = version_of(procedure) or version
        for step in steps_of(procedure):
            if step.number is None:
                unnumbered += 1
                continue
            counted = steps.get((own, step.number))
            if counted is None:
                counted = steps[own, step.number] = _Step()
            came_out = outcome(step)
            failed = came_out is Outcome.FAILED
            counted.procedure, counted.title = named, shown(step.title) or counted.title
            counted.runs += 1
            counted.failed += failed
            counted.omitted += came_out is Outcome.OMITTED
            of_version = counted.versions.setdefault(version, [0, 0])
            of_version[0] += 1
            of_version[1] += failed
            counted.names[version] = called
    return _pareto(steps, unnumbered)


def _pareto(steps: Mapping[tuple[str, int], _Step], unnumbered: int) -> Tabulated:
    troubled = [(key, step) for key, step in steps.items() if step.troubles]
    troubled.sort(key=lambda pair: (-pair[1].troubles, -pair[1].failed, pair[1].procedure.casefold(), pair[0]))
    shares = shares_of([step.troubles for _, step in troubled])
    rows = [
        table_record(
            f"{own}/{number}",
            FailingStep(
                procedure=step.procedure,
                procedure_id=own,
                step=number,
                title=step.title or f"Step {number}",
                runs=step.runs,
                failed=step.failed,
                omitted=step.omitted,
                share=share,
                cumulative_share=round(so_far, 1),
                trouble_share=percent(step.troubles, step.runs) or 0.0,
                since_version=step.since(),
            ),
        )
        for ((own, number), step), share, so_far in zip(troubled, shares, accumulate(shares), strict=True)
    ]
    good = len(steps) - len(troubled)
    notes = [f"{count_text(good, 'step', 'steps')} without a failure or omission."] if good and rows else []
    if unnumbered:
        one, many = "answer to a step without a number is", "answers to steps without a number are"
        notes.append(f"{count_text(unnumbered, one, many)} left out.")
    return Tabulated(rows, tuple(notes))


def _behind(record: Record[FailingStep]) -> Mapping[str, Value]:
    row = record.value
    return {"progress": ENDED, **({"procedureIds": (row.procedure_id,)} if row is not None else {})}


def _filter(record: Record[FailingStep]) -> str:
    return "" if record.value is None else f"number={record.value.step}"


FAILING_STEPS: Final = Collection(
    name="failing-steps",
    title="Failing steps",
    help="Which steps fail or are omitted most often, over all procedures; and since which version.",
    columns=(
        Column[FailingStep]("procedure", "Procedure", lambda row: row.procedure, width=18, rank=0, derived=True),
        Column[FailingStep]("step", "Step", lambda row: row.step, Kind.NUMBER, width=4, rank=0, derived=True),
        Column[FailingStep]("title", "Title", lambda row: row.title, width=26, rank=0, derived=True),
        Column[FailingStep]("runs", "Runs", lambda row: row.runs, Kind.NUMBER, width=6, rank=2, derived=True),
        Column[FailingStep](
            "failed",
            "Failed",
            lambda row: row.failed,
            Kind.NUMBER,
            width=6,
            rank=0,
            derived=True,
            tone=tone_if_any("danger"),
        ),
        Column[FailingStep](
            "omitted",
            "Omitted",
            lambda row: row.omitted,
            Kind.NUMBER,
            width=7,
            rank=1,
            derived=True,
            tone=tone_if_any("warning"),
        ),
        percent_column("share", "Share", lambda row: row.share, rank=4),
        percent_column("cumulative_share", "Cumulated", lambda row: row.cumulative_share, rank=5),
        percent_column("trouble_share", "Of its runs", lambda row: row.trouble_share, rank=6),
        Column[FailingStep](
            "since_version", "Since", lambda row: row.since_version or None, width=6, rank=2, derived=True
        ),
    ),
    fetch=report(sessions(ENDED), failing_steps, noun=NOUN),
    params=(PROCEDURES, LARGE_PAGES, AGAINST_PARAM),
    range_use=RangeUse.REQUIRED,
    default_range="30d",
    noun=("step", "steps"),
    empty="No step failed or was omitted in this range.",
    opens=Opens(
        "run-steps",
        _behind,
        lambda record: f"Step {record.value.step}" if record.value is not None else record.id,
        verb="its runs",
        filter=_filter,
    ),
    report=Report(
        question="Which steps fail or are left out?",
        rules=(
            "Of runs that are over; a step counts once a run, by its last answer.",
            "Share: of all failures and omissions.",
            f"Since: the version that brought {SEVERAL} failures or more, after {SURE} runs without.",
        ),
        unknown=("Vuforia does not tell why a step failed, nor what was done over within a run.",),
        chart=Bars(label=("step", "title"), value="share", more="cumulative_share", cumulated="cumulative_share"),
        compares=("failed", "omitted", "trouble_share"),
    ),
)
"""The Pareto of failing steps."""
