"""Vuforia's refusals in words: who refused what, and what helps.

Its error bodies are not documented. What a status means here: 401 and 403 are about the credentials, 404 is about the
organisation. The token endpoint speaks OAuth (`error`, `error_description`). All else is the transport's to word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tui.core.errors import NotFound, SignedOut, VendorError
from tui.core.text import clean
from tui.core.time.clock import Clock
from tui.core.wire.http import Explain, Response, failure
from tui.core.wire.redact import shown_url
from tui.vendors.vuforia.api.access import Way, expiry, way_of

__all__ = ["explainer"]

_SHOWN: Final = 200
"""Characters of the vendor's words that are repeated."""

_WORDS: Final = ("message", "error_description", "detail", "title", "error")

_PRINCIPAL_WAY_OUT: Final = (
    "Check client_id, client_secret and audience in the config: a secret key that was rotated in the PTC Admin Center "
    "ends the one before."
)


def explainer(settings: Mapping[str, Any], *, clock: Clock) -> Explain:
    """Return how a connection's answers are read."""
    way = way_of(settings)
    token_url = shown_url(str(settings["token_url"])) if way is Way.PRINCIPAL else ""

    def explain(answer: Response) -> VendorError | None:
        """Read an error; None for a good answer, and for one that the transport words as well."""
        if answer.status < 400:
            return None
        said = _said(answer.body)
        if token_url and answer.url == token_url:
            return _by_token_endpoint(answer, said)
        match answer.status:
            case 401:
                message, way_out = _refused(way, settings, clock)
            case 403:
                message = f"Vuforia does not let this {way.value} read the organisation's reports."
                way_out = "It may have been revoked, or be for another organisation: check org_id in the config."
            case 404:
                message = f"Vuforia knows no organisation {clean(str(settings['org_id']))}."
                way_out = "Check org_id and base_url in the config."
            case _:
                return None
        return failure(answer, f"{message}{said}", way_out=way_out)

    return explain


def _refused(way: Way, settings: Mapping[str, Any], clock: Clock) -> tuple[str, str]:
    match way:
        case Way.KEY:
            message = "Vuforia refused the API key; it may have been revoked."
            return message, ("Put a service principal in its place in the config, for the vendor will end API keys.")
        case Way.TOKEN:
            ended = expiry(settings["access_token"])
            has_ended = ended is not None and ended <= clock.now()
            said = f" It expired on {ended.day} {ended:%B %Y at %H:%M} UTC." if ended and has_ended else ""
            return f"Vuforia refused the access token.{said}", (
                "Renew it in the config; a service principal renews its own."
            )
        case Way.PRINCIPAL:
            message = "Vuforia refused the token that the service principal has just been given."
            return message, "Check audience in the config, and the principal's rights in the PTC Admin Center."


def _by_token_endpoint(answer: Response, said: str) -> VendorError | None:
    # OAuth says 400 (`invalid_client`, `invalid_grant`) or 401; Auth0 says 403 for a wrong audience.
    if answer.status in (400, 401, 403):
        message = f"The token endpoint refused the service principal.{said}"
        return SignedOut(message, way_out=_PRINCIPAL_WAY_OUT, status=answer.status, url=answer.url)
    if answer.status in (404, 405):
        way_out = "Check token_url in the config."
        return NotFound(f"There is no token endpoint at {answer.url}.", way_out=way_out, url=answer.url)
    return None


def _said(body: bytes) -> str:
    """Return the vendor's own words as a sentence to add, or nothing."""
    try:
        decoded = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    if not isinstance(decoded, dict):
        return ""
    words = next((decoded[key] for key in _WORDS if isinstance(decoded.get(key), str) and decoded[key].strip()), "")
    words = " ".join(clean(words).split())
    if not words:
        return ""
    words = f"{words[:_SHOWN].rstrip()}…" if len(words) > _SHOWN else words
    return f" It says: {words}" if words.endswith((".", "!", "?", "…")) else f" It says: {words}."
