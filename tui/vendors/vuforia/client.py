"""Vuforia's procedure execution report: one call, its pages, and its failures in words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

import msgspec

from tui.core.errors import NotFound, VendorError
from tui.core.record import Page, Progress
from tui.core.secret import Secret
from tui.core.span import Span
from tui.core.text import clean
from tui.core.wire import Answer, Effect, Opener, Request, Transport, failure
from tui.transport import decode, decode_rows
from tui.transport.numbers import Whole
from tui.vendors.vuforia.access import auth_for, expiry, token_base
from tui.vendors.vuforia.models import Session
from tui.vendors.vuforia.settings import BASE_URL

__all__ = ["Asked", "VuforiaClient", "connect"]

_HEADERS: Final = {"x-requested-with": "fetch"}
"""In every example of the report's POST; the vendor does not say why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the report is filtered by. Only what is set is sent.

    The vendor's list of parameters is known up to `progress` in the stored copy of its page: there may be more.
    """

    serial_number: str = ""
    """Exact; always sent as text, although the page's example shows it bare."""
    span: Span | None = None
    """Sessions that started in it."""
    progress: tuple[str, ...] = ()
    """`completed`, `abandoned`, `ongoing`; without it the vendor answers completed ones."""
    feedback: tuple[str, ...] = ()
    """`incomplete`, `complete`, `na`."""
    failures: str = ""
    """`exclude` or `only`."""
    procedure_ids: tuple[str, ...] = ()

    def body(self) -> dict[str, Any]:
        """Return the first page's body."""
        body: dict[str, Any] = {"serialNumber": self.serial_number} if self.serial_number else {}
        body["granularity"] = "step"
        if self.span is not None:
            body["startTime"] = _utc(self.span.start)
            # The vendor's end is inclusive and counts milliseconds; a span's is not.
            body["endTime"] = _utc(self.span.stop - timedelta(milliseconds=1))
        optional = {
            "progress": list(self.progress),
            "feedback": list(self.feedback),
            "failures": self.failures,
            "procedureIds": list(self.procedure_ids),
        }
        return body | {name: value for name, value in optional.items() if value}


class _Report(msgspec.Struct, frozen=True, rename="camel"):
    items: list[msgspec.Raw] | None = None
    full_count: Whole = None
    next_page_post_body: Any = None


class VuforiaClient:
    """One organisation's reports. Page: "procedure execution report", POST customer-events/<orgid>/report."""

    def __init__(self, transport: Transport, *, org_id: str) -> None:
        self.transport = transport
        self.org_id = org_id
        self._unfinished: dict[Asked, Mapping[str, Any]] = {}

    def report_request(self, body: Mapping[str, Any]) -> Request:
        """Describe the call for one page. It is a POST that changes nothing."""
        path = f"/customer-events/{quote(self.org_id, safe='')}/report"
        return Request("POST", path, body=body, headers=_HEADERS, effect=Effect.READ)

    def is_unfinished(self, asked: Asked) -> bool:
        """Whether an earlier answer to this question broke off, so that asking again goes on where it stopped."""
        return asked in self._unfinished

    async def report(self, asked: Asked, *, resume: bool = False) -> AsyncGenerator[Page[Session], None]:
        """Yield the sessions page by page, newest first as the vendor sends them.

        Each page's `nextPagePostBody` is posted unchanged; the answer ends with the page that has none. `fullCount` is
        what the vendor counts, not what the paging goes by.

        Args:
            asked: The filter.
            resume: Go on with the page at which an earlier answer to the same question broke off.

        Raises:
            SignedOut: when the token or key is refused; the message says when it expired, if it says so itself.
            NotFound: when the organisation's id is wrong.
            VendorError: of another class for anything else.
        """
        stopped_at = self._unfinished.pop(asked, None)
        body: Mapping[str, Any] | None = (stopped_at if resume else None) or asked.body()
        posted: list[Mapping[str, Any]] = []
        received = 0
        while body is not None and body not in posted:
            try:
                answer = await self.transport.send(self.report_request(body))
            except VendorError:
                if posted or (resume and stopped_at):
                    self._unfinished[asked] = body
                raise
            report = decode(answer.body, _Report, url=answer.url)
            rows = decode_rows(
                report.items or [], Session, identify=lambda s: s.session_id, where="items", first=received
            )
            received += len(rows)
            posted.append(body)
            body = _next_body(report.next_page_post_body)
            yield Page(rows, total=report.full_count, progress=Progress(len(posted)))

    async def reports(self, asked: Sequence[Asked], *, resume: bool = False) -> AsyncGenerator[Page[Session], None]:
        """Yield the sessions of several questions, asked side by side; pages come as they arrive.

        What failed is raised once the other questions have been answered in full.
        """
        if len(asked) == 1:
            async with aclosing(self.report(asked[0], resume=resume)) as pages:
                async for page in pages:
                    yield page
            return
        arrived: asyncio.Queue[Page[Session] | None] = asyncio.Queue()
        failures: list[VendorError] = []

        async def ask(one: Asked) -> None:
            try:
                async with aclosing(self.report(one, resume=resume)) as pages:
                    async for page in pages:
                        arrived.put_nowait(page)
            except VendorError as failed:
                failures.append(failed)
            finally:
                arrived.put_nowait(None)

        tasks = [asyncio.create_task(ask(one)) for one in asked]
        try:
            done = 0
            while done < len(tasks):
                next_page = await arrived.get()
                if next_page is None:
                    done += 1
                else:
                    yield Page(next_page.records, progress=Progress(done, len(tasks)))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if failures:
            raise failures[0]


def connect(opener: Opener) -> VuforiaClient:
    """Build the client from a connection's settings; sends nothing."""
    settings = opener.settings
    token = settings.get("access_token")
    transport = opener.transport(
        bases={"api": str(settings.get("base_url") or BASE_URL), **token_base(settings)},
        auth=auth_for(settings, clock=opener.clock),
        explain=lambda answer: explain(answer, token=token),
    )
    return VuforiaClient(transport, org_id=str(settings["org_id"]))


def explain(answer: Answer, *, token: Secret | None = None) -> VendorError | None:
    """Read an error in the vendor's words; None for a good answer.

    Its error bodies are not documented: `message`, `error_description`, `error` and `title` are looked for.
    """
    if answer.status < 400:
        return None
    words = _words(answer.body)
    if answer.status in (401, 403):
        ended = expiry(token) if token is not None else None
        when = f" The access token expired on {ended:%d %B %Y at %H:%M} UTC." if ended is not None else ""
        said = f" The vendor says: {words}" if words else ""
        return failure(answer, f"The vendor refused the credentials.{when}{said}", way_out=_RENEW)
    if answer.status == 404:
        message = f"There is no such organisation or path. {words}".strip()
        return NotFound(message, way_out="Check org_id and base_url in the config.", status=404, url=answer.url)
    return failure(answer, words) if words else None


_RENEW: Final = "Renew them in the config and press r."


def _words(body: bytes) -> str:
    try:
        decoded = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    if not isinstance(decoded, dict):
        return ""
    keys = ("message", "error_description", "error", "title", "detail")
    return next((clean(decoded[key]) for key in keys if isinstance(decoded.get(key), str)), "")


def _next_body(sent: Any) -> Mapping[str, Any] | None:
    """Return the body that leads to the next page; None when this was the last. It may come as JSON in a text."""
    if isinstance(sent, str):
        try:
            sent = msgspec.json.decode(sent.encode())
        except msgspec.DecodeError:
            return None
    return sent if isinstance(sent, dict) and sent else None


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
