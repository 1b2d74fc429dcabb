"""A connection to an analytics service that follows a script, the page's examples, and what they are checked with."""

from __future__ import annotations

import base64
import hmac
import json
from contextlib import AbstractAsyncContextManager
from hashlib import sha256
from typing import Any

from tests.servers import ScriptedServer, Step
from tests.vendors.opening import Opened, scripted

__all__ = ["EVENT_BODY", "FOUND", "SEARCH", "names", "read_token"]

SECRET = "the-signing-secret"

FOUND: dict[str, Any] = {
    "customer_id": "customer#2",
    "entity_type": "lead",
    "entity_id": "contact#1",
    "user_id": "user#2",
    "tool_signature": "vfp",
    "recording_id": "recording#2",
    "event_type": "view",
    "event_id": "view#1",
    "message": "message",
    "created_at": "2018-11-02T13:12:04.000Z",
    "updated_at": "2018-11-02T13:12:04.000Z",
}
"""The page's row, for leads and for contacts alike."""

EVENT_BODY: dict[str, Any] = {
    "customer_id": "customer_id",
    "user_id": "current user ID",
    "tool_signature": "tool signature",
    "recording_id": "gpdb recording ID",
    "event_type": "view",
    "event_id": "event ID",
    "message": "message",
    "javascript_local_time": "local_time",
    "apex_local_time": "local_time",
    "event_environment_path": "path",
    "name_parser_event_id": "event_id",
    "recommendation_model_event_id": "event_id",
    "version_info": {"key": "value"},
}
"""What the page's four bodies have in common."""

SEARCH: dict[str, Any] = {"recording_id": ("rec#1", "rec 2"), "customer_id": "c", "user_id": "u"}


def names(
    *script: Step, prefix: str = "/api/v1", **more: Any
) -> AbstractAsyncContextManager[tuple[ScriptedServer, Opened]]:
    """Open the connection; `clock` and settings may differ from the usual."""
    usual = {"access_key_id": "key-1", "secret_access_key": SECRET}
    clock = more.pop("clock", None)
    return scripted("namecoach", {**usual, **more}, *script, connection="names", prefix=prefix, clock=clock)


def read_token(header: str, *, secret: str = SECRET) -> tuple[dict[str, Any], dict[str, Any]]:
    """Take the vendor's header apart, and check the signature: RFC 7515, by hand."""
    assert header.startswith("Bearer:"), "a colon, and no space"
    head, payload, signature = header.removeprefix("Bearer:").split(".")
    expected = hmac.new(secret.encode(), f"{head}.{payload}".encode(), sha256).digest()
    assert base64.urlsafe_b64encode(expected).rstrip(b"=").decode() == signature
    return _part(head), _part(payload)


def _part(text: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return decoded
