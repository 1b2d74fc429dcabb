"""The made-up vendor's server on loopback: it keeps count of what it was told, and answers badly on demand."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from tests.servers import Exchange, ScriptedServer, Step, answer

__all__ = ["AcmeServer"]


class AcmeServer(ScriptedServer):
    """Knows people and one profile each."""

    def __init__(self) -> None:
        super().__init__(self._route)
        self.invited: Counter[str] = Counter()
        """How often each e-mail was invited."""
        self.deleted: list[str] = []
        self.profile: dict[str, Any] = {"Department": "Product", "eNPS": 9, "updatedAt": "2026-01-01T00:00:00Z"}
        self.badly: Callable[[str], Step | None] = lambda email: None
        """A bad answer in place of an invitation's good one; the invitation was done all the same."""
        self.before: Callable[[str], Step | None] = lambda email: None
        """A bad answer in place of doing anything."""
        self.looked: Callable[[str], Step | None] = lambda email: None
        """Another answer to whether somebody is there."""

    async def __aenter__(self) -> AcmeServer:
        await super().__aenter__()
        return self

    async def quiet(self) -> None:
        """Wait until every connection is closed, so that nothing is under way any more."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _route(self, exchange: Exchange) -> None:
        request = exchange.request
        match request.method, request.path.strip("/").split("/"):
            case "POST", ["invite"]:
                await self._invite(request.json()["email"])(exchange)
            case "POST", ["greet"]:
                await answer(200, {"detail": f"Hello {request.json()['name']}."})(exchange)
            case "GET", ["people"]:
                email = request.query[0][1]
                await (self.looked(email) or answer(200, {"times": self.invited[email]}))(exchange)
            case "DELETE", ["people", email]:
                self.deleted.append(unquote(email))
                await answer(200, {"detail": "Deleted."})(exchange)
            case "GET", ["profile", _]:
                await answer(200, self.profile)(exchange)
            case "PUT", ["profile", _]:
                self._change(request.json())
                await answer(200, {"detail": "Updated.", "requestId": "req-9"})(exchange)
            case _:
                await answer(404, {"detail": "No such thing."})(exchange)

    def _invite(self, email: str) -> Step:
        if bad := self.before(email):
            return bad
        self.invited[email] += 1
        return self.badly(email) or answer(200, {"detail": "Invited.", "requestId": f"req-{email}"})

    def _change(self, body: dict[str, Any]) -> None:
        self.profile.update(body["update"])
        for name in body["unset"]:
            self.profile.pop(name, None)
        self.profile["updatedAt"] = f"changed {json.dumps(body)}"
