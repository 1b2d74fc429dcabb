"""Who may come in: a user with a password, a service with a key, and whoever bears a token that is still good.

::

    wrong password   403 LOGIN_FAILED, five times in a row
    then             401 USER_LOCKED_WITH_TIME for fifteen minutes, whatever the password
    ten in all       401 USER_LOCKED, for good; a service is SERVICE_LOCKED after five
"""

from __future__ import annotations

import base64
import hmac
import json
import math
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any, Final

from tui.sandbox.http import Call, Reply
from tui.sandbox.world import World
from tui.vendors.biot.api.times import utc
from tui.vendors.biot.sandbox.refusals import refusal

__all__ = [
    "ACCESS_LIFE",
    "PASSWORD",
    "REFRESH_LIFE",
    "SERVICE_ID",
    "SERVICE_SECRET",
    "USERNAME",
    "Accounts",
]

USERNAME: Final = "desk@harbor.example"
PASSWORD: Final = "blodtryck-åtta-fem"
SERVICE_ID: Final = "7d3c1f52-8a64-4b0e-9f10-2c5be1d7a904"
SERVICE_SECRET: Final = "demo-key-of-a-service-that-does-not-exist"

ACCESS_LIFE: Final = timedelta(minutes=30)
REFRESH_LIFE: Final = timedelta(hours=12)

_TRIES: Final = 5
_LOCKED_FOR: Final = timedelta(minutes=15)
_KEY: Final = b"signs the sandbox's tokens"


class Accounts:
    """One user and one service, and the tokens that they were given."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = count(1)
        self._user_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{world.seed}:desk"))
        self.organization_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{world.seed}:organization"))
        self._wrong = 0
        self._locked_until: datetime | None = None
        self._service_wrong = 0

    def log_in(self, call: Call) -> Reply:
        """Answer POST /ums/v2/users/login."""
        body = _object(call)
        if not isinstance(body.get("username"), str):
            raise refusal(400, "BAD_REQUEST", "username must not be null.")
        self._check_lock()
        if body["username"] != USERNAME or body.get("password") != PASSWORD:
            self._count_wrong()
            raise refusal(403, "LOGIN_FAILED", "Login failed.")
        self._wrong = 0
        return self._welcome()

    def log_in_service(self, call: Call) -> Reply:
        """Answer POST /ums/v2/services/accessToken."""
        body = _object(call)
        if not _is_uuid(body.get("id")) or not isinstance(body.get("secretKey"), str):
            raise refusal(400, "BAD_REQUEST", "id must be a UUID, and secretKey must not be null.")
        if self._service_wrong >= _TRIES:
            raise refusal(401, "SERVICE_LOCKED", "The service user is locked.")
        if (body["id"], body["secretKey"]) != (SERVICE_ID, SERVICE_SECRET):
            self._service_wrong += 1
            raise refusal(403, "LOGIN_FAILED", "Login failed.")
        self._service_wrong = 0
        access = self._jwt("access", ACCESS_LIFE)
        return Reply(200, {"accessToken": access["token"], "accessTokenExpiration": access["expiration"]})

    def refresh(self, call: Call) -> Reply:
        """Answer POST /ums/v2/users/token/refresh."""
        token = _object(call).get("refreshToken")
        if not isinstance(token, str):
            raise refusal(400, "BAD_REQUEST", "refreshToken must not be null.")
        if not self._is_good(token, "refresh"):
            raise refusal(403, "REFRESH_TOKEN_NOT_VALID", "The refresh token is not valid.")
        return self._welcome()

    def guarded(self, handler: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
        """Let a handler see only calls that bear a good token."""

        def guarded(call: Call) -> Reply:
            scheme, _, token = call.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not self._is_good(token, "access"):
                raise refusal(401, "TOKEN_NOT_VALID", "The token is not valid.")
            return handler(call)

        return guarded

    def _check_lock(self) -> None:
        if self._wrong >= 2 * _TRIES:
            raise refusal(401, "USER_LOCKED", "The user is locked.")
        now = self._world.now()
        if self._locked_until is not None and now < self._locked_until:
            left = math.ceil((self._locked_until - now) / timedelta(minutes=1))
            raise refusal(401, "USER_LOCKED_WITH_TIME", "The user is locked for a while.", timeLeftInMinutes=left)

    def _count_wrong(self) -> None:
        self._wrong += 1
        if self._wrong % _TRIES == 0:
            self._locked_until = self._world.now() + _LOCKED_FOR

    def _welcome(self) -> Reply:
        return Reply(
            200,
            {
                "userId": self._user_id,
                "ownerOrganizationId": self.organization_id,
                "accessJwt": self._jwt("access", ACCESS_LIFE),
                "refreshJwt": self._jwt("refresh", REFRESH_LIFE),
                "mfaRequired": False,
                "passwordResetRequired": False,
            },
        )

    def _jwt(self, use: str, life: timedelta) -> dict[str, str]:
        expires = self._world.now() + life
        claims = {"sub": self._user_id, "use": use, "exp": int(expires.timestamp() * 1000), "jti": next(self._numbers)}
        signed = f"{_base64(json.dumps({'alg': 'HS256'}).encode())}.{_base64(json.dumps(claims).encode())}"
        return {"token": f"{signed}.{_signature(signed)}", "expiration": utc(expires)}

    def _is_good(self, token: str, use: str) -> bool:
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(_signature(signed).encode(), signature.encode()):
            return False
        payload = signed.partition(".")[2]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        expires = datetime.fromtimestamp(claims["exp"] / 1000, UTC)
        return bool(claims["use"] == use and self._world.now() < expires)


def _object(call: Call) -> dict[str, Any]:
    body = call.json()
    if not isinstance(body, dict):
        raise refusal(400, "BAD_REQUEST", "The body must be an object.")
    return body


def _is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def _signature(signed: str) -> str:
    return _base64(hmac.new(_KEY, signed.encode(), sha256).digest())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
