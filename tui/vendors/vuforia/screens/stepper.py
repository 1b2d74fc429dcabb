"""Stepping through a run: a step a page, the run's progress above it, the same step in the other runs beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.connections import Connection
from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.screens.base import FrontdeskScreen
from tui.screens.browse.exporting import ask_export
from tui.screens.browse.tools import ask_copy
from tui.vendors.vuforia.catalog import STEPS
from tui.vendors.vuforia.matrix import same_step_elsewhere
from tui.vendors.vuforia.outcomes import Outcome, next_telling, outcome, previous_telling
from tui.vendors.vuforia.rows import RunStep, step_records
from tui.vendors.vuforia.runs import Run, procedure_name, siblings
from tui.vendors.vuforia.screens.lines import PageLines, TextLine
from tui.vendors.vuforia.screens.step_words import run_moment, step_lines
from tui.vendors.vuforia.screens.strip_line import StripLine

__all__ = ["StepperScreen"]


class StepperScreen(FrontdeskScreen):
    """One run of a procedure, a step a page."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [Path(__file__).with_name("screens.tcss")]

    AUTO_FOCUS = ""

    NOT_HERE: ClassVar[Mapping[str, str]] = {
        "table.filter": "A run is shown step by step. The list of steps, from the connection's menu, can be filtered.",
        "table.sort": "Steps stand in the order of the procedure. The list of steps can be sorted.",
        "table.details": "Everything about the step is here already.",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right", "step(1)", "next", id="stepper.next", tooltip="The next step"),
        Binding("p,left", "step(-1)", "previous", id="stepper.previous", tooltip="The step before"),
        Binding(
            "f",
            "telling(1)",
            "failed or omitted",
            id="stepper.next-telling",
            tooltip="To the next step that failed or was left out",
        ),
        Binding("F", "telling(-1)", "Failed or omitted before", show=False, id="stepper.previous-telling"),
        Binding("m", "matrix", "matrix", id="stepper.matrix", tooltip="All runs against all steps"),
        Binding("x", "export", "export", id="stepper.export", tooltip="Export the run's steps"),
        Binding("down,j", "run(-1)", "older run", id="stepper.older", tooltip="The same step, one run before"),
        Binding("up,k", "run(1)", "newer run", id="stepper.newer", tooltip="The same step, one run later"),
        Binding("home,g", "end(0)", "First step", show=False, id="stepper.first"),
        Binding("end,G", "end(-1)", "Last step", show=False, id="stepper.last"),
        Binding("pagedown,space", "page(1)", "Scroll down", show=False, id="stepper.page-down"),
        Binding("pageup", "page(-1)", "Scroll up", show=False, id="stepper.page-up"),
        Binding("y", "copy", "copy", show=False, id="stepper.copy", tooltip="Copy from the step"),
    ]

    def __init__(
        self,
        connection: Connection,
        records: Sequence[Record[Run]],
        run_id: str,
        *,
        crumbs: tuple[str, ...],
        number: int | None = None,
        matrix: Callable[[StepperScreen], None] | None = None,
        span: TimeRange | None = None,
        lacks: str = "",
    ) -> None:
        """Open a run.

        Args:
            connection: Whose it is.
            records: What was read: the run, and those that may be its serial number's other runs.
            run_id: Which run.
            crumbs: The way to here, without the procedure.
            number: The step to begin with; None begins with the first that failed, else with the first.
            matrix: Goes to the matrix; None when the matrix is where we came from.
            span: The range that the runs were asked for.
            lacks: Why what was read is not whole, as a sentence; empty when it is.
        """
        super().__init__(connection, crumbs=crumbs)
        self.here = connection
        self._way = crumbs
        self._records = {record.id: record for record in records if record.value is not None}
        wanted = self._records[run_id].value
        assert wanted is not None  # noqa: S101 - taken out above
        self.runs = siblings(wanted, (record.value for record in self._records.values() if record.value is not None))
        """The serial number's runs of the procedure, oldest first."""
        self.run = wanted
        """The run in view."""
        self.at = _first_place(wanted, number)
        """Where the step in view stands in it."""
        self._matrix = matrix
        self._span, self._lacks = span, lacks

    def compose_head(self) -> ComposeResult:
        """Yield the progress along the run."""
        yield StripLine(id="run-strip")

    def compose_body(self) -> ComposeResult:
        """Yield the step."""
        yield PageLines(id="step")

    def on_mount(self) -> None:
        """Show the step."""
        self.show_step()

    def show_step(self) -> None:
        """Bring everything up to date with where we are."""
        run, place = self.run, self.runs.index(self.run) + 1
        moment = run_moment(run, now=self.now(), zone=self.zone)
        self.crumbs = (*self._way, procedure_name(run.procedure))
        self.show_crumbs()
        self.show_facts(f"run {place} of {len(self.runs)}", moment)
        self.query_one("#run-strip", StripLine).show(run, self.at)
        self.query_one("#step", PageLines).show(self._write)

    # Keys.

    def action_step(self, by: int) -> None:
        """Go to the next step, or the one before; the ends hold."""
        self._go(self.at + by)

    def action_end(self, end: int) -> None:
        """Go to the first or the last step."""
        self._go(0 if end == 0 else len(self.run.steps) - 1)

    def action_telling(self, by: int) -> None:
        """Go to the next failed or omitted step, going round; or to the one before."""
        find = next_telling if by > 0 else previous_telling
        place = find(self.run.steps, self.at)
        if place is None:
            self.say("Nothing failed or was left out in this run.")
        elif place == self.at:
            self.say("This is the only step that failed or was left out.")
        else:
            self._go(place)

    def action_run(self, by: int) -> None:
        """Go to the same step of the run before or after this one."""
        place = self.runs.index(self.run) + by
        if not 0 <= place < len(self.runs):
            self.say("This is the newest run." if by > 0 else "This is the oldest run.")
            return
        number = self.run.steps[self.at].number if self.run.steps else None
        self.run = self.runs[place]
        at = self.run.index_of(number)
        self.at = min(self.at, max(0, len(self.run.steps) - 1)) if at is None else at
        if at is None and number is not None:
            self.say(f"Run {place + 1} has no step {number}.")
        self.show_step()

    def action_page(self, by: int) -> None:
        """Scroll a page that is longer than the screen."""
        lines = self.query_one("#step", PageLines)
        lines.scroll_relative(y=by * max(1, lines.size.height - 1), animate=False)

    async def action_matrix(self) -> None:
        """Go to the matrix; back to it, when that is where we came from."""
        if self._matrix is None:
            await self.action_back()
        else:
            self._matrix(self)

    def action_export(self) -> None:
        """Export the steps of the run."""
        records = list(step_records(self._records[self.run.id]))
        ask_export(self, STEPS, records, STEPS.columns, span=self._span, lacks=self._lacks)

    def action_copy(self) -> None:
        """Copy from the step."""
        records: list[Record[RunStep]] = list(step_records(self._records[self.run.id]))
        if self.at < len(records):
            ask_copy(self, [records[self.at]], STEPS.columns)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what this run has not: other runs, steps."""
        if action == "run":
            return len(self.runs) > 1
        if action in ("step", "telling", "export"):
            return bool(self.run.steps)
        return True

    def _go(self, place: int) -> None:
        place = max(0, min(place, len(self.run.steps) - 1))
        if place != self.at:
            self.at = place
            self.show_step()

    def _write(self, width: int) -> list[TextLine]:
        run = self.run
        if not run.steps:
            return [[], [("   No steps.", "strong")], [], [("   The vendor sent none for this run.", "plain")]]
        others = same_step_elsewhere(run, run.steps[self.at].number, self.runs)
        return step_lines(run, self.at, others, width, now=self.now(), zone=self.zone)


def _first_place(run: Run, number: int | None) -> int:
    """Return where to begin: at the step of a number, at the first that failed, at the first."""
    if number is not None and (place := run.index_of(number)) is not None:
        return place
    return next((place for place, step in enumerate(run.steps) if outcome(step) is Outcome.FAILED), 0)
