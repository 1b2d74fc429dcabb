"""The one call of Vitec's comeback report, and how its failures are worded."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import msgspec

from tui.core.errors import Rejected, VendorError, in_sentences
from tui.core.record import Page, Progress, Record
from tui.core.text import clean
from tui.core.time.clock import Clock
from tui.core.time.time_range import TimeRange
from tui.core.wire.http import BasicAuth, Effect, Opener, Request, Response, Transport, failure
from tui.transport import decode, decode_many
from tui.vendors.vitec.api.models import Comeback, in_camel_case
from tui.vendors.vitec.comebacks import SWEDISH_TIME, halves, occurs_at, pieces
from tui.vendors.vitec.settings import BASE_URL

__all__ = ["DEFAULT_CRITERIA", "SMALLEST_WINDOW", "VitecClient", "connect", "explain"]

DEFAULT_CRITERIA: Final = "Occurrence"
"""Select by when the comeback occurs: the only value of TaskDateCriteria that the vendor prints."""

SMALLEST_WINDOW: Final = timedelta(days=1)
"""A refused range is not cut below this: then it was not its length that was refused."""

_SIGN_IN: Final = (
    "Check username and password in the config; Vitec makes a password for each customer and function group."
)
_ASK_FOR_THE_RIGHT: Final = "Check customer_id in the config, or ask Vitec for the right to this customer's report."
_RANGE: Final = frozenset({"from", "to"})
_TWICE: Final = timedelta(hours=2)
"""More than the hour that a clock turned back goes through twice."""

_Rows: Any = list[msgspec.Raw] | None


class VitecClient:
    """Vitec Mäklare Connect, as one customer. Page: "GET Report/Task/{customerId}/Comeback"."""

    def __init__(self, transport: Transport, *, customer_id: str, clock: Clock) -> None:
        self.transport = transport
        self.customer_id = customer_id
        self.clock = clock

    def comeback_request(self, span: TimeRange | None, criteria: str) -> Request:
        """Describe the call. Times go as the page writes them: local Swedish time, to the second, no offset."""
        params: list[tuple[str, str]] = []
        if span is not None:
            params = [("from", _local(_clear(span.start, -_TWICE))), ("to", _local(_clear(_up(span.stop), _TWICE)))]
        return Request(
            method="GET",
            path=f"/Report/Task/{quote(self.customer_id, safe='')}/Comeback",
            params=(*params, ("date", criteria)),
            effect=Effect.READ,
        )

    async def comebacks(
        self, span: TimeRange | None, *, criteria: str = DEFAULT_CRITERIA
    ) -> AsyncIterator[Page[Comeback]]:
        """Yield the report, in as many pieces as the vendor wants the range cut into.

        The vendor publishes no limit for the range, but a sibling report has one: a range that is refused is halved
        until a piece is accepted, and the rest is asked for in pieces of that length. The limit may count months, so
        that a piece is refused of a length that was accepted before: it is halved as well.

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
                if piece.length <= SMALLEST_WINDOW or len(parts) == 1 or not _about_the_range(refusal):
                    raise (refusal if answered else first_refusal) from None
                waiting = [*waiting, *parts[::-1]] if answered else list(pieces(span, piece.length / 2))[::-1]
                continue
            answered += 1
            fresh = tuple(row for row in rows if row.id not in seen)
            seen.update(row.id for row in fresh)
            yield Page(fresh, progress=Progress(answered, answered + len(waiting)))

    async def _ask(self, span: TimeRange | None, criteria: str) -> tuple[Record[Comeback], ...]:
        answer = await self.transport.send(self.comeback_request(span, criteria))
        asked = "" if span is None else _local(span.start)
        rows = _unlike(await _rows(answer), asked=asked)
        if span is None or criteria != DEFAULT_CRITERIA:
            return rows
        # The vendor's `to` is inclusive, a span is not: what falls on its very end belongs to the next one.
        return tuple(row for row in rows if row.value is None or _is_in(row.value, span))


def connect(opener: Opener) -> VitecClient:
    """Build the client from a connection's settings; sends nothing."""
    settings = opener.settings
    transport: Transport = opener.transport(
        bases={"api": str(settings.get("base_url") or BASE_URL)},
        auth=BasicAuth(settings["username"], settings["password"]),
        explain=lambda answer: explain(answer, connection=transport.connection),
    )
    return VitecClient(transport, customer_id=str(settings["customer_id"]), clock=opener.clock)


