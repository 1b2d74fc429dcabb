"""The three ways to authenticate with Vuforia, of which a connection uses one."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from tui.core.errors import Malformed
from tui.core.secret import Secret
from tui.core.time.clock import Clock
from tui.core.time.lengths import length_in
from tui.core.wire.http import Auth, Effect, HeaderAuth, Request, Token, TokenAuth, Transport
from tui.transport import Number, decode

__all__ = ["Way", "auth_for", "expiry", "token_base", "way_of"]


class Way(Enum):
    """How a connection proves who it is."""

    PRINCIPAL = "service principal"
    """What the vendor recommends: credentials that are exchanged for a token, again and again."""
    TOKEN = "access token"
    """A token that somebody got elsewhere; it ends some day."""
    KEY = "API key"
    """Deprecated: the vendor will end it in a future release."""


class _Granted(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: Number = None


def way_of(settings: Mapping[str, Any]) -> Way:
    """Return the way that is configured; `settings.check` has seen to it that there is one and no more."""
    if settings.get("api_key"):
        return Way.KEY
    return Way.TOKEN if settings.get("access_token") else Way.PRINCIPAL


def auth_for(settings: Mapping[str, Any], *, clock: Clock) -> Auth:
    """Make the headers' source: exactly one of `x-api-key` and `Authorization` is sent."""
    match way_of(settings):
        case Way.KEY:
            return HeaderAuth({"x-api-key": settings["api_key"]})
        case Way.TOKEN:
            # People copy the whole header as often as the token.
            token = settings["access_token"].reveal().strip().removeprefix("Bearer ").strip()
            return HeaderAuth({"Authorization": Secret(f"Bearer {token}")})
        case Way.PRINCIPAL:
            return _principal(settings, clock=clock)


def token_base(settings: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the token endpoint's origin as a base of the connection; empty when no token is fetched."""
    if way_of(settings) is not Way.PRINCIPAL:
        return {}
    split = urlsplit(str(settings["token_url"]))
    return {"token": f"{split.scheme}://{split.netloc}"}


def expiry(token: Secret) -> datetime | None:
    """Return when a token says it expires (a JWT's `exp`); None when it does not say."""
    try:
        payload = token.reveal().split(".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return datetime.fromtimestamp(float(claims["exp"]), UTC)
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, OSError, binascii.Error, msgspec.DecodeError):
        return None


def _principal(settings: Mapping[str, Any], *, clock: Clock) -> TokenAuth:
    split = urlsplit(str(settings["token_url"]))

    async def fetch(transport: Transport) -> Token:
        """Exchange the service principal's credentials for a token (OAuth 2.0, client credentials)."""
        form = {
            "grant_type": "client_credentials",
            "client_id": str(settings["client_id"]),
            "client_secret": settings["client_secret"].reveal(),
            "audience": str(settings["audience"]),
        }
        request = Request(
            "POST",
            split.path or "/",
            params=parse_qsl(split.query, keep_blank_values=True),
            form=form,
            base="token",
            effect=Effect.READ,
            anonymous=True,
        )
        answer = await transport.send(request)
        granted = decode(answer.body, _Granted, url=answer.url)
        if not granted.access_token:
            raise Malformed(
                "The token endpoint sent no token.", way_out="Check token_url in the config.", url=answer.url
            )
        # Without `expires_in` the token is kept until the vendor refuses it.
        lasts = length_in(granted.expires_in, timedelta(seconds=1))
        return Token(Secret(granted.access_token), None if lasts is None else clock.now() + lasts)

    return TokenAuth(fetch)
