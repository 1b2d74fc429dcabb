"""Vuforia's procedure execution report: one call, its pages, several questions side by side."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Hashable, Mapping, Sequence
from contextlib import aclosing
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote

from tui.core.errors import Forbidden, NotFound, SignedOut, VendorError
from tui.core.record import Page, Progress, Record
from tui.core.time.clock import Clock
from tui.core.turns import give_way
from tui.core.wire.http import Effect, Opener, Request, Transport
from tui.reading.side_by_side import in_order, merged
from tui.vendors.vuforia.api.access import Way, auth_for, token_base, way_of
from tui.vendors.vuforia.api.failures import explainer
from tui.vendors.vuforia.api.models import ReportSession
from tui.vendors.vuforia.api.pages import Walk
from tui.vendors.vuforia.api.question import Asked
from tui.vendors.vuforia.settings import BASE_URL

__all__ = ["VuforiaClient", "connect"]

_HEADERS: Final = {"x-requested-with": "fetch"}
"""In every example of the report's POST; the vendor does not say why."""

_GOOD_FOR: Final = timedelta(minutes=10)
"""How long what came before a page failed is good enough to go on from."""

_AT_ONCE: Final = 500
"""Sessions handed on together: a page of 64,533 must not hold the screen while it is shown."""

_ABOUT_US: Final = (SignedOut, Forbidden, NotFound)
"""Failures that every further question would end with: credentials and organisation are the same for all."""


class VuforiaClient:
    """One organisation's reports. Page: "procedure execution report", POST customer-events/<orgid>/report."""

    def __init__(self, transport: Transport, *, org_id: str, clock: Clock, way: Way) -> None:
        self.transport = transport
        self.org_id = org_id
        self.clock = clock
        self.way = way
        """How it authenticates: one of the ways is deprecated, and that is said."""
        self._broken_off: dict[Hashable, Walk] = {}

    def report_request(self, body: Mapping[str, Any]) -> Request:
        """Describe the call for one page. It is a POST that changes nothing."""
        path = f"/customer-events/{quote(self.org_id, safe='')}/report"
        return Request("POST", path, body=body, headers=_HEADERS, effect=Effect.READ)

    async def report(self, asked: Asked, *, resume: bool = False) -> AsyncGenerator[Page[ReportSession], None]:
        """Yield the sessions page by page, newest first as the vendor sends them, each once.

        Each page's `nextPagePostBody` is posted unchanged; the answer ends with the page that has none. `fullCount` is
        what the vendor counts, not what the paging goes by.

        Args:
            asked: The filter.
            resume: When an earlier answer to the same question broke off a short while ago, yield what had come then,
                and go on with the page that failed.

        Raises:
            SignedOut: when the token or key is refused; the message says when it expired, if it says so itself.
            Forbidden: when it is good, but not for this.
            NotFound: when the organisation's id is wrong.
            VendorError: of another class for anything else. When pages had come, the message says how many.
        """
        walk = self._taken_up(asked) if resume else None
        if walk is None:
            walk = Walk.begin(asked.body())
        elif walk.broke_off is not None:
            came = f"{len(walk.records):,} {'run' if len(walk.records) == 1 else 'runs'}"
            said = f"{came} had come by {walk.broke_off:%H:%M} UTC; the reading went on from there."
            async for page in _portioned(walk.records, walk, notes=(said,)):
                yield page
        while walk.body is not None:
            try:
                answer = await self.transport.send(self.report_request(walk.body))
                news, missing = await walk.take(answer.body, url=answer.url)
            except VendorError as failed:
                self._keep(asked, walk, failed, resume=resume)
                raise
            async for page in _portioned(news, walk, missing=missing):
                yield page

    async def reports(
        self, asked: Sequence[Asked], *, resume: bool = False
    ) -> AsyncGenerator[Page[ReportSession], None]:
        """Yield the sessions of several questions, asked side by side.

        With `resume` pages come as they arrive, else those of one question after those of the other. When one fails,
        the others are read to their end; then the failure is raised, and says whose answer is missing.

        Raises:
            VendorError: as `report` does.
        """
        if len(asked) == 1:
            async with aclosing(self.report(asked[0], resume=resume)) as pages:
                async for page in pages:
                    yield page
            return
        failures: dict[str, VendorError] = {}
        answered = 0
        reading = merged if resume else in_order
        sources = [self._told(one, resume=resume) for one in asked]
        async with aclosing(reading(sources, at_once=len(sources))) as pages:
            async for one, told in pages:
                if isinstance(told, Page):
                    progress = Progress(answered, len(asked))
                    yield Page(told.records, progress=progress, notes=told.notes, missing=told.missing)
                    continue
                answered += 1
                if isinstance(told, VendorError):
                    failures[one.serial_number] = told
                if isinstance(told, _ABOUT_US):
                    break  # a refused key that is sent again and again looks like an attack
        if failures:
            raise _of_several(failures, len(asked))

    async def _told(
        self, asked: Asked, *, resume: bool
    ) -> AsyncGenerator[tuple[Asked, Page[ReportSession] | VendorError | None], None]:
        """Yield one question's pages, and how it ended: None when it did well."""
        is_empty = True
        try:
            async with aclosing(self.report(asked, resume=resume)) as pages:
                async for page in pages:
                    is_empty = is_empty and not page.records
                    yield asked, page
        except VendorError as failed:
            yield asked, failed
            return
        if is_empty:
            yield asked, Page((), notes=(f"No runs of {asked.serial_number}.",))
        yield asked, None

    def _taken_up(self, asked: Asked) -> Walk | None:
        walk = self._broken_off.pop(asked.key, None)
        if walk is None or walk.broke_off is None or self.clock.now() - walk.broke_off > _GOOD_FOR:
            return None
        return walk

    def _keep(self, asked: Asked, walk: Walk, failed: VendorError, *, resume: bool) -> None:
        """Keep what came before a page failed, and have the error say how much that is."""
        if not walk.pages:
            return
        now = self.clock.now()
        if resume:
            recent = {key: old for key, old in self._broken_off.items() if now - (old.broke_off or now) <= _GOOD_FOR}
            walk.broke_off = now
            self._broken_off = {**recent, asked.key: walk}
        serial = f"--serial-number {asked.serial_number} " if asked.serial_number else ""
        onward = "Press r to go on from there." if resume else f"Go on with {serial}--page {walk.page_number}."
        credentials = failed.way_out if isinstance(failed, _ABOUT_US) else ""
        walk.describe(failed, way_out=f"{credentials} {onward}".strip())


