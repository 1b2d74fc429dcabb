"""Tell a good answer from a failure, and put a failure that the vendor's own words do not cover into a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import msgspec

from tui.core.clock import Clock
from tui.core.errors import Arrival, Forbidden, Malformed, RateLimited, SignedOut, VendorError, VendorFailed
from tui.core.http import Effect, Explain, Response, failure
from tui.transport.retry import TryFailed, parse_retry_after
from tui.transport.scrub import scrub_error

__all__ = ["ResponseCheck", "request_id_of"]

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
_SIGN_IN: Final = "The vendor refused the credentials; renew them in the config and press r."
_ASK: Final = "Ask the vendor's administrator for the right."
_WAIT: Final = "Wait a little, then press r to try again."
_AGAIN: Final = "Press r to try again."
_WAYS_OUT: Final = ((SignedOut, _SIGN_IN), (Forbidden, _ASK), (RateLimited, _WAIT), (VendorFailed, _AGAIN))
"""What helps where the vendor's own words are all that its room had to say."""
_HIDDEN_MARKUP: Final = re.compile(r"(?is)<(script|style|head)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>")


@dataclass(frozen=True, slots=True)
class ResponseCheck:
    """Reads one connection's answers."""

    connection: str
    explain: Explain | None
    clock: Clock
    secrets: frozenset[str] = frozenset()
    """What this connection always proves itself with: it is taken out of the vendor's words."""

    def judge(self, answer: Response, effect: Effect, *, sent: frozenset[str] = frozenset()) -> None:
        """Let a good answer pass.

        Args:
            answer: What came.
            effect: What the request does at the vendor.
            sent: The secrets that this request carried.

        Raises:
            TryFailed: when it is none.
        """
        if effect is Effect.READ and _is_garbled(answer):
            raise TryFailed(self._garbled(answer), status=answer.status)
        error = self.explain(answer) if self.explain else None
        if error is None and answer.status < HTTPStatus.BAD_REQUEST and answer.status // 100 != 3:
            return
        if error is None:
            message, way_out = self._sentence(answer)
            error = failure(answer, message, way_out=way_out)
        scrub_error(error, self.secrets | sent)
        raise TryFailed(
            self._completed(error, answer, effect), status=answer.status, wait=self._asked_wait(error, answer)
        )

    def _completed(self, error: VendorError, answer: Response, effect: Effect) -> VendorError:
        """Fill in what the vendor's own reading does not know or left out."""
        error.way_out = error.way_out or next((way for kind, way in _WAYS_OUT if isinstance(error, kind)), "")
        error.request_id = error.request_id or request_id_of(answer)
        error.url = error.url or answer.url
        if error.status is None:
            error.status = answer.status
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            error.arrival = Arrival.NO
        elif isinstance(error, VendorFailed) and answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            error.arrival = Arrival.YES if effect is Effect.READ else Arrival.MAYBE
        if isinstance(error, RateLimited) and error.retry_after is None:
            error.retry_after = self._asked_wait(error, answer)
        return error

    def _asked_wait(self, error: VendorError, answer: Response) -> float | None:
        if isinstance(error, RateLimited) and error.retry_after is not None:
            return error.retry_after
        return parse_retry_after(answer.headers.get("retry-after", ""), now=self.clock.now())

    def _garbled(self, answer: Response) -> VendorError:
        return Malformed(
            f"The answer of {self.connection} is garbled: it says it is JSON and is not.",
            way_out=_AGAIN,
            status=answer.status,
            request_id=request_id_of(answer),
            url=answer.url,
        )

    def _sentence(self, answer: Response) -> tuple[str, str]:
        said = said_in(answer)
        colon = f": {said}" if said else "."
        match answer.status:
            case 401:
                return f"Signed out of {self.connection}.", _SIGN_IN
            case 403:
                return f"{self.connection} does not allow this{colon}", _ASK
            case 404 | 410:
                return f"{self.connection} has no such thing{colon}", ""
            case 429:
                return f"{self.connection} gets too many requests.", _WAIT
            case status if status >= 500:
                return f"{self.connection} failed with {_named(status)}{colon}", _AGAIN
            case status:
                return f"{self.connection} answered {_named(status)}{colon}", ""


def request_id_of(answer: Response) -> str:
    """Return what the vendor's support would ask for; empty when the answer carries none of the usual headers."""
    return next((answer.headers[name] for name in _REQUEST_ID_HEADERS if answer.headers.get(name)), "")


def said_in(answer: Response) -> str:
    """Return the first words of an answer, on one line, without markup and without anything unprintable."""
    text = answer.body[: 64 * 1024].decode("utf-8", "replace")
    try:
        decoded = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
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


def _is_garbled(answer: Response) -> bool:
    """Tell whether a good status comes with a body that claims to be JSON and is not: a fault on the way."""
    if answer.status // 100 != 2 or not answer.body.strip():
        return False
    if "json" not in answer.headers.get("content-type", ""):
        return False
    try:
        msgspec.json.decode(answer.body.removeprefix(b"\xef\xbb\xbf"), type=msgspec.Raw)
    except msgspec.DecodeError:
        return True
    return False


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
