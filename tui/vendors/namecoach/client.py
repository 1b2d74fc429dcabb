"""NameCoach's analytics events: two searches and four ways to record."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final

import msgspec

from tui.core.clock import Clock
from tui.core.errors import VendorError
from tui.core.record import Page, Progress, Record
from tui.core.text import clean
from tui.core.wire import Answer, Auth, Effect, HeaderAuth, NoAuth, Opener, Request, SignedAuth, Transport, failure
from tui.transport import decode, decode_rows
from tui.vendors.namecoach.models import Event, SearchAnswer
from tui.vendors.namecoach.settings import BASE_URL, EXTENSION_PATH, REPEATED
from tui.vendors.namecoach.signing import LIFE, signer

__all__ = ["CONTACT", "LEAD", "PAGE_SIZE", "NameCoachClient", "Search", "connect"]

LEAD: Final = "lead"
CONTACT: Final = "contact"

PAGE_SIZE: Final = 100
"""Rows asked for at once; the vendor's default is ten, its limit is not documented."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a search asks for; all but `latest` are required by the page."""

    entity: str
    """LEAD or CONTACT."""
    entity_id: str
    recording_ids: tuple[str, ...]
    customer_id: str
    user_id: str
    latest: bool | None = None
    """Probably the newest event only; the vendor does not say."""


class NameCoachClient:
    """The Data Analytics Service. Page: "Analytics Events", "Lead Analytics", "Contact Analytics"."""

    def __init__(self, transport: Transport, *, recording_id_style: str, extension_path: str) -> None:
        self.transport = transport
        self.extension_path = extension_path
        self._recording_id = "recording_id" if recording_id_style == REPEATED else "recording_id[]"

    def search_request(self, search: Search, *, page: int) -> Request:
        """Describe one page of a search; pages count from 1."""
        params = [(self._recording_id, recording) for recording in search.recording_ids]
        params += [("customer_id", search.customer_id), ("user_id", search.user_id)]
        params += [(f"{search.entity}_id", search.entity_id)]
        if search.latest is not None:
            params += [("latest", "true" if search.latest else "false")]
        params += [("page", str(page)), ("pageSize", str(PAGE_SIZE))]
        return Request("GET", f"/{search.entity}_analytics/search", params=params)

    async def search(self, search: Search) -> AsyncGenerator[Page[Event], None]:
        """Yield a search's events, page by page, until `meta.rowCount` of them have come or a page is empty.

        Page: "Search a Lead Analytics Event", "Search a Contact Analytics Event".

        Raises:
            Rejected: when the vendor refuses the values; `fields` has its words per parameter.
            SignedOut: when the key is wrong, or this machine's clock is.
            VendorError: of another class for anything else.
        """
        number, received = 1, 0
        before: Sequence[bytes] = ()
        names = _Names()
        while True:
            answer = await self.transport.send(self.search_request(search, page=number))
            found = decode(answer.body, SearchAnswer, url=answer.url)
            raw = [bytes(row) for row in found.recordings]
            if number > 1 and (not raw or raw == before):  # a server that ignores the page would answer for ever
                return
            rows = decode_rows(found.recordings, Event, identify=_identity, where="recordings", first=received)
            received += len(rows)
            yield Page(names.unlike(rows), total=found.meta.row_count, progress=Progress(number))
            if not raw or (found.meta.row_count is not None and received >= found.meta.row_count):
                return
            number, before = number + 1, raw

    @staticmethod
    def event_request(path: str, body: Mapping[str, Any]) -> Request:
        """Describe the recording of one event. It must not be sent twice: there is no way to take one back."""
        return Request("POST", path, body=dict(body), effect=Effect.ONCE)


class _Names:
    """Gives events names of their own: the vendor's have none, and an `event_id` may stand on several."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def unlike(self, rows: Sequence[Record[Event]]) -> tuple[Record[Event], ...]:
        named = []
        for row in rows:
            self._count[row.id] += 1
            number = self._count[row.id]
            named.append(row if number == 1 else Record(f"{row.id} #{number}", row.value, row.raw, row.problem))
        return tuple(named)


def _identity(event: Event) -> str:
    parts = (event.created_at, event.recording_id, event.event_type, event.event_id, event.user_id)
    return " ".join(str(part) for part in parts if part not in (None, ""))


def connect(opener: Opener) -> NameCoachClient:
    """Build the client from a connection's settings; sends nothing."""
    settings = opener.settings
    transport = opener.transport(
        bases={"api": str(settings.get("base_url") or BASE_URL)},
        auth=_auth(settings, clock=opener.clock),
        explain=lambda answer: explain(answer, clock=opener.clock),
    )
    return NameCoachClient(
        transport,
        recording_id_style=str(settings.get("recording_id_style") or ""),
        extension_path=str(settings.get("extension_path") or EXTENSION_PATH),
    )


def _auth(settings: Mapping[str, Any], *, clock: Clock) -> Auth:
    match str(settings.get("auth") or "jwt"):
        case "none":
            return NoAuth()
        case "header":
            return HeaderAuth({"Authorization": settings["authorization"]})
        case _:
            key_id, secret = str(settings["access_key_id"]), settings["secret_access_key"]
            return SignedAuth(signer(key_id=key_id, secret=secret, clock=clock))


def explain(answer: Answer, *, clock: Clock) -> VendorError | None:
    """Read an error in NameCoach's words; None for a good answer.

    Its bodies are not on the page. The vendor's own client reads `message` (text) and `errors` (any JSON).
    """
    if answer.status < 400:
        return None
    body = _body(answer)
    message = _words(body["message"]) if isinstance(body.get("message"), str) else ""
    fields = _fields(body.get("errors"))
    said = " ".join([*([message] if message else []), *(f"{name}: {words}" for name, words in fields.items())])
    if answer.status in (401, 403):
        skew = _skew(answer, clock)
        clock_words = (
            f" This machine's clock is {skew:+.0f} s off the vendor's." if abs(skew) > LIFE.total_seconds() / 2 else ""
        )
        way_out = (
            "Set the clock right, then press r." if clock_words else "Check access_key_id and its secret in the config."
        )
        return failure(answer, f"The vendor refused the credentials.{clock_words} {said}".strip(), way_out=way_out)
    return failure(answer, said, fields=fields) if said else None


def _body(answer: Answer) -> Mapping[str, Any]:
    try:
        decoded = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _fields(errors: Any) -> dict[str, str]:
    """Read `errors`: a mapping of fields to texts or lists, a list of texts, or of objects that name their field."""
    if isinstance(errors, dict):
        return {str(name): _words(said) for name, said in errors.items()}
    if isinstance(errors, list):
        named: dict[str, str] = {}
        for number, error in enumerate(errors, start=1):
            where = (
                next((error[key] for key in ("field", "param", "path") if error.get(key)), number)
                if isinstance(error, dict)
                else number
            )
            named[str(where)] = _words(error)
        return named
    return {"errors": _words(errors)} if errors else {}


def _words(said: Any) -> str:
    if isinstance(said, list):
        return ", ".join(map(_words, said))
    if isinstance(said, dict):
        return _words(next((said[key] for key in ("message", "msg", "error") if said.get(key)), str(said)))
    text: str = clean(str(said))
    return text


def _skew(answer: Answer, clock: Clock) -> float:
    """Return the seconds by which this machine is ahead of the answer's Date; 0 when it has none."""
    try:
        theirs = parsedate_to_datetime(answer.headers["date"])
        return (clock.now() - theirs).total_seconds()
    except (KeyError, ValueError, TypeError):
        return 0.0
