"""The way through an answer's pages: what has come, what comes next, and when it goes round in circles.

::

    body ──▶ page ──▶ `nextPagePostBody`, posted unchanged ──▶ page ──▶ … ──▶ a page without one
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from tui.core.errors import VendorError
from tui.core.record import Progress, Record
from tui.reading.paging import Sender, Unseen, decode_page
from tui.transport import Whole, decode_many
from tui.vendors.vuforia.api.models import ReportSession

__all__ = ["Walk"]

_SENDER: Final = Sender("Vuforia", "runs")

_CIRCLES: Final = "Vuforia's paging goes round in circles; the reading stopped there."


class _Report(msgspec.Struct, frozen=True, rename="camel"):
    items: list[msgspec.Raw] | None = None
    full_count: Whole = None
    """How many sessions the vendor counts. The paging does not go by it."""
    next_page_post_body: Any = None


class Walk(Struct):
    """One answer on its way in."""

    body: Mapping[str, Any] | None
    """What is posted next; None when everything has come."""
    pages: int = 0
    """Pages that have come."""
    total: int | None = None
    """What the vendor counts; None when it does not say."""
    records: list[Record[ReportSession]] = field(default_factory=list)
    """What has come, each session once: a run that begins meanwhile pushes others into the next page again."""
    broke_off: datetime | None = None
    """When a page failed; None while none has."""
    _first_page: int = 0
    _page_size: int = 0
    _received: int = 0
    _barren: int = 0
    _unseen: Unseen[ReportSession] = field(default_factory=Unseen)
    _posted: set[bytes] = field(default_factory=set)

    @classmethod
    def begin(cls, body: Mapping[str, Any]) -> Walk:
        """Stand before the first page."""
        first = body.get("page")
        return cls(body, _first_page=first - 1 if isinstance(first, int) else 0)

    @property
    def page_number(self) -> int:
        """The number of the page that comes next, as the vendor counts: from 1."""
        return self._first_page + self.pages + 1

    @property
    def pages_in_all(self) -> int | None:
        """How many pages there should be; None while nobody knows."""
        if self.total is None or not self._page_size:
            return None
        return max(-(-self.total // self._page_size), self._first_page + self.pages)

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        return Progress(self._first_page + self.pages, self.pages_in_all)

    async def take(self, answer: bytes, *, url: str) -> tuple[Sequence[Record[ReportSession]], tuple[str, ...]]:
        """Take a page: return the sessions that are new, and what is missing, said with the last page.

        Raises:
            Malformed: when it is no report.
        """
        report = decode_page(answer, _Report, url=url)
        rows = report.items or []
        records = await decode_many(
            rows, ReportSession, identify=lambda session: session.session_id, where="items", first=self._received
        )
        news = self._unseen.among(records)
        self._posted.add(_frozen(self.body))
        self._received += len(rows)
        self._page_size = self._page_size or len(rows)
        self.total = report.full_count if report.full_count is not None else self.total
        self.pages += 1
        self._barren = 0 if news else self._barren + 1
        self.records += news
        self.body = _next_body(report.next_page_post_body)
        return news, self._look_out()

    def describe(self, failed: VendorError, *, way_out: str) -> None:
        """Have an error say what came before it and what is missing."""
        count = len(self.records)
        of = f" of {self.total:,}" if self.total is not None else ""
        pages = f" of {self.pages_in_all:,}" if self.pages_in_all is not None else ""
        runs = "run" if count == 1 and not of else "runs"
        failed.message = f"{count:,}{of} {runs} came, then page {self.page_number:,}{pages} failed. {failed.message}"
        failed.way_out = way_out

    def _look_out(self) -> tuple[str, ...]:
        """Stop when a page leads back, or when two in a row brought nothing; say when fewer came than were counted."""
        if self.body is not None and (_frozen(self.body) in self._posted or self._barren > 1):
            self.body = None
            return (_CIRCLES, *self._short())
        return self._short() if self.body is None else ()

    def _short(self) -> tuple[str, ...]:
        if self._first_page or self.total is None or len(self.records) >= self.total:
            return ()
        return (_SENDER.counts_more(self.total, len(self.records)),)


def _frozen(body: Mapping[str, Any] | None) -> bytes:
    return msgspec.json.encode(body, order="sorted")


def _next_body(sent: Any) -> Mapping[str, Any] | None:
    """Return the body that leads to the next page; None when this was the last. It may come as JSON in a text."""
    if isinstance(sent, str):
        try:
            sent = msgspec.json.decode(sent.encode())
        except msgspec.DecodeError:
            return None
    return sent if isinstance(sent, dict) and sent else None
