"""The matrix of a procedure: every run against every step, so that what fails again and again is seen at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.connections import Connection
from tui.core.record import Record
from tui.core.text import cell_width, clean, fit
from tui.core.time.time_range import TimeRange
from tui.screens.base import FrontdeskScreen
from tui.screens.browse.exporting import ask_export
from tui.vendors.vuforia.catalog import STEPS
from tui.vendors.vuforia.matrix import Matrix, MatrixColumn, matrix
from tui.vendors.vuforia.rows import step_records
from tui.vendors.vuforia.runs import Run, operator, procedure_name, version_of
from tui.vendors.vuforia.screens.lines import PageLines, TextLine
from tui.vendors.vuforia.screens.looks import outcome_word
from tui.vendors.vuforia.screens.matrix_grid import MatrixGrid
from tui.vendors.vuforia.screens.step_words import run_moment
from tui.vendors.vuforia.screens.stepper import StepperScreen
from tui.widgets.line import parts_width

__all__ = ["MatrixScreen"]


class MatrixScreen(FrontdeskScreen):
    """Runs × steps of one procedure."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [Path(__file__).with_name("screens.tcss")]

    AUTO_FOCUS = "MatrixGrid"

    NOT_HERE: ClassVar[Mapping[str, str]] = {
        "table.filter": "The matrix shows all runs of the procedure. Filter them in their list, one step back.",
        "table.sort": "In the matrix runs stand by time, the newest first. Their list can be sorted, one step back.",
        "table.details": "What is under the cursor is told below; Enter opens the step.",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "telling", "next failed or omitted", id="matrix.next-telling"),
        Binding("x", "export", "export", id="matrix.export", tooltip="Export the steps of all runs"),
    ]

    def __init__(
        self,
        connection: Connection,
        records: Sequence[Record[Run]],
        *,
        crumbs: tuple[str, ...],
        run_id: str = "",
        number: int | None = None,
        span: TimeRange | None = None,
        lacks: str = "",
    ) -> None:
        """Open a matrix.

        Args:
            connection: Whose it is.
            records: The runs of one procedure.
            crumbs: The way to here, without the procedure.
            run_id: The run that the cursor is on at first.
            number: The step that the cursor is on at first.
            span: The range that the runs were asked for.
            lacks: Why these may not be all of the runs, as a sentence; empty when they are.
        """
        runs = [record.value for record in records if record.value is not None]
        name = clean(procedure_name(runs[0].procedure).removesuffix(version_of(runs[0].procedure)).rstrip())
        super().__init__(connection, crumbs=(*crumbs, name, "Matrix"))
        self.here = connection
        self._way = crumbs
        self._records = {record.id: record for record in records}
        self._run_id, self._number = run_id, number
        self._span, self._lacks = span, lacks
        self.matrix: Matrix = matrix(runs)
        """What is shown."""

    def compose_body(self) -> ComposeResult:
        """Yield the grid, and what it says of the cell under the cursor."""
        yield MatrixGrid(id="grid")
        yield PageLines(id="cell")

    def on_mount(self) -> None:
        """Show the matrix, the cursor on the cell we came from."""
        runs, columns = self.matrix.runs, self.matrix.columns
        row = next((row for row, run in enumerate(runs) if run.id == self._run_id), 0)
        column = next((place for place, each in enumerate(columns) if each.number == self._number), 0)
        self.query_one("#grid", MatrixGrid).show(self.matrix, self._labels(), row=row, column=column)
        self.show_facts(f"{_count(len(runs), 'run')}, {_count(len(columns), 'step')}")
        self._show_cell()

    def on_matrix_grid_moved(self, message: MatrixGrid.Moved) -> None:
        """Say what is under the cursor."""
        self._show_cell()

    def on_matrix_grid_chosen(self, message: MatrixGrid.Chosen) -> None:
        """Step through the run, from that step on."""
        run = self.matrix.runs[message.row]
        number = self.matrix.columns[message.column].number if self.matrix.columns else None
        records = list(self._records.values())
        self.app.push_screen(
            StepperScreen(
                self.here, records, run.id, crumbs=self._way, number=number, span=self._span, lacks=self._lacks
            )
        )

    def action_telling(self) -> None:
        """Go to the next cell that failed or was left out."""
        grid = self.query_one("#grid", MatrixGrid)
        cell = grid.next_telling() if self.matrix.columns else None
        if cell is None:
            self.say("Nothing failed or was left out in these runs.")
        else:
            grid.go(*cell)

    def action_export(self) -> None:
        """Export the steps of every run shown, in the order shown."""
        rows = [row for run in self.matrix.runs for row in step_records(self._records[run.id])]
        ask_export(self, STEPS, rows, STEPS.columns, span=self._span, lacks=self._lacks)

    def _labels(self) -> list[str]:
        """Write what stands before each row: which run, when, which version; the serial number where there are many."""
        runs = self.matrix.runs
        many = len({run.serial for run in runs}) > 1
        cells = [
            (
                clean(run.serial)[:10] if many else f"run {len(runs) - row}",
                run_moment(run, now=self.now(), zone=self.zone),
                clean(version_of(run.procedure))[:7],
            )
            for row, run in enumerate(runs)
        ]
        widths = [max((cell_width(cell[place]) for cell in cells), default=0) for place in range(3)]
        return [
            f" {fit(name, widths[0])}  {fit(moment, widths[1], right=True)}  {fit(version, widths[2])} "
            for name, moment, version in cells
        ]

    def _show_cell(self) -> None:
        row, place = self.query_one("#grid", MatrixGrid).cursor
        if self.matrix.columns:
            column, run = self.matrix.columns[place], self.matrix.runs[row]
            lines = self._cell_lines(column, run, row, place)
        else:
            lines = [[(" These runs have no steps.", "plain")]]
        self.query_one("#cell", PageLines).show(lambda width: lines)

    def _cell_lines(self, column: MatrixColumn, run: Run, row: int, place: int) -> list[TextLine]:
        step = self.matrix.cells[row][place]
        title = f" {clean(column.title)}" if column.title else ""
        often = f"failed in {column.failed:,}, omitted in {column.omitted:,} of {_count(column.runs, 'run')}"
        moment = run_moment(run, now=self.now(), zone=self.zone)
        serial = f"serial {clean(run.serial)}, " if run.serial else ""
        who = f", {clean(name)}" if (name := operator(run.session.user)) else ""
        about = f"{serial}{moment}{who}"
        if step is None:
            said: TextLine = [(" No such step", "muted"), (f"   {about}", "muted")]
        else:
            word, role = outcome_word(step)
            said = [(f" {clean(word)}", role), (f"   {about}", "muted")]
        head: TextLine = [(f" Step {column.number}", "accent"), (title, "strong"), (f"   {often}", "muted")]
        if parts_width(head) > self.app.size.width:
            head[-1] = (f"   {column.failed:,} failed, {column.omitted:,} omitted", "muted")
        return [head, said]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else f'{noun}s'}"
