"""What screens ask of a vendor's folder at once, not in a worker: its mistakes come out as errors that can be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from textual.dom import DOMNode

from tui.connections import Connection
from tui.core.errors import FrontdeskError
from tui.core.vendor import Catalog, Vendor
from tui.screens.app_state import AppState
from tui.screens.boundary import bugs_caught
from tui.screens.command_book import vendor_places

if TYPE_CHECKING:
    from tui.storage.journal import JournalEntry

T = TypeVar("T")

__all__ = ["can_be_undone", "catalog_of", "places_of", "said_by", "screens_of", "why_no_undo"]


def catalog_of(app_state: AppState, connection: Connection) -> Catalog:
    """Return what a connection can be asked and told; the first time this imports the vendor's folder.

    Raises:
        Bug: when that fails.
    """
    with bugs_caught(app_state):
        catalog = connection.catalog
        for group in (catalog.collections, catalog.actions):
            len(group)  # all of it is shown: what comes in turn is imported here, where a failure is caught
        return catalog


def screens_of(app_state: AppState, connection: Connection) -> ModuleType | None:
    """Return the vendor's own screens; None when it brings none. The first time this imports them.

    Raises:
        Bug: when that fails.
    """
    with bugs_caught(app_state):
        return connection.vendor.module("screens")


def said_by(app_state: AppState, ask: Callable[[], T]) -> T:
    """Return what comes of a question to descriptions in a vendor's folder, which may not even load.

    Raises:
        FrontdeskError: as the question does; a `Bug` in place of anything else.
    """
    with bugs_caught(app_state):
        return ask()


def places_of(app_state: AppState, vendor: Vendor) -> Sequence[type[DOMNode]]:
    """Return where a vendor's screens declare commands; none when they cannot be imported: going there says why."""
    try:
        with bugs_caught(app_state):
            return vendor_places(vendor)
    except FrontdeskError:
        return ()


def can_be_undone(app_state: AppState, entry: JournalEntry) -> bool:
    """Tell whether a write can be taken back, as its vendor says: nothing can where its folder is broken."""
    from tui.writing.undo import undo_of  # home imports this module, and its first paint needs nothing of writing

    try:
        connection = app_state.connections.named(entry.connection)
        with bugs_caught(app_state):
            return not connection.read_only and undo_of(connection, entry) is not None
    except FrontdeskError:
        return False  # the connection is configured no more, or its vendor's folder is broken


def why_no_undo(app_state: AppState, entry: JournalEntry) -> str:
    """Say why a write cannot be taken back, as its vendor says; an empty text where it can."""
    from tui.writing.undo import why_not_undone

    try:
        connection = app_state.connections.named(entry.connection)
        with bugs_caught(app_state):
            return why_not_undone(connection, entry)
    except FrontdeskError as error:
        return error.message
