"""Tell a good response from a failure, and put a failure that the vendor's own words do not cover into a sentence.

The ways out suit both faces: the app adds its key that asks again, the command line is asked again anyway.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

import msgspec
from msgspec import Struct

from tui.core.errors import (
    Arrival,
    Forbidden,
    Malformed,
    RateLimited,
    SignedOut,
    Unreachable,
    VendorFailed,
    in_sentences,
)
from tui.core.time.clock import Clock
from tui.core.wire.http import Effect, Explain, Response, failure
from tui.transport.bodies import what_came
from tui.transport.proxies import asks_for_login
from tui.transport.retry import TryFailed, parse_retry_after

__all__ = ["ResponseCheck", "instant_of", "request_id_of"]

_SHOWN: Final = 200
"""Characters of a vendor's text that are repeated."""
_REQUEST_ID_HEADERS: Final = (
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-trace-id",
    "x-amzn-trace-id",
)
_MESSAGE_KEYS: Final = ("message", "Message", "error_description", "detail", "title", "error")
_SIGN_IN: Final = "The vendor refused the credentials; renew them in the config."
_ASK: Final = "Ask the vendor's administrator for the right."
_WAIT: Final = "Wait a little before you ask again."
_THEN: Final = "Ask again then."
_STAYS: Final = "If it stays like that, tell the vendor's support."
_ADDRESS: Final = "If it stays like that, check the address in the config, and whether the network wants a login first."
_CHECK: Final = "Check at the vendor whether it was done."
_WAYS_OUT: Final = ((SignedOut, _SIGN_IN), (Forbidden, _ASK), (RateLimited, _WAIT), (VendorFailed, _STAYS))
"""What helps where the vendor's own words are all that its room had to say."""
_HIDDEN_MARKUP: Final = re.compile(r"(?is)<(script|style|head)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>")


class ResponseCheck(Struct, frozen=True):
    """Reads one connection's responses."""

    connection: str
    explain: Explain | None
    clock: Clock

    def judge(self, response: Response, effect: Effect, *, is_data: bool, sent_on_to: str = "") -> None:
        """Let a good response pass.

        Args:
            response: What came, readable.
            effect: What the request does at the vendor.
            is_data: Whether its body is JSON.
            sent_on_to: The host that it came from, when that is none of the connection's own.

        Raises:
            TryFailed: when it is none.
        """
        if response.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            message, way_out = asks_for_login(self.connection)
            refused = Unreachable(
                message, way_out=way_out, status=response.status, url=response.url, arrival=Arrival.NO
            )
            raise TryFailed(refused, status=response.status, lasting=True)
        failed = None if is_data else self._other_than_data(response, effect)
        error = failed.error if failed else self.explain(response) if self.explain else None
        if error is None:
            if response.status < HTTPStatus.BAD_REQUEST and response.status // 100 != 3:
                return
            message, way_out = self._sentence(response)
            error = failure(response, message, way_out=way_out)
        failed = failed or TryFailed(error, status=response.status)
        self._complete(failed, response, effect)
        if sent_on_to:
            whence = f"The answer came from {sent_on_to}, where {self.connection} sent this on."
            error.message = in_sentences(error.message, whence)
        raise failed

    def _complete(self, failed: TryFailed, response: Response, effect: Effect) -> None:
        """Fill in what the vendor's own reading does not know or left out."""
        error = failed.error
        error.request_id = error.request_id or request_id_of(response)
        error.url = error.url or response.url
        if error.status is None:
            error.status = response.status
        if response.status == HTTPStatus.TOO_MANY_REQUESTS:
            error.arrival = Arrival.NO
        elif isinstance(error, VendorFailed) and response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            error.arrival = Arrival.YES if effect is Effect.READ else Arrival.MAYBE
        failed.wait = error.retry_after if isinstance(error, RateLimited) else None
        if failed.wait is None:
            failed.wait = parse_retry_after(response.headers.get("retry-after", ""), now=self.clock.now())
        if failed.wait is not None and failed.wait >= 1 and isinstance(error, RateLimited | VendorFailed):
            error.message = in_sentences(error.message, _asks_to_wait(failed.wait, self.clock.now()))
            error.way_out = _THEN if error.way_out in ("", _WAIT, _STAYS) else error.way_out
        error.way_out = error.way_out or next((way for kind, way in _WAYS_OUT if isinstance(error, kind)), "")
        if isinstance(error, RateLimited):
            error.retry_after = failed.wait

    def _other_than_data(self, response: Response, effect: Effect) -> TryFailed | None:
        """Return what is wrong with a response whose status is good and whose body cannot be the vendor's.

        A web page comes from something between (a login of the network's, a proxy's block page), and comes again. A
        body that says it is JSON and is not was hurt on the way. Whether a write was done, nobody knows from either.
        """
        if response.status // 100 != 2 or not response.body.strip():
            return None
        is_page = response.body[:64].lstrip().startswith(b"<")
        if not is_page and "json" not in response.headers.get("content-type", "").lower():
            return None
        if is_page:
            message = f"The answer of {self.connection} cannot be read: it is {what_came(response)}, not data."
        else:
            message = f"The answer of {self.connection} is garbled: it says it is JSON and is not."
        read = effect is Effect.READ
        return TryFailed(
            Malformed(
                message,
                way_out=_ADDRESS if read else _CHECK,
                arrival=Arrival.YES if read else Arrival.MAYBE,
            ),
            status=response.status,
            lasting=is_page,
        )

    def _sentence(self, response: Response) -> tuple[str, str]:
        named = _named(response.status)
        said = _without(named, said_in(response))
        colon = f": {said}" if said else "."
        if said[-1:].isalnum():
            colon += "."
        match response.status:
            case 401:
                return f"Signed out of {self.connection}.", _SIGN_IN
            case 403:
                return f"{self.connection} does not allow this{colon}", _ASK
            case 404 | 410:
                return f"{self.connection} has no such thing{colon}", ""
            case 429:
                return f"{self.connection} gets too many requests.", _WAIT
            case status if status >= 500:
                return f"{self.connection} failed with {named}{colon}", _STAYS
            case _:
                return f"{self.connection} answered {named}{colon}", ""


