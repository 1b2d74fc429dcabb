"""NameCoach's analytics service with made-up events: who listened to whose name.

Signed tokens are checked (signature and `ts`), searches want all their parameters and page from 1, a body without what
the vendor's own types require is answered with 422.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from tui.core.vendor import Environment
from tui.sandbox.dice import below, pick
from tui.sandbox.http import Call, DemoConnection, Refusal, Reply, Route
from tui.sandbox.world import World

__all__ = ["DEMO", "GRADUATE", "KEY_ID", "SECRET", "is_genuine", "problem", "routes"]

KEY_ID: Final = "sandbox-key"
SECRET: Final = "sandbox-signing-secret"
CUSTOMER: Final = "harbor-university"
GRADUATE: Final = "lead-graduate"
"""Whose name is practised for a ceremony."""

DEMO: Final[Sequence[DemoConnection]] = (
    DemoConnection(
        name="names",
        place=4,
        environment=Environment.SANDBOX,
        settings={
            "access_key_id": KEY_ID,
            "secret_access_key": SECRET,
            "customer_id": CUSTOMER,
            "user_id": "user-1",
            "recordings": "rec-1, rec-2",
        },
        addresses={"base_url": "/api/v1"},
    ),
)

_TOLERANCE: Final = timedelta(seconds=60)
_MOST: Final = 200
_TYPES: Final = ("view", "view", "view", "play_button_click", "save_button_click")
_SEARCHED: Final = (
    "customer_id",
    "entity_type",
    "entity_id",
    "user_id",
    "tool_signature",
    "recording_id",
    "event_type",
    "event_id",
    "message",
    "created_at",
    "updated_at",
)


def routes(world: World) -> Sequence[Route]:
    """Return the six endpoints."""
    service = _Service(world)
    return (
        Route("GET", "/api/v1/lead_analytics/search", service.search("lead")),
        Route("GET", "/api/v1/contact_analytics/search", service.search("contact")),
        Route("POST", "/api/v1/lead_analytics", service.record("lead", "lead_id")),
        Route("POST", "/api/v1/contact_analytics", service.record("contact", "contact_id")),
        Route("POST", "/api/v1/analytics_events", service.record("", "entity_id", "entity_type")),
        Route("POST", "/api/v1/browser_extension", service.record("", "root_url", "entity_type", "version_info")),
    )


def problem(status: int, text: str) -> Reply:
    """Word an error as the vendor's own client reads it."""
    return Reply(status, {"message": text})


class _Service:
    def __init__(self, world: World) -> None:
        self._world = world
        self._events = list(_seeded(world))

    def search(self, entity: str) -> Callable[[Call], Reply]:
        """Answer "Search a Lead Analytics Event" and its contact twin."""

        def handle(call: Call) -> Reply:
            self._authorize(call)
            recordings = {*call.all("recording_id"), *call.all("recording_id[]")}
            wanted = {"customer_id": call.first("customer_id"), "user_id": call.first("user_id")}
            wanted["entity_id"] = call.first(f"{entity}_id")
            missing = [name for name, value in wanted.items() if not value] + ([] if recordings else ["recording_id"])
            if missing:
                raise Refusal(
                    422, reply=_unprocessable({name.replace("entity", entity): "is required" for name in missing})
                )
            found = [
                event
                for event in self._events
                if event["entity_type"] == entity
                and event.get("recording_id") in recordings
                and all(event.get(name) == value for name, value in wanted.items())
            ]
            found.sort(key=lambda event: str(event["created_at"]), reverse=True)
            if call.first("latest") == "true":
                found = found[:1]
            page, size = _whole(call, "page", 1), min(_whole(call, "pageSize", 10), _MOST)
            rows = [{key: event.get(key) for key in _SEARCHED if key in event} for event in found]
            meta = {"page": page, "pageSize": size, "rowCount": len(rows)}
            return Reply(200, {"recordings": rows[(page - 1) * size : page * size], "meta": meta})

        return handle

    def record(self, entity: str, *required: str) -> Callable[[Call], Reply]:
        """Answer the four ways to create an event."""

        def handle(call: Call) -> Reply:
            self._authorize(call)
            body = call.json()
            if not isinstance(body, dict):
                raise Refusal(422, "The body must be an object.")
            wanted = ["customer_id", "user_id"] if entity or "root_url" not in required else ["customer_id"]
            # The page posts browser-extension events here too, with `entity_id` for `lead_id`.
            slip = entity == "lead" and body.get("tool_signature") == "browser_extension"
            needed = [*wanted, *(() if slip else required)]
            missing = {name: "can't be blank" for name in needed if body.get(name) in (None, "")}
            if missing:
                raise Refusal(422, reply=_unprocessable(missing))
            now = _iso(self._world.now())
            self._events.append(
                {
                    **body,
                    "entity_type": entity or body.get("entity_type"),
                    "entity_id": body.get(f"{entity}_id") or body.get("entity_id"),
                    "created_at": now,
                    "updated_at": now,
                }
            )
            if not entity or slip:
                return Reply(201)
            made = uuid.uuid5(uuid.NAMESPACE_URL, f"{len(self._events)}")
            extra = {
                "entityType": f"{entity}_analytics_event",
                "partitionKey": f"{entity.capitalize()} analytics event|{made}",
                "sortKey": body["customer_id"],
            }
            return Reply(201, {**body, **extra, "created_at": now, "updated_at": now})

        return handle

    def _authorize(self, call: Call) -> None:
        """Check the signed token as the service does: `Bearer:` with a colon, HS256, `ts` close to now."""
        header = call.headers.get("authorization", "")
        if not header.startswith("Bearer:") or not is_genuine(header.removeprefix("Bearer:"), now=self._world.now()):
            raise Refusal(401, "Not Authorized")


