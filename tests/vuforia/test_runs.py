"""What a run tells, as algebra: steps once each, strips, waits, the next step to look at, the matrix."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.vuforia.plant import session
from tui.vendors.vuforia.api.models import Procedure, Step
from tui.vendors.vuforia.matrix import matrix, same_step_elsewhere
from tui.vendors.vuforia.outcomes import (
    GLYPHS,
    Outcome,
    condensed,
    count_outcomes,
    is_telling,
    next_telling,
    outcome,
    previous_telling,
    strip,
    tally,
)
from tui.vendors.vuforia.runs import newest_first, run_of, siblings, steps_of, waits_of, when

START = datetime(2026, 1, 5, tzinfo=UTC)

statuses = st.sampled_from(["pass", "fail", "confirmed", "omitted", "sealed", "", "PASS", None])
numbers = st.one_of(st.none(), st.integers(1, 12))


def at(second: int | None) -> str | None:
    return None if second is None else (START + timedelta(seconds=second)).isoformat()


seconds = st.one_of(st.none(), st.integers(0, 500))
steps_lists = st.lists(
    st.builds(
        lambda number, status, visit, end: Step(
            number=number, status=status, last_visit_time=at(visit), end_time=at(end)
        ),
        numbers,
        statuses,
        seconds,
        seconds,
    ),
    max_size=30,
)


def once_each(steps: list[Step]) -> list[Step]:
    return list(steps_of(Procedure(steps=steps)))


@given(steps_lists)
def test_of_several_entries_for_a_number_the_last_wins(steps: list[Step]) -> None:
    kept = once_each(steps)
    for step in kept:
        if step.number is not None:
            assert step is [each for each in steps if each.number == step.number][-1]


@given(steps_lists)
def test_steps_come_by_number_each_once_and_no_number_is_lost(steps: list[Step]) -> None:
    kept = once_each(steps)
    with_number = [step.number for step in kept if step.number is not None]
    assert with_number == sorted({step.number for step in steps if step.number is not None})
    assert [step for step in kept if step.number is None] == [step for step in steps if step.number is None]
    assert [step.number is None for step in kept] == sorted(step.number is None for step in kept)


@given(steps_lists)
def test_a_strip_has_a_glyph_for_each_step(steps: list[Step]) -> None:
    glyphs = strip(steps)
    assert len(glyphs) == len(steps)
    assert [GLYPHS[outcome(step)] for step in steps] == list(glyphs)
    assert sum(count_outcomes(steps).values()) == len(steps)


@given(steps_lists, st.integers(0, 40))
def test_a_condensed_strip_fits_and_hides_no_failure(steps: list[Step], cells: int) -> None:
    glyphs = strip(steps)
    short = condensed(glyphs, cells)
    assert len(short) <= min(cells, len(glyphs))
    if cells >= len(glyphs):
        assert short == glyphs
    elif cells > 0:
        assert len(short) == cells
        assert ("✗" in short) == ("✗" in glyphs)
        assert set(short) <= set(glyphs)


@given(steps_lists, st.integers(-1, 30))
def test_the_next_telling_step_is_the_nearest_after_and_goes_round(steps: list[Step], after: int) -> None:
    found = next_telling(steps, after)
    telling = [index for index, step in enumerate(steps) if is_telling(step)]
    if not telling:
        assert found is None
        return
    assert found in telling
    later = [index for index in telling if index > after]
    assert found == (min(later) if later else telling[0])


@given(steps_lists)
def test_following_the_telling_steps_meets_each_of_them_and_back_again(steps: list[Step]) -> None:
    telling = [index for index, step in enumerate(steps) if is_telling(step)]
    place, met = -1, []
    for _ in telling:
        place = next_telling(steps, place) or 0
        met.append(place)
    assert met == telling
    for index in telling:
        onward = next_telling(steps, index)
        assert onward is not None
        assert previous_telling(steps, onward) == index


@given(steps_lists, seconds)
def test_a_wait_ends_at_the_first_thing_that_happened_after_the_visit(steps: list[Step], latest: int | None) -> None:
    ran = session(steps=steps, latest=at(latest))
    events = [event for step in steps for event in (step.last_visit_time, step.end_time) if event]
    events += [text for text in (at(latest),) if text]
    known = sorted(datetime.fromisoformat(event) for event in events)
    for step, wait in zip(steps, waits_of(ran, steps), strict=True):
        visited = None if step.last_visit_time is None else datetime.fromisoformat(step.last_visit_time)
        later = [] if visited is None else [event for event in known if event > visited]
        assert wait == (later[0] - visited if later and visited else None)
        assert wait is None or wait > timedelta(0)


runs_of_one = st.lists(st.tuples(steps_lists, seconds, st.sampled_from(["7.0", "8.0"])), max_size=8)


@given(runs_of_one)
def test_the_matrix_holds_every_numbered_step_of_every_run(made: list[tuple[list[Step], int | None, str]]) -> None:
    runs = [
        run_of(session(f"s{place}", steps=steps, latest=at(latest), version=version))
        for place, (steps, latest, version) in enumerate(made)
    ]
    table = matrix(runs)
    assert [run.id for run in table.runs] == [run.id for run in newest_first(runs)]
    for run, row in zip(table.runs, table.cells, strict=True):
        assert [step for step in row if step is not None] == [step for step in run.steps if step.number is not None]
        for column, cell in zip(table.columns, row, strict=True):
            assert cell is None or cell.number == column.number
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in table.cells if row[index] is not None]
        assert column.runs == len(cells) > 0
        assert column.failed == sum(outcome(cell) is Outcome.FAILED for cell in cells if cell)
        assert column.omitted == sum(outcome(cell) is Outcome.OMITTED for cell in cells if cell)
    versions = [run.procedure.version_id for run in table.runs]
    assert table.version_starts == {row for row in range(len(versions) - 1) if versions[row] != versions[row + 1]}


@given(st.lists(st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(["p", "q"]), seconds), min_size=1, max_size=9))
def test_siblings_are_the_serials_runs_of_the_procedure_oldest_first(made: list[tuple[str, str, int | None]]) -> None:
    runs = [
        run_of(session(f"s{place}", serial=serial, procedure=procedure, latest=at(latest)))
        for place, (serial, procedure, latest) in enumerate(made)
    ]
    own = siblings(runs[0], runs)
    assert {run.id for run in own} == {run.id for run in runs if (run.serial, run.procedure.id) == made[0][:2]}
    assert newest_first(own) == list(reversed(own))
    elsewhere = same_step_elsewhere(runs[0], 1, runs)
    assert [each.run.id for each in elsewhere] == [run.id for run in own if run is not runs[0]]
    assert all(own[each.number - 1] is each.run for each in elsewhere)


def test_runs_go_by_their_latest_event_and_never_by_the_end() -> None:
    older = session("older", latest="2026-01-05T08:00:00Z")
    newer = session("newer", latest="2026-01-05T10:00:00+01:00")
    nobody_knows = session("unknown")
    runs = newest_first(map(run_of, (nobody_knows, older, newer)))
    assert [run.id for run in runs] == ["newer", "older", "unknown"]


def test_shortened_times_sort_among_whole_ones_and_are_shown_as_they_are() -> None:
    made = ["2026-01-05", "2026-01-05T08:00:00.000Z", "2026-01-04T23:59:59Z", "2026-01"]
    runs = newest_first(run_of(session(text, latest=text)) for text in made)
    assert [run.id for run in runs] == [made[1], made[0], made[2], made[3]]
    assert when("2026-01-05") == "2026-01-05"
    assert when("****") is None
    assert when(None) is None
    assert run_of(session(latest="2026-01-05", start="2026-01-05")).duration is None


def test_a_tally_leaves_out_what_is_nought() -> None:
    assert tally(count_outcomes([Step(status="pass"), Step(status="fail"), Step(status="pass")])) == "2 done, 1 failed"
    assert tally(count_outcomes([])) == "no steps"


def test_a_version_without_an_id_goes_by_its_name() -> None:
    newer = session("new", latest=at(9))
    older = session("old", latest=at(1))
    runs = []
    for each, name in ((newer, "8.0"), (older, "7.0")):
        procedure = Procedure(id="p", version_name=name, latest_event_timestamp=each.procedure.latest_event_timestamp)
        runs.append(run_of(type(each)(each.session_id, procedure)))
    assert matrix(runs).version_starts == {0}
