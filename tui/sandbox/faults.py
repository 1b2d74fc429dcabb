"""Faults on demand: what goes wrong, how often, and exactly when.

As text, comma-separated (`--faults`)::

    429=0.1            a tenth of the answers are "too many requests"; likewise 5xx, 401, any other status,
                       reset, truncate, garble, slow, page (a web page with status 200), and expired (a 401)
    all=0.2            all of these words at once, each as often as the others: a fifth of the answers in all
    latency=120        every answer waits 120 ms; jitter=80 adds up to 80 more
    503@/vendor/User#3x2   the third request to this path and the one after it fail with 503
                       (without #3 from the first on; without x2 once; x* for ever)

The seed decides which requests a rate hits. It hits by what is asked and how often it has been asked, not by order
of arrival, so that concurrent runs fail alike.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from tui.core.errors import UsageError
from tui.sandbox.http import Reply, Send

__all__ = ["KINDS", "Fault", "Faults", "Planned"]

KINDS: Final = ("429", "5xx", "reset", "truncate", "garble", "slow", "page", "expired")
"""What can go wrong, beside any exact status (`503`)."""

_ALL: Final = "all"

_PLANNED: Final = re.compile(r"(?P<kind>[^@=]+)@(?P<path>/[^#]*?)(?:#(?P<nth>\d+))?(?:x(?P<times>\d+|\*))?")
_PIECES: Final = 12
"""A slow body comes in so many pieces."""


class Planned(Struct, frozen=True):
    """A fault that is certain: from the `nth` request to a path on, `times` in a row."""

    kind: str
    path: str
    """The whole path, with the vendor's mount; `*` at the end stands for anything."""
    nth: int = 1
    times: int | None = 1
    """None: for ever."""

    def covers(self, path: str) -> bool:
        """Return whether the request's path is meant."""
        return path.startswith(self.path[:-1]) if self.path.endswith("*") else path == self.path

    def hits(self, count: int) -> bool:
        """Return whether it strikes the request that is number `count` of those it covers."""
        return self.nth <= count and (self.times is None or count < self.nth + self.times)


