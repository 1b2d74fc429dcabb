"""Many writes under way: how far, how fast, what did not go well, and the ways to stop."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final, TextIO, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Static

from tui.connections import Connection
from tui.core.action import WriteState
from tui.core.errors import FrontdeskError
from tui.core.present import count_text
from tui.core.text import clean, fit
from tui.screens.write.write_base import AskingScreen, words_of
from tui.storage.atomic import open_atomic
from tui.widgets.bulk_progress import BulkProgress
from tui.widgets.key_line import OPENING, Hint, without
from tui.widgets.line import Role, TextPart
from tui.widgets.menu import Menu, MenuEntry, heading
from tui.writing.bulk import Bulk, Phase, RowOutcome
from tui.writing.report import OutcomeLine, write_outcomes

__all__ = ["RETRY", "BulkScreen"]

REFRESH: Final = 0.5
"""Seconds between two looks of the screen at a bulk that runs: over SSH every one of them costs bytes."""

SHOWN: Final = 500
"""So many rows that did not go well are listed; the export has them all."""

_ROLES: Final[dict[WriteState, Role]] = {
    WriteState.DONE: "success",
    WriteState.REFUSED: "danger",
    WriteState.FAILED: "danger",
    WriteState.UNKNOWN: "warning",
}

_SAID: Final = {
    Phase.READY: "starting",
    Phase.RUNNING: "",
    Phase.PAUSED: "paused",
    Phase.STOPPING: "stopping after those under way",
    Phase.CANCELLED: "cancelled",
    Phase.STOPPED: "stopped",
    Phase.FINISHED: "finished",
}


RETRY: Final = "retry"
"""The answer that sends again what surely changed nothing, and what was not sent."""


class BulkScreen(AskingScreen[str]):
    """Watches and steers one bulk; whoever opened it runs it."""

    TYPED_IN = False

    KEYS_OF = "Many writes at once"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "pause", "pause", id="bulk.pause"),
        Binding("c", "cancel", "cancel after these", id="bulk.cancel"),
        Binding("R", "retry", "retry what failed", id="bulk.retry"),
        Binding("x", "export", "export outcome", id="bulk.export"),
    ]

    DEFAULT_CSS = """
    BulkScreen {
        #bulk-progress { margin: 1 0 0 0; }
        #bulk-reason { color: $warning; height: auto; padding: 0 1; }
        #bulk-rows { margin-top: 1; }
        #bulk-detail { height: auto; max-height: 4; padding: 0 1; }
    }
    """

    def __init__(self, connection: Connection, bulk: Bulk, *, crumbs: tuple[str, ...]) -> None:
        super().__init__(connection, crumbs=(*crumbs, f"{len(bulk.rows):,} from {bulk.source}"))
        self.bulk = bulk
        self._dirty = True
        self._timer: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """Yield the bar, the reason it stopped, and the rows that did not go well."""
        yield BulkProgress(id="bulk-progress")
        yield Static("", id="bulk-reason", markup=False)
        yield Menu(id="bulk-rows")
        yield Static("", id="bulk-detail", markup=False)

    def on_mount(self) -> None:
        """Look whenever something has happened."""
        self.bulk.changed = self._mark

    def show_begun(self) -> None:
        """Look from time to time while it runs."""
        self._timer = self.set_interval(REFRESH, self._look)
        self._dirty = True
        self._look()

    def show_ended(self, error: FrontdeskError | None) -> None:
        """Show the end.

        Args:
            error: Why it broke off; None when the bulk itself says how it ended.
        """
        if self._timer is not None:
            self._timer.stop()
        self._dirty = True
        self._look()
        if error is not None:
            self.query_one("#bulk-reason", Static).update(clean(words_of(error)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense now."""
        running = self.bulk.phase in (Phase.RUNNING, Phase.PAUSED)
        match action:
            case "pause" | "cancel":
                return running
            case "retry":
                return not self.busy and bool(self.bulk.retryable or self.bulk.unsent)
            case "export":
                return bool(self.bulk.outcomes)
            case _:
                return True

    def arrange_hints(self, hints: tuple[Hint, ...]) -> tuple[Hint, ...]:
        """Leave Enter out: a row is told in full below the list, and there is nothing to open."""
        return super().arrange_hints(without(hints, OPENING))

    def action_pause(self) -> None:
        """Hold, or go on."""
        if self.bulk.phase is Phase.PAUSED:
            self.bulk.go_on()
        else:
            self.bulk.pause()
        self._look()

    def action_cancel(self) -> None:
        """Begin no more rows."""
        self.bulk.cancel()
        self._look()

    def action_retry(self) -> None:
        """Have what surely changed nothing sent again, and what was not sent."""
        self.answer(RETRY)

    def action_export(self) -> None:
        """Write the outcome of every row to a file."""
        self.run_guarded(self._export(), then=self.say, group="export", exclusive=True)

    def on_menu_highlighted(self, message: Menu.Highlighted) -> None:
        """Show the whole of an outcome: a line has no room for the vendor's words."""
        message.stop()
        self._show_detail()

    def _show_detail(self) -> None:
        at = self.query_one("#bulk-rows", Menu).chosen_id
        outcome = self.bulk.outcomes.get(int(at)) if at else None
        asked = f" (request {outcome.request_id})" if outcome is not None and outcome.request_id else ""
        text = f"Row {outcome.row.number}, {outcome.row.target}: {outcome.text}{asked}" if outcome is not None else ""
        self.query_one("#bulk-detail", Static).update(clean(text))

    def _mark(self) -> None:
        self._dirty = True

    def _look(self) -> None:
        """Show where the bulk stands, when that has changed."""
        if not self._dirty:
            return
        self._dirty = False
        bulk, pace = self.bulk, self.bulk.pace
        progress = self.query_one("#bulk-progress", BulkProgress)
        progress.show(
            pace.done, pace.total, rate=pace.rate, left=pace.left, phase=_SAID[bulk.phase], counts=_counts(bulk)
        )
        self.query_one("#bulk-reason", Static).update(clean(bulk.reason))
        self.query_one("#bulk-rows", Menu).set_entries(_entries(bulk))
        self._show_detail()
        self.refresh_bindings()

    async def _export(self) -> str:
        path = self.shell.export_folder() / f"{self.bulk.action.name}-outcome-{self.bulk.batch}.csv"
        lines = [OutcomeLine.of_row(each) for each in self.bulk.outcomes.values()]

        def write() -> None:
            with open_atomic(path) as file:
                write_outcomes(lines, form="csv", stream=cast("TextIO", file))

        try:
            await asyncio.to_thread(write)
        except OSError as failed:
            return f"{path} cannot be written: {failed.strerror or failed}."
        return f"{count_text(len(lines), 'outcome is', 'outcomes are')} in {path}."


