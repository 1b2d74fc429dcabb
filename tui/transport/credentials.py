"""Prove who we are: the headers of each way to authenticate, and the one token that a connection shares."""

from __future__ import annotations

import asyncio
import base64
from datetime import datetime, timedelta
from typing import Final

from tui.core.errors import FrontdeskError
from tui.core.secret import MASK, Secret
from tui.core.time.clock import Clock
from tui.core.wire.http import Auth, BasicAuth, HeaderAuth, NoAuth, SignedAuth, Token, TokenAuth, Transport

__all__ = ["Credentials", "SharedToken", "fixed_secrets", "masked_headers"]

_BEARER: Final = "Bearer "


class SharedToken:
    """A connection's access token: fetched by whoever needs it first, while the others wait for that one fetch."""

    def __init__(self, auth: TokenAuth, clock: Clock) -> None:
        self._auth = auth
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: Token | None = None
        self._renew_at: datetime | None = None
        self._failures = 0
        self._failure: FrontdeskError | None = None

    def fresh(self) -> Token | None:
        """Return the token while it is good; None when one has to be fetched."""
        if self._renew_at is not None and self._clock.now() >= self._renew_at:
            return None
        return self._token

    async def get(self, transport: Transport) -> Token:
        """Return a good token, fetching one if need be.

        Raises:
            FrontdeskError: whatever the fetch ended with. Those who waited for that fetch get the same error: a wrong
                password is sent once, for vendors lock accounts.
        """
        token = self.fresh()
        if token is not None:
            return token
        failures_before = self._failures
        async with self._lock:
            token = self.fresh()
            if token is not None:
                return token
            if self._failure is not None and self._failures != failures_before:
                raise self._failure
            return await self._fetch(transport)

    def discard(self, token: Token) -> None:
        """Forget a token that the vendor refused, unless another one has come since."""
        if self._token is token:
            self._token = None

    async def _fetch(self, transport: Transport) -> Token:
        asked_at = self._clock.now()
        try:
            token = await self._auth.fetch(transport)
        except FrontdeskError as error:
            self._failures += 1
            self._failure = error
            raise
        self._failure = None
        self._token = token
        self._renew_at = _renewal(token, asked_at=asked_at, early=self._auth.early)
        return token


class Credentials:
    """What a connection proves itself with."""

    def __init__(self, auth: Auth, clock: Clock) -> None:
        self._auth = auth
        self.shared = SharedToken(auth, clock) if isinstance(auth, TokenAuth) else None
        """The access token; None when this way to authenticate has none."""

    def headers(self, token: Token | None) -> dict[str, str]:
        """Return the headers that prove who we are; a signed one is made anew each time."""
        match self._auth:
            case NoAuth():
                return {}
            case HeaderAuth(headers=headers):
                return {name: value.reveal() if isinstance(value, Secret) else value for name, value in headers.items()}
            case BasicAuth(username=username, password=password):
                pair = f"{username}:{password.reveal()}".encode()
                return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}
            case SignedAuth(sign=sign):
                return dict(sign())
            case TokenAuth():
                return {"Authorization": _BEARER + token.value.reveal()} if token else {}

    def masked(self) -> dict[str, str]:
        """Return the headers as they are shown: nothing is fetched, nothing signed."""
        return masked_headers(self._auth)


def fixed_secrets(auth: Auth) -> frozenset[str]:
    """Return the secrets of a way to authenticate that are the same for every request."""
    match auth:
        case HeaderAuth(headers=headers):
            return frozenset(value.reveal() for value in headers.values() if isinstance(value, Secret))
        case BasicAuth(password=password):
            return frozenset({password.reveal()})
        case _:
            return frozenset()


def masked_headers(auth: Auth) -> dict[str, str]:
    """Return the headers of a way to authenticate with every secret masked."""
    match auth:
        case NoAuth():
            return {}
        case HeaderAuth(headers=headers):
            return {name: str(value) for name, value in headers.items()}
        case BasicAuth():
            return {"Authorization": f"Basic {MASK}"}
        case SignedAuth(scheme=scheme):
            return {"Authorization": scheme + MASK}
        case TokenAuth():
            return {"Authorization": _BEARER + MASK}


def _renewal(token: Token, *, asked_at: datetime, early: float) -> datetime | None:
    """Return when a token is to be renewed; None to keep it until the vendor refuses it.

    A token that lives shorter than twice `early` is renewed half-way, or it would be fetched for every request. One
    that seems to have expired before it came says that this machine's clock is wrong: only a 401 can tell then.
    """
    if token.expires_at is None or token.expires_at <= asked_at:
        return None
    lifetime = token.expires_at - asked_at
    return token.expires_at - min(timedelta(seconds=early), lifetime / 2)
