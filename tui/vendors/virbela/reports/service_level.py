"""How long people wait in a queue: the share within a target, by hour, agent and day. Pure functions, no I/O."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct, field

from tui.core.chart import Heat
from tui.core.collection import AGAINST_PARAM, Collection, Opens, Param, ParamKind, Query, RangeUse, by_param, group_of
from tui.core.column import Column, Kind, tone_if_any
from tui.core.record import Page, Record
from tui.core.report import Report, Target, median_of, percent, percent_column, quantile
from tui.core.rows.terms import exactly
from tui.core.time.lengths import length_in
from tui.core.time.local_time import day_start, wall_of
from tui.core.time.range_parts import MONTHS, WEEKDAYS
from tui.reading.report import Tabulated, report, table_record
from tui.vendors.virbela.attendance.ticks import instant_of
from tui.vendors.virbela.references import A_SERVER_ROOM
from tui.vendors.virbela.reports.columns import check_number, count, number_or, text, within
from tui.vendors.virbela.reports.desk import DeskSheet, desk_sheets

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient

__all__ = ["SERVICE_LEVEL", "ServiceLevel", "service_level"]

_TARGET: Final = 120
"""Seconds, where neither the question nor the configuration says it."""
_QUARTER: Final = 15 * 60 * 1_000_000
"""Every zone's offset is a multiple of a quarter of an hour, so no quarter lies in two hours of the clock."""

_Key: TypeAlias = tuple[str, int, int]
"""An agent's id, the day's place in the calendar, the hour; -1 and empty for what is not told apart."""


class ServiceLevel(Struct, frozen=True):
    """The waits of one group."""

    group: str
    day: str
    """`Tue 17 Nov`, or that all days are together."""
    hour: str
    """`09`, or that all hours are together."""
    agent: str
    """The id; empty unless agents are told apart."""
    sfs_room: str
    called: int
    within_target: int
    over_target: int
    share: float | None
    """Of those whose wait is known, in percent."""
    median_seconds: float | None
    p90_seconds: float | None
    longest_seconds: float | None
    helped: int
    help_seconds: float | None
    """How long help took, the median."""
    range: str
    """What the calls behind it are asked for by, as it is typed; empty for the whole range."""
    filter: str
    """What they have to pass in that range; empty where all of them are the group's."""


class _Group(Struct):
    called: int = 0
    helped: int = 0
    waits: array[float] = field(default_factory=lambda: array("d"))
    helps: array[float] = field(default_factory=lambda: array("d"))


def service_level(values: Sequence[DeskSheet], query: Query) -> Tabulated:
    """Return the waits by what is told apart: `by` is hour, agent or day; without it each hour of each day."""
    by = query.text("by")
    target = number_or(query, "target", query.targets.get("wait", _TARGET))
    days = _Days(query)
    groups: dict[_Key, _Group] = {}
    for sheet in values:
        _count(sheet, groups, _keys(sheet, by, days))
    agents = _apart(values[0].desk.agents) if values else {}
    rows = [
        (key, _row(key, groups[key], target=target, names=agents, days=days, query=query)) for key in sorted(groups)
    ]
    if by == "agent":
        rows.sort(key=lambda pair: (_worst_first(pair[1]), pair[1].group.casefold(), pair[0]))
    unknown = sum(group.called - len(group.waits) for group in groups.values())
    missing = (
        (f"Of {unknown:,} {'call' if unknown == 1 else 'calls'} it is not told how long the person waited.",)
        if unknown
        else ()
    )
    return Tabulated([table_record(_id(key), row) for key, row in rows], _notes(groups.values(), target), missing)


def _sheets(client: VirbelaClient, query: Query) -> AsyncIterator[Page[Any]]:
    """Read the events.

    Raises:
        UsageError: when the target is none, before anything is asked.
    """
    check_number(query, "target", least=0)
    return desk_sheets(client, query)