def explain(answer: Response, *, connection: str) -> VendorError | None:
    """Read an error in Vitec's words; None for a good answer, or when the body has no words.

    The keys of its error bodies are not documented. The service is an ASP.NET Web API, whose own are `message`,
    `messageDetail`, `exceptionMessage` and `modelState` (lists by parameter), in either casing.
    """
    if answer.status < HTTPStatus.BAD_REQUEST:
        return None
    body = _error_body(answer.body)
    fields = _fields(body.get("modelState"))
    words = [_words(body[key]) for key in ("message", "messageDetail", "exceptionMessage") if body.get(key)]
    said = in_sentences(*words, *(f"{name}: {text}" for name, text in fields.items()))
    match answer.status:
        case HTTPStatus.UNAUTHORIZED:
            said = f"Signed out of {connection}{f': {said}' if said else '.'}"
            return failure(answer, said, way_out=_SIGN_IN)
        case HTTPStatus.FORBIDDEN:
            said = f"{connection} does not allow this{f': {said}' if said else '.'}"
            return failure(answer, said, way_out=_ASK_FOR_THE_RIGHT)
        case HTTPStatus.INTERNAL_SERVER_ERROR if said:
            return failure(answer, f"{connection} failed: {said}", way_out="If it stays like that, ask Vitec.")
    return failure(answer, said, fields=fields) if said else None


def _fields(state: Any) -> dict[str, str]:
    """Read `modelState`: lists of texts by parameter. A parameter may come with what it belongs to (`query.from`)."""
    if not isinstance(state, dict):
        return {}
    return {str(name).rpartition(".")[2] or str(name): _words(said) for name, said in state.items()}


def _words(said: Any) -> str:
    text: str = clean(" ".join(map(str, said)) if isinstance(said, list) else str(said))
    return text


def _about_the_range(refusal: Rejected) -> bool:
    """Tell whether a shorter range may help: not when the vendor names other parameters as the ones that are wrong."""
    if refusal.status not in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
        return False
    return not refusal.fields or any(name.lower() in _RANGE for name in refusal.fields)


def _error_body(body: bytes) -> Mapping[str, Any]:
    try:
        decoded = _outermost_in_camel_case(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _outermost_in_camel_case(value: Any) -> Any:
    """Lower the first letter of the outermost keys only: inside `modelState` the keys are the vendor's parameters."""
    return {key[:1].lower() + key[1:]: inner for key, inner in value.items()} if isinstance(value, dict) else value


async def _rows(answer: Response) -> tuple[Record[Comeback], ...]:
    """Read the answer's rows; one in PascalCase is read as if it were in camelCase. `null` is an empty report."""
    sent = decode(answer.body, _Rows, url=answer.url) or []
    in_pascal_case = b'"Id"' in answer.body
    read = [_camel(row) for row in sent] if in_pascal_case else sent
    rows = await decode_many(read, Comeback, identify=lambda row: str(row.id), where="$")
    if not in_pascal_case:
        return rows
    return tuple(Record(row.id, row.value, bytes(raw), row.problem) for row, raw in zip(rows, sent, strict=True))


def _camel(row: msgspec.Raw) -> msgspec.Raw:
    if b'"Id"' not in bytes(row):
        return row
    return msgspec.Raw(msgspec.json.encode(in_camel_case(msgspec.json.decode(row))))


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


def _is_in(comeback: Comeback, span: TimeRange) -> bool:
    at = occurs_at(comeback)
    return at is None or at in span


def _local(instant: datetime) -> str:
    return instant.astimezone(SWEDISH_TIME).strftime("%Y-%m-%dT%H:%M:%S")


def _up(instant: datetime) -> datetime:
    """Return the whole second that is not before an instant."""
    return instant if not instant.microsecond else instant.replace(microsecond=0) + timedelta(seconds=1)


def _clear(instant: datetime, away: timedelta) -> datetime:
    """Move an instant out of the hour that the Swedish clock shows twice: without an offset nobody knows which it is.

    What the wider range brings in is left out again when the answer is read.
    """
    wall = instant.astimezone(SWEDISH_TIME)
    return instant if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset() else instant + away
