"""The sandbox as one ASGI callable: finds the vendor, finds the route, answers, and fails where it was told to."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Final
from urllib.parse import parse_qsl, quote

import msgspec
from msgspec import Struct

from tui.sandbox.faults import Faults
from tui.sandbox.http import Call, Receive, Refusal, Reply, Scope, Send
from tui.sandbox.routing import Router
from tui.sandbox.world import World

__all__ = ["Sandbox"]

_MOST_BODY: Final = 8_000_000


class _Mount(Struct, frozen=True):
    router: Router
    problem: Callable[[int, str], Reply]


class Sandbox:
    """Serves each vendor at `/{name}`. A vendor's routes are made at its first call: a demo of one costs one."""

    def __init__(
        self, world: World, *, names: Sequence[str], module: Callable[[str], ModuleType | None], faults: Faults
    ):
        self._world = world
        self._names = frozenset(names)
        self._module = module
        self._faults = faults
        self._mounts: dict[str, _Mount | None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request (https://asgi.readthedocs.io/en/latest/specs/www.html)."""
        if scope["type"] != "http":
            return
        raw_path = scope.get("raw_path") or quote(scope["path"]).encode()
        path = raw_path.decode("ascii").partition("?")[0]
        query = scope.get("query_string", b"").decode("ascii")
        fault = self._faults.next_for(scope["method"], path, query)
        body = await _read(receive)
        await fault.before()
        name, _, below = path.removeprefix("/").partition("/")
        mount = self._mount(name)
        if mount is None:
            reply = _problem(404, f"There is no vendor “{name}” in this sandbox.")
        else:
            reply = fault.instead(mount.problem) or await self._answer(mount, scope, f"/{below}", query, body)
        await fault.send(_encode(reply), send)

    async def _answer(self, mount: _Mount, scope: Scope, path: str, query: str, body: bytes) -> Reply:
        try:
            route, values = mount.router.find(scope["method"], path)
            call = Call(
                method=scope["method"],
                path=path,
                values=values,
                query=tuple(parse_qsl(query, keep_blank_values=True)),
                headers={key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]},
                body=body,
            )
            answer = route.handler(call)
            return await answer if inspect.isawaitable(answer) else answer
        except Refusal as refusal:
            return refusal.reply or mount.problem(refusal.status, refusal.text)

    def _mount(self, name: str) -> _Mount | None:
        if name not in self._names:
            return None
        if name not in self._mounts:
            module = self._module(name)
            problem = getattr(module, "problem", _problem)
            self._mounts[name] = None if module is None else _Mount(Router(module.routes(self._world)), problem)
        return self._mounts[name]


def _problem(status: int, text: str) -> Reply:
    """Say what is wrong where a vendor has no words of its own."""
    return Reply(status, {"status": status, "message": text})


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        piece: bytes = message.get("body", b"")
        body += piece
        if not message.get("more_body", False) or len(body) > _MOST_BODY:
            return body


def _encode(reply: Reply) -> Reply:
    """Put the body into bytes and say what they are."""
    body: Any = reply.body
    if body is None:
        return Reply(reply.status, b"", {"content-length": "0", **reply.headers})
    kind = "application/octet-stream" if isinstance(body, bytes) else "application/json; charset=utf-8"
    encoded = body if isinstance(body, bytes) else msgspec.json.encode(body)
    headers = {"content-type": kind, **reply.headers, "content-length": str(len(encoded))}
    return Reply(reply.status, encoded, headers)