def _apart(agents: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """Return what each agent is called; two of one name by their ids as well, so that each has a row of the map."""
    names = Counter(name for _, name in agents)
    return {key: name if names[name] < 2 or name == key else f"{name} ({key})" for key, name in agents}


def _worst_first(row: ServiceLevel) -> float:
    return 101.0 if row.share is None else row.share


def _notes(groups: Any, target: float) -> tuple[str, ...]:
    waits = [wait for group in groups for wait in group.waits]
    if not waits:
        return ()
    good = sum(wait <= target for wait in waits)
    return (f"{good:,} of {len(waits):,} waited at most {target:g} s: {percent(good, len(waits))} %.",)


def _id(key: _Key) -> str:
    agent, day, hour = key
    return f"agent {agent}" if day < 0 and hour < 0 else f"day {day} hour {hour}"


def _count(sheet: DeskSheet, groups: dict[_Key, _Group], keys: Sequence[_Key]) -> None:
    for key, seconds in zip(keys, sheet.seconds, strict=True):
        group = groups.get(key)
        if group is None:
            group = groups[key] = _Group()
        if sheet.called:
            group.called += 1
            if seconds >= 0:
                group.waits.append(seconds)
        else:
            group.helped += 1
            if seconds >= 0:
                group.helps.append(seconds)


def _keys(sheet: DeskSheet, by: str, days: _Days) -> Sequence[_Key]:
    """Return each event's group."""
    if by == "agent":
        of = [(key, -1, -1) for key, _ in sheet.desk.agents]
        return [of[agent] for agent in sheet.agents]
    known: dict[int, _Key] = {}
    keys = []
    for at in sheet.times:
        quarter = at // _QUARTER
        key = known.get(quarter)
        if key is None:
            day, hour = days.place(quarter * _QUARTER)
            key = known[quarter] = ("", -1 if by == "hour" else day, -1 if by == "day" else hour)
        keys.append(key)
    return keys


class _Days:
    """The range's days on the zone's clocks, by their place: so Monday is compared with the Monday before."""

    def __init__(self, query: Query) -> None:
        self.zone = query.zone or UTC
        self.first = None if query.span is None else wall_of(query.span.start, self.zone).date()

    def place(self, at: int) -> tuple[int, int]:
        wall = wall_of(instant_of(at), self.zone)
        first = self.first or date(1970, 1, 1)
        return (wall.date() - first).days, wall.hour

    def date(self, place: int) -> date:
        return (self.first or date(1970, 1, 1)) + timedelta(days=place)


def _row(
    key: _Key, group: _Group, *, target: float, names: Mapping[str, str], days: _Days, query: Query
) -> ServiceLevel:
    agent, place, hour = key
    waits = sorted(group.waits)
    good = sum(wait <= target for wait in waits)
    day = days.date(place) if place >= 0 else None
    said_day = "all days" if day is None else _day_text(day)
    said_hour = "all" if hour < 0 else f"{hour:02d}"
    by_agent = query.text("by") == "agent"
    return ServiceLevel(
        group=(names.get(agent) or "nobody named") if by_agent else _group_text(day, hour),
        day=(names.get(agent) or "nobody named") if by_agent else said_day,
        hour=said_hour,
        agent=agent,
        sfs_room=query.text("sfsRoom"),
        called=group.called,
        within_target=good,
        over_target=len(waits) - good,
        share=percent(good, len(waits)),
        median_seconds=median_of(waits) if waits else None,
        p90_seconds=quantile(waits, 0.9) if waits else None,
        longest_seconds=waits[-1] if waits else None,
        helped=group.helped,
        help_seconds=median_of(sorted(group.helps)) if group.helps else None,
        range="" if day is None else _range(day, hour, days, query),
        filter=exactly("supportUserId", agent) if by_agent else _of_hour(hour) if day is None else "",
    )


def _day_text(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def _group_text(day: date | None, hour: int) -> str:
    clock = "" if hour < 0 else f"{hour:02d}:00"
    return f"{'' if day is None else day.isoformat()} {clock}".strip()


def _of_hour(hour: int) -> str:
    """Return what leaves the calls of an hour of any day: their times are read as the clocks show them."""
    return f'time:"{hour:02d}:"'


def _range(day: date, hour: int, days: _Days, query: Query) -> str:
    """Return the part of a day, or of an hour of it, that lies in the range; an hour that is shown twice has both."""
    start, stop = day_start(day, days.zone), day_start(day + timedelta(days=1), days.zone)
    if hour >= 0:
        hours = [at for at in _hours(start, stop) if wall_of(at, days.zone).hour == hour]
        start, stop = hours[0], hours[-1] + timedelta(minutes=15)
    if query.span is not None:
        start, stop = max(start, query.span.start), min(stop, query.span.stop)
    return within(start, stop, days.zone)


def _hours(start: datetime, stop: datetime) -> Sequence[datetime]:
    quarter = timedelta(minutes=15)
    return [start + quarter * place for place in range((stop - start) // quarter)]


def _asked(row: ServiceLevel | None) -> Mapping[str, str]:
    return {"sfsRoom": row.sfs_room} if row is not None and row.sfs_room else {}


def _filter(record: Record[ServiceLevel]) -> str:
    row = record.value
    return "" if row is None else row.filter


def _lasted(key: str, label: str, read: Callable[[Any], float | None], *, rank: int) -> Column[Any]:
    def time(row: Any) -> timedelta | None:
        return length_in(read(row), timedelta(seconds=1))

    return Column(key, label, time, Kind.DURATION, width=8, rank=rank, derived=True)


SERVICE_LEVEL: Final = Collection(
    name="service-level",
    title="Service level",
    help="How many of those who were called had waited no longer than the target, by hour, agent and day.",
    columns=(
        text("group", "Group", lambda row: row.group, width=18),
        count("called", "Called", lambda row: row.called),
        count("within_target", "Within", lambda row: row.within_target, rank=2),
        Column(
            "over_target",
            "Over",
            lambda row: row.over_target,
            Kind.NUMBER,
            width=6,
            rank=4,
            derived=True,
            tone=tone_if_any("warning"),
        ),
        percent_column("share", "Share", lambda row: row.share, rank=0),
        _lasted("median_seconds", "Median", lambda row: row.median_seconds, rank=1),
        _lasted("p90_seconds", "p90", lambda row: row.p90_seconds, rank=0),
        _lasted("longest_seconds", "Longest", lambda row: row.longest_seconds, rank=2),
        count("helped", "Helped", lambda row: row.helped, rank=3),
        _lasted("help_seconds", "Help", lambda row: row.help_seconds, rank=3),
        Column("day", "Day", lambda row: row.day, width=10, rank=9, derived=True, shown=False),
        Column("hour", "Hour", lambda row: row.hour, width=4, rank=9, derived=True, shown=False),
        Column("supportUserId", "Agent id", lambda row: row.agent or None, rank=9, derived=True, shown=False),
    ),
    fetch=report(_sheets, service_level, noun=("event", "events")),
    params=(
        by_param("hour", "agent", "day", otherwise="each hour of each day"),
        Param(
            "target",
            "Target",
            ParamKind.NUMBER,
            help="Seconds that a wait may last; without it the target wait, else 120.",
        ),
        Param(
            "sfsRoom",
            "SFS room",
            help="Only this room, by its server name, such as WorkRm100.",
            refers_to=A_SERVER_ROOM,
        ),
        AGAINST_PARAM,
    ),
    range_use=RangeUse.REQUIRED,
    noun=("group", "groups"),
    empty="Nobody was called or helped in this range.",
    opens=Opens(
        "waitlist-called",
        lambda record: _asked(record.value),
        group_of,
        verb="calls",
        filter=_filter,
        range=lambda record: record.value.range if record.value is not None else "",
    ),
    report=Report(
        question="How many were called within the target?",
        rules=(
            "Of those who were called, by when and by whom; a wait as long as the target is within it.",
            "p90: nine of ten waited no longer. Help: the median, by when it ended.",
        ),
        unknown=("Those who gave up waiting are not known to the API: they are in no figure.",),
        chart=Heat(row="day", column="hour", value="over_target", unit="waited longer than the target"),
        compares=("called", "share", "median_seconds", "p90_seconds"),
        targets=(Target("wait", "p90_seconds", at_least=False, asked="target"),),
    ),
)
"""Service level of the waitlists."""