def connect(opener: Opener) -> VuforiaClient:
    """Build the client from a connection's settings; sends nothing."""
    settings = opener.settings
    transport = opener.transport(
        bases={"api": str(settings.get("base_url") or BASE_URL), **token_base(settings)},
        auth=auth_for(settings, clock=opener.clock),
        explain=explainer(settings, clock=opener.clock),
    )
    return VuforiaClient(transport, org_id=str(settings["org_id"]), clock=opener.clock, way=way_of(settings))


def _of_several(failures: Mapping[str, VendorError], asked: int) -> VendorError:
    """Return the one error that is raised when some of several questions failed; it says how many answers are missing.

    What is about ourselves goes for all of them.
    """
    about_us = next((failed for failed in failures.values() if isinstance(failed, _ABOUT_US)), None)
    if about_us is not None:
        return about_us
    serial, first = next(iter(failures.items()))
    first.message = f"Serial {serial}: {first.message}"
    if len(failures) > 1:
        those = f"{', '.join(failures)} ({len(failures)} of {asked} serial numbers)"
        first.message = f"What is asked about {those} is missing or incomplete. {first.message}"
    return first


async def _portioned(
    records: Sequence[Record[ReportSession]],
    walk: Walk,
    *,
    notes: tuple[str, ...] = (),
    missing: tuple[str, ...] = (),
) -> AsyncGenerator[Page[ReportSession], None]:
    """Hand on what came in portions; an empty page is handed on as well, for what it says."""
    for start in range(0, max(len(records), 1), _AT_ONCE):
        portion = tuple(records[start : start + _AT_ONCE])
        said = (notes, missing) if start == 0 else ((), ())
        yield Page(portion, walk.total, walk.progress, *said)
        await give_way()
