"""A client that calls an ASGI app and nothing else: what it sees is what the app sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlencode

from tui.core.time.clock import FrozenClock
from tui.sandbox import build
from tui.sandbox.faults import Faults
from tui.sandbox.http import AsgiApp
from tui.sandbox.world import World
from tui.vendors.virbela.sandbox import DEMO

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
CREDENTIALS = {
    "V-Client-Id": DEMO[0].settings["client_id"],
    "V-Client-Secret": DEMO[0].settings["client_secret"],
    "V-Client-Name": DEMO[0].settings["client_name"],
}


class MovingClock:
    """A clock that a test turns."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass
class Heard:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        assert self.status == 200, self.body
        return self.json["data"]


@dataclass
class Client:
    app: AsgiApp
    prefix: str = "/virbela"
    headers: Mapping[str, str] = field(default_factory=lambda: CREDENTIALS)

    async def get(self, path: str, **params: str) -> Heard:
        return await self.send("GET", path, query=urlencode(params))

    async def post(self, path: str, body: Any) -> Heard:
        return await self.send("POST", path, body=json.dumps(body).encode())

    async def put(self, path: str, body: Any) -> Heard:
        return await self.send("PUT", path, body=json.dumps(body).encode())

    async def send(self, method: str, path: str, *, query: str = "", body: bytes = b"") -> Heard:
        heard = Heard()
        raw_path = f"{self.prefix}{path}"

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                heard.status = message["status"]
                heard.headers = {key.decode(): value.decode() for key, value in message["headers"]}
            else:
                heard.body += message.get("body", b"")

        scope = {
            "type": "http",
            "method": method,
            "path": unquote(raw_path),
            "raw_path": raw_path.encode(),
            "query_string": query.encode(),
            "headers": [(key.lower().encode(), value.encode()) for key, value in self.headers.items()],
        }
        await self.app(scope, receive, send)
        return heard


def campus(*, clock: MovingClock | FrozenClock | None = None, seed: int = 7, faults: Faults | None = None) -> Client:
    """Return a client of a fresh campus at half past ten on a Thursday."""
    return Client(build(World(seed, clock or FrozenClock(NOW)), faults=faults))


async def room_named(client: Client, name: str) -> str:
    """Return a room's id."""
    rooms = (await client.get("/Rooms/World/harbor")).data
    return next(str(room["objectId"]) for room in rooms if room["name"] == name)
