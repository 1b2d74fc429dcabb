"""Who may ask the sandbox's plant: a service principal with a token of its own, a fixed token, an API key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl

from tui.sandbox.http import Call, Refusal, Reply
from tui.sandbox.world import World

__all__ = ["API_KEY", "AUDIENCE", "CLIENT_ID", "CLIENT_SECRET", "TOKEN", "Gate"]

CLIENT_ID: Final = "line4-desk"
CLIENT_SECRET: Final = "sandbox-secret"
AUDIENCE: Final = "https://vuforia.sandbox.example"
API_KEY: Final = "sandbox-api-key"
TOKEN: Final = "sandbox-access-token"
"""An access token that never ends."""

_LIFE: Final = timedelta(hours=24)


class Gate:
    """Gives out tokens and looks at what comes with a request."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ends: dict[str, datetime] = {}

    def token(self, call: Call) -> Reply:
        """Answer the client credentials grant, form-encoded or as JSON."""
        given = _form_or_json(call)
        if given.get("grant_type") != "client_credentials":
            raise Refusal(400, reply=_oauth(400, "unsupported_grant_type", "Only client_credentials is supported."))
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise Refusal(401, reply=_oauth(401, "access_denied", "Unauthorized"))
        if given.get("audience") != AUDIENCE:
            said = f"Service not enabled within domain: {given.get('audience')}"
            raise Refusal(403, reply=_oauth(403, "access_denied", said))
        token = f"{TOKEN}-{len(self._ends) + 1}"
        self._ends[token] = self._world.now() + _LIFE
        return Reply(200, {"access_token": token, "expires_in": int(_LIFE.total_seconds()), "token_type": "Bearer"})

    def let_in(self, call: Call) -> None:
        """Let a good request pass.

        Raises:
            Refusal: for any other.
        """
        if call.headers.get("x-requested-with") != "fetch":
            raise Refusal(403, "x-requested-with is missing.")
        if call.body and "json" not in call.headers.get("content-type", ""):
            raise Refusal(415, "The body must be application/json.")
        bearer, key = call.headers.get("authorization"), call.headers.get("x-api-key")
        if (bearer is None) == (key is None):
            raise Refusal(401, "Send either a bearer token or an API key.")
        if key is not None and key != API_KEY:
            raise Refusal(401, "The API key is not valid.")
        if bearer is not None and not self._is_good(bearer.removeprefix("Bearer ")):
            raise Refusal(401, "The token is expired or invalid.")

    def _is_good(self, token: str) -> bool:
        return token == TOKEN or (token in self._ends and self._world.now() < self._ends[token])


def _oauth(status: int, error: str, said: str) -> Reply:
    return Reply(status, {"error": error, "error_description": said})


def _form_or_json(call: Call) -> dict[str, str]:
    if "json" in call.headers.get("content-type", ""):
        decoded = call.json()
        return decoded if isinstance(decoded, dict) else {}
    return dict(parse_qsl(call.body.decode("utf-8", "replace")))
