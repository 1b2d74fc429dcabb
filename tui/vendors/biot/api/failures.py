"""BioT's error bodies in words: `{code, message, serviceName, traceId, environment, details}`, none of it promised."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from tui.core.errors import SignedOut, VendorError
from tui.core.text import clean
from tui.core.wire.http import Response, failure
from tui.vendors.biot.api.login import LOGIN_PATHS

__all__ = ["explain"]

_WAYS_OUT: Final[Mapping[str, str]] = {
    "STOP_DATA_NULL_FOR_DONE_SESSION": "A session that is DONE needs an end time and a stop reason or code.",
    "STOP_DATA_NOT_NULL_FOR_NON_DONE_SESSION": "Only a session that is DONE has an end time and a stop reason.",
    "END_TIME_VALUE_INVALID_FOR_SESSION_STATE": "Only a session that is DONE has an end time.",
    "TIME_IN_FUTURE": "Give a time that has passed, or set this machine's clock right.",
    "START_TIME_AFTER_END_TIME": "Give an end after the start.",
    "SESSION_MISSING_PATIENT_ID": "Give the patient's id, or assign a patient to the device.",
    "SESSION_TEMPLATE_IS_NOT_CHILD_OF_DEVICE_TEMPLATE": "Choose a template that belongs to the device's template.",
    "SESSION_INITIATOR_MISMATCH": "A session can only be changed by the kind of API that started it.",
    "SESSION_STATE_CHANGE_INVALID": "Read the session again: its state does not allow this.",
    "SESSION_TEMPLATE_NOT_FOUND_BY_USAGE_TYPE": "The usage type is the name of a session template of this device's.",
    "MORE_THAN_ONE_TEMPLATE": "Give the template's id instead of the usage type.",
    "ATTRIBUTE_VALUE_TYPE_MISMATCH": 'A value is typed by how it is written: 9, true, text, [1, 2]; "9" is a text.',
    "ATTRIBUTE_NOT_OF_CATEGORY": "Attributes, configuration and summary are given apart.",
    "DEVICE_NOT_FOUND": "Look the device's id up among the devices.",
    "DEVICE_IN_SESSION_WITH_ANOTHER_PATIENT": "Finish the device's running session first.",
    "DEVICE_IN_SESSION_WITH_USAGE_TYPE": "Finish the device's running session first.",
}
"""What helps, by the vendor's code."""

_LOCKED: Final = frozenset({"USER_LOCKED", "USER_LOCKED_WITH_TIME", "SERVICE_LOCKED"})


def explain(answer: Response, *, connection: str) -> VendorError | None:
    """Read an error; None for a good answer, or when the body has no words.

    On the login paths a wrong password is 403 `LOGIN_FAILED` and a locked account is 401 `USER_LOCKED`: there both mean
    that nobody is signed in. Everywhere else 401 is a token that is no longer good, and 403 a right that is missing.
    """
    if answer.status < HTTPStatus.BAD_REQUEST:
        return None
    body = _body(answer)
    code, trace = _text(body.get("code")), _text(body.get("traceId"))
    message = _text(body.get("message"))
    details: Any = body.get("details")
    details = details if isinstance(details, dict) else {}
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) and _is_login(answer):
        return _no_login(answer, code, details, trace, connection=connection)
    if answer.status == HTTPStatus.UNAUTHORIZED:
        said = f": {_said(message, code, {})}" if message or code else "."
        way_out = "Check the credentials in the config."
        return failure(answer, f"Signed out of {connection}{said}", way_out=way_out, request_id=trace)
    if not code and not message:
        return None
    said = _said(message, code, details)
    attribute = _text(details.get("attributeName"))
    fields = {attribute: message or code} if attribute else {}
    return failure(answer, said, way_out=_WAYS_OUT.get(code, ""), request_id=trace, fields=fields)


def _is_login(answer: Response) -> bool:
    return any(urlsplit(answer.url).path.endswith(path) for path in LOGIN_PATHS)


def _said(message: str, code: str, details: Mapping[str, Any]) -> str:
    """Return the message with what its code and details add to it."""
    more = [code] if code and code not in message else []
    more += [f"{name}: {text}" for name, value in details.items() if (text := _text(value)) and text not in message]
    return f"{message} ({', '.join(more)})" if message and more else message or ", ".join(more)


def _no_login(answer: Response, code: str, details: Mapping[str, Any], trace: str, *, connection: str) -> SignedOut:
    named = f" ({code})" if code else ""
    if code in _LOCKED:
        minutes = _text(details.get("timeLeftInMinutes"))
        wait = f" for another {minutes} min" if minutes else ""
        why, way_out = f"the vendor has locked the account{wait}{named}.", "Wait, or ask an administrator."
    else:
        why, way_out = (
            f"the vendor refused the credentials{named}.",
            "Check username and password, or service_id and service_secret, in the config.",
        )
    message = f"Signed out of {connection}: {why}"
    return SignedOut(message, way_out=way_out, status=answer.status, request_id=trace, url=answer.url)


def _body(answer: Response) -> Mapping[str, Any]:
    try:
        decoded = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _text(value: Any) -> str:
    text: str = clean(str(value)) if value not in (None, "") else ""
    return text
