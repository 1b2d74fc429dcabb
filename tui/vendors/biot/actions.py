"""The two writes: a session is created, and a session is finished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from tui.core.action import Action, Danger, Field, FieldKind, FieldValue, Outcome, Values, Verdict
from tui.core.errors import Conflict, NotFound, UsageError
from tui.core.record import Record
from tui.core.time.time_range import TimeRange
from tui.core.time.times import parse_time
from tui.core.wire.http import Request, Response
from tui.vendors.biot.api.client import BiotClient, SessionFilter
from tui.vendors.biot.api.models import Device, Template, UsageSession
from tui.vendors.biot.api.times import utc
from tui.vendors.biot.references import A_DEVICE, A_PATIENT, A_TEMPLATE
from tui.vendors.biot.rules import check_creation, check_times, creation_body, finish_body, reserved_names
from tui.vendors.biot.sessions import STATES, STOP_CODES
from tui.writing.promised import promised_object

__all__ = ["ACTIONS"]


def _at_most(length: int) -> Any:
    def check(value: FieldValue) -> str:
        size = len(str(value))
        return f"It has {size} characters; the vendor takes {length}." if size > length else ""

    return check


_DEVICE: Final = Field(
    "deviceId", "Device", required=True, help="The device's id; the devices list has them.", refers_to=A_DEVICE
)
_STOP_REASON: Final = Field("_stopReason", "Stop reason", check=_at_most(128), help="Why it ended, in your words.")
_STOP_CODE: Final = Field(
    "_stopReasonCode", "Stop reason code", FieldKind.CHOICE, choices=STOP_CODES, help="Why it ended, in the vendor's."
)
_SUMMARY: Final = Field("summary", "Summary attributes", FieldKind.PAIRS, help="Of the summary, as name=value.")


# --- create -----------------------------------------------------------------------------------------------------


async def _complete_creation(client: BiotClient, values: Values) -> Values:
    """Fill in what the vendor requires and the user left out: it starts now, and it is active."""
    now = client.clock.now()
    completed = {"_startTime": utc(now), "_state": "ACTIVE", **_times_in_utc(values)}
    check_times(completed, now=now)
    return completed


def _create(client: BiotClient, values: Values) -> Request:
    return client.create_request(
        str(values["deviceId"]),
        creation_body(values),
        usage_type=str(values.get("usageType", "")),
        execution_mode=str(values.get("executionMode", "")),
    )


def _created(values: Values, answer: Response) -> Outcome:
    session = promised_object(answer, "_id")
    return Outcome(f"Session {session['_id']} is {session.get('_state', 'there')}.", fields=session)


async def _was_created(client: BiotClient, values: Values) -> Verdict:
    """Look for a session of this device with exactly this start."""
    start = parse_time(str(values.get("_startTime", "")))
    if start is None:
        return Verdict.CANNOT_TELL
    wanted = SessionFilter(device_id=str(values["deviceId"]), span=TimeRange.around(start))
    async for page in client.sessions(wanted):
        if any(row.value is not None and parse_time(row.value.start_time) == start for row in page.records):
            return Verdict.ARRIVED
    return Verdict.NOT_ARRIVED


def _from_row(record: Record[Any]) -> Values:
    """Take the device's id from a device, the template's from a template of sessions."""
    match record.value:
        case Device(id=device_id):
            return {"deviceId": device_id}
        case Template(id=template_id, entity_type_name=kind) if kind is None or "session" in kind.lower():
            return {"_templateId": template_id}
        case _:
            return {}


CREATE: Final = Action(
    name="create-session",
    title="Create a session",
    danger=Danger.REVERSIBLE,
    help="Create a usage session of a device, running now or already done.",
    fields=(
        _DEVICE,
        Field(
            "_templateId",
            "Template",
            help="The session template's id; it must belong to the device's template.",
            refers_to=A_TEMPLATE,
        ),
        Field("usageType", "Usage type", help="The session template's name, instead of its id."),
        Field(
            "_state", "State", FieldKind.CHOICE, choices=STATES, default="ACTIVE", help="ACTIVE, or DONE for one past."
        ),
        Field("_startTime", "Start", FieldKind.TIME, default="now", help="When it began."),
        Field("_endTime", "End", FieldKind.TIME, help="When it ended; only for a session that is DONE."),
        Field("_name", "Name", check=_at_most(64), help="Up to 64 characters."),
        Field(
            "_patient.id",
            "Patient",
            help="The patient's id; without one the vendor takes the device's patient.",
            refers_to=A_PATIENT,
        ),
        Field("attribute", "Attributes", FieldKind.PAIRS, help="The template's own attributes, as name=value."),
        Field("configuration", "Configuration", FieldKind.PAIRS, help="Configuration attributes, as name=value."),
        _SUMMARY,
        _STOP_REASON,
        replace(
            _STOP_CODE,
            default="COMPLETION",
            help="Why it ended, in the vendor's words. A DONE session goes with COMPLETION when neither is given.",
        ),
        Field(
            "executionMode",
            "Execution mode",
            FieldKind.CHOICE,
            choices=("sync", "async"),
            default="async",
            help="sync waits until the vendor's background work is done.",
        ),
    ),
    check=check_creation,
    prepare=_complete_creation,
    request=_create,
    outcome=_created,
    target=lambda values: str(values.get("_name") or values.get("deviceId", "")),
    consequence=lambda values: (
        f"Adds a session to device {values.get('deviceId', '')}. It can be finished, not taken back."
    ),
    applies_to=("devices", "templates"),
    fill=_from_row,
    verify=_was_created,
)


# --- finish -----------------------------------------------------------------------------------------------------


async def _complete_finish(client: BiotClient, values: Values) -> Values:
    """Read the session for its start, which the vendor's schema wants back, and end it now unless told otherwise."""
    session = (await client.session(str(values["deviceId"]), str(values["id"]))).value
    if session is None or not session.start_time:
        raise UsageError("The session has no start time, and cannot be finished without.")
    if session.state == "DONE":
        raise Conflict(
            f"The session is already DONE, since {session.end_time or 'some time'}.", way_out="Nothing to do."
        )
    if session.initiator == "REMOTE_CONTROL":
        message = "The session was started by remote control; only remote control can stop it."
        raise Conflict(message, way_out="Stop it in the BioT console.")
    now = client.clock.now()
    completed = {"_endTime": utc(now), **_times_in_utc(values), "_startTime": session.start_time}
    check_times(completed, now=now)
    start, end = parse_time(session.start_time), parse_time(str(completed["_endTime"]))
    if start is not None and end is not None and end < start:
        raise UsageError(f"The session starts later than that ({session.start_time}).", way_out="Give a later end.")
    return completed


