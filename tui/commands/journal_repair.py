"""`journal repair`: save what a damaged journal still says into a new one."""

from __future__ import annotations

import argparse
import asyncio
import os

from tui.commands.narration import say
from tui.core.clock import SystemClock
from tui.storage.paths import find_paths

__all__ = ["repair_journal"]


async def repair_journal(args: argparse.Namespace) -> int:
    """Put the journal right, and say what became of it. Needs no config: a broken one is no reason to lose a journal.

    Raises:
        Refused: when it cannot be repaired; it stays as it is then.
    """
    from tui.storage.journal_repair import repair

    path = find_paths(args.config, environ=os.environ).journal
    repaired = await asyncio.to_thread(repair, path, now=SystemClock().now())
    if repaired.kept is None:
        say(f"Nothing is wrong with the journal {path}.")
        return 0
    say(f"The journal was damaged: {repaired.reason}.")
    writes = "1 write" if repaired.entries == 1 else f"{repaired.entries:,} writes"
    bulks = "1 bulk" if repaired.batches == 1 else f"{repaired.batches:,} bulks"
    lost = f"; at least {repaired.lost:,} more could not be read" if repaired.lost else ""
    say(f"{writes} and {bulks} are in the new {path}{lost}. The old file is {repaired.kept}.")
    return 0
