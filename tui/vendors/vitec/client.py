"""The one call of Vitec's comeback report, and how its failures are worded."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

import msgspec

from tui.core.errors import Rejected, VendorError
from tui.core.record import Page, Progress, Record
from tui.core.span import Span
from tui.core.wire import Answer, BasicAuth, Effect, Opener, Request, Transport, failure
from tui.transport import decode, decode_rows
from tui.vendors.vitec.comebacks import SWEDISH_TIME, halves, occurs_at
from tui.vendors.vitec.models import Comeback, in_camel_case
from tui.vendors.vitec.settings import BASE_URL

__all__ = ["DEFAULT_CRITERIA", "SMALLEST_WINDOW", "VitecClient", "connect", "explain"]

DEFAULT_CRITERIA: Final = "Occurrence"
"""Select by when the comeback occurs: the only value of TaskDateCriteria that the vendor prints."""

SMALLEST_WINDOW: Final = timedelta(days=1)
"""A refused range is not cut below this: then it was not its length that was refused."""


_Rows: Any = list[msgspec.Raw] | None


class VitecClient:
    """Vitec Mäklare Connect, as one customer. Page: "GET Report/Task/{customerId}/Comeback"."""

    def __init__(self, transport: Transport, *, customer_id: str) -> None:
        self.transport = transport
        self.customer_id = customer_id

    def comeback_request(self, span: Span | None, criteria: str) -> Request:
        """Describe the call. Times go as the page writes them: local Swedish time, to the second, no offset."""
        params: list[tuple[str, str]] = []
        if span is not None:
            params = [("from", _local(span.start)), ("to", _local(_whole_second(span.stop)))]
        return Request(
            method="GET",
            path=f"/Report/Task/{quote(self.customer_id, safe='')}/Comeback",
            params=(*params, ("date", criteria)),
            effect=Effect.READ,
        )

    async def comebacks(self, span: Span | None, *, criteria: str = DEFAULT_CRITERIA) -> AsyncIterator[Page[Comeback]]:
        """Yield the report, in as many pieces as the vendor wants the range cut into.

        The vendor publishes no limit for the range, but a sibling report has one: a range that is refused is halved
        until a piece is accepted, and the rest is asked for in pieces of that length.

        Raises:
            Rejected: when the vendor refuses the values; `fields` has its words per parameter.
            SignedOut: when user name or password are wrong.
            Forbidden: when the credentials have no right to this customer's report.
            VendorError: of another class for anything else.
        """
        if span is None:
            yield Page(await self._ask(None, criteria))
            return
        waiting, first_refusal, answered = [span], None, 0
        seen: set[str] = set()
        while waiting:
            piece = waiting.pop()
            try:
                rows = await self._ask(piece, criteria)
            except Rejected as refusal:
                first_refusal = first_refusal or refusal
                parts = halves(piece)
                if piece.length <= SMALLEST_WINDOW or len(parts) == 1 or answered:
                    raise first_refusal from None
                waiting = self._cut(span, parts[0].length)
                continue
            answered += 1
            fresh = tuple(row for row in rows if row.id not in seen)
            seen.update(row.id for row in fresh)
            yield Page(fresh, progress=Progress(answered, answered + len(waiting)))

    @staticmethod
    def _cut(span: Span, length: timedelta) -> list[Span]:
        """Cut a span into pieces of a length, the earliest last, ready to be popped."""
        pieces, start = [], span.start
        while start < span.stop:
            stop = min(start + length, span.stop)
            pieces.append(Span(start, stop))
            start = stop
        return pieces[::-1]

    async def _ask(self, span: Span | None, criteria: str) -> tuple[Record[Comeback], ...]:
        answer = await self.transport.send(self.comeback_request(span, criteria))
        asked = "" if span is None else _local(span.start)
        rows = _unlike(decode_rows(_rows(answer), Comeback, identify=lambda row: str(row.id), where="$"), asked=asked)
        if span is None or criteria != DEFAULT_CRITERIA:
            return rows
        # The vendor's `to` is inclusive, a span is not: what falls on its very end belongs to the next one.
        return tuple(row for row in rows if row.value is None or _before(row.value, span.stop))


def connect(opener: Opener) -> VitecClient:
    """Build the client from a connection's settings; sends nothing."""
    settings = opener.settings
    transport = opener.transport(
        bases={"api": str(settings.get("base_url") or BASE_URL)},
        auth=BasicAuth(settings["username"], settings["password"]),
        explain=explain,
    )
    return VitecClient(transport, customer_id=str(settings["customer_id"]))


def explain(answer: Answer) -> VendorError | None:
    """Read an error in Vitec's words; None for a good answer.

    The keys of its error bodies are not documented. The service is an ASP.NET Web API, whose own are `message`,
    `messageDetail`, `exceptionMessage` and `modelState` (lists by parameter), in either casing.
    """
    if answer.status < 400:
        return None
    body = _error_body(answer.body)
    fields = {
        name.rpartition(".")[2] or name: " ".join(map(str, said)) if isinstance(said, list) else str(said)
        for name, said in (body.get("modelState") or {}).items()
    }
    words = [str(body[key]) for key in ("message", "messageDetail", "exceptionMessage") if body.get(key)]
    if not words and not fields:
        return None
    return failure(answer, " ".join([*words, *(f"{name}: {said}" for name, said in fields.items())]), fields=fields)


def _error_body(body: bytes) -> Mapping[str, Any]:
    try:
        decoded = _outermost_in_camel_case(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _outermost_in_camel_case(value: Any) -> Any:
    """Lower the first letter of the outermost keys only: inside `modelState` the keys are the vendor's parameters."""
    return {key[:1].lower() + key[1:]: inner for key, inner in value.items()} if isinstance(value, dict) else value


def _rows(answer: Answer) -> list[msgspec.Raw]:
    """Split the answer into its rows; one in PascalCase is put into camelCase first. `null` is an empty report."""
    rows = decode(answer.body, _Rows, url=answer.url) or []
    if any(b'"Id"' in bytes(row) for row in rows):
        return [msgspec.Raw(msgspec.json.encode(in_camel_case(msgspec.json.decode(row)))) for row in rows]
    return rows


def _unlike(rows: tuple[Record[Comeback], ...], *, asked: str) -> tuple[Record[Comeback], ...]:
    """Give rows that share an id one of their own: the vendor does not promise that an id stands once in an answer.

    A row in two pieces of a range gets the same one in both, so that it is counted once; a row that cannot be read has
    no id to go by, and is told apart by the piece it came in.
    """
    count: dict[str, int] = {}
    unlike = []
    for row in rows:
        key = f"{asked} {row.id}" if row.value is None else f"{row.id} {row.value.occurs_at or ''}".strip()
        count[key] = count.get(key, 0) + 1
        name = key if count[key] == 1 else f"{key} #{count[key]}"
        unlike.append(Record(name, row.value, row.raw, row.problem, row.derived))
    return tuple(unlike)


def _before(comeback: Comeback, stop: datetime) -> bool:
    at = occurs_at(comeback)
    return at is None or at < stop


def _local(instant: datetime) -> str:
    return instant.astimezone(SWEDISH_TIME).strftime("%Y-%m-%dT%H:%M:%S")


def _whole_second(instant: datetime) -> datetime:
    return instant if not instant.microsecond else instant.replace(microsecond=0) + timedelta(seconds=1)
