"""How many serial numbers pass at the first go: first-pass yield, reruns, rolled yield. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final

from msgspec import Struct, field

from tui.core.chart import Bars
from tui.core.collection import (
    AGAINST_PARAM,
    Collection,
    Opens,
    Query,
    RangeUse,
    Value,
    by_param,
    group_of,
)
from tui.core.column import Column, Kind
from tui.core.record import Record
from tui.core.report import Report, Target, percent, percent_column
from tui.core.rows.terms import exactly
from tui.core.time.local_time import wall_of
from tui.core.time.typed import part_of_day
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.vuforia.api.models import ReportSession
from tui.vendors.vuforia.asking import ENDED, LARGE_PAGES, PROCEDURES
from tui.vendors.vuforia.outcomes import Outcome, outcome
from tui.vendors.vuforia.reports.source import (
    NOUN,
    began,
    sessions,
    title_of_procedure,
    version_key,
)
from tui.vendors.vuforia.runs import instant, steps_of, version_of

__all__ = ["YIELD", "YieldRow", "first_pass_yield"]


_WITH_SERIAL: Final = 'procedure.serialNumber!=""'
"""Runs without one are in no figure."""


class YieldRow(Struct, frozen=True):
    """The yield of one procedure, version or day."""

    group: str
    """What the group is called."""
    procedure_ids: tuple[str, ...]
    """Whose runs they are: the group's own, else what was asked for; empty for all."""
    version: str
    """What the version is called; empty unless they are told apart."""
    filter: str
    """What its runs pass in a list of all that are asked for."""
    range: str
    """The day's part of the range, as it is typed; empty unless days are told apart."""
    serials: int
    """Serial numbers whose first run is in the group."""
    first_pass: int
    """Those of them that passed in it."""
    share: float | None
    """In percent; None without a serial number."""
    rolled: float | None
    """The yields of the steps multiplied, in percent; None without a serial number."""
    runs: int
    reruns: int
    """Runs of serial numbers that had been run before."""


class _Group(Struct):
    """What is counted of one group while its runs are gone through."""

    group: str = ""
    procedure_id: str = ""
    version: str = ""
    version_id: str = ""
    day: date | None = None
    order: str = ""
    runs: int = 0
    serials: int = 0
    first_pass: int = 0
    steps: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    """By procedure and number: first runs with the step, and those in which it failed."""

    def row(self, query: Query) -> YieldRow:
        return YieldRow(
            group=self.group,
            procedure_ids=(self.procedure_id,) if self.procedure_id else query.texts("procedureIds"),
            version=self.version,
            filter=self._filter(query),
            range="" if self.day is None else part_of_day(self.day, query.span, query.zone or UTC),
            serials=self.serials,
            first_pass=self.first_pass,
            share=percent(self.first_pass, self.serials),
            rolled=self._rolled(),
            runs=self.runs,
            reruns=self.runs - self.serials,
        )

    def _filter(self, query: Query) -> str:
        if query.text("by") != "version":
            return _WITH_SERIAL
        if self.version_id:
            return f"{exactly('procedure.versionId', self.version_id)} {_WITH_SERIAL}"
        return f"{exactly('procedure.versionId', '')} {exactly('procedure.title', self.group)} {_WITH_SERIAL}"

    def _rolled(self) -> float | None:
        if not self.serials:
            return None
        product = 1.0
        for there, failed in self.steps.values():
            product *= (there - failed) / there
        return percent(product, 1)


def first_pass_yield(values: Sequence[ReportSession], query: Query) -> Tabulated:
    """Count first runs and how they came out, by procedure, version or day.

    A serial number is counted once for each procedure, where its first run of the range lies. It passed when that run
    was completed and no step's last answer is a failure.
    """
    by = query.text("by") or "procedure"
    with_serial = [run for run in values if run.procedure.serial_number not in (None, "")]
    runs = sorted(((began(run), run.session_id, run) for run in with_serial), key=lambda each: each[:2])
    seen: set[tuple[str, str]] = set()
    groups: dict[str, _Group] = {}
    for start, _, run in runs:
        procedure = run.procedure
        own = procedure.id or ""
        group_id, day = _group_of(run, by, query)
        group = groups.setdefault(group_id, _Group(order=start))
        group.runs += 1
        _name(group, run, by, day)
        unit = (own, str(procedure.serial_number))
        if unit not in seen:
            seen.add(unit)
            _count_first(group, run, own)
    return Tabulated(
        [table_record(group_id, group.row(query)) for group_id, group in _in_order(groups, by)],
        notes=_notes(len(values) - len(with_serial)),
    )


def _count_first(group: _Group, run: ReportSession, procedure_id: str) -> None:
    group.serials += 1
    failed_any = False
    for step in steps_of(run.procedure):
        failed = outcome(step) is Outcome.FAILED
        failed_any = failed_any or failed
        if step.number is not None:
            count = group.steps.setdefault((procedure_id, step.number), [0, 0])
            count[0] += 1
            count[1] += failed
    group.first_pass += run.procedure.progress == "completed" and not failed_any