class Fault(Struct, frozen=True):
    """What happens to one request; `kind` is empty when all goes well."""

    kind: str = ""
    delay: float = 0.0
    """Seconds before the answer starts."""
    retry_after: int = 1
    """Seconds that a 429 asks for."""
    piece_delay: float = 0.05
    """Seconds between the pieces of a slow body."""

    async def before(self) -> None:
        """Wait, and tear the connection down if that is the fault.

        Raises:
            ConnectionResetError: ASGI has no words for a reset; a server or a transport takes this for one.
        """
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.kind == "reset":
            raise ConnectionResetError("the sandbox was told to reset this connection")

    def instead(self, problem: Callable[[int, str], Reply]) -> Reply | None:
        """Return the answer that comes in place of the vendor's, in its words; it then never sees the request."""
        match self.kind:
            case "429":
                reply = problem(429, "Too many requests.")
                return Reply(429, reply.body, {**reply.headers, "retry-after": str(self.retry_after)})
            case "5xx":
                return Reply(503, b"<html><body><h1>503 Service Unavailable</h1></body></html>", _HTML)
            case "page":
                return Reply(200, b"<!DOCTYPE html><html><title>Sign in</title><body>Sign in</body></html>", _HTML)
            case "expired":
                return problem(401, "The credentials have expired.")
            case status if status.isdigit():
                return problem(int(status), f"The sandbox was told to answer {status}.")
        return None

    async def send(self, reply: Reply, send: Send) -> None:
        """Send an encoded answer, damaged if that is the fault.

        Raises:
            ConnectionResetError: in the middle of a truncated body.
        """
        body: bytes = _garbled(reply.body) if self.kind == "garble" else reply.body
        headers = {**reply.headers, "content-length": str(len(body))}
        pairs = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": pairs})
        if self.kind == "truncate":
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            raise ConnectionResetError("the sandbox was told to break off this answer")
        if self.kind == "slow":
            size = max(1, -(-len(body) // _PIECES))
            for at in range(0, len(body), size):
                await send({"type": "http.response.body", "body": body[at : at + size], "more_body": True})
                await asyncio.sleep(self.piece_delay)
            body = b""
        await send({"type": "http.response.body", "body": body, "more_body": False})


@dataclass
class Faults:
    """The faults of one server. It counts requests, so each server wants its own."""

    rates: Mapping[str, float] = field(default_factory=dict)
    """How often each kind strikes, 0 to 1; the kinds exclude each other, so the rates add up."""
    plan: Sequence[Planned] = ()
    """What strikes for certain; goes before the rates."""
    latency_ms: float = 0.0
    jitter_ms: float = 0.0
    retry_after: int = 1
    seed: int = 0
    struck: Counter[str] = field(default_factory=Counter, repr=False)
    """How often each kind has struck so far, and under an empty word how often none did."""
    _asked: Counter[str] = field(default_factory=Counter, repr=False)
    _covered: Counter[int] = field(default_factory=Counter, repr=False)

    @classmethod
    def parse(cls, text: str, *, seed: int = 0, latency_ms: float = 0.0) -> Faults:
        """Read the flag's words.

        Raises:
            UsageError: when an item makes no sense; the message names it.
        """
        numbers = {"latency": latency_ms, "jitter": 0.0, "retry-after": 1.0}
        rates: dict[str, float] = {}
        plan: list[Planned] = []
        for item in filter(None, (part.strip() for part in text.split(","))):
            if "@" in item:
                plan.append(_planned(item))
                continue
            name, _, value = item.partition("=")
            if name in numbers:
                numbers[name] = _number(item, value, most=600_000)
            elif name == _ALL:
                share = _number(item, value, most=1) / len(KINDS)
                rates |= {kind: rates.get(kind, 0.0) + share for kind in KINDS}
            else:
                rates[_kind(item, name)] = _number(item, value, most=1)
        return cls(
            rates=rates,
            plan=plan,
            latency_ms=numbers["latency"],
            jitter_ms=numbers["jitter"],
            retry_after=int(numbers["retry-after"]),
            seed=seed,
        )

    def next_for(self, method: str, path: str, query: str) -> Fault:
        """Decide what happens to a request that is coming in now."""
        asked = f"{method} {path}?{query}"
        self._asked[asked] += 1
        dice = random.Random(f"{self.seed}:{asked}:{self._asked[asked]}")  # noqa: S311 - dice, not secrets
        delay = (self.latency_ms + self.jitter_ms * dice.random()) / 1000
        kind = self._planned_for(path) or self._thrown(dice.random())
        self.struck[kind] += 1
        return Fault(kind, delay=delay, retry_after=self.retry_after)

    def _planned_for(self, path: str) -> str:
        kind = ""
        for number, planned in enumerate(self.plan):
            if planned.covers(path):
                self._covered[number] += 1
                if not kind and planned.hits(self._covered[number]):
                    kind = planned.kind
        return kind

    def _thrown(self, point: float) -> str:
        for kind, rate in self.rates.items():
            if point < rate:
                return kind
            point -= rate
        return ""


_HTML: Final = {"content-type": "text/html"}


def _garbled(body: bytes) -> bytes:
    """Return what a proxy in a bad mood would: half the JSON, complete as far as HTTP is concerned, then a word."""
    return body[: len(body) // 2] + b"\x00<!-- upstream closed -->"


def _planned(item: str) -> Planned:
    fits = _PLANNED.fullmatch(item)
    if fits is None:
        raise UsageError(f"“{item}” is no fault.", way_out="Write it as 503@/vendor/path#3x2.")
    times = None if fits["times"] == "*" else int(fits["times"] or 1)
    return Planned(_kind(item, fits["kind"]), fits["path"], int(fits["nth"] or 1), times)


def _kind(item: str, name: str) -> str:
    if name in KINDS or (name.isdigit() and 400 <= int(name) <= 599):
        return name
    raise UsageError(
        f"“{item}” is no fault.",
        way_out=f"There are: {', '.join(KINDS)}, {_ALL}, a status such as 503, latency, jitter.",
    )


def _number(item: str, value: str, *, most: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise UsageError(f"“{item}” needs a number from 0 to {most:g}.", way_out="For example 429=0.1.")
    return number
