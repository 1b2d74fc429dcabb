"""How much devices are used, by device, patient, template or day; and how sessions end. Pure functions, no I/O."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from sys import intern
from typing import Final, NamedTuple

from msgspec import Struct, field

from tui.core.chart import Bars
from tui.core.collection import (
    AGAINST_PARAM,
    Collection,
    Opens,
    Param,
    Query,
    RangeUse,
    Value,
    by_param,
    group_of,
)
from tui.core.column import Column, Kind, Tone, tone_if_any
from tui.core.column import Value as Shown
from tui.core.record import Page, Record
from tui.core.report import Report, percent, percent_column, shares_of
from tui.core.time.local_time import in_zone, wall_of
from tui.core.time.typed import part_of_day
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.biot.api.client import BiotClient, SessionFilter
from tui.vendors.biot.api.models import Reference, UsageSession
from tui.vendors.biot.references import A_DEVICE, A_PATIENT, A_TEMPLATE
from tui.vendors.biot.sessions import duration, ended, started

__all__ = ["USAGE", "Usage", "Used", "usage", "used"]

_ENDS: Final = {"COMPLETION": "completed", "GENERAL_DEVICE_ERROR": "device_errors", "TIMEOUT": "timeouts"}
"""Where each of the vendor's codes is counted; any other is an end of another kind."""

_DEVICE: Final = "_device.id"
_PATIENT: Final = "_patient.id"
_TEMPLATE: Final = "_templateId"
_GROUPED_BY: Final = {"device": _DEVICE, "patient": _PATIENT, "template": _TEMPLATE}
_NOTHING: Final = {
    "device": "no device",
    "patient": "no patient",
    "template": "no template",
    "day": "no day known",
}
_FILTERS: Final = {
    "device": '_device.name=""',
    "patient": '_patient.name=""',
    "template": '_template.displayName=""',
    "day": '_startTime=""',
}
"""What the sessions of a group without a name pass in a list of all."""


class Used(NamedTuple):
    """What is kept of a session."""

    device: tuple[str, str]
    """Id and name; both empty when nothing is said. So with the others."""
    patient: tuple[str, str]
    template: tuple[str, str]
    at: datetime | None
    hours: float | None
    """None for one that runs, and where a time cannot be read."""
    is_over: bool
    is_paused: bool
    code: str


class Usage(Struct):
    """How much one device, patient, template or day was used."""

    group: str
    values: tuple[tuple[str, Value], ...]
    """What its sessions are asked with."""
    filter: str
    day: date | None
    """None unless days are told apart."""
    range: str
    """The day's part of the range, as it is typed; empty unless days are told apart."""
    sessions: int = 0
    hours: float = 0.0
    share: float = 0.0
    ends: dict[str, int] = field(default_factory=dict)
    running: int = 0
    paused: int = 0

    @property
    def error_share(self) -> float | None:
        """Sessions that ended by an error of the device, of those that are over, in percent."""
        return percent(self.ends.get("device_errors", 0), self.sessions - self.running - self.paused)


async def sessions_of(client: BiotClient, query: Query) -> AsyncIterator[Page[UsageSession]]:
    """Yield the sessions that started in the range."""
    wanted = SessionFilter(
        device_id=query.text(_DEVICE),
        template_id=query.text(_TEMPLATE),
        patient_id=query.text(_PATIENT),
        span=query.span,
    )
    async with aclosing(client.sessions(wanted)) as pages:
        async for page in pages:
            yield page


def used(session: UsageSession) -> Used:
    """Keep of a session what is counted."""
    device, patient, template = session.device, session.patient, session.template
    lasted = duration(session)
    code = session.summary.stop_reason_code if session.summary is not None else None
    return Used(
        device=_named(device),
        patient=_named(patient),
        template=("", "") if template is None else _pair(template.id, template.display_name or template.name),
        at=started(session),
        hours=None if lasted is None else lasted / _HOUR,
        is_over=session.state == "DONE" or ended(session) is not None,
        is_paused=session.state == "PAUSED",
        code=intern(code or ""),
    )


def _named(reference: Reference | None) -> tuple[str, str]:
    return ("", "") if reference is None else _pair(reference.id, reference.name)


@lru_cache(maxsize=10_000)  # one pair for all the sessions of a device: a third of the memory
def _pair(one: str | None, name: str | None) -> tuple[str, str]:
    return (one or name or "", name or one or "")


def usage(values: Sequence[Used], query: Query) -> Tabulated:
    """Count sessions and their hours: days in their order, the others the most used first."""
    by = query.text("by") or "device"
    asked = tuple((name, query.values[name]) for name in _GROUPED_BY.values() if name in query.values)
    groups: dict[str, Usage] = {}
    timeless = 0
    for one in values:
        key, name, day = _group_of(one, by, query)
        group = groups.get(key)
        if group is None:
            own = ((_GROUPED_BY[by], key),) if by in _GROUPED_BY and key else ()
            lacks = _FILTERS[by] if not key or key == _NO_DAY else ""
            span = "" if day is None else part_of_day(day, query.span, query.zone or UTC)
            group = groups[key] = Usage(name or _NOTHING[by], (*asked, *own), lacks, day, span)
        group.sessions += 1
        if one.is_over:
            end = _ENDS.get(one.code, "otherwise")
            group.ends[end] = group.ends.get(end, 0) + 1
            timeless += one.hours is None
        else:
            group.running += not one.is_paused
            group.paused += one.is_paused
        group.hours += one.hours or 0.0
    if by == "day":
        ordered = sorted(groups.items(), key=lambda pair: pair[1].day or date.max)
    else:
        ordered = sorted(groups.items(), key=lambda pair: (-pair[1].hours, -pair[1].sessions, pair[1].group, pair[0]))
    for (_, group), share in zip(ordered, shares_of([group.hours for _, group in ordered]), strict=True):
        group.share = share
    return Tabulated([table_record(key, group) for key, group in ordered], _notes(groups, timeless))