def _finish(client: BiotClient, values: Values) -> Request:
    return client.finish_request(str(values["deviceId"]), str(values["id"]), finish_body(values))


def _finished(values: Values, answer: Response) -> Outcome:
    session = promised_object(answer, "_id")
    return Outcome(f"The session is {session.get('_state', 'DONE')}.", fields=session)


async def _session_before(client: BiotClient, values: Values) -> Mapping[str, Any]:
    return (await client.session(str(values["deviceId"]), str(values["id"]))).fields()


def _session_name(values: Values, before: Mapping[str, Any]) -> str:
    """Return what people call the session and its device."""
    device = before.get("_device")
    of = device.get("name") if isinstance(device, Mapping) else None
    name = before.get("_name") or before.get("_caption") or values.get("id", "")
    return f"{name}, device {of or values.get('deviceId', '')}"


async def _was_finished(client: BiotClient, values: Values) -> Verdict:
    try:
        session = (await client.session(str(values["deviceId"]), str(values["id"]))).value
    except NotFound:
        return Verdict.CANNOT_TELL
    return Verdict.ARRIVED if session is not None and session.state == "DONE" else Verdict.NOT_ARRIVED


def _from_session(record: Record[Any]) -> Values:
    session = record.value
    if not isinstance(session, UsageSession):
        return {}
    device = session.device.id if session.device is not None else None
    return {"id": session.id, **({"deviceId": device} if device else {})}


FINISH: Final = Action(
    name="finish-session",
    title="Finish a session",
    danger=Danger.REVERSIBLE,
    help="End a running session: its state becomes DONE.",
    fields=(
        _DEVICE,
        Field("id", "UsageSession", required=True, help="The session's id."),
        Field("_endTime", "End", FieldKind.TIME, default="now", help="When it ended."),
        _STOP_REASON,
        replace(
            _STOP_CODE,
            default="COMPLETION",
            help="Sent as COMPLETION when neither a reason nor a code is given: the vendor wants one.",
        ),
        _SUMMARY,
    ),
    check=lambda values: tuple(reserved_names(values)),
    prepare=_complete_finish,
    before=_session_before,
    request=_finish,
    outcome=_finished,
    target=lambda values: str(values.get("id", "")),
    subject=_session_name,
    consequence=lambda values: "The session becomes DONE. The vendor has no way to open it again.",
    applies_to=("sessions", "session"),
    fill=_from_session,
    verify=_was_finished,
)

ACTIONS: Final = (CREATE, FINISH)


def _times_in_utc(values: Values) -> dict[str, FieldValue]:
    """Return the values with times as the vendor writes them."""
    times = {name: parse_time(str(values[name])) for name in ("_startTime", "_endTime") if values.get(name)}
    return {**values, **{name: utc(at) for name, at in times.items() if at is not None}}
