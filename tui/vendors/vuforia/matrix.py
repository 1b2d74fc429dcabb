"""The runs of a procedure against its steps: what fails again and again stands out. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from tui.vendors.vuforia.api.models import Step, shown
from tui.vendors.vuforia.outcomes import Outcome, count_outcomes
from tui.vendors.vuforia.runs import Run, newest_first, siblings

__all__ = ["Elsewhere", "Matrix", "MatrixColumn", "matrix", "same_step_elsewhere"]


class MatrixColumn(Struct, frozen=True):
    """One step number across the runs of a procedure."""

    number: int
    title: str
    """As the newest run that has it calls it; empty when that is redacted."""
    runs: int
    """How many runs have it."""
    failed: int
    """In how many of them it failed."""
    omitted: int


class Matrix(Struct, frozen=True):
    """Runs × steps of one procedure."""

    runs: tuple[Run, ...]
    """Newest first."""
    columns: tuple[MatrixColumn, ...]
    cells: tuple[tuple[Step | None, ...], ...]
    """A row a run, a cell a column; None where the run has no such step."""
    version_starts: frozenset[int]
    """Rows whose version differs from the older run's below it."""


class Elsewhere(Struct, frozen=True):
    """A step as it went in another run."""

    run: Run
    number: int
    """Which of the runs it is, the oldest being 1."""
    step: Step | None
    """None where that run has no step of the number."""


def matrix(runs: Iterable[Run]) -> Matrix:
    """Lay runs of one procedure against its steps. Steps without a number have no column."""
    rows = newest_first(runs)
    by_row = [{step.number: step for step in run.steps if step.number is not None} for run in rows]
    numbers = sorted({number for steps in by_row for number in steps})
    cells = tuple(tuple(steps.get(number) for number in numbers) for steps in by_row)
    columns = tuple(
        _column(number, [row[index] for row in cells if row[index] is not None]) for index, number in enumerate(numbers)
    )
    versions = [run.procedure.version_id or run.procedure.version_name for run in rows]
    changes = frozenset(row for row, (newer, older) in enumerate(pairwise(versions)) if newer != older)
    return Matrix(tuple(rows), columns, cells, changes)


def same_step_elsewhere(run: Run, number: int | None, runs: Iterable[Run]) -> tuple[Elsewhere, ...]:
    """Return the same step in the serial number's other runs of the procedure, oldest first."""
    return tuple(
        Elsewhere(each, place, None if (index := each.index_of(number)) is None else each.steps[index])
        for place, each in enumerate(siblings(run, runs), start=1)
        if each.id != run.id
    )


def _column(number: int, steps: Sequence[Step | None]) -> MatrixColumn:
    there = [step for step in steps if step is not None]
    counts = count_outcomes(there)
    title = next((title for step in there if (title := shown(step.title))), "")
    return MatrixColumn(number, title, len(there), counts[Outcome.FAILED], counts[Outcome.OMITTED])
