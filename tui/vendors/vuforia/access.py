"""The three ways to authenticate with Vuforia, of which a connection uses one."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tui.core.clock import Clock
from tui.core.errors import Malformed
from tui.core.secret import Secret
from tui.core.wire import Auth, Effect, HeaderAuth, Request, Token, TokenAuth, Transport
from tui.transport import decode
from tui.transport.numbers import Number

__all__ = ["auth_for", "expiry", "token_base"]


class _Granted(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: Number = None


def auth_for(settings: Mapping[str, Any], *, clock: Clock) -> Auth:
    """Choose by what is configured: a service principal, an access token, or an API key (deprecated by the vendor)."""
    if settings.get("api_key"):
        return HeaderAuth({"x-api-key": settings["api_key"]})
    if settings.get("access_token"):
        return HeaderAuth({"Authorization": Secret(f"Bearer {settings['access_token'].reveal()}")})
    split = urlsplit(str(settings["token_url"]))
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")

    async def fetch(transport: Transport) -> Token:
        """Exchange the service principal's credentials for a token (OAuth 2.0, client credentials)."""
        form = {
            "grant_type": "client_credentials",
            "client_id": str(settings["client_id"]),
            "client_secret": settings["client_secret"].reveal(),
            "audience": str(settings["audience"]),
        }
        request = Request("POST", path, form=form, base="token", effect=Effect.READ, anonymous=True)
        answer = await transport.send(request)
        granted = decode(answer.body, _Granted, url=answer.url)
        if not granted.access_token:
            raise Malformed(
                "The token endpoint sent no token.", way_out="Check token_url in the config.", url=answer.url
            )
        life = None if granted.expires_in is None else timedelta(seconds=granted.expires_in)
        return Token(Secret(granted.access_token), None if life is None else clock.now() + life)

    return TokenAuth(fetch)


def token_base(settings: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the token endpoint's origin as a base of the connection; empty when no token is fetched."""
    if settings.get("api_key") or settings.get("access_token"):
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
