"""A strict little campus that answers in this process, from the reference page and with nothing of the sandbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from tui.core.cache import PastCache
from tui.core.collection import Query
from tui.core.errors import VendorError
from tui.core.record import Page, Record
from tui.core.secret import Secret
from tui.core.time.clock import Clock, FrozenClock
from tui.core.time.time_range import TimeRange
from tui.core.wire.http import Auth, Explain, Transport
from tui.transport import HttpTransport, Network
from tui.vendors.registry import load
from tui.vendors.virbela.api.client import VirbelaClient

NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
SETTINGS: Mapping[str, Any] = {
    "region": "us",
    "client_name": "acme campus",
    "client_id": "the-id",
    "client_secret": Secret("the-secret"),
    "base_url": "http://gateway.test",
    "product_url": "http://product.test",
}

CATALOG = load("virbela").catalog()


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    host: str
    path: str
    """As sent, still percent-encoded."""
    raw_query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw_query, keep_blank_values=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Told = tuple[int, Any]
Answering = Callable[[Asked], Told | Awaitable[Told]]


def envelope(data: Any = None, **more: Any) -> dict[str, Any]:
    body = {"responseCode": "success", "title": "ok", "detail": "ok", "requestId": "635c47ad9bccbe2235d48088", **more}
    return body if data is None else {**body, "data": data}


def refusal(title: str, detail: str = "") -> dict[str, Any]:
    return {"responseCode": "error", "title": title, "detail": detail, "requestId": "f" * 24}


@dataclass
class Server:
    """Answers by path; anything unknown is a 404 in an envelope. Refuses whoever does not sign in."""

    routes: dict[str, Answering] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0

    def to(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        path = scope["raw_path"].decode().partition("?")[0]
        asked = Asked(scope["method"], headers["host"], path, scope["query_string"].decode(), headers, body)
        self.asked.append(asked)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            status, told = await self._answer(asked)
        finally:
            self.under_way -= 1
        payload = told if isinstance(told, bytes) else json.dumps(told).encode()
        kind = [(b"content-type", b"application/json"), (b"content-length", str(len(payload)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": kind})
        await send({"type": "http.response.body", "body": payload})

    async def _answer(self, asked: Asked) -> Told:
        await asyncio.sleep(0)
        if asked.headers.get("v-client-id") != "the-id" or asked.headers.get("v-client-secret") != "the-secret":
            return 401, refusal("Unauthorized", "Unknown client.")
        route = self.routes.get(asked.path)
        if route is None:
            return 404, refusal("Not found", f"No {asked.path}.")
        told = route(asked)
        return await told if isinstance(told, Awaitable) else told


@dataclass(frozen=True)
class CampusOpener:
    """Hands the catalog what it needs to build its client."""

    app: Server
    settings: Mapping[str, Any] = field(default_factory=lambda: SETTINGS)
    clock: Clock = field(default_factory=lambda: FrozenClock(NOW))
    cache: PastCache | None = None

    def transport(self, *, bases: Mapping[str, str], auth: Auth, explain: Explain | None = None) -> Transport:
        return HttpTransport(
            connection="campus",
            bases=bases,
            auth=auth,
            explain=explain,
            network=Network(),
            read_only=False,
            clock=self.clock,
            log=None,
            app=self.app,
        )


def connect(
    server: Server, *, cache: PastCache | None = None, clock: Clock | None = None, **settings: Any
) -> VirbelaClient:
    client = CATALOG.connect(CampusOpener(server, {**SETTINGS, **settings}, clock or FrozenClock(NOW), cache))
    assert isinstance(client, VirbelaClient)
    return client


def asking(
    client: VirbelaClient, collection: str, span: TimeRange | None = None, **query: Any
) -> AsyncIterator[Page[Any]]:
    settled = query.pop("settled", False)
    named = query.pop("named", True)
    asked = Query(query, span, now=NOW, zone=UTC, settled=settled, named=named)
    return CATALOG.collection(collection).fetch(client, asked)


async def until_failure(pages: AsyncIterator[Page[Any]]) -> tuple[list[Record[Any]], Exception | None]:
    """Take records until the pages end or fail; return both what came and how it failed."""
    came: list[Record[Any]] = []
    try:
        async for page in pages:
            came.extend(page.records)
    except VendorError as failed:
        return came, failed
    return came, None


def value(record: Record[Any]) -> Any:
    """Return a decoded row; a test that asks for one knows that it is there."""
    assert record.value is not None, record.problem
    return record.value


async def pages_of(
    client: VirbelaClient, collection: str, span: TimeRange | None = None, **query: Any
) -> list[Page[Any]]:
    return [page async for page in asking(client, collection, span, **query)]


async def records_of(
    client: VirbelaClient, collection: str, span: TimeRange | None = None, **query: Any
) -> list[Record[Any]]:
    return [record for page in await pages_of(client, collection, span, **query) for record in page.records]


def user(number: int) -> dict[str, Any]:
    return {
        "objectId": f"u{number:05}",
        "email": f"person{number}@example.org",
        "firstname": "Person",
        "lastname": str(number),
        "displayname": f"P{number}",
        "profileLastUpdatedAt": "2023-07-21T17:47:36.593Z",
        "hardware": {"os": "Windows 10", "ram": "16262"},
        "teamId": "A",
        "role": "member",
    }


def stay(user_id: str, join: datetime, leave: datetime | None, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"userId": user_id, "joinTime": join.isoformat(timespec="milliseconds"), **more}
    if leave is not None:
        row["leaveTime"] = leave.isoformat(timespec="milliseconds")
        row["attendanceMinutes"] = f"{(leave - join).total_seconds() / 60:.2f}"
    return {"talkMinutes": "0.00", **row}


def slicing(
    rows: list[Any], *, offset: str, cap: int = 10**9, wrap: Callable[[list[Any]], Any] = envelope
) -> Answering:
    """Answer with a slice of the rows, going by one name for the offset; never more than `cap` at once."""

    def answer(asked: Asked) -> Told:
        begin = int(asked.query.get(offset, "0"))
        return 200, wrap(rows[begin : begin + min(int(asked.query.get("limit", "1000")), cap)])

    return answer


def attending(rows: list[dict[str, Any]], *, cap: int = 10**9) -> Answering:
    """Answer by the page's overlap rule, both ends included; refuses more than 90 days and a range without offset."""

    def answer(asked: Asked) -> Told:
        start, stop = (datetime.fromisoformat(asked.query[name]) for name in ("start", "stop"))
        if start.tzinfo is None or stop - start > timedelta(days=90) or stop < start:
            return 400, refusal("Bad request", "Requests are limited to 90 days.")
        found = [
            row
            for row in rows
            if stop >= datetime.fromisoformat(row["joinTime"])
            and (not row.get("leaveTime") or start <= datetime.fromisoformat(row["leaveTime"]))
        ]
        begin = int(asked.query.get("offset", "0"))
        return 200, envelope(found[begin : begin + min(int(asked.query.get("limit", "1000000")), cap)])

    return answer