def _notes(groups: Mapping[str, Usage], timeless: int) -> tuple[str, ...]:
    notes = []
    if under_way := sum(group.running + group.paused for group in groups.values()):
        what = "session is" if under_way == 1 else "sessions are"
        notes.append(f"{under_way:,} {what} not over: no hours are counted.")
    if timeless:
        what = "session is over without times" if timeless == 1 else "sessions are over without times"
        notes.append(f"{timeless:,} {what} that can be read: no hours are counted.")
    return tuple(notes)


_NO_DAY: Final = "no day"
_HOUR: Final = timedelta(hours=1)


def _group_of(one: Used, by: str, query: Query) -> tuple[str, str, date | None]:
    """Return a group's key, its name, and the day when days are told apart."""
    if by != "day":
        key, name = {"patient": one.patient, "template": one.template}.get(by, one.device)
        return key, name, None
    if one.at is None:
        return _NO_DAY, "", None
    zone = query.zone or UTC
    day = in_zone(one.at, zone).date()
    first: date | None = None if query.span is None else wall_of(query.span.start, zone).date()
    # Days are told by their place in the range, so that Monday is compared with the Monday before.
    return (day.isoformat() if first is None else f"day {(day - first).days}"), day.isoformat(), day


def _asked(record: Record[Usage]) -> Mapping[str, Value]:
    return {} if record.value is None else dict(record.value.values)


def _ended(key: str, label: str, *, rank: int, tone: Callable[[Shown], Tone] | None = None) -> Column[Usage]:
    return Column(
        key,
        label,
        lambda row: row.ends.get(key, 0),
        Kind.NUMBER,
        width=max(len(label), 6),
        rank=rank,
        derived=True,
        tone=tone,
    )


USAGE: Final = Collection(
    name="usage",
    title="Usage",
    help="How much devices are used, by device, patient, template or day: sessions, hours, how they ended.",
    columns=(
        Column[Usage]("group", "Group", lambda row: row.group, width=22, rank=0, derived=True),
        Column[Usage]("sessions", "Sessions", lambda row: row.sessions, Kind.NUMBER, width=8, rank=1, derived=True),
        Column[Usage](
            "hours",
            "Hours",
            lambda row: round(row.hours, 2),
            Kind.NUMBER,
            width=8,
            rank=0,
            unit="h",
            form=lambda value: f"{value:,.1f} h" if isinstance(value, int | float) else "",
            derived=True,
        ),
        percent_column("share", "Share", lambda row: row.share, rank=2),
        _ended("completed", "Completed", rank=4),
        _ended("device_errors", "Errors", rank=1, tone=tone_if_any("danger")),
        _ended("timeouts", "Timeouts", rank=3, tone=tone_if_any("warning")),
        _ended("otherwise", "Otherwise", rank=6),
        Column[Usage]("running", "Running", lambda row: row.running, Kind.NUMBER, width=7, rank=5, derived=True),
        Column[Usage](
            "paused", "Paused", lambda row: row.paused, Kind.NUMBER, width=6, rank=6, shown=False, derived=True
        ),
        percent_column("error_share", "Failed", lambda row: row.error_share, rank=4),
    ),
    fetch=report(sessions_of, usage, noun=("session", "sessions"), prepare=used),
    params=(
        by_param("device", "patient", "template", "day", otherwise="devices"),
        Param(_DEVICE, "Device", help="Sessions of one device.", refers_to=A_DEVICE),
        Param(_PATIENT, "Patient", help="Sessions of one patient.", refers_to=A_PATIENT),
        Param(_TEMPLATE, "Template", help="Sessions of one template.", refers_to=A_TEMPLATE),
        AGAINST_PARAM,
    ),
    range_use=RangeUse.REQUIRED,
    default_range="30d",
    noun=("group", "groups"),
    empty="No session started in this range.",
    opens=Opens(
        "sessions",
        _asked,
        group_of,
        verb="sessions",
        filter=lambda record: record.value.filter if record.value is not None else "",
        range=lambda record: record.value.range if record.value is not None else "",
    ),
    report=Report(
        question="How much are devices used, and how do sessions end?",
        rules=(
            "Each session that started in the range once, with its whole length, on the day it started.",
            "Share: of all hours. Failed: ended by an error of the device, of the sessions that are over.",
        ),
        unknown=("BioT does not tell for how long a session was paused: its hours are from start to end.",),
        chart=Bars(label=("group",), value="hours", more="device_errors"),
        compares=("sessions", "hours", "device_errors", "timeouts"),
    ),
)
"""The use of devices."""