def request_id_of(response: Response) -> str:
    """Return what the vendor's support would ask for; empty when the response carries none of the usual headers."""
    return next((response.headers[name] for name in _REQUEST_ID_HEADERS if response.headers.get(name)), "")


def said_in(response: Response) -> str:
    """Return the first words of a response, on one line, without markup and without anything unprintable."""
    text = response.body[: 64 * 1024].decode("utf-8", "replace")
    try:
        decoded = msgspec.json.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        if text.lstrip().startswith("<"):
            text = _HIDDEN_MARKUP.sub(" ", text)
    else:
        text = _message_in(decoded) or text
    line = "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(line.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN].rstrip()}…"


def _message_in(decoded: object) -> str:
    if isinstance(decoded, str):
        return decoded
    if not isinstance(decoded, dict):
        return ""
    return next((decoded[key] for key in _MESSAGE_KEYS if isinstance(decoded.get(key), str) and decoded[key]), "")


def _without(named: str, said: str) -> str:
    """Drop what only repeats the status: gateways' pages begin with it, some say it twice."""
    code, _, phrase = named.partition(" ")
    words = "|".join(filter(None, (code, re.escape(phrase), "Service Temporarily Unavailable")))
    return re.sub(rf"(?i)^(?:(?:HTTP|Error|Status)?[\s:.,–-]*(?:{words})\b[\s:.,–-]*)+", "", said).strip()


def _asks_to_wait(seconds: float, now: datetime) -> str:
    """Say how long the vendor wants to be left alone, and until when where that is long."""
    if seconds < 100:
        return f"It asks to wait {seconds:.0f} s."
    until = now + timedelta(seconds=seconds)
    minutes = round(seconds / 60)
    length = f"{minutes:,} minutes" if minutes < 600 else f"{round(seconds / 3600):,} hours"
    return f"It asks to wait {length}, until {until:%H:%M} UTC{f' on {until:%Y-%m-%d}' if minutes >= 600 else ''}."


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def instant_of(date: str) -> datetime | None:
    """Return what a Date header says; None when it says nothing, or not in the way that HTTP does."""
    from email.utils import parsedate_to_datetime  # late: seldom asked

    try:
        said = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return None
    return said if said.tzinfo is not None else said.replace(tzinfo=UTC)
