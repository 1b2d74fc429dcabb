"""What every report of runs is worked out of, and how a run's times and names are read for many runs at once."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from tui.core.collection import Query, Value
from tui.core.record import Page
from tui.core.time.local_time import in_zone
from tui.reading.report import Fetch
from tui.vendors.vuforia.api.client import VuforiaClient
from tui.vendors.vuforia.api.models import Procedure, ReportSession, shown
from tui.vendors.vuforia.asking import ENDED, questions
from tui.vendors.vuforia.runs import instant

__all__ = ["EVERY", "NOUN", "began", "moment", "sessions", "title_of_procedure", "version_key"]

NOUN: Final = ("run", "runs")

EVERY: Final = (*ENDED, "ongoing")

_FULL: Final = len("2024-01-12T03:35:19.425Z")


def sessions(progress: tuple[str, ...]) -> Fetch:
    """Make the source of a report: the runs in these states."""

    async def fetch(client: VuforiaClient, query: Query) -> AsyncGenerator[Page[ReportSession], None]:
        values: dict[str, Value] = {**query.values, "progress": progress}
        asked = questions(replace(query, values=values))
        async with aclosing(client.reports(asked, resume=not query.settled)) as pages:
            async for page in pages:
                yield page

    def begin(client: VuforiaClient, query: Query) -> AsyncIterator[Page[ReportSession]]:
        return fetch(client, query)

    return begin


def began(session: ReportSession) -> str:
    """Return what runs are put into their order by: the start in UTC, or what is left of it where it is shortened."""
    text = session.procedure.start_time or ""
    if len(text) == _FULL and text[-1] == "Z":
        return text  # as the vendor writes it: no need to take it apart
    at = instant(text)
    return text if at is None else in_zone(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str | None) -> float | None:
    """Return a time in seconds since 1970; None when it is missing, shortened, or lacks its offset."""
    if text is None:
        return None
    if len(text) == _FULL and text[-1] == "Z" and text[10] == "T":
        try:
            return datetime.fromisoformat(text).timestamp()
        except ValueError:
            return None
    at = instant(text)
    return None if at is None else at.timestamp()


def version_key(procedure: Procedure) -> str:
    """Return what a version is told from others by; empty when nothing is said."""
    return procedure.version_id or str(procedure.version_name or "")


def title_of_procedure(procedure: Procedure) -> str:
    """Return what a procedure is called, whichever the version; its id's beginning where the title is redacted."""
    return shown(procedure.title) or f"Procedure {(procedure.id or '?')[:8]}"
