"""What a session may be, before it is sent: the vendor's rules on states, times and attributes. Pure, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from tui.core.action import FieldProblem, Values
from tui.core.errors import UsageError
from tui.core.time.times import parse_time
from tui.vendors.biot.sessions import STOP_CODES

__all__ = ["check_creation", "check_times", "creation_body", "finish_body", "reserved_names"]

_STOP: Final = ("_stopReason", "_stopReasonCode")


def check_creation(values: Values) -> tuple[FieldProblem, ...]:
    """Apply the rules that the vendor would answer with 400, so that nothing is sent in vain.

    A DONE session needs an end, another one must have neither end nor stop data; the start is not after the end; an
    attribute must not have the name of a field; one of template and usage type says what it is.
    """
    problems = []
    done = values.get("_state", "ACTIVE") == "DONE"
    stop_data = [name for name in _STOP if values.get(name)]
    if done and not values.get("_endTime"):
        problems.append(FieldProblem("_endTime", "A session that is DONE needs an end time."))
    if not done and values.get("_endTime"):
        problems.append(FieldProblem("_endTime", "Only a session that is DONE has an end time."))
    problems += [FieldProblem(name, "Only a session that is DONE has stop data.") for name in stop_data if not done]
    if bool(values.get("_templateId")) == bool(values.get("usageType")):
        problems.append(FieldProblem("_templateId", "Give a template's id or a usage type, one of the two."))
    problems += reserved_names(values)
    return (*problems, *_order_of_times(values))


def reserved_names(values: Values) -> list[FieldProblem]:
    """Find attributes that have a name of the vendor's own: those begin with an underscore and are fields."""
    return [
        FieldProblem(field, f"“{name}” is a field of its own, not an attribute.")
        for field in ("attribute", "configuration", "summary")
        for name in _pairs(values, field)
        if name.startswith("_")
    ]


def _order_of_times(values: Values) -> tuple[FieldProblem, ...]:
    start, end = parse_time(str(values.get("_startTime", ""))), parse_time(str(values.get("_endTime", "")))
    if start is not None and end is not None and end < start:
        return (FieldProblem("_endTime", "The session ends before it starts."),)
    return ()


def check_times(values: Mapping[str, Any], *, now: datetime) -> None:
    """Make sure that no time lies in the future.

    Raises:
        UsageError: naming the one that does.
    """
    for name, title in (("_startTime", "start"), ("_endTime", "end")):
        at = parse_time(str(values.get(name, "")))
        if at is not None and at > now:
            raise UsageError(
                f"The {title} lies in the future ({at:%Y-%m-%d %H:%M:%S} UTC).",
                way_out="BioT takes only times that have passed.",
            )


def creation_body(values: Values) -> dict[str, Any]:
    """Return `CreateSessionRequestV2`: what was given, custom attributes at the top, the rest where it belongs."""
    body: dict[str, Any] = {
        name: value for name, value in values.items() if name.startswith("_") and name not in (*_STOP, "_patient.id")
    }
    if patient := values.get("_patient.id"):
        body["_patient"] = {"id": patient}
    body |= _pairs(values, "attribute")
    if configuration := _pairs(values, "configuration"):
        body["_configuration"] = dict(configuration)
    if summary := _summary(values, done=values.get("_state") == "DONE"):
        body["_summary"] = summary
    return body


def finish_body(values: Values) -> dict[str, Any]:
    """Return `UpdateSessionRequestV2` for a session's end, with the start that it has already."""
    return {
        "_startTime": values["_startTime"],
        "_endTime": values["_endTime"],
        "_state": "DONE",
        "_summary": _summary(values, done=True),
    }


def _summary(values: Values, *, done: bool) -> dict[str, Any]:
    """Return the summary; a session that is done gets a stop reason code where the user gave no stop data.

    The vendor refuses a DONE session without any (`STOP_DATA_NULL_FOR_DONE_SESSION`).
    """
    stop = {name: values[name] for name in _STOP if values.get(name)}
    if done and not stop:
        stop = {"_stopReasonCode": STOP_CODES[0]}
    return {**_pairs(values, "summary"), **stop}


def _pairs(values: Values, name: str) -> Mapping[str, Any]:
    pairs = values.get(name)
    return pairs if isinstance(pairs, Mapping) else {}
