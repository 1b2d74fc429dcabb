"""What `u` takes back wherever one is: the newest write, or all of the bulk that it belongs to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tui.core.errors import FrontdeskError
from tui.core.written import WriteState
from tui.screens.app_state import AppState
from tui.screens.vendor_code import can_be_undone

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = ["find_undoable"]

LOOKED_THROUGH: Final = 200
"""So many rows of a bulk are looked at, the newest first, for one that can be taken back; the undo looks at all."""

_MAY_HAVE_CHANGED: Final = tuple(set(WriteState) - {WriteState.REFUSED, WriteState.FAILED})
"""How a write can have ended that is not as if it had never been sent."""


async def find_undoable(app_state: AppState) -> JournalEntry | Batch | None:
    """Return the newest write when it can be taken back: an older one would surprise whoever presses the key.

    A row of a bulk stands for all of it, as whoever sent them at once sees them: then that is returned, when at least
    one of its rows can be.
    """
    if not app_state.keeps_journal:
        return None
    from tui.storage.journal import Wanted

    try:
        newest = next(iter(await app_state.journal.entries(Wanted(states=_MAY_HAVE_CHANGED, limit=1))), None)
        if newest is None:
            return None
        if newest.batch is not None:
            # Of one that is still under way nobody knows yet what there is to be taken back.
            return await _bulk(app_state, newest.batch) if newest.state is not WriteState.PENDING else None
        return newest if await _can_one_be(app_state, (newest,)) else None
    except FrontdeskError:
        return None  # whoever goes to the journal, or to home, learns what it has


async def _bulk(app_state: AppState, number: int) -> Batch | None:
    """Return a bulk when something of it can be taken back."""
    from tui.storage.journal import Wanted

    done = Wanted(batch=number, states=(WriteState.DONE,), limit=LOOKED_THROUGH)
    if await _can_one_be(app_state, await app_state.journal.entries(done)):
        return await app_state.journal.batch(number)
    return None


async def _can_one_be(app_state: AppState, entries: Sequence[JournalEntry]) -> bool:
    # In a thread: it may import the vendor's folder.
    return await asyncio.to_thread(lambda: any(can_be_undone(app_state, entry) for entry in entries))
