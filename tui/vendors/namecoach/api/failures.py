"""NameCoach's refusals in words: its own, and the clock's where that is what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec

from tui.core.errors import VendorError, in_sentences
from tui.core.text import clean
from tui.core.time.clock import Clock
from tui.core.wire.http import Response, failure
from tui.vendors.namecoach.api.signing import LIFE

__all__ = ["explain"]

_WAYS_OUT: Final[Mapping[str, str]] = {
    "jwt": "Check access_key_id and secret_access_key in the config.",
    "header": "Check authorization in the config.",
    "none": "This connection sends no credentials: set auth in the config.",
}
"""What helps, by the connection's way to authenticate."""

_OFF: Final = LIFE.total_seconds() / 2
"""Seconds by which a clock may be off before it is the likely reason; an answer's Date counts whole seconds."""


def explain(answer: Response, *, connection: str, way: str, clock: Clock) -> VendorError | None:
    """Read an error in NameCoach's words; None for a good answer, or when the body has no words.

    Its bodies are not on the page. The vendor's own client reads `message` (text) and `errors` (any JSON).

    Args:
        answer: What came.
        connection: The connection's name, for the sentence.
        way: How the connection authenticates: `jwt`, `header` or `none`.
        clock: This machine's.
    """
    if answer.status < HTTPStatus.BAD_REQUEST:
        return None
    body = _body(answer)
    message = _words(body["message"]) if isinstance(body.get("message"), str) else ""
    fields = _fields(body.get("errors"))
    said = in_sentences(message, *(f"{name}: {words}" for name, words in fields.items()))
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return _turned_away(answer, said, connection=connection, way=way, clock=clock)
    return failure(answer, said, fields=fields) if said else None


def _turned_away(answer: Response, said: str, *, connection: str, way: str, clock: Clock) -> VendorError:
    signed_out = answer.status == HTTPStatus.UNAUTHORIZED
    what = f"Signed out of {connection}" if signed_out else f"{connection} does not allow this"
    sentence = f"{what}{f': {said}' if said else ''}".rstrip(".") + "."
    off = _seconds_ahead(answer, clock)
    if way != "jwt" or abs(off) <= _OFF:
        return failure(answer, sentence, way_out=_WAYS_OUT[way])
    direction = "ahead of" if off > 0 else "behind"
    sentence += f" This machine's clock is {abs(off):,.0f} s {direction} the vendor's, and a token is good for seconds."
    return failure(answer, sentence, way_out="Set the clock right.")


def _body(answer: Response) -> Mapping[str, Any]:
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


def _seconds_ahead(answer: Response, clock: Clock) -> float:
    """Return the seconds by which this machine is ahead of the answer's Date; 0 when it has none."""
    from email.utils import parsedate_to_datetime  # late: it takes 5 ms, and is asked only of a refusal

    try:
        theirs = parsedate_to_datetime(answer.headers["date"])
        return (clock.now() - theirs).total_seconds()
    except (KeyError, ValueError, TypeError):
        return 0.0
