"""The token that NameCoach wants signed anew for every request."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from tui.core.secret import Secret
from tui.core.time.clock import Clock

__all__ = ["LIFE", "signer", "token"]

LIFE: Final = timedelta(seconds=15)
"""How far ahead the token's `ts` lies, as in the vendor's JavaScript client: a wrong clock looks like a wrong key."""


def token(*, key_id: str, secret: Secret, clock: Clock) -> str:
    """Return a JWT: HS256, the key's id in the header, and nothing in it but `ts`, in milliseconds.

    The secret signs as the text that it is. The vendor's JavaScript client (gpdb-api-client 1.3.2) takes one that
    consists of pairs of hexadecimal digits for the bytes that they write, its Ruby client does not.
    """
    head = _part({"alg": "HS256", "access_key_id": key_id})
    payload = _part({"ts": int((clock.now() + LIFE).timestamp() * 1000)})
    signed = f"{head}.{payload}"
    signature = hmac.new(secret.reveal().encode(), signed.encode("ascii"), sha256).digest()
    return f"{signed}.{_base64(signature)}"


def signer(*, key_id: str, secret: Secret, clock: Clock) -> Callable[[], Mapping[str, str]]:
    """Return what makes the header. `Bearer:` with a colon and without a space is the vendor's own way."""
    return lambda: {"Authorization": f"Bearer:{token(key_id=key_id, secret=secret, clock=clock)}"}


def _part(value: Mapping[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
