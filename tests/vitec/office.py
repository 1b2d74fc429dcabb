"""A connection to an office whose server follows a script."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from tests.servers import ScriptedServer, Step
from tests.vendors.opening import Opened, scripted

__all__ = ["office"]


def office(*script: Step, **settings: str) -> AbstractAsyncContextManager[tuple[ScriptedServer, Opened]]:
    """Open the connection, with other settings than usual where they are given."""
    usual = {"customer_id": "M30011", "username": "desk", "password": "pass"}
    return scripted("vitec", {**usual, **settings}, *script, connection="office")
