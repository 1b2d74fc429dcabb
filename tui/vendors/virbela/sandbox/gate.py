"""What every endpoint of the sandbox has in common: who may come in, how answers are wrapped, how a query is read."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final, TypeAlias

from msgspec import Struct

from tui.sandbox.http import Call, Refusal, Reply
from tui.sandbox.world import World

__all__ = [
    "CLIENT_ID",
    "CLIENT_NAME",
    "CLIENT_SECRET",
    "LONGEST_WINDOW",
    "Gate",
    "Handler",
    "Window",
    "problem",
    "read_count",
    "read_window",
    "written",
]

CLIENT_ID: Final = "5f0c7f5e-3f6b-4c43-9a53-2f6de0a7b1c4"
CLIENT_SECRET: Final = "demo-secret-of-a-campus-that-does-not-exist"
CLIENT_NAME: Final = "harbor"

Handler: TypeAlias = Callable[[Call], Reply | Awaitable[Reply]]
"""What answers an endpoint; it refuses by raising `Refusal`."""

LONGEST_WINDOW: Final = timedelta(days=90)
"""The most that attendance can be asked for at once."""

_TITLES: Final = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    422: "Unprocessable",
    429: "Too many requests",
}


class Window(Struct, frozen=True):
    """The stretch that is asked for, both ends in it, and the part of the answer that is wanted."""

    start: datetime
    stop: datetime
    limit: int | None
    """None: no limit."""
    offset: int

    @property
    def wanted(self) -> slice:
        """The part of the whole answer."""
        return slice(self.offset, None if self.limit is None else self.offset + self.limit)


@dataclass
class Gate:
    """Checks credentials and wraps answers."""

    world: World
    _numbers: count[int] = field(default_factory=count)

    def guard(self, handler: Handler, *, named: bool = False) -> Callable[[Call], Awaitable[Reply]]:
        """Let a handler see only calls with the right credentials; `named` wants the client name in a header too."""

        async def guarded(call: Call) -> Reply:
            try:
                check(call)
                answer = handler(call)
                return await answer if inspect.isawaitable(answer) else answer
            except Refusal as refusal:
                return problem(refusal.status, refusal.text, request_id=self.request_id())

        def check(call: Call) -> None:
            sent = call.headers.get("v-client-id"), call.headers.get("v-client-secret")
            if sent != (CLIENT_ID, CLIENT_SECRET):
                raise Refusal(401, "The client ID or the client secret is not valid.")
            if named:
                name = call.headers.get("v-client-name")
                if not name:
                    raise Refusal(400, "The header V-Client-Name is required.")
                if name != CLIENT_NAME:
                    raise Refusal(404, f'There is no client "{name}".')

        return guarded

    def success(self, title: str, detail: str, data: Any = None) -> Reply:
        """Wrap an answer in the envelope; without data there is no `data`."""
        body = {"responseCode": "success", "title": title, "detail": detail}
        return Reply(200, body | ({} if data is None else {"data": data}) | {"requestId": self.request_id()})

    def request_id(self) -> str:
        """Return 24 hexadecimal characters, the first eight the time, as the vendor's database numbers things."""
        scattered = hashlib.sha256(f"{self.world.seed}:{next(self._numbers)}".encode()).hexdigest()
        return f"{int(self.world.now().timestamp()):08x}{scattered[:16]}"


def problem(status: int, text: str, *, request_id: str = "") -> Reply:
    """Word an error as the vendor does: the envelope, with a response code other than success."""
    request_id = request_id or hashlib.sha256(text.encode()).hexdigest()[:24]
    title = _TITLES.get(status, "Error")
    return Reply(status, {"responseCode": "error", "title": title, "detail": text, "requestId": request_id})


def read_window(call: Call, *, longest: timedelta | None = None) -> Window:
    """Read `start`, `stop`, `limit` and `offset`.

    Raises:
        Refusal: 400 when one is missing or makes no sense, or the stretch is longer than allowed.
    """
    start, stop = _instant(call, "start"), _instant(call, "stop")
    if stop < start:
        raise Refusal(400, "The stop date must not be before the start date.")
    if longest is not None and stop - start > longest:
        raise Refusal(400, f"The date range must not exceed {longest.days} days.")
    return Window(start, stop, read_count(call, "limit"), read_count(call, "offset") or 0)


def read_count(call: Call, name: str) -> int | None:
    """Read a whole number that is not negative; None when it was not sent.

    Raises:
        Refusal: 400 when it is no such number.
    """
    text = call.first(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Refusal(400, f'"{name}" must be a whole number that is not negative, but is "{text}".')
    return int(text)


def written(instant: datetime) -> str:
    """Write an instant as most of the page's examples have it: milliseconds and Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


def _instant(call: Call, name: str) -> datetime:
    text = call.first(name)
    if not text:
        raise Refusal(400, f'"{name}" is required and must be an ISO 8601 date.')
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        # An offset's plus that was not percent-encoded arrives as a space, and ends here as well.
        raise Refusal(400, f'"{name}" must be an ISO 8601 date, but is "{text}".') from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
