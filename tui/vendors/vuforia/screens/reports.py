"""The runs that a search found, newest first, each with a strip of how its steps came out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any, ClassVar

from msgspec.structs import replace
from textual.binding import Binding, BindingType

from tui.connections import Connection
from tui.core.collection import Collection, Value
from tui.core.errors import FrontdeskError
from tui.core.record import Record
from tui.core.text import cell_width, clean
from tui.core.time.time_range import TimeRange
from tui.screens.boundary import one_line
from tui.screens.browse.browser import BrowserScreen
from tui.vendors.vuforia.rows import SERIAL_KEY
from tui.vendors.vuforia.runs import Run
from tui.vendors.vuforia.screens.matrix import MatrixScreen
from tui.vendors.vuforia.screens.run_table import RunTable
from tui.vendors.vuforia.screens.search import SearchScreen
from tui.vendors.vuforia.screens.searches import crumb_of, texts_of, words_of
from tui.vendors.vuforia.screens.stepper import StepperScreen
from tui.widgets.head_line import HeadLine
from tui.widgets.key_line import OPENING, Hint, relabelled
from tui.widgets.record_table import RecordTable
from tui.widgets.state_view import StateKind, ViewState

__all__ = ["ReportsScreen"]


class ReportsScreen(BrowserScreen):
    """Runs as a table; Enter steps through one, `m` lays those of a procedure against its steps."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [Path(__file__).with_name("screens.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "matrix", "matrix", id="reports.matrix", tooltip="The procedure's runs against its steps"),
    ]

    def __init__(
        self,
        connection: Connection,
        collection: Collection,
        query_values: Mapping[str, Value],
        span: TimeRange | None,
        crumbs: tuple[str, ...],
    ) -> None:
        serials = query_values.get("serialNumber", ())
        single = isinstance(serials, tuple) and len(serials) == 1
        super().__init__(connection, _fitting(collection, single=single), query_values, span, crumbs)

    def make_table(self) -> RunTable:
        """Make the table, which colours the outcomes."""
        return RunTable(self.view, id="table")

    def on_mount(self) -> None:
        """Call a search that came from elsewhere by its serial number as well."""
        if len(self.crumbs) <= 2:
            self.crumbs = (self.here.name, crumb_of(self.query_values))
            self.show_crumbs()

    def on_record_table_opened(self, message: RecordTable.Opened) -> None:
        """Step through the run; one that cannot be read has its details only."""
        if message.record.value is None:
            return
        message.prevent_default()
        self.app.push_screen(
            StepperScreen(
                self.here,
                self.view.records(),
                message.record.id,
                crumbs=self.crumbs,
                matrix=self._to_matrix,
                span=self.span,
                lacks=self.lacks,
            )
        )

    def action_matrix(self) -> None:
        """Lay the runs of the procedure under the cursor against its steps."""
        record: Record[Run] | None = self.table.current
        if record is None or record.value is None:
            return
        procedure = record.value.procedure.id
        self._show_matrix(
            [each for each in self._runs() if each.value is not None and each.value.procedure.id == procedure],
            run_id=record.id,
        )

    def action_parameters(self) -> None:
        """Change the search: the form is where we came from, or is filled in anew."""
        if isinstance(self.app.screen_stack[-2], SearchScreen):
            self.app.pop_screen()
            return
        texts = texts_of(self.query_values, self.span)
        self.app.switch_screen(SearchScreen(self.here, crumbs=(self.here.name, "Reports"), texts=texts))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out the matrix where there are no runs."""
        return len(self.view) > 0 if action == "matrix" else super().check_action(action, parameters)

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Put what is special here before what every table has; the parameters here are the search."""
        arranged = relabelled(super().arrange_hints(hints), {"table.parameters"}, "search")
        opens = [hint for hint in arranged if hint.command_id in OPENING]
        own = [hint for hint in arranged if hint.command_id in ("reports.matrix", "table.parameters")]
        return (*opens, *own, *(hint for hint in arranged if hint not in (*opens, *own)))

    def _to_matrix(self, stepper: StepperScreen) -> None:
        own = {run.id for run in stepper.runs}
        number = stepper.run.steps[stepper.at].number if stepper.run.steps else None
        self._show_matrix([each for each in self._runs() if each.id in own], run_id=stepper.run.id, number=number)

    def _show_matrix(self, records: list[Record[Run]], *, run_id: str, number: int | None = None) -> None:
        self.app.push_screen(
            MatrixScreen(
                self.here,
                records,
                crumbs=self.crumbs,
                run_id=run_id,
                number=number,
                span=self.span,
                lacks=self.lacks,
            )
        )

    def _runs(self) -> list[Record[Any]]:
        return list(self.view.records())

    def end_read(self, error: FrontdeskError | None, *, stopped: bool) -> None:
        """Show how the read ended; when rows stay above an error that is longer than its line, say the rest below."""
        super().end_read(error, stopped=stopped)
        if error is not None and self.view.total and cell_width(one_line(error)) > self._room_for_problem:
            self.say(one_line(error).removeprefix(_first_sentence(error)))

    def show_all(self) -> None:
        """Bring everything up to date; of a long error, say what is missing and which key helps."""
        super().show_all()
        head, error = self.query_one("#head-line", HeadLine), self.read_error
        if error is not None and head.problem and cell_width(head.problem) > self._room_for_problem:
            head.problem = f"{_first_sentence(error)} {self.shell.key_for('table.refresh')} goes on."

    @property
    def _room_for_problem(self) -> int:
        """Cells that the line under the crumbs has beside what stands at its end."""
        return self.app.size.width - cell_width(self.query_one("#head-line", HeadLine).fact) - 6

    def asked_words(self) -> str:
        """Say the whole question, and what there is to say of the answer."""
        return ". ".join([words_of(texts_of(self.query_values, self.span)), *self.notes])

    def view_state(self) -> ViewState | None:
        """Name the serial number that nothing is known of: it may be written another way."""
        state = super().view_state()
        serials = self.query_values.get("serialNumber", ())
        if state is None or state.kind is not StateKind.EMPTY or not self.read_whole:
            return state
        named = clean(", ".join(serials)) if isinstance(serials, tuple) else ""
        return replace(state, headline=f"No runs of {named}.") if named else state


def _first_sentence(error: FrontdeskError) -> str:
    first, stop, _ = one_line(error).partition(". ")
    return first + stop.strip()


def _fitting(collection: Collection, *, single: bool) -> Collection:
    """Say which serial number a run is of where there are several, and keep quiet about it where there is one."""
    serial = collection.column(SERIAL_KEY)
    if serial is None:
        return collection
    first, *others = (column for column in collection.columns if column.key != SERIAL_KEY)
    told = replace(serial, shown=not single, rank=0)
    return replace(collection, columns=(first, told, *others))