def is_genuine(token: str, *, now: datetime) -> bool:
    """Tell whether a token was signed with the sandbox's key, and not long ago."""
    try:
        head, payload, signature = token.split(".")
        jose = json.loads(_unbase64(head))
        stamp = datetime.fromtimestamp(json.loads(_unbase64(payload))["ts"] / 1000, UTC)
        signed = _unbase64(signature)
        named = (jose["alg"], jose["access_key_id"])
    except (ValueError, KeyError, TypeError, OverflowError, OSError, binascii.Error):
        return False
    expected = hmac.new(SECRET.encode(), f"{head}.{payload}".encode(), sha256).digest()
    fresh = abs(stamp - now) <= _TOLERANCE
    return named == ("HS256", KEY_ID) and hmac.compare_digest(expected, signed) and fresh


def _seeded(world: World) -> Sequence[dict[str, Any]]:
    dice = world.rng("events")
    now = world.now()
    events: list[dict[str, Any]] = []
    for number in range(1, 41):
        entity = "lead" if number % 2 else "contact"
        person = world.people[number]
        for _ in range(60 if number <= 2 else 1 + below(dice, 8)):
            at = _iso(now - timedelta(minutes=5 + below(dice, 60 * 24 * 30 - 5)))
            events.append(
                {
                    "customer_id": CUSTOMER,
                    "entity_type": entity,
                    "entity_id": f"{entity}-{number}",
                    "user_id": f"user-{pick(dice, (1, 1, 1, 2, 3))}",
                    "tool_signature": pick(dice, ("vfp", "browser_extension", "gpdb_widget")),
                    "recording_id": f"rec-{pick(dice, (1, 1, 2))}",
                    "event_type": pick(dice, _TYPES),
                    "event_id": f"view#{len(events) + 1}",
                    "message": f"{person.first_name} {person.last_name}",
                    "created_at": at,
                    "updated_at": at,
                }
            )
    return [*events, *_by_address(world), *_before_the_ceremony(world)]


def _before_the_ceremony(world: World) -> Sequence[dict[str, Any]]:
    """Make the events of a graduate: looked at once a day, until the reader begins to practise a week before.

    A report by user, compared with the week before, is to find the reader.
    """
    dice = world.rng("ceremony")
    events: list[dict[str, Any]] = []
    for days in range(14):
        played = [("user-2", "play_button_click", "gpdb_widget")] * (3 if days < 7 else 0)
        for user, kind, tool in [("user-1", "view", "vfp"), *played]:
            at = _iso(world.now() - timedelta(days=days, minutes=dice.randrange(5, 600)))
            events.append(
                {
                    "customer_id": CUSTOMER,
                    "entity_type": "lead",
                    "entity_id": GRADUATE,
                    "user_id": user,
                    "tool_signature": tool,
                    "recording_id": "rec-1",
                    "event_type": kind,
                    "event_id": f"ceremony#{len(events) + 1}",
                    "message": "",
                    "created_at": at,
                    "updated_at": at,
                }
            )
    return events


def _by_address(world: World) -> Sequence[dict[str, Any]]:
    """Make the events of a customer who knows a contact by the e-mail address: the one of `World.known_to_all`."""
    person = world.known_to_all
    at = [world.now() - timedelta(days=days, minutes=41) for days in (2, 5, 12)]
    return [
        {
            "customer_id": CUSTOMER,
            "entity_type": "contact",
            "entity_id": person.email,
            "user_id": "user-1",
            "tool_signature": "vfp",
            "recording_id": "rec-1",
            "event_type": "play_button_click",
            "event_id": f"play#{number}",
            "message": f"{person.first_name} {person.last_name}",
            "created_at": _iso(when),
            "updated_at": _iso(when),
        }
        for number, when in enumerate(at, start=1)
    ]


def _unprocessable(errors: dict[str, str]) -> Reply:
    return Reply(422, {"message": "Validation failed", "errors": {name: [text] for name, text in errors.items()}})


def _whole(call: Call, name: str, default: int) -> int:
    text = call.first(name) or str(default)
    if not text.isdigit() or not int(text):
        raise Refusal(422, reply=_unprocessable({name: "must be a positive number"}))
    return int(text)


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
