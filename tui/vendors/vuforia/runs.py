"""What a run tells: how each step came out, what failed or was left out, how long it took. Pure functions, no I/O."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise
from typing import Final

from tui.core.times import parse_time
from tui.vendors.vuforia.models import Procedure, Session, Step, User, shown

__all__ = [
    "GLYPHS",
    "Matrix",
    "MatrixColumn",
    "Outcome",
    "count_outcomes",
    "duration",
    "instant",
    "latest_event",
    "matrix",
    "newest_first",
    "next_telling",
    "operator",
    "outcome",
    "procedure_name",
    "same_step_elsewhere",
    "started",
    "steps_of",
    "strip",
    "until_next_event",
]


class Outcome(Enum):
    """How a step came out."""

    DONE = "done"
    FAILED = "failed"
    OMITTED = "omitted"
    OTHER = "other"
    """A status that the vendor has not documented; it is shown as it is."""


_OUTCOMES: Final[Mapping[str, Outcome]] = {
    "confirmed": Outcome.DONE,
    "pass": Outcome.DONE,
    "fail": Outcome.FAILED,
    "omitted": Outcome.OMITTED,
}

GLYPHS: Final[Mapping[Outcome, str]] = {
    Outcome.DONE: "✓",
    Outcome.FAILED: "✗",
    Outcome.OMITTED: "–",
    Outcome.OTHER: "?",
}
"""One cell each, told apart without colour."""


def outcome(step: Step) -> Outcome:
    """Say how a step came out."""
    return _OUTCOMES.get((step.status or "").lower(), Outcome.OTHER)


def steps_of(procedure: Procedure) -> tuple[Step, ...]:
    """Return the steps by number, each once: of several entries for one number the last in the list wins.

    The list is ordered by number and then by time, says the vendor's second example. Entries without a number come at
    the end.
    """
    numbered: dict[int, Step] = {}
    unnumbered: list[Step] = []
    for step in procedure.steps or ():
        if step.number is None:
            unnumbered.append(step)
        else:
            numbered[step.number] = step
    return (*(numbered[number] for number in sorted(numbered)), *unnumbered)


def count_outcomes(steps: Iterable[Step]) -> Counter[Outcome]:
    """Count how the steps came out."""
    return Counter(outcome(step) for step in steps)


def strip(steps: Iterable[Step]) -> str:
    """Write the outcomes as a row of glyphs, one a step."""
    return "".join(GLYPHS[outcome(step)] for step in steps)


def instant(text: str | None) -> datetime | None:
    """Read a time; None when it is missing, shortened, or lacks its offset."""
    parsed = parse_time(text)
    return parsed if parsed is not None and parsed.tzinfo is not None else None


def started(session: Session) -> datetime | None:
    """Return when the run began."""
    return instant(session.procedure.start_time)


def latest_event(session: Session) -> datetime | None:
    """Return when something last happened in the run; `endTime` does not count, the vendor advises against it."""
    return instant(session.procedure.latest_event_timestamp)


def duration(session: Session) -> timedelta | None:
    """Return how long it was from the start to the latest event."""
    begin, end = started(session), latest_event(session)
    return end - begin if begin is not None and end is not None and end >= begin else None


def until_next_event(session: Session, step: Step) -> timedelta | None:
    """Return the time from a step's last visit to the next thing that is known to have happened in the run.

    That is no working time: the vendor sends visits and answers, not departures.
    """
    visited = instant(step.last_visit_time)
    if visited is None:
        return None
    events = [latest_event(session)]
    for other in session.procedure.steps or ():
        events += [instant(other.last_visit_time), instant(other.end_time)]
    return min((event - visited for event in events if event is not None and event > visited), default=None)


def newest_first(sessions: Iterable[Session]) -> list[Session]:
    """Sort by the latest event, newest first; sessions without one come last."""
    dated = [(latest_event(session), session) for session in sessions]
    known = [(at.timestamp(), session) for at, session in dated if at is not None]
    unknown = [session for at, session in dated if at is None]
    return [session for _, session in sorted(known, key=lambda pair: -pair[0])] + unknown


def next_telling(steps: Sequence[Step], after: int) -> int | None:
    """Return the index of the next failed or omitted step, going round once; None when there is none."""
    telling = [index for index, step in enumerate(steps) if outcome(step) in (Outcome.FAILED, Outcome.OMITTED)]
    return next((index for index in telling if index > after), telling[0] if telling else None)


def procedure_name(procedure: Procedure) -> str:
    """Return the title with its version; the id's beginning where the title is redacted."""
    title = shown(procedure.title) or f"procedure {(procedure.id or '?')[:8]}"
    return f"{title} v{procedure.version_name}" if procedure.version_name else title


def operator(user: User | None) -> str:
    """Return who ran it: the name, else the e-mail, else the id's beginning; empty when nothing is known."""
    if user is None:
        return ""
    name = " ".join(part for part in (shown(user.first_name), shown(user.last_name)) if part)
    return name or shown(user.email) or (user.id or "")[:8]


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """One step number across the runs of a procedure."""

    number: int
    title: str
    """As the newest run calls it; empty when that is redacted."""
    failed: int
    """In how many runs it failed."""
    omitted: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Runs × steps of one procedure: what fails again and again stands out."""

    runs: tuple[Session, ...]
    """Newest first."""
    columns: tuple[MatrixColumn, ...]
    cells: tuple[tuple[Step | None, ...], ...]
    """A row a run, a cell a column; None where the run has no such step."""
    version_starts: frozenset[int]
    """Rows whose version differs from the older run's below it."""


def matrix(sessions: Iterable[Session]) -> Matrix:
    """Lay the runs of one procedure against its steps."""
    runs = newest_first(sessions)
    by_run = [{step.number: step for step in steps_of(run.procedure) if step.number is not None} for run in runs]
    numbers = sorted({number for steps in by_run for number in steps})
    cells = tuple(tuple(steps.get(number) for number in numbers) for steps in by_run)
    columns = []
    for index, number in enumerate(numbers):
        column = [row[index] for row in cells if row[index] is not None]
        outcomes = count_outcomes(step for step in column if step is not None)
        title = next((shown(step.title) for step in column if step is not None and shown(step.title)), None)
        columns.append(MatrixColumn(number, title or "", outcomes[Outcome.FAILED], outcomes[Outcome.OMITTED]))
    changes = frozenset(
        row
        for row, (newer, older) in enumerate(pairwise(runs))
        if newer.procedure.version_id != older.procedure.version_id
    )
    return Matrix(tuple(runs), tuple(columns), cells, changes)


def same_step_elsewhere(
    session: Session, number: int, others: Iterable[Session]
) -> tuple[tuple[Session, Step | None], ...]:
    """Return the same step in the other runs of the same procedure, oldest first."""
    runs: dict[str, Session] = {}
    for other in others:
        if other.procedure.id == session.procedure.id and other.session_id != session.session_id:
            runs[other.session_id] = other
    return tuple(
        (other, next((step for step in steps_of(other.procedure) if step.number == number), None))
        for other in reversed(newest_first(runs.values()))
    )


def by_procedure(sessions: Iterable[Session]) -> dict[str, list[Session]]:
    """Group runs by procedure id."""
    groups: defaultdict[str, list[Session]] = defaultdict(list)
    for session in sessions:
        groups[session.procedure.id or ""].append(session)
    return dict(groups)
