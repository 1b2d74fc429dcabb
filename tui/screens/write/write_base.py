"""The ground of the screens that write: the journal, the moment, and nobody leaving while something is under way."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tui.connections import Connection
from tui.core.action import Action, FieldKind
from tui.core.errors import Bug, FrontdeskError
from tui.core.vendor import Environment
from tui.screens.app_state import AppState
from tui.screens.base import FrontdeskScreen
from tui.widgets.line import TextPart
from tui.writing.fields import NowInZone

if TYPE_CHECKING:
    from tui.storage.journal import Journal

__all__ = ["WriteScreen", "goes_to", "open_store", "verb_of", "words_of"]


def open_store(app_state: AppState) -> Journal:
    """Make the journal; its file is opened when it is first used. Whoever asks for it closes it."""
    from tui.storage.journal import Journal

    folder = app_state.paths.journal if app_state.paths is not None else Path(tempfile.mkdtemp()) / "journal.sqlite3"
    return Journal(folder, app_state.clock)


def verb_of(action: Action) -> str:
    """Return what the answer that goes ahead is called: an edit is saved, else the title's first word, a verb."""
    edits = action.before is not None and any(field.kind is FieldKind.PAIRS for field in action.fields)
    return "Save" if edits else action.title.partition(" ")[0]


def words_of(error: FrontdeskError) -> str:
    """Return all there is to say of an error, on one line."""
    asked = getattr(error, "request_id", "")
    whose = "Frontdesk itself failed:" if isinstance(error, Bug) else ""
    said = (whose, error.message, f"(request {asked})" if asked else "", error.way_out)
    return " ".join(part for part in said if part)


def goes_to(connection: Connection) -> list[TextPart]:
    """Say where a write goes; production cannot be missed."""
    name: TextPart = (f" {connection.name} ", "strong")
    if connection.environment is Environment.PRODUCTION:
        return [(" to", "plain"), name, ("PRODUCTION", "danger")]
    return [(" to", "plain"), name, (connection.environment.value, "muted")]


class WriteScreen(FrontdeskScreen):
    """A screen that writes to one connection."""

    def __init__(self, connection: Connection, *, crumbs: tuple[str, ...]) -> None:
        super().__init__(connection, crumbs=crumbs)
        self.here = connection
        self._journal: Journal | None = None

    @property
    def journal(self) -> Journal:
        """Where writes are written down."""
        if self._journal is None:
            self._journal = open_store(self.app_state)
        return self._journal

    @property
    def moment(self) -> NowInZone:
        """What relative times are worked out from."""
        return NowInZone(self.now(), self.zone)

    async def on_unmount(self) -> None:
        """Let go of the journal."""
        if self._journal is not None:
            await self._journal.aclose()

    async def action_back(self) -> None:
        """Go back, unless something is under way."""
        if self.busy:
            self.say(f"{self.busy} Wait for its end.")
            return
        await super().action_back()
