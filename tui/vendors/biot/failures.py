"""BioT's error bodies in words: `{code, message, serviceName, traceId, environment, details}`, none of it promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tui.core.errors import Conflict, Forbidden, Rejected, SignedOut, VendorError
from tui.core.text import clean
from tui.core.wire import Answer, failure
from tui.vendors.biot.login import LOGIN_PATHS

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
}


def explain(answer: Answer) -> VendorError | None:
    """Read an error; None for a good answer, or when the body has no words.

    On the login paths a wrong password is 403 `LOGIN_FAILED` and a locked account is 401 `USER_LOCKED`: there both mean
    that nobody is signed in. Everywhere else 401 is a token that is no longer good, and 403 a right that is missing.
    """
    if answer.status < 400:
        return None
    body = _body(answer)
    code, trace = _text(body.get("code")), _text(body.get("traceId"))
    message = _text(body.get("message"))
    if any(path in answer.url for path in LOGIN_PATHS) and answer.status in (401, 403):
        return _no_login(answer, code, body.get("details"), trace)
    if not code and not message:
        return None
    said = f"{message} ({code})" if code and message else message or code
    error = failure(answer, said, way_out=_WAYS_OUT.get(code, ""), request_id=trace)
    if isinstance(error, Rejected | Conflict | Forbidden):
        details = body.get("details")
        if isinstance(error, Rejected) and isinstance(details, dict):
            error.fields.update({str(name): _text(value) for name, value in details.items()})
    return error


def _no_login(answer: Answer, code: str, details: Any, trace: str) -> SignedOut:
    minutes = details.get("timeLeftInMinutes") if isinstance(details, dict) else None
    match code:
        case "USER_LOCKED" | "USER_LOCKED_WITH_TIME" | "SERVICE_LOCKED":
            wait = f" for another {minutes} minutes" if minutes is not None else ""
            message, way_out = f"The vendor has locked this account{wait} ({code}).", "Wait, or ask an administrator."
        case _:
            name = f" ({code})" if code else ""
            message, way_out = (
                f"The vendor refused user name or password{name}.",
                "Renew them in the config, then press r.",
            )
    return SignedOut(message, way_out=way_out, status=answer.status, request_id=trace, url=answer.url)


def _body(answer: Answer) -> Mapping[str, Any]:
    try:
        decoded = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _text(value: Any) -> str:
    text: str = clean(str(value)) if value not in (None, "") else ""
    return text