def _counts(bulk: Bulk) -> list[TextPart]:
    parts: list[TextPart] = []
    unchanged = sum(outcome.unchanged for outcome in bulk.outcomes.values())
    for state, role in _ROLES.items():
        if count := bulk.counts[state]:
            parts.append((f"{count:,} {state.value}   ", role))
    parts += [(f"{unchanged:,} of them changed nothing   ", "muted")] if unchanged else []
    waiting = len(bulk.unsent)
    parts += [(f"{waiting:,} not sent   ", "muted")] if waiting else []
    return parts


def _entries(bulk: Bulk) -> list[MenuEntry]:
    bad = [outcome for outcome in bulk.outcomes.values() if outcome.state is not WriteState.DONE]
    if not bad:
        return []
    rest = len(bad) - SHOWN
    more = [heading(f"   and {rest:,} more, in the export")] if rest > 0 else []
    return [heading(f"   {'Row':>5}  {'Target':<28}  Outcome"), *map(_entry, bad[:SHOWN]), *more]


def _entry(outcome: RowOutcome) -> MenuEntry:
    asked = f" (request {outcome.request_id})" if outcome.request_id else ""
    target = fit(clean(outcome.row.target), 28)
    state: TextPart = (f"{outcome.state.value}", _ROLES[outcome.state])
    row: TextPart = (f"  {outcome.row.number:>5}  {target}  ", "plain")
    return MenuEntry(str(outcome.row.number), (row, state, (f": {clean(outcome.text)}{asked}", "plain")))
