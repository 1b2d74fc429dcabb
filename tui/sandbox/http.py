"""The words that a vendor's sandbox is written in: a call comes in, a route answers it with a reply.

A vendor's `sandbox` module exposes::

    def routes(world: World) -> Sequence[Route]: ...     its endpoints; state lives in what it makes
    DEMO: Sequence[DemoConnection]                       the connections that a demo config gets
    def problem(status: int, text: str) -> Reply: ...    optional: how this vendor words an error

Paths are the vendor's own: the assembler puts `/{vendor}` in front of them.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct, field

from tui.core.vendor import Environment

__all__ = ["AsgiApp", "Call", "DemoConnection", "Receive", "Refusal", "Reply", "Route", "Scope", "Send"]

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


class Call(Struct, frozen=True):
    """A request as a route sees it."""

    method: str
    path: str
    """Below the vendor's mount, as it was sent (percent-encoded)."""
    values: Mapping[str, str] = field(default_factory=dict)
    """The parts of the path that the route's pattern names, decoded."""
    query: Sequence[tuple[str, str]] = ()
    """Query parameters in order, decoded; a name may repeat."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""

    def first(self, name: str) -> str | None:
        """Return a query parameter's first value; None when it was not sent, an empty text when it was sent empty."""
        return next((value for key, value in self.query if key == name), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a query parameter."""
        return tuple(value for key, value in self.query if key == name)

    def json(self) -> Any:
        """Decode the body.

        Raises:
            Refusal: with status 400 when it is no JSON; an empty body is none.
        """
        try:
            return json.loads(self.body)
        except ValueError as unreadable:
            raise Refusal(400, f"The body is not valid JSON: {unreadable}.") from unreadable


class Reply(Struct, frozen=True):
    """An answer."""

    status: int = 200
    body: Any = None
    """Bytes go out as they are, None is no body, anything else goes as JSON."""
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """A handler's way out: answered by the vendor's `problem(status, text)`, or with `reply` where that says more."""

    def __init__(self, status: int, text: str = "", *, reply: Reply | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.reply = reply


class Route(Struct, frozen=True):
    """An endpoint."""

    method: str
    pattern: str
    """`/User/{userId}`: a name in braces stands for one part of the path."""
    handler: Callable[[Call], Reply | Awaitable[Reply]]


class DemoConnection(Struct, frozen=True):
    """A connection to the sandbox, as the demo's config has it."""

    name: str
    """What `[connections.NAME]` is called."""
    environment: Environment = Environment.SANDBOX
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The vendor's settings, secrets as literals; the addresses are not among them."""
    place: int = 9
    """Where it stands among the demo's connections: the lowest first."""
    addresses: Mapping[str, str] = field(default_factory=lambda: {"base_url": ""})
    """Settings that hold an address, and what follows the vendor's mount in it: `{"base_url": "/api/v1"}`."""
