"""The four events that can be recorded, as actions. Which fields are required the vendor's own TypeScript types say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from http import HTTPStatus
from typing import Any, Final

from msgspec.structs import replace

from tui.core.action import Action, Danger, Field, FieldKind, Outcome, Values, Verdict
from tui.core.record import Record
from tui.core.wire.http import Request, Response
from tui.vendors.namecoach.api.client import CONTACT, LEAD, NameCoachClient, Search
from tui.vendors.namecoach.api.models import Event
from tui.writing.promised import promised_object

__all__ = ["ACTIONS"]

_CUSTOMER: Final = Field("customer_id", "Customer", required=True, setting="customer_id", help="Whose data it is.")
_USER: Final = Field("user_id", "User", required=True, setting="user_id", help="Who did it.")
_EVENT_TYPE: Final = Field(
    "event_type", "Event type", choices=("view", "play_button_click", "save_button_click"), help="What happened."
)
_TOOL: Final = Field(
    "tool_signature",
    "Tool",
    choices=("vfp", "browser_extension", "gpdb_widget"),
    help="Which tool it happened in.",
)
_VERSION: Final = Field(
    "version_info", "Versions", FieldKind.PAIRS, typed=False, help="Versions as name=value, sent as text."
)
_EXTENSION: Final[Values] = {
    "entity_type": "browser_extension_user",
    "tool_signature": "browser_extension",
    "version_info": {},
}
"""What the vendor's own client requires of a browser extension's event, and sends when there is nothing else to say."""

_OPTIONAL: Final = (
    Field("recording_id", "Recording", help="The recording that it is about."),
    Field("event_id", "Event id", help="Your own id for the event."),
    Field("message", "Message", help="Anything worth keeping; programs send JSON in a text."),
    Field("javascript_local_time", "Browser's local time", help="Free text."),
    Field("apex_local_time", "Apex local time", help="Free text."),
    Field("event_environment_path", "Environment path", help="Where in the tool it happened."),
    Field("name_parser_event_id", "Name parser event"),
    Field("recommendation_model_event_id", "Recommendation model event"),
)


def _record(path: str) -> Callable[[Any, Values], Request]:
    return lambda client, values: client.event_request(path, values)


def _outcome(values: Values, answer: Response) -> Outcome:
    """Read a created event. An empty 201 is a success as well: for two of the four the page shows no body.

    Raises:
        Malformed: when it is neither: then nobody knows whether the event was recorded.
    """
    if not answer.body.strip() and answer.status == HTTPStatus.CREATED:
        return Outcome("Recorded.")
    fields = promised_object(answer, "partitionKey", "customer_id")
    key = fields.get("partitionKey")
    return Outcome(f"Recorded as {key}." if isinstance(key, str) else "Recorded.", fields=fields)


def _was_recorded(entity: str) -> Callable[[Any, Values], Awaitable[Verdict]]:
    """Return how to look for an event that may have been recorded: by its own id, which only its maker knows."""

    async def verify(client: NameCoachClient, values: Values) -> Verdict:
        if not values.get("event_id") or not values.get("recording_id"):
            return Verdict.CANNOT_TELL
        search = Search(
            entity,
            str(values[f"{entity}_id"]),
            (str(values["recording_id"]),),
            str(values["customer_id"]),
            str(values["user_id"]),
        )
        async with aclosing(client.search(search)) as pages:
            async for page in pages:
                if any(row.value and str(row.value.event_id) == values["event_id"] for row in page.records):
                    return Verdict.ARRIVED
        return Verdict.NOT_ARRIVED

    return verify


def _target(*names: str) -> Callable[[Values], str]:
    return lambda values: next((str(values[name]) for name in names if values.get(name)), "")


def _from_event(entity: str) -> Callable[[Record[Event]], Values]:
    def fill(record: Record[Event]) -> Values:
        event = record.value
        if event is None:
            return {}
        given = {
            "customer_id": event.customer_id,
            entity: event.entity_id,
            "user_id": event.user_id,
            "tool_signature": event.tool_signature,
            "recording_id": event.recording_id,
            "event_type": event.event_type,
        }
        return {name: str(value) for name, value in given.items() if value not in (None, "")}

    return fill


def _extension_event(client: NameCoachClient, values: Values) -> Request:
    """Send what the page prints; with a root URL what the vendor's own client sends, which requires some more.

    The page's body has neither `root_url` nor `entity_type`, and `tool_signature` is always the same.
    """
    required = _EXTENSION if "root_url" in values else {"tool_signature": _EXTENSION["tool_signature"]}
    return client.event_request(client.extension_path, {**required, **values})


def _recording(name: str, title: str, about: str, request: Callable[[Any, Values], Request], **more: Any) -> Action:
    """Describe the recording of one kind of event."""
    return Action(
        name=name,
        title=title,
        danger=Danger.SAFE,
        help=about,
        request=request,
        outcome=_outcome,
        consequence=lambda values: "Adds one event to the vendor's statistics. It cannot be taken back.",
        **more,
    )


def _recording_about(entity: str) -> Action:
    """Describe the recording of an event about a lead or a contact."""
    name = f"{entity}_id"
    return _recording(
        f"record-{entity}-event",
        f"Record a {entity}'s event",
        f"Record an analytics event about a {entity}.",
        _record(f"/{entity}_analytics"),
        fields=(
            _CUSTOMER,
            Field(name, entity.capitalize(), required=True, help=f"The {entity} it is about."),
            _USER,
            _TOOL,
            _EVENT_TYPE,
            *_OPTIONAL,
            _VERSION,
        ),
        target=_target(name),
        applies_to=(f"{entity}-events",),
        fill=_from_event(name),
        verify=_was_recorded(entity),
    )


_ANYTHING: Final = _recording(
    "record-event",
    "Record an event",
    "Record an analytics event about a lead, a contact or anything else.",
    _record("/analytics_events"),
    fields=(
        _CUSTOMER,
        Field("entity_id", "Entity", required=True, help="The id of what it is about."),
        Field(
            "entity_type",
            "Entity type",
            required=True,
            choices=("lead", "contact", "playback"),
            help="What kind of thing that is; lead and contact are the page's, others are taken.",
        ),
        _USER,
        _TOOL,
        _EVENT_TYPE,
        *_OPTIONAL,
        _VERSION,
    ),
    target=_target("entity_id"),
)

_IN_EXTENSION: Final = _recording(
    "record-extension-event",
    "Record a browser extension's event",
    "Record what somebody did in the browser extension.",
    _extension_event,
    fields=(
        _CUSTOMER,
        Field(
            "entity_type",
            "Entity type",
            choices=("browser_extension_user",),
            help="Sent as browser_extension_user with a root URL when not given, as the vendor's own client does it.",
        ),
        _USER,
        Field("root_url", "Root URL", help="The site it happened on: the vendor's own client wants it, its page not."),
        replace(
            _TOOL,
            choices=("browser_extension",),
            help="Sent as browser_extension when not given: the vendor wants one.",
        ),
        replace(_EVENT_TYPE, required=True),
        replace(
            _VERSION, help="Versions as name=value, sent as text; with a root URL none are sent as {}, as it is wanted."
        ),
        Field("entity_id", "Entity", help="The id of what it is about."),
        *_OPTIONAL,
    ),
    target=_target("entity_id", "user_id"),
)

ACTIONS: Final = (_ANYTHING, _recording_about(LEAD), _recording_about(CONTACT), _IN_EXTENSION)
"""Each adds one event and changes nothing that is there; none can be taken back."""
