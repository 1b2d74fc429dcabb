"""BioT's usage sessions: search, read, create, finish; devices and templates to choose from."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any, Final, TypeVar
from urllib.parse import quote

from msgspec import Struct

from tui.core.errors import NotFound
from tui.core.record import Page, Record
from tui.core.time.clock import Clock
from tui.core.time.time_range import TimeRange
from tui.core.wire.http import Effect, Opener, Request, Transport
from tui.reading.paging import Sender, Sheet, decode_page, numbered_pages
from tui.transport import decode, decode_many
from tui.vendors.biot.api.failures import explain
from tui.vendors.biot.api.login import auth_for
from tui.vendors.biot.api.models import Device, Found, Template, UsageSession
from tui.vendors.biot.api.times import utc

__all__ = ["PAGE_SIZE", "BiotClient", "SessionFilter", "connect"]

T = TypeVar("T")

PAGE_SIZE: Final = 100
"""The vendor's own default; its greatest is not documented."""


class SessionFilter(Struct, frozen=True):
    """Which sessions are searched for; an empty one finds all."""

    device_id: str = ""
    states: tuple[str, ...] = ()
    template_id: str = ""
    patient_id: str = ""
    span: TimeRange | None = None
    """Sessions that started in it."""

    def as_json(self) -> dict[str, Any]:
        """Return the search's filter, by the vendor's field names."""
        found: dict[str, Any] = {}
        for field, value in (
            ("_device.id", self.device_id),
            ("_templateId", self.template_id),
            ("_patient.id", self.patient_id),
        ):
            if value:
                found[field] = {"eq": value}
        if self.states:
            found["_state"] = {"eq": self.states[0]} if len(self.states) == 1 else {"in": list(self.states)}
        if self.span is not None:
            # `to` is inclusive, and `utc` writes whole milliseconds.
            found["_startTime"] = {"from": utc(self.span.start), "to": utc(self.span.last)}
        return found


class BiotClient:
    """One environment. Pages: "Usage Session API", and the device, ums and settings OpenAPI files of 2.4.1."""

    def __init__(self, transport: Transport, *, clock: Clock) -> None:
        self.transport = transport
        self.clock = clock

    def session_path(self, device_id: str, session_id: str = "") -> str:
        """Return where a device's sessions are, or one of them."""
        path = f"/device/v1/devices/{quote(device_id, safe='')}/usage-sessions"
        return f"{path}/{quote(session_id, safe='')}" if session_id else path

    def search_request(
        self, path: str, *, page: int, filter_: Mapping[str, Any], sort: str = "", limit: int = PAGE_SIZE
    ) -> Request:
        """Describe one page of a search: everything goes as JSON in one parameter; pages count from 0."""
        asked: dict[str, Any] = {}
        if filter_:
            asked["filter"] = filter_
        if sort:
            asked["sort"] = [{"prop": sort, "order": "DESC"}]
        asked |= {"limit": limit, "page": page}
        text = json.dumps(asked, ensure_ascii=False, separators=(",", ":"))
        return Request("GET", path, params=(("searchRequest", text),))

    def sessions(
        self, wanted: SessionFilter, *, at_most: int | None = None
    ) -> AsyncGenerator[Page[UsageSession], None]:
        """Yield sessions, the latest started first. GET /device/v1/devices/usage-sessions.

        Args:
            wanted: Which sessions.
            at_most: Ask for no more pages once so many came.

        Raises:
            VendorError: of the class that fits; `request_id` is the vendor's trace id.
        """
        path = "/device/v1/devices/usage-sessions"
        asked = wanted.as_json()
        return self._search(
            path, UsageSession, lambda row: row.id, asked, "_startTime", rows="sessions", at_most=at_most
        )

    async def session(self, device_id: str, session_id: str) -> Record[UsageSession]:
        """Read one session. GET /device/v1/devices/{deviceId}/usage-sessions/{id}.

        Raises:
            NotFound: when there is no such session, or no such device.
            VendorError: of another class for anything else.
        """
        answer = await self.transport.send(Request("GET", self.session_path(device_id, session_id)))
        value = decode(answer.body, UsageSession, url=answer.url)
        return Record(value.id, value, answer.body)

    def devices(self, *, at_most: int | None = None) -> AsyncGenerator[Page[Device], None]:
        """Yield devices. GET /device/v2/devices."""
        path = "/device/v2/devices"
        return self._search(path, Device, lambda row: row.id, {}, "", rows="devices", at_most=at_most)

    async def templates(self, *, at_most: int | None = None) -> AsyncGenerator[Page[Template], None]:
        """Yield templates. GET /settings/v1/templates/minimized; where a platform has none, /settings/v1/templates."""
        path = "/settings/v1/templates"
        begun = False
        try:
            async with aclosing(self._templates(f"{path}/minimized", at_most)) as pages:
                async for page in pages:
                    begun = True
                    yield page
        except NotFound:
            if begun:
                raise
            async with aclosing(self._templates(path, at_most)) as pages:
                async for page in pages:
                    yield page

    def _templates(self, path: str, at_most: int | None) -> AsyncGenerator[Page[Template], None]:
        return self._search(path, Template, lambda row: row.id, {}, "", rows="templates", at_most=at_most)

    def _search(
        self,
        path: str,
        model: type[T],
        identify: Callable[[T], str],
        filter_: Mapping[str, Any],
        sort: str,
        *,
        rows: str,
        at_most: int | None = None,
    ) -> AsyncGenerator[Page[T], None]:
        """Walk through a search until `totalResults` have come; pages count from 0."""
        limit = PAGE_SIZE if at_most is None else min(PAGE_SIZE, at_most)

        async def ask(number: int) -> Sheet[T]:
            request = self.search_request(path, page=number, filter_=filter_, sort=sort, limit=limit)
            answer = await self.transport.send(request)
            found = decode_page(answer.body, Found, url=answer.url)
            decoded = await decode_many(found.data or [], model, identify=identify, first=number * limit)
            return Sheet(decoded, found.total)

        return numbered_pages(ask, sender=Sender("BioT", rows), first=0, at_most=at_most)

    def create_request(
        self, device_id: str, body: Mapping[str, Any], *, usage_type: str = "", execution_mode: str = ""
    ) -> Request:
        """Describe a session's creation, by template id or by usage type."""
        path = self.session_path(device_id)
        if usage_type:
            path += f"/usage-type/{quote(usage_type, safe='')}"
        headers = {"x-execution-mode": execution_mode} if execution_mode else {}
        return Request("POST", path, body=dict(body), headers=headers, effect=Effect.ONCE)

    def finish_request(self, device_id: str, session_id: str, body: Mapping[str, Any]) -> Request:
        """Describe a session's end. A partial update, which the schema wants `_startTime` and `_state` in."""
        return Request("PATCH", self.session_path(device_id, session_id), body=dict(body), effect=Effect.ONCE)


def connect(opener: Opener) -> BiotClient:
    """Build the client from a connection's settings; sends nothing."""
    transport: Transport = opener.transport(
        bases={"api": str(opener.settings["base_url"])},
        auth=auth_for(opener.settings),
        explain=lambda answer: explain(answer, connection=transport.connection),
    )
    return BiotClient(transport, clock=opener.clock)
