"""Every report against a second one that counts the same in the slowest and plainest way.

`REPORT_CASES=1000` tries so many random cases of each rather than a hundred.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from math import ceil, prod
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.core.collection import Query
from tui.core.time.ranges import parse_range
from tui.vendors.vuforia.api.models import Procedure, ReportSession, Step, User
from tui.vendors.vuforia.reports.as_built import as_built
from tui.vendors.vuforia.reports.failing_steps import failing_steps
from tui.vendors.vuforia.reports.first_pass import first_pass_yield
from tui.vendors.vuforia.reports.step_times import step_times
from tui.vendors.vuforia.runs import run_of

ZONE = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 4, 20, tzinfo=UTC)
START = datetime(2026, 3, 28, 20, tzinfo=UTC)
"""The evening before the clocks go forward."""

many = settings(max_examples=int(os.environ.get("REPORT_CASES", "100")), deadline=None)


def written(second: int, offset: int) -> str:
    """Write an instant as the vendor does, or with an offset."""
    at = START + timedelta(seconds=second)
    if offset:
        return at.astimezone(timezone(timedelta(hours=offset))).isoformat(timespec="milliseconds")
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


seconds = st.one_of(st.integers(0, 200_000), st.sampled_from([0, 1, 17_999, 18_000, 18_001]))
"""Also instants that several things share; the clocks change after 18,000."""
times = st.builds(written, seconds, st.sampled_from([0, 0, 0, 2]))
steps = st.builds(
    Step,
    number=st.one_of(st.none(), st.integers(1, 4)),
    title=st.sampled_from([None, "****", "Torque", "Fit"]),
    status=st.sampled_from(["pass", "fail", "confirmed", "omitted", "sealed", None]),
    last_visit_time=st.one_of(st.none(), times),
    end_time=st.one_of(st.none(), times),
)
runs = st.lists(
    st.builds(
        ReportSession,
        session_id=st.integers(0, 10_000).map(str),
        procedure=st.builds(
            Procedure,
            id=st.sampled_from(["valve", "pump"]),
            title=st.sampled_from(["Valve", "****"]),
            version_id=st.sampled_from(["v1", "v2", None]),
            version_name=st.sampled_from(["1.0", None]),
            start_time=times,
            latest_event_timestamp=st.one_of(st.none(), times),
            progress=st.sampled_from(["completed", "abandoned"]),
            serial_number=st.sampled_from([None, "", "1", "2", "3", 3]),
            steps=st.lists(steps, max_size=6),
        ),
        user=st.one_of(st.none(), st.builds(User, id=st.sampled_from(["u1", "u2"]), first_name=st.just("Ann"))),
    ),
    max_size=12,
    unique_by=lambda run: run.session_id,
)


def asked(**values: Any) -> Query:
    return Query(values, parse_range("2026-03-28..2026-04-02", now=NOW, zone=ZONE), now=NOW, zone=ZONE)


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def last_answers(run: ReportSession) -> list[Step]:
    """Return the steps that count: of each number the last, and all without one."""
    listed = list(run.procedure.steps or ())
    return [
        step
        for place, step in enumerate(listed)
        if step.number is None or all(later.number != step.number for later in listed[place + 1 :])
    ]


def is_before(one: ReportSession, other: ReportSession) -> bool:
    first, second = moment(one.procedure.start_time), moment(other.procedure.start_time)
    assert first is not None
    assert second is not None
    return (first, one.session_id) < (second, other.session_id)


def is_first(run: ReportSession, among: Sequence[ReportSession]) -> bool:
    own = (run.procedure.id, str(run.procedure.serial_number))
    return not any(
        (other.procedure.id, str(other.procedure.serial_number)) == own and is_before(other, run) for other in among
    )


def group(run: ReportSession, by: str) -> tuple[Any, ...]:
    if by == "procedure":
        return (run.procedure.id,)
    if by == "version":
        return run.procedure.id, run.procedure.version_id or run.procedure.version_name
    start = moment(run.procedure.start_time)
    assert start is not None
    return (start.astimezone(ZONE).date(),)


def close(one: float | None, other: float | None, *, by: float = 0.1) -> bool:
    return one is other or (one is not None and other is not None and abs(one - other) <= by + 1e-6)


@many
@given(runs)
def test_first_pass_yield(sessions: list[ReportSession]) -> None:
    for by in ("procedure", "version", "day"):
        compare_yield(by, sessions)
    compare_rolled_yield(sessions)


def compare_yield(by: str, sessions: list[ReportSession]) -> None:
    rows = [record.value for record in first_pass_yield(tuple(sessions), asked(by=by)).rows]

    counted = [run for run in sessions if run.procedure.serial_number not in (None, "")]
    groups = {group(run, by) for run in counted}
    wanted = []
    for name in groups:
        own = [run for run in counted if group(run, by) == name]
        firsts = [run for run in own if is_first(run, counted)]
        passed = [
            run
            for run in firsts
            if run.procedure.progress == "completed" and not any(step.status == "fail" for step in last_answers(run))
        ]
        wanted.append((len(firsts), len(passed), len(own), len(own) - len(firsts)))
    assert sorted((row.serials, row.first_pass, row.runs, row.reruns) for row in rows if row) == sorted(wanted)
    assert all(
        close(row.share, row.first_pass * 100 / row.serials if row.serials else None) for row in rows if row is not None
    )


def compare_rolled_yield(sessions: list[ReportSession]) -> None:
    rows = {record.id: record.value for record in first_pass_yield(tuple(sessions), asked()).rows}
    counted = [run for run in sessions if run.procedure.serial_number not in (None, "")]
    for name, row in rows.items():
        firsts = [run for run in counted if run.procedure.id == name and is_first(run, counted)]
        parts = []
        for number in range(1, 5):
            answers = [step.status for run in firsts for step in last_answers(run) if step.number == number]
            if answers:
                parts.append(1 - answers.count("fail") / len(answers))
        assert row is not None
        assert close(row.rolled, prod(parts) * 100)


@many
@given(runs)
def test_failing_steps(sessions: list[ReportSession]) -> None:
    rows = [record.value for record in failing_steps(tuple(sessions), asked()).rows]

    wanted = []
    for own in ("valve", "pump"):
        for number in range(1, 5):
            answers = [
                step.status
                for run in sessions
                if run.procedure.id == own
                for step in last_answers(run)
                if step.number == number
            ]
            if answers.count("fail") + answers.count("omitted"):
                wanted.append((own, number, len(answers), answers.count("fail"), answers.count("omitted")))
    found = [(row.procedure_id, row.step, row.runs, row.failed, row.omitted) for row in rows if row]
    assert sorted(found) == sorted(wanted)
    troubles = [row.failed + row.omitted for row in rows if row]
    assert troubles == sorted(troubles, reverse=True)
    if rows:
        assert round(sum(row.share for row in rows if row), 6) == 100
        assert rows[-1] is not None
        assert rows[-1].cumulative_share == 100
    for row, trouble in zip(rows, troubles, strict=True):
        assert row is not None
        assert close(row.share, trouble * 100 / sum(troubles))


def waits_of(run: ReportSession) -> list[tuple[Step, float]]:
    """Return the steps whose visit something is known to have come after, with the seconds until then."""
    listed = list(run.procedure.steps or ())
    events = [moment(run.procedure.latest_event_timestamp)]
    events += [moment(text) for step in listed for text in (step.last_visit_time, step.end_time)]
    found = []
    for step in last_answers(run):
        visit = moment(step.last_visit_time)
        after = [event for event in events if event is not None and visit is not None and event > visit]
        if after and visit is not None:
            found.append((step, (min(after) - visit).total_seconds()))
    return found


@many
@given(runs)
def test_step_times(sessions: list[ReportSession]) -> None:
    for people in (False, True):
        compare_times(people, sessions)
    compare_with_what_a_run_shows(sessions)


def compare_times(people: bool, sessions: list[ReportSession]) -> None:
    rows = [record.value for record in step_times(tuple(sessions), asked(**({"people": True} if people else {}))).rows]

    times: dict[tuple[Any, ...], list[float]] = {}
    for run in sessions:
        who = (run.user.id if run.user is not None else "") if people else ""
        for step, wait in waits_of(run):
            if step.number is not None:
                times.setdefault((run.procedure.id, step.number, who), []).append(wait)
    wanted = []
    for (own, number, _), lengths in times.items():
        ordered = sorted(lengths)
        middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
        wanted.append((own, number, len(ordered), round(middle, 3), ordered[ceil(len(ordered) * 0.9) - 1]))
    found = [(row.procedure_id, row.step, row.runs, row.median_seconds, row.p90_seconds) for row in rows if row]
    assert len(found) == len(wanted)
    for one, other in zip(sorted(found), sorted(wanted), strict=True):
        assert one[:3] == other[:3]
        assert close(one[3], other[3], by=0.002)
        assert close(one[4], other[4], by=0.002)


def compare_with_what_a_run_shows(sessions: list[ReportSession]) -> None:
    shown = sorted(
        round(wait.total_seconds(), 3)
        for session in sessions
        for step, wait in zip(run_of(session).steps, run_of(session).waits, strict=True)
        if wait is not None and step.number is not None
    )
    assert sum(row.runs for record in step_times(tuple(sessions), asked()).rows if (row := record.value)) == len(shown)


@many
@given(runs)
def test_as_built_holds_every_run_and_every_last_answer_once(sessions: list[ReportSession]) -> None:
    rows = [record.value for record in as_built(tuple(sessions), asked()).rows]
    wanted = [(run.session_id, step.number, step.status) for run in sessions for step in last_answers(run)] + [
        (run.session_id, None, None) for run in sessions if not run.procedure.steps
    ]
    found = [(row.run.session_id, row.number, row.answer) for row in rows if row]
    assert sorted(found, key=repr) == sorted(wanted, key=repr)
