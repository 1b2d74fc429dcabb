"""Whether a service of BioT's is there: public, asked by its load balancer, and by clients before each call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tui.sandbox.http import Call, Reply

__all__ = ["VERSIONS", "health"]

VERSIONS: Final[Mapping[str, str]] = {
    "device": "8.10.1",
    "settings": "2.52.0",
    "organization": "9.3.0",
    "ums": "7.20.0",
}
"""The services that the sandbox has, in the versions of platform 2.4.1."""


def health(call: Call) -> Reply:
    """Answer GET /{service}/system/healthCheck."""
    service = call.path.strip("/").partition("/")[0]
    return Reply(200, {"version": VERSIONS[service], "springVersion": "3.4.2", "traceId": "0000000000000000"})
