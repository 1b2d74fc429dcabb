"""What the vendor refuses of a session, under the codes that its OpenAPI file documents."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from tui.core.time.times import parse_time
from tui.sandbox.http import Refusal
from tui.vendors.biot.sandbox.clinic import stamp
from tui.vendors.biot.sandbox.refusals import refusal
from tui.vendors.biot.sandbox.templates import CONFIGURATION, REGULAR, SUMMARY, Attribute, Category, Template
from tui.vendors.biot.sessions import STATES, STOP_CODES

__all__ = ["check_attributes", "check_shape", "check_state_data", "check_transition", "instant", "is_uuid"]

_NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "ACTIVATING": ("ACTIVE", "DONE"),
    "ACTIVE": ("ACTIVE", "PAUSED", "DONE"),
    "PAUSING": ("PAUSED", "DONE"),
    "PAUSED": ("PAUSED", "ACTIVE", "DONE"),
    "RESUMING": ("ACTIVE", "DONE"),
    "STOPPING": ("DONE",),
    "DONE": (),
}
"""Where a session can go from each state."""

_STOP_DATA: Final = ("_stopReason", "_stopReasonCode")
_BUILT_IN: Final = (
    "_startTime",
    "_endTime",
    "_state",
    "_templateId",
    "_configuration",
    "_summary",
    "_name",
    "_patient",
)


def check_shape(body: Any, *, required: tuple[str, ...]) -> Mapping[str, Any]:
    """Check what the schema alone can say: types, lengths, enumerations.

    Raises:
        Refusal: with 400.
    """
    if not isinstance(body, dict):
        raise _bad("The body must be an object.")
    if missing := [name for name in required if body.get(name) is None]:
        raise _bad(f"{', '.join(missing)} must not be null.")
    if body.get("_state") is not None and body["_state"] not in STATES:
        raise _bad(f"_state must be one of {', '.join(STATES)}.")
    for name in ("_startTime", "_endTime"):
        if body.get(name) is not None:
            instant(body, name)
    for name in ("_configuration", "_summary", "_patient"):
        if body.get(name) is not None and not isinstance(body[name], dict):
            raise _bad(f"{name} must be an object.")
    called = body.get("_name")
    if called is not None and not (isinstance(called, str) and 1 <= len(called) <= 64):
        raise _bad("_name must have 1 to 64 characters.")
    summary = body.get("_summary") or {}
    reason, code = summary.get("_stopReason"), summary.get("_stopReasonCode")
    if reason is not None and not (isinstance(reason, str) and len(reason) <= 128):
        raise _bad("_stopReason must have at most 128 characters.")
    if code is not None and code not in STOP_CODES:
        raise _bad(f"_stopReasonCode must be one of {', '.join(STOP_CODES)}.")
    return body


def instant(body: Mapping[str, Any], name: str) -> datetime:
    """Read a time.

    Raises:
        Refusal: with 400 when it is none.
    """
    parsed = parse_time(body[name]) if isinstance(body[name], str) else None
    if parsed is None:
        raise _bad(f"{name} must be a date-time.")
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def is_uuid(value: object) -> bool:
    """Tell whether something is a UUID as text."""
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def check_state_data(session: Mapping[str, Any], *, now: datetime) -> None:
    """Check times and stop data against the state, on the session as it would be.

    Raises:
        Refusal: with 400.
    """
    state, end, summary = session["_state"], session.get("_endTime"), session.get("_summary") or {}
    if (state == "DONE") != (end is not None):
        message = f"_endTime {end} is not valid for a session that is {state}."
        raise refusal(400, "END_TIME_VALUE_INVALID_FOR_SESSION_STATE", message, value=end, state=state)
    given = next((name for name in _STOP_DATA if summary.get(name)), None)
    if state == "DONE" and given is None:
        raise refusal(400, "STOP_DATA_NULL_FOR_DONE_SESSION", "Stop data must not be null for a session that is DONE.")
    if state != "DONE" and given is not None:
        message = f"{given} must be null for a session that is {state}."
        details = {"attributeName": given, "value": summary[given], "state": state}
        raise refusal(400, "STOP_DATA_NOT_NULL_FOR_NON_DONE_SESSION", message, **details)
    for name in ("_startTime", "_endTime"):
        if session.get(name) is not None and instant(session, name) > now:
            message = f"{name} is in the future."
            raise refusal(400, "TIME_IN_FUTURE", message, time=session[name], currentTime=stamp(now))
    if end is not None and instant(session, "_startTime") > instant(session, "_endTime"):
        message = "The start is after the end."
        raise refusal(400, "START_TIME_AFTER_END_TIME", message, startTime=session["_startTime"], endTime=end)


def check_transition(current: str, target: str) -> None:
    """Check that a session may go from one state to another.

    Raises:
        Refusal: with 409.
    """
    if target not in _NEXT[current]:
        message = f"A session cannot go from {current} to {target}."
        raise refusal(409, "SESSION_STATE_CHANGE_INVALID", message, currentState=current, targetState=target)


def check_attributes(body: Mapping[str, Any], template: Template, *, whole: bool) -> None:
    """Check custom attributes against the template; `whole` wants the mandatory ones to be there.

    Raises:
        Refusal: with 400.
    """
    known = {attribute.name: attribute for attribute in template.attributes}
    places: tuple[tuple[Category, Mapping[str, Any]], ...] = (
        (REGULAR, {name: value for name, value in body.items() if name not in _BUILT_IN}),
        (CONFIGURATION, body.get("_configuration") or {}),
        (SUMMARY, {name: value for name, value in (body.get("_summary") or {}).items() if name not in _STOP_DATA}),
    )
    for category, given in places:
        for name, value in given.items():
            attribute = known.get(name)
            if attribute is None:
                message = f"{name} is no attribute of {template.title}."
                details = {"attributeName": name, "templateId": template.id}
                raise refusal(400, "ATTRIBUTE_NOT_VALID_FOR_TEMPLATE", message, **details)
            if attribute.category != category:
                message = f"{name} is not of the category {category}."
                raise refusal(400, "ATTRIBUTE_NOT_OF_CATEGORY", message, attributeName=name, category=category)
            _check_value(attribute, value)
    there = {name for _, given in places for name, value in given.items() if value is not None}
    for attribute in template.attributes if whole else ():
        if attribute.mandatory and attribute.name not in there:
            message = f"{attribute.name} is mandatory."
            raise refusal(400, "ATTRIBUTE_IS_MANDATORY", message, attributeName=attribute.name)


def _check_value(attribute: Attribute, value: Any) -> None:
    name = attribute.name
    if value is None:
        return
    if not _fits(attribute.type, value):
        message = f"{name} must be of the type {attribute.type}."
        details = {"attributeName": name, "value": value, "type": attribute.type}
        raise refusal(400, "ATTRIBUTE_VALUE_TYPE_MISMATCH", message, **details)
    if attribute.pattern and not re.fullmatch(attribute.pattern, value):
        message = f"{name} does not match {attribute.pattern}."
        details = {"attributeName": name, "value": value, "regex": attribute.pattern}
        raise refusal(400, "ATTRIBUTE_REGEX_VALIDATION_FAILED", message, **details)
    if attribute.values:
        _check_choice(attribute, value)
    if attribute.most is not None and value > attribute.most:
        message = f"{name} must be at most {attribute.most}."
        raise refusal(400, "VALIDATION_MAX_ALLOWED_VALUE", message, attributeName=name, maxValue=attribute.most)
    if attribute.least is not None and value < attribute.least:
        message = f"{name} must be at least {attribute.least}."
        raise refusal(400, "VALIDATION_MINIMUM_ALLOWED_VALUE", message, attributeName=name, minimum=attribute.least)


def _check_choice(attribute: Attribute, value: Any) -> None:
    chosen = value if isinstance(value, list) else [value]
    if len(set(chosen)) < len(chosen):
        message = f"{attribute.name} has a value twice."
        raise refusal(400, "SELECT_ATTRIBUTE_DUPLICATED_VALUES", message, attributeName=attribute.name)
    for each in chosen:
        if each not in attribute.values:
            message = f"{attribute.name} must be one of {', '.join(attribute.values)}."
            details = {"value": each, "allowedValues": list(attribute.values), "attributeName": attribute.name}
            raise refusal(400, "SELECT_ATTRIBUTE_INVALID_VALUE", message, **details)


def _fits(kind: str, value: Any) -> bool:
    match kind:
        case "INTEGER":
            return isinstance(value, int) and not isinstance(value, bool)
        case "DECIMAL":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "BOOLEAN":
            return isinstance(value, bool)
        case "MULTI_SELECT":
            return isinstance(value, list) and all(isinstance(each, str) for each in value)
        case "DATE_TIME":
            return isinstance(value, str) and parse_time(value) is not None
        case _:
            return isinstance(value, str)


def _bad(text: str) -> Refusal:
    return refusal(400, "BAD_REQUEST", text)
