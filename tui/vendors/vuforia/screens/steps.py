"""The steps as rows; Enter opens the stepper at the step under the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import msgspec

from tui.core.record import Record
from tui.screens.browse.browser import BrowserScreen
from tui.vendors.vuforia.rows import RunStep
from tui.vendors.vuforia.runs import Run
from tui.vendors.vuforia.screens.stepper import StepperScreen
from tui.widgets.key_line import OPENING, Hint, relabelled
from tui.widgets.record_table import RecordTable

__all__ = ["StepsScreen"]

_AROUND = ("sessionId", "procedure", "user")


class StepsScreen(BrowserScreen):
    """One row a step."""

    def on_record_table_opened(self, message: RecordTable.Opened) -> None:
        """Step through the run, from this step on; one that cannot be read has its details only."""
        row: RunStep | None = message.record.value
        if row is None:
            return
        message.prevent_default()
        runs = runs_of(self.view.records())
        self.app.push_screen(
            StepperScreen(
                self.here,
                runs,
                row.run.id,
                crumbs=self.crumbs[:1],
                number=row.step.number,
                span=self.span,
                lacks=self.lacks,
            )
        )

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Say what Enter opens."""
        return relabelled(super().arrange_hints(hints), OPENING, "step")


def runs_of(records: Iterable[Record[Any]]) -> list[Record[Run]]:
    """Put runs together again from the rows of their steps, with what the vendor sent of each."""
    rows: list[Any] = [record for record in records if record.value is not None]
    runs = []
    for _, group in groupby(
        sorted(rows, key=lambda record: record.value.run.id), key=lambda record: record.value.run.id
    ):
        theirs = list(group)
        first = theirs[0].fields()
        steps = [{key: value for key, value in row.fields().items() if key not in _AROUND} for row in theirs]
        sent = {key: first.get(key) for key in _AROUND}
        sent["procedure"] = {**(first.get("procedure") or {}), "steps": steps}
        run: Run = theirs[0].value.run
        runs.append(Record(run.id, run, msgspec.json.encode(sent)))
    return runs