def _group_of(run: ReportSession, by: str, query: Query) -> tuple[str, date | None]:
    """Return a group's id, and the day when days are told apart."""
    procedure = run.procedure
    own = procedure.id or ""
    if by == "version":
        return f"{own}/{version_key(procedure)}", None
    if by != "day":
        return own, None
    day = _day_of(procedure.start_time, query)
    if day is None:
        return "no day", None
    # Days are told by their place in the range, so that Monday is compared with the Monday before.
    first = None if query.span is None else wall_of(query.span.start, query.zone or UTC).date()
    return (day.isoformat() if first is None else f"day {(day - first).days}"), day


def _day_of(text: str | None, query: Query) -> date | None:
    at = instant(text)
    if at is not None:
        return wall_of(at, query.zone or UTC).date()
    try:
        return datetime.fromisoformat((text or "")[:10]).date()
    except ValueError:
        return None


def _name(group: _Group, run: ReportSession, by: str, day: date | None) -> None:
    """Name a group by its newest run: runs come oldest first."""
    if by == "day":
        group.day = day
        group.group = "no day known" if day is None else day.isoformat()
        return
    title = title_of_procedure(run.procedure)
    group.procedure_id = run.procedure.id or ""
    if by == "version":
        group.version, group.version_id = version_of(run.procedure), run.procedure.version_id or ""
    group.group = f"{title} {group.version}".rstrip()


def _in_order(groups: Mapping[str, _Group], by: str) -> list[tuple[str, _Group]]:
    """Put days and versions into the order of time, procedures worst first."""
    if by == "day":
        return sorted(groups.items(), key=lambda pair: pair[1].day or date.max)
    if by == "version":
        return sorted(groups.items(), key=lambda pair: (_title(pair[1]), pair[1].procedure_id, pair[1].order))
    return sorted(groups.items(), key=lambda pair: (_share(pair[1]), pair[1].group.casefold(), pair[0]))


def _title(group: _Group) -> str:
    return group.group.removesuffix(group.version).casefold()


def _share(group: _Group) -> float:
    return group.first_pass / group.serials if group.serials else 2


def _notes(without: int) -> tuple[str, ...]:
    if not without:
        return ()
    return (f"{without:,} {'run has' if without == 1 else 'runs have'} no serial number and {_are(without)} left out.",)


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _behind(record: Record[YieldRow]) -> Mapping[str, Value]:
    """Return what the runs of a group are asked with."""
    row = record.value
    procedures = {"procedureIds": row.procedure_ids} if row is not None and row.procedure_ids else {}
    return {"progress": ENDED, **procedures}


def _filter(record: Record[YieldRow]) -> str:
    return "" if record.value is None else record.value.filter


YIELD: Final = Collection(
    name="yield",
    title="First-pass yield",
    help="How many serial numbers pass at the first go, by procedure, version or day; and how many are run again.",
    columns=(
        Column[YieldRow]("group", "Group", lambda row: row.group, width=28, rank=0, derived=True),
        Column[YieldRow]("serials", "Serials", lambda row: row.serials, Kind.NUMBER, width=7, rank=1, derived=True),
        Column[YieldRow](
            "first_pass", "First pass", lambda row: row.first_pass, Kind.NUMBER, width=10, rank=2, derived=True
        ),
        percent_column("share", "Yield", lambda row: row.share, rank=0),
        percent_column("rolled", "Rolled", lambda row: row.rolled, rank=5),
        Column[YieldRow]("runs", "Runs", lambda row: row.runs, Kind.NUMBER, width=6, rank=3, derived=True),
        Column[YieldRow]("reruns", "Reruns", lambda row: row.reruns, Kind.NUMBER, width=6, rank=4, derived=True),
    ),
    fetch=report(sessions(ENDED), first_pass_yield, noun=NOUN),
    params=(
        by_param("procedure", "version", "day", otherwise="procedures"),
        PROCEDURES,
        LARGE_PAGES,
        AGAINST_PARAM,
    ),
    range_use=RangeUse.REQUIRED,
    default_range="30d",
    noun=("group", "groups"),
    empty="No run that is over started in this range.",
    opens=Opens(
        "runs",
        _behind,
        group_of,
        verb="runs",
        filter=_filter,
        range=lambda record: record.value.range if record.value is not None else "",
    ),
    report=Report(
        question="How many serial numbers pass at the first go?",
        rules=(
            "A serial number counts once a procedure, by its first run in the range; later runs are reruns.",
            "Passed: completed, and no step failed; an omitted one is no failure.",
            "Rolled: the steps' yields multiplied.",
        ),
        unknown=("Vuforia does not tell what was done over within a run.",),
        chart=Bars(label=("group",), value="share", more="serials", top=100),
        compares=("serials", "share", "runs", "reruns"),
        targets=(Target("first_pass", "share"),),
    ),
)
"""First-pass yield."""
