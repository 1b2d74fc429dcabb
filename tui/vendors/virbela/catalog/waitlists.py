"""The three waitlists: who was called, who was helped, which shifts ended."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from tui.core.collection import Collection, Opens, Param, Query, RangeUse
from tui.core.column import Column, Kind
from tui.core.record import Page, Record
from tui.vendors.virbela.references import A_SERVER_ROOM

if TYPE_CHECKING:
    from msgspec import Struct

    from tui.vendors.virbela.api.client import VirbelaClient
    from tui.vendors.virbela.api.models import CalledRow, HelpedRow, ShiftRow
    from tui.vendors.virbela.waitlist.figures import AgentWork, Event
    from tui.vendors.virbela.waitlist.waitlist_read import AgentRow

__all__ = ["WAITLIST_AGENTS", "WAITLIST_CALLED", "WAITLIST_HELPED", "WAITLIST_SHIFTS"]

_Fetch: TypeAlias = Callable[["VirbelaClient", Query], AsyncIterator[Page["Event"]]]


def _fetching(events: str) -> _Fetch:
    def fetch(client: VirbelaClient, query: Query) -> AsyncIterator[Page[Event]]:
        from tui.vendors.virbela.waitlist.one_list import waitlist

        return waitlist(client, query, events)

    return fetch


def _called() -> type[CalledRow]:
    from tui.vendors.virbela.api.models import CalledRow

    return CalledRow


def _helped() -> type[HelpedRow]:
    from tui.vendors.virbela.api.models import HelpedRow

    return HelpedRow


def _shifts() -> type[ShiftRow]:
    from tui.vendors.virbela.api.models import ShiftRow

    return ShiftRow


def _person(record: Record[Event]) -> str:
    return (record.value.user_name if record.value else None) or record.id


def _user_id(record: Record[Event]) -> Mapping[str, str]:
    return {"userId": record.value.user} if record.value and record.value.user else {}


_OPENS: Final = Opens("user", _user_id, _person, verb="person")

_SFS_ROOM: Final = Param(
    "sfsRoom",
    "SFS room",
    help="Only this room, by its server name, such as WorkRm100.",
    refers_to=A_SERVER_ROOM,
)

_TIME: Final[Column[Event]] = Column("time", "When", lambda event: event.time, Kind.TIME, width=12, rank=0)
_PERSON: Final[Column[Event]] = Column(
    "user_name", "Person", lambda event: event.user_name, width=24, rank=0, derived=True
)
_AGENT: Final[Column[Event]] = Column(
    "support_user_name", "Agent", lambda event: event.agent_name, width=20, rank=1, derived=True
)
_REST: Final[tuple[Column[Event], ...]] = (
    Column("room", "Room", lambda event: event.room, width=16, rank=3),
    Column("user_email", "E-mail", lambda event: event.user_email, width=26, rank=4, derived=True, shown=False),
    Column("userId", "User id", lambda event: event.user, rank=9, shown=False),
)
_AGENT_ID: Final[Column[Event]] = Column("supportUserId", "Agent id", lambda event: event.agent, rank=9, shown=False)


def _waitlist(
    events: str,
    *,
    about: str,
    noun: tuple[str, str],
    empty: str,
    columns: tuple[Column[Event], ...],
    sent: Callable[[], type[Struct]],
    exported: Mapping[str, Kind] | None = None,
) -> Collection:
    """Describe one of the three lists; `events` is our word for what is in it."""
    return Collection(
        name=f"waitlist-{events}",
        title=f"Waitlist: {events}",
        help=about,
        columns=(_TIME, *columns),
        fetch=_fetching(events),
        params=(_SFS_ROOM,),
        range_use=RangeUse.REQUIRED,
        opens=_OPENS,
        sort="-time",
        moment="time",
        noun=noun,
        empty=f"{empty} Choose another with t.",
        sent=sent,
        exported=exported or {},
    )


def _lasted(key: str, label: str) -> Column[Event]:
    return Column(key, label, lambda event: event.lasted, Kind.DURATION, width=9, rank=1, unit="s")


WAITLIST_CALLED: Final = _waitlist(
    "called",
    about="Somebody in line was called in: how long they waited, at which place, who called.",
    columns=(
        _PERSON,
        _lasted("secondsInLine", "Waited"),
        Column("initialPlace", "Place", lambda event: event.place, Kind.NUMBER, width=6, rank=2),
        _AGENT,
        *_REST,
        _AGENT_ID,
    ),
    noun=("call", "calls"),
    empty="Nobody was called in this range.",
    sent=_called,
)

WAITLIST_HELPED: Final = _waitlist(
    "helped",
    about="Somebody's ticket was closed: how long the help took, and who helped.",
    columns=(_PERSON, _lasted("secondsBeingHelped", "Help took"), _AGENT, *_REST, _AGENT_ID),
    noun=("help", "helps"),
    empty="Nobody was helped in this range.",
    sent=_helped,
)

WAITLIST_SHIFTS: Final = _waitlist(
    "shifts",
    about="An agent's shift ended: how many people they helped, and how long.",
    columns=(
        Column("user_name", "Agent", lambda event: event.user_name, width=24, rank=0, derived=True),
        Column("numUsersHelped", "Helped", lambda event: event.helped, Kind.NUMBER, width=7, rank=1),
        Column("secondsHelpingUsers", "Helping", lambda event: event.helping, Kind.DURATION, width=9, rank=1, unit="s"),
        _lasted("secondsSupportingList", "On shift"),
        *_REST,
    ),
    noun=("shift", "shifts"),
    empty="No shift ended in this range.",
    sent=_shifts,
    exported={"support_user_name": Kind.TEXT},
)


def _fetch_agents(client: VirbelaClient, query: Query) -> AsyncIterator[Page[AgentWork]]:
    from tui.vendors.virbela.waitlist.waitlist_read import agent_rows

    return agent_rows(client, query)


def _agent_row() -> type[AgentRow]:
    from tui.vendors.virbela.waitlist.waitlist_read import AgentRow

    return AgentRow


def _agent(record: Record[AgentWork]) -> str:
    return record.value.name if record.value else record.id


WAITLIST_AGENTS: Final[Collection] = Collection(
    name="waitlist-agents",
    title="Waitlist board",
    help="Who waited how long, when, and what each agent did; one row is one agent.",
    columns=(
        Column("support_user_name", "Agent", lambda work: work.name, width=24, rank=0, derived=True, always=True),
        Column("called", "Called", lambda work: work.called, Kind.NUMBER, width=7, rank=1, derived=True, always=True),
        Column("helped", "Helped", lambda work: work.helped, Kind.NUMBER, width=7, rank=0, derived=True, always=True),
        Column(
            "help_median_seconds",
            "Help took",
            lambda work: work.help.median,
            Kind.DURATION,
            width=9,
            rank=1,
            derived=True,
        ),
        Column("help_p90_seconds", "90 %", lambda work: work.help.p90, Kind.DURATION, width=9, rank=2, derived=True),
        Column(
            "help_longest_seconds",
            "Longest",
            lambda work: work.help.longest,
            Kind.DURATION,
            width=9,
            rank=2,
            derived=True,
        ),
        Column("shifts", "Shifts", lambda work: work.shifts, Kind.NUMBER, width=7, rank=3, derived=True, always=True),
        Column(
            "on_shift_seconds",
            "On shift",
            lambda work: work.on_shift,
            Kind.DURATION,
            width=9,
            rank=1,
            derived=True,
            always=True,
        ),
        Column("supportUserId", "Agent id", lambda work: work.agent, rank=9, shown=False),
    ),
    fetch=_fetch_agents,
    params=(_SFS_ROOM,),
    range_use=RangeUse.REQUIRED,
    opens=Opens("user", lambda record: {"userId": record.id}, _agent, verb="person"),
    sort="-helped",
    noun=("agent", "agents"),
    empty="Nobody was called or helped in this range. Choose another with t.",
    sent=_agent_row,
)
