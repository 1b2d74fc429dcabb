"""How BioT says no: `{code, message, serviceName, traceId, environment, details}`."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from tui.sandbox.http import Refusal, Reply

__all__ = ["problem", "refusal"]

_CODES: Final = {
    400: "BAD_REQUEST",
    401: "TOKEN_NOT_VALID",
    403: "ACCESS_DENIED",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    429: "TOO_MANY_REQUESTS",
    500: "INTERNAL_SERVER_ERROR",
    504: "GATEWAY_TIMEOUT",
}


def problem(status: int, text: str) -> Reply:
    """Word an error that has no code of its own."""
    return _reply(status, _CODES.get(status, "ERROR"), text, {})


def refusal(status: int, code: str, text: str, **details: Any) -> Refusal:
    """Make the refusal that the vendor documents under a code, with its details."""
    return Refusal(status, text, reply=_reply(status, code, text, details))


def _reply(status: int, code: str, text: str, details: dict[str, Any]) -> Reply:
    body = {
        "code": code,
        "message": text,
        "serviceName": "Device Service",
        "traceId": hashlib.sha256(f"{code}{text}".encode()).hexdigest()[:16],
        "environment": "sandbox",
        "details": details,
    }
    return Reply(status, body)
