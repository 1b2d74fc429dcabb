"""NameCoach's analytics events: two searches and four ways to record."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tui.core.clock import Clock
from tui.core.http import Auth, Effect, HeaderAuth, NoAuth, Opener, Request, SignedAuth, Transport
from tui.core.record import Page, Progress, Record
from tui.transport import decode, decode_rows
from tui.vendors.namecoach.api.failures import explain
from tui.vendors.namecoach.api.models import Event, Meta, SearchAnswer
from tui.vendors.namecoach.api.signing import signer
from tui.vendors.namecoach.settings import BASE_URL, EXTENSION_PATH, REPEATED

__all__ = ["CONTACT", "LEAD", "PAGE_SIZE", "NameCoachClient", "Search", "connect"]

LEAD: Final = "lead"
CONTACT: Final = "contact"

PAGE_SIZE: Final = 100
"""Rows asked for at once; the vendor's default is ten, its limit is not documented."""


@dataclass(frozen=True, slots=True)
class Search:
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

    def search_request(self, search: Search, *, page: int) -> Request:
        """Describe one page of a search; pages count from 1."""
        params = [(self._recording_id, recording) for recording in search.recording_ids]
        params += [("customer_id", search.customer_id), ("user_id", search.user_id)]
        params += [(f"{search.entity}_id", search.entity_id)]
        if search.latest is not None:
            params += [("latest", "true" if search.latest else "false")]
        params += [("page", str(page)), ("pageSize", str(PAGE_SIZE))]
        return Request("GET", f"/{search.entity}_analytics/search", params=params)

    async def search(self, search: Search) -> AsyncGenerator[Page[Event], None]:
        """Yield a search's events, page by page.

        `meta.rowCount` is not believed alone: the page's own example says 2 and shows one row. The end is a page that
        is not full once that many rows have come, an empty one, or the same one again.

        Page: "Search a Lead Analytics Event", "Search a Contact Analytics Event".

        Raises:
            Rejected: when the vendor refuses the values; `fields` has its words per parameter.
            SignedOut: when the key is wrong, or this machine's clock is.
            VendorError: of another class for anything else.
        """
        number, received = 1, 0
        before: Sequence[bytes] = ()
        names = _Names()
        while True:
            answer = await self.transport.send(self.search_request(search, page=number))
            found = decode(answer.body, SearchAnswer, url=answer.url)
            meta, recordings = found.meta or Meta(), found.recordings or []
            raw = [bytes(row) for row in recordings]
            if number > 1 and (not raw or raw == before):  # a server that ignores the page would answer for ever
                return
            rows = decode_rows(recordings, Event, identify=_identity, where="recordings", first=received)
            received += len(rows)
            yield Page(names.fresh(rows), total=meta.row_count, progress=Progress(number))
            full = len(raw) >= (meta.page_size or PAGE_SIZE)
            if not raw or (meta.row_count is not None and received >= meta.row_count and not full):
                return
            number, before = number + 1, raw

    @staticmethod
    def event_request(path: str, body: Mapping[str, Any]) -> Request:
        """Describe the recording of one event. It must not be sent twice: there is no way to take one back."""
        return Request("POST", path, body=dict(body), effect=Effect.ONCE)


class _Names:
    """Gives events names of their own: the vendor's have none, and an `event_id` may stand on several."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()
        self._earlier: set[bytes] = set()

    def fresh(self, rows: Sequence[Record[Event]]) -> tuple[Record[Event], ...]:
        """Return a page's rows, named.

        An event recorded meanwhile pushes the last row of one page into the next: a row that came before, to the byte
        and with the event's own id, is left out.
        """
        named = []
        for row in rows:
            if row.raw in self._earlier and row.value is not None and row.value.event_id not in (None, ""):
                continue
            self._count[row.id] += 1
            number = self._count[row.id]
            named.append(row if number == 1 else Record(f"{row.id} #{number}", row.value, row.raw, row.problem))
        self._earlier.update(row.raw for row in rows)
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
