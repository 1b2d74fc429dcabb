"""NameCoach's analytics events: two searches and four ways to record."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from tui.core.record import Page, Record
from tui.core.time.clock import Clock
from tui.core.wire.http import Auth, Effect, HeaderAuth, NoAuth, Opener, Request, SignedAuth, Transport
from tui.reading.paging import Sender, Sheet, Unseen, decode_page, numbered_pages
from tui.transport import decode_many
from tui.vendors.namecoach.api.failures import explain
from tui.vendors.namecoach.api.models import Event, Meta, SearchAnswer
from tui.vendors.namecoach.api.signing import signer
from tui.vendors.namecoach.settings import BASE_URL, EXTENSION_PATH, REPEATED

__all__ = ["CONTACT", "LEAD", "PAGE_SIZE", "NameCoachClient", "Search", "connect"]

LEAD: Final = "lead"
CONTACT: Final = "contact"

PAGE_SIZE: Final = 100
"""Rows asked for at once; the vendor's default is ten, its limit is not documented."""


class Search(Struct, frozen=True):
    """What a search asks for; all but `latest` are required by the page."""

    entity: str
    """LEAD or CONTACT."""
    entity_id: str
    recording_ids: tuple[str, ...]
    customer_id: str
    user_id: str
    latest: bool | None = None
    """Probably the newest event only; the vendor does not say."""


class NameCoachClient:
    """The Data Analytics Service. Page: "Analytics Events", "Lead Analytics", "Contact Analytics"."""

    def __init__(self, transport: Transport, *, recording_id_style: str, extension_path: str) -> None:
        self.transport = transport
        self.extension_path = extension_path
        self._recording_id = "recording_id" if recording_id_style == REPEATED else "recording_id[]"

    def search_request(self, search: Search, *, page: int, size: int = PAGE_SIZE) -> Request:
        """Describe one page of a search; pages count from 1."""
        params = [(self._recording_id, recording) for recording in search.recording_ids]
        params += [("customer_id", search.customer_id), ("user_id", search.user_id)]
        params += [(f"{search.entity}_id", search.entity_id)]
        if search.latest is not None:
            params += [("latest", "true" if search.latest else "false")]
        params += [("page", str(page)), ("pageSize", str(size))]
        return Request("GET", f"/{search.entity}_analytics/search", params=params)

    def search(self, search: Search, *, at_most: int | None = None) -> AsyncGenerator[Page[Event], None]:
        """Yield a search's events, page by page.

        `meta.rowCount` is not believed alone: the page's own example says 2 and shows one row. The end is a page that
        is not full once that many rows have come, an empty one, or the same one again.

        Page: "Search a Lead Analytics Event", "Search a Contact Analytics Event".

        Args:
            search: What is searched for.
            at_most: Ask for no more pages once so many came.

        Raises:
            Rejected: when the vendor refuses the values; `fields` has its words per parameter.
            SignedOut: when the key is wrong, or this machine's clock is.
            VendorError: of another class for anything else.
        """
        size = PAGE_SIZE if at_most is None else min(PAGE_SIZE, at_most)

        async def ask(number: int) -> Sheet[Event]:
            answer = await self.transport.send(self.search_request(search, page=number, size=size))
            found = decode_page(answer.body, SearchAnswer, url=answer.url)
            meta, recordings = found.meta or Meta(), found.recordings or []
            first = (number - 1) * size
            rows = await decode_many(recordings, Event, identify=_identity, where="recordings", first=first)
            # Asked for the newest only, the vendor may count the others all the same.
            count = None if search.latest else meta.row_count
            return Sheet(rows, count, may_have_more=len(rows) >= (meta.page_size or size))

        return numbered_pages(ask, sender=Sender("NameCoach", "events"), at_most=at_most, unseen=_Named())

    @staticmethod
    def event_request(path: str, body: Mapping[str, Any]) -> Request:
        """Describe the recording of one event. It must not be sent twice: there is no way to take one back."""
        return Request("POST", path, body=dict(body), effect=Effect.ONCE)


class _Named(Unseen[Event]):
    """Gives events names of their own: the vendor's have none, and an `event_id` may stand on several."""

    def __init__(self) -> None:
        super().__init__()
        self._count: Counter[str] = Counter()
        self._earlier: set[bytes] = set()

    def among(self, records: Sequence[Record[Event]]) -> tuple[Record[Event], ...]:
        """Return a page's new rows, named.

        An event recorded meanwhile pushes the last row of one page into the next: a row that came before, to the byte
        and with the event's own id, is left out. So is a page of nothing but what came before.
        """
        if all(row.raw in self._earlier for row in records):
            return ()
        named = []
        for row in records:
            if row.raw in self._earlier and row.value is not None and row.value.event_id not in (None, ""):
                continue
            self._count[row.id] += 1
            number = self._count[row.id]
            named.append(row if number == 1 else Record(f"{row.id} #{number}", row.value, row.raw, row.problem))
        self._earlier.update(row.raw for row in records)
        self.came += len(named)
        return tuple(named)


def _identity(event: Event) -> str:
    parts = (event.created_at, event.recording_id, event.event_type, event.event_id, event.user_id)
    return " ".join(str(part) for part in parts if part not in (None, ""))


def connect(opener: Opener) -> NameCoachClient:
    """Build the client from a connection's settings; sends nothing."""
    settings = opener.settings
    transport: Transport = opener.transport(
        bases={"api": str(settings.get("base_url") or BASE_URL)},
        auth=_auth(settings, clock=opener.clock),
        explain=lambda answer: explain(answer, connection=transport.connection, way=_way(settings), clock=opener.clock),
    )
    return NameCoachClient(
        transport,
        recording_id_style=str(settings.get("recording_id_style") or ""),
        extension_path=str(settings.get("extension_path") or EXTENSION_PATH),
    )


def _way(settings: Mapping[str, Any]) -> str:
    return str(settings.get("auth") or "jwt")


def _auth(settings: Mapping[str, Any], *, clock: Clock) -> Auth:
    match _way(settings):
        case "none":
            return NoAuth()
        case "header":
            return HeaderAuth({"Authorization": settings["authorization"]})
        case _:
            key_id, secret = str(settings["access_key_id"]), settings["secret_access_key"]
            return SignedAuth(signer(key_id=key_id, secret=secret, clock=clock), scheme="Bearer:")
