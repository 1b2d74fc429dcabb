"""Signing in to BioT, as a user or as a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tui.core.errors import SignedOut
from tui.core.secret import Secret
from tui.core.time.times import parse_time
from tui.core.wire.http import Effect, Request, Token, TokenAuth, Transport
from tui.transport import decode
from tui.vendors.biot.api.models import LoginAnswer, ServiceAnswer

__all__ = ["LOGIN_PATHS", "auth_for"]

_USER: Final = "/ums/v2/users/login"
_SERVICE: Final = "/ums/v2/services/accessToken"

LOGIN_PATHS: Final = (_USER, _SERVICE)
"""Where 401 and 403 mean something else than everywhere else."""


def auth_for(settings: Mapping[str, Any]) -> TokenAuth:
    """Return how the connection gets its token; vendors' own clients renew a minute before it expires."""
    return TokenAuth(_as_service(settings) if settings.get("service_id") else _as_user(settings), early=60.0)


def _as_user(settings: Mapping[str, Any]) -> Any:
    async def fetch(transport: Transport) -> Token:
        """POST /ums/v2/users/login."""
        body = {"username": str(settings["username"]), "password": settings["password"].reveal()}
        answer = await transport.send(Request("POST", _USER, body=body, effect=Effect.READ, anonymous=True))
        login = decode(answer.body, LoginAnswer, url=answer.url)
        if login.mfa_required or login.access_jwt is None:
            why = "a second factor" if login.mfa_required else "a new password" if login.password_reset_required else ""
            wanted = f"The vendor wants {why or 'more than a password'} from {settings['username']}."
            raise SignedOut(wanted, way_out="Use a service user: service_id and service_secret.", url=answer.url)
        return Token(Secret(login.access_jwt.token), parse_time(login.access_jwt.expiration))

    return fetch


def _as_service(settings: Mapping[str, Any]) -> Any:
    async def fetch(transport: Transport) -> Token:
        """POST /ums/v2/services/accessToken."""
        body = {"id": str(settings["service_id"]), "secretKey": settings["service_secret"].reveal()}
        answer = await transport.send(Request("POST", _SERVICE, body=body, effect=Effect.READ, anonymous=True))
        login = decode(answer.body, ServiceAnswer, url=answer.url)
        return Token(Secret(login.access_token), parse_time(login.access_token_expiration))

    return fetch
