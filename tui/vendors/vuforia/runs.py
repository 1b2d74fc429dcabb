"""What a run tells: its steps, each once, how they came out, when it was, how long it took. No I/O.

A run is worked out once, when it arrives: tables sort and paint it many times.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from tui.core.time.local_time import in_zone
from tui.core.time.times import parse_time
from tui.vendors.vuforia.api.models import Procedure, ReportSession, Step, User, shown
from tui.vendors.vuforia.outcomes import Outcome, count_outcomes, strip

__all__ = [
    "Run",
    "instant",
    "latest_event_text",
    "newest_first",
    "operator",
    "procedure_name",
    "run_of",
    "siblings",
    "steps_of",
    "title_of",
    "version_of",
    "waits_of",
    "when",
]


@dataclass(frozen=True)
class Run:
    """One run of a procedure, with what was worked out of it. Two are the same when the vendor sent the same."""

    session: ReportSession
    steps: tuple[Step, ...] = field(compare=False)
    """By number, each once; see `steps_of`."""
    outcomes: str = field(compare=False)
    """A glyph for each step."""
    counts: Counter[Outcome] = field(compare=False)
    started: datetime | None = field(compare=False)
    latest: datetime | None = field(compare=False)
    """When something last happened in it. The vendor advises against `endTime`."""

    @property
    def id(self) -> str:
        """The session's id."""
        return self.session.session_id

    @property
    def procedure(self) -> Procedure:
        """What was run."""
        return self.session.procedure

    @property
    def serial(self) -> str:
        """On what it was run; empty when nothing was entered."""
        number = self.procedure.serial_number
        return "" if number is None else str(number)

    @property
    def duration(self) -> timedelta | None:
        """From the start to the latest event."""
        begin, end = self.started, self.latest
        return end - begin if begin is not None and end is not None and end >= begin else None

    @cached_property
    def waits(self) -> tuple[timedelta | None, ...]:
        """For each step, the time until the next event; see `waits_of`."""
        return waits_of(self.session, self.steps)

    def index_of(self, number: int | None) -> int | None:
        """Return where the step of a number stands; None when the run has none."""
        return next((index for index, step in enumerate(self.steps) if step.number == number), None)


def run_of(session: ReportSession) -> Run:
    """Work a session out."""
    steps = steps_of(session.procedure)
    return Run(
        session=session,
        steps=steps,
        outcomes=strip(steps),
        counts=count_outcomes(steps),
        started=instant(session.procedure.start_time),
        latest=instant(session.procedure.latest_event_timestamp),
    )


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


def instant(text: str | None) -> datetime | None:
    """Read a time; None when it is missing, shortened, or lacks its offset."""
    parsed = parse_time(text)
    return parsed if parsed is not None and parsed.tzinfo is not None else None


def when(text: str | None) -> datetime | str | None:
    """Read a time for showing: one that the organisation has shortened (`2024-01-12`) stays what it is."""
    return instant(text) or shown(text)


def waits_of(session: ReportSession, steps: Sequence[Step]) -> tuple[timedelta | None, ...]:
    """Return, for each step, the time from its last visit to the next thing that is known to have happened in the run.

    That is no working time: the vendor sends visits and answers, not departures. None where there was no visit, or
    nothing is known to have come after it.
    """
    texts = [session.procedure.latest_event_timestamp]
    for step in session.procedure.steps or ():
        texts += (step.last_visit_time, step.end_time)
    events = sorted({event for event in map(instant, texts) if event is not None})
    waits: list[timedelta | None] = []
    for step in steps:
        visited = instant(step.last_visit_time)
        place = len(events) if visited is None else bisect_right(events, visited)
        waits.append(None if visited is None or place == len(events) else events[place] - visited)
    return tuple(waits)


def latest_event_text(run: Run) -> str:
    """Return what runs are sorted by: the latest event in UTC, or what is left of it where it has been shortened.

    A shortened time is the beginning of a full one, so both compare as text.
    """
    at = run.latest
    if at is not None:
        return in_zone(at, UTC).isoformat(timespec="microseconds")
    return run.procedure.latest_event_timestamp or ""


def newest_first(runs: Iterable[Run]) -> list[Run]:
    """Sort by the latest event, newest first; runs without one come last. Ids decide between equals."""
    return sorted(runs, key=lambda run: (latest_event_text(run), run.id), reverse=True)


def siblings(run: Run, runs: Iterable[Run]) -> list[Run]:
    """Return the runs of the same procedure on the same serial number, oldest first, the run itself among them."""
    same = {each.id: each for each in runs if each.procedure.id == run.procedure.id and each.serial == run.serial} | {
        run.id: run
    }
    return newest_first(same.values())[::-1]


def version_of(procedure: Procedure) -> str:
    """Return what the version is called: `v8.0`; empty when that is not said."""
    name = procedure.version_name
    return f"v{name}" if name else ""


def procedure_name(procedure: Procedure) -> str:
    """Return the title with its version; the id's beginning where the title is redacted."""
    title = shown(procedure.title) or f"Procedure {(procedure.id or '?')[:8]}"
    return f"{title} {version_of(procedure)}".rstrip()


def title_of(step: Step) -> str:
    """Return a step's title; its number where that is redacted."""
    return shown(step.title) or ("Step without a number" if step.number is None else f"Step {step.number}")


def operator(user: User | None) -> str:
    """Return who ran it: the name, else the e-mail, else the id's beginning; empty when nothing is known."""
    if user is None:
        return ""
    name = " ".join(part for part in (shown(user.first_name), shown(user.last_name)) if part)
    return name or shown(user.email) or (user.id or "")[:8]
