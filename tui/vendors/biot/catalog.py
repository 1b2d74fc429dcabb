"""What BioT can be asked and told: sessions, devices, templates; a session created, a session finished."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from tui.core.briefing import Briefing
from tui.core.collection import Collection, Opens, Param, ParamKind, Query, RangeUse
from tui.core.column import Column, Kind, tone_by_word
from tui.core.record import Page, Record
from tui.core.vendor import Catalog, InTurn, Probe
from tui.vendors.biot.api.client import BiotClient, SessionFilter, connect
from tui.vendors.biot.api.models import Device, Reference, Template, TemplateName, UsageSession
from tui.vendors.biot.references import A_DEVICE, A_PATIENT, A_TEMPLATE
from tui.vendors.biot.sessions import STATES, duration, ended, started

if TYPE_CHECKING:
    from tui.core.action import Action
    from tui.core.findable import Finding

__all__ = ["CATALOG"]


async def fetch_sessions(client: BiotClient, query: Query) -> AsyncIterator[Page[UsageSession]]:
    """Yield sessions, the latest started first."""
    wanted = SessionFilter(
        device_id=query.text("_device.id"),
        states=query.texts("_state"),
        template_id=query.text("_templateId"),
        patient_id=query.text("_patient.id"),
        span=query.span,
    )
    async with aclosing(client.sessions(wanted, at_most=query.limit)) as pages:
        async for page in pages:
            yield replace(page, records=tuple(map(_with_duration, page.records)))


async def fetch_session(client: BiotClient, query: Query) -> AsyncIterator[Page[UsageSession]]:
    """Yield one session."""
    record = await client.session(query.text("deviceId"), query.text("id"))
    yield Page((_with_duration(record),), total=1)


async def fetch_devices(client: BiotClient, query: Query) -> AsyncIterator[Page[Device]]:
    """Yield devices."""
    async with aclosing(client.devices(at_most=query.limit)) as pages:
        async for page in pages:
            yield page


async def fetch_templates(client: BiotClient, query: Query) -> AsyncIterator[Page[Template]]:
    """Yield templates."""
    async with aclosing(client.templates(at_most=query.limit)) as pages:
        async for page in pages:
            yield page


async def probe(client: BiotClient) -> Probe:
    """Sign in and ask for devices: the health check is public, and would prove the address only."""
    async with aclosing(client.devices()) as pages:
        async for page in pages:
            count = len(page.records) if page.total is None else page.total
            return Probe(f"{count} {'device' if count == 1 else 'devices'}")
    return Probe("no devices")


def _with_duration(record: Record[UsageSession]) -> Record[UsageSession]:
    lasted = duration(record.value) if record.value is not None else None
    derived = {} if lasted is None else {"duration_seconds": lasted.total_seconds()}
    return Record(record.id, record.value, record.raw, record.problem, derived)


def _named(reference: Reference | None) -> str | None:
    return None if reference is None else reference.name or reference.id


def _template(template: TemplateName | None) -> str | None:
    return None if template is None else template.display_name or template.name or template.id


def _of_status(device: Device, part: str, name: str) -> str | bool | None:
    """Read something of a device's status; None where the tenant's devices have none."""
    inner = device.status.get(part) if isinstance(device.status, dict) else None
    value = inner.get(name) if isinstance(inner, dict) else None
    return value if isinstance(value, str | bool) else None


_STATE_TONE: Final = tone_by_word(
    active="success", activating="success", resuming="success", paused="warning", pausing="warning", stopping="warning"
)
_STATUS_TONE: Final = tone_by_word(critical="danger", major="danger", minor="warning")
_STOP_TONE: Final = tone_by_word(general_device_error="danger", timeout="warning")

_SESSION_COLUMNS: Final = (
    Column[UsageSession]("_startTime", "Started", started, Kind.TIME, width=10, rank=0),
    Column[UsageSession]("_state", "State", lambda row: row.state, width=8, rank=0, tone=_STATE_TONE),
    Column[UsageSession]("_device.name", "Device", lambda row: _named(row.device), width=18, min_width=16, rank=1),
    Column[UsageSession]("_name", "Name", lambda row: row.name or row.caption, width=22, min_width=14, rank=4),
    Column[UsageSession]("_patient.name", "Patient", lambda row: _named(row.patient), width=18, min_width=12, rank=2),
    Column[UsageSession]("duration", "Took", duration, Kind.DURATION, width=8, rank=3, derived=True),
    Column[UsageSession](
        "_summary._stopReasonCode",
        "Ended",
        lambda row: None if row.summary is None else row.summary.stop_reason_code,
        width=12,
        rank=5,
        tone=_STOP_TONE,
    ),
    Column[UsageSession]("_template.displayName", "Template", lambda row: _template(row.template), width=16, rank=6),
    Column[UsageSession]("_endTime", "End", ended, Kind.TIME, width=10, rank=7, shown=False),
    Column[UsageSession]("_initiator", "Started by", lambda row: row.initiator, width=14, rank=8, shown=False),
    Column[UsageSession]("_id", "Id", lambda row: row.id, width=36, rank=9, shown=False),
)

SESSIONS: Final = Collection(
    name="sessions",
    title="Sessions",
    help="The sessions in which devices were used, the latest first.",
    columns=_SESSION_COLUMNS,
    fetch=fetch_sessions,
    params=(
        Param("_device.id", "Device", help="Sessions of one device.", refers_to=A_DEVICE),
        Param("_state", "State", ParamKind.LIST, choices=STATES, help="Sessions in these states."),
        Param("_templateId", "Template", help="Sessions of one template.", refers_to=A_TEMPLATE),
        Param("_patient.id", "Patient", help="Sessions of one patient.", refers_to=A_PATIENT),
    ),
    range_use=RangeUse.OPTIONAL,
    sort="-_startTime",
    moment="_startTime",
    ends="_endTime",
    opens=Opens(
        "session",
        lambda record: {"id": record.id, **_device_of(record)},
        crumb=lambda record: (record.value and (record.value.name or record.value.caption)) or record.id[:8],
        verb="session",
    ),
    noun=("session", "sessions"),
    empty="No sessions match. Without a range and a state all of them would.",
    sent=lambda: UsageSession,
    exported={"duration_seconds": Kind.DURATION},
)


def _device_of(record: Record[UsageSession]) -> dict[str, str]:
    device = record.value.device if record.value is not None else None
    return {"deviceId": device.id} if device is not None and device.id else {}


SESSION: Final = Collection(
    name="session",
    title="UsageSession",
    help="One session of a device.",
    columns=_SESSION_COLUMNS,
    fetch=fetch_session,
    params=(
        Param("deviceId", "Device", required=True, help="The device's id.", refers_to=A_DEVICE),
        Param("id", "UsageSession", required=True, help="The session's id."),
    ),
    id_param="id",
    noun=("session", "sessions"),
    top_level=False,
    sent=lambda: UsageSession,
    exported={"duration_seconds": Kind.DURATION},
)

DEVICES: Final = Collection(
    name="devices",
    title="Devices",
    help="The devices of the organisation.",
    columns=(
        Column[Device]("_caption", "Device", lambda row: row.caption or row.id, width=20, rank=0),
        Column[Device]("_id", "Id", lambda row: row.id, width=10, rank=6),
        Column[Device](
            "_template.displayName", "Template", lambda row: _template(row.template), width=14, min_width=13, rank=4
        ),
        Column[Device]("_patient.name", "Patient", lambda row: _named(row.patient), width=18, min_width=12, rank=1),
        Column[Device](
            "_status._operational._status",
            "Status",
            lambda row: _of_status(row, "_operational", "_status"),
            width=8,
            rank=2,
            tone=_STATUS_TONE,
        ),
        Column[Device](
            "_status._connection._connected",
            "Online",
            lambda row: _of_status(row, "_connection", "_connected"),
            Kind.FLAG,
            width=6,
            rank=3,
            tone=lambda online: "warning" if online is False else "plain",
        ),
    ),
    fetch=fetch_devices,
    opens=Opens(
        "sessions", lambda record: {"_device.id": record.id}, crumb=lambda record: _caption(record), verb="sessions"
    ),
    noun=("device", "devices"),
    empty="The organisation has no devices, or this account may not see them.",
    sent=lambda: Device,
)


def _caption(record: Record[Device]) -> str:
    return (record.value.caption if record.value is not None else None) or record.id


TEMPLATES: Final = Collection(
    name="templates",
    title="Templates",
    help="Templates: the kinds of device, session and patient that the organisation has.",
    columns=(
        Column[Template]("displayName", "Template", lambda row: row.display_name or row.name, width=20, rank=0),
        Column[Template]("entityTypeName", "Of", lambda row: row.entity_type_name, width=13, rank=0),
        Column[Template]("name", "Name", lambda row: row.name, width=16, rank=4),
        Column[Template]("id", "Id", lambda row: row.id, width=36, min_width=36, rank=1),
        Column[Template]("description", "Description", lambda row: row.description, width=30, rank=3),
    ),
    fetch=fetch_templates,
    noun=("template", "templates"),
    empty="No templates, or this account may not see them.",
    sent=lambda: Template,
)


def _running(records: Sequence[Record[UsageSession]], total: int, _: datetime) -> str:
    return f"{total:,} {'session is' if total == 1 else 'sessions are'} running" if total else ""


def _reports() -> tuple[Collection, ...]:
    from tui.vendors.biot.reports import REPORTS_OF_SESSIONS

    return REPORTS_OF_SESSIONS


def _actions() -> tuple[Action, ...]:
    from tui.vendors.biot.actions import ACTIONS

    return ACTIONS


def _finding() -> Finding:
    from tui.vendors.biot.finding import FINDING

    return FINDING


CATALOG: Final = Catalog(
    connect=connect,
    probe=probe,
    collections=InTurn((SESSIONS, SESSION, DEVICES, TEMPLATES), later=(_reports,)),
    actions=InTurn((), later=(_actions,)),
    briefings=(Briefing("sessions", _running, {"_state": ("ACTIVE",)}, is_urgent=False),),
    finding=_finding,
)
