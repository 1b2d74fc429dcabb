"""How long people waited and were helped, when, and by whom: pure functions over the waitlists' events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from math import ceil
from typing import TypeVar

from msgspec import Struct

from tui.core.time.local_time import in_zone
from tui.vendors.virbela.people import Person

__all__ = ["AgentWork", "Event", "Times", "agents", "by_hour", "by_place", "times"]

K = TypeVar("K")


class Event(Struct, frozen=True, gc=False, kw_only=True):
    """Somebody was called, was helped, or ended a shift."""

    time: datetime
    """When it happened, in UTC."""
    user: str | None = None
    """Who was called or helped; for a shift, the agent."""
    room: str | None = None
    """The room's server name."""
    agent: str | None = None
    """Who called or helped; for a shift, the agent too."""
    lasted: timedelta | None = None
    """Time in line, time being helped, or a shift's time of supporting the list; None when it was not told."""
    helping: timedelta | None = None
    """For a shift: the time spent on helping."""
    place: int | None = None
    """For a call: the place in line at the beginning."""
    helped: int | None = None
    """For a shift: how many people."""
    person: Person | None = None
    """Who `user` is; None while that is not known."""
    agent_person: Person | None = None
    """Who `agent` is; None while that is not known."""

    @property
    def user_name(self) -> str | None:
        """The person's name, as far as it is known; else the id."""
        return self.person.name if self.person else self.user

    @property
    def user_email(self) -> str | None:
        """The person's e-mail; None when it is not known."""
        return self.person.email if self.person else None

    @property
    def agent_name(self) -> str | None:
        """The agent's name, as far as it is known; else the id."""
        return self.agent_person.name if self.agent_person else self.agent


class Times(Struct, frozen=True):
    """What many lengths of time come to. The lengths are None when there are none to speak of."""

    count: int
    """Events, those without a length too."""
    median: timedelta | None
    p90: timedelta | None
    """Nine in ten took no longer than this one of them (nearest rank)."""
    longest: timedelta | None


class AgentWork(Struct, frozen=True):
    """What one agent did, out of three kinds of events."""

    agent: str
    name: str
    called: int
    helped: int
    help: Times
    """How long the help took."""
    shifts: int
    on_shift: timedelta
    """Time of supporting the list, over all shifts."""


def times(events: Iterable[Event]) -> Times:
    """Sum up how long events lasted."""
    count = 0
    lengths: list[timedelta] = []
    for event in events:
        count += 1
        if event.lasted is not None:
            lengths.append(event.lasted)
    if not lengths:
        return Times(count, None, None, None)
    lengths.sort()
    middle = (lengths[(len(lengths) - 1) // 2] + lengths[len(lengths) // 2]) / 2
    return Times(count, middle, lengths[ceil(len(lengths) * 0.9) - 1], lengths[-1])


def by_hour(events: Iterable[Event], zone: tzinfo) -> tuple[Times, ...]:
    """Sum up by the hour of the day on the zone's clock: 24 of them."""
    grouped = _grouped(events, lambda event: in_zone(event.time, zone).hour)
    return tuple(times(grouped.get(hour, ())) for hour in range(24))


def by_place(called: Iterable[Event]) -> dict[int, Times]:
    """Sum up calls by the place in line at the beginning, the first place first; calls without one are left out."""
    grouped = _grouped(called, lambda event: event.place)
    return {place: times(own) for place, own in sorted((p, own) for p, own in grouped.items() if p is not None)}


def agents(
    called: Iterable[Event] = (), helped: Iterable[Event] = (), shifts: Iterable[Event] = ()
) -> tuple[AgentWork, ...]:
    """Put together what each agent did, who helped the most first; events without an agent are left out."""
    calls, helps, ends = (_grouped(events, lambda event: event.agent) for events in (called, helped, shifts))
    work = (
        AgentWork(
            agent=agent,
            name=_name((*calls.get(agent, ()), *helps.get(agent, ()), *ends.get(agent, ())), agent),
            called=len(calls.get(agent, ())),
            helped=len(helps.get(agent, ())),
            help=times(helps.get(agent, ())),
            shifts=len(ends.get(agent, ())),
            on_shift=sum((event.lasted or timedelta() for event in ends.get(agent, ())), timedelta()),
        )
        for agent in {*calls, *helps, *ends}
        if agent
    )
    return tuple(sorted(work, key=lambda each: (-each.helped, each.name.casefold(), each.agent)))


def _name(events: Sequence[Event], agent: str) -> str:
    return next((event.agent_person.name for event in events if event.agent_person), agent)


def _grouped(events: Iterable[Event], key: Callable[[Event], K]) -> dict[K, list[Event]]:
    grouped: dict[K, list[Event]] = {}
    for event in events:
        grouped.setdefault(key(event), []).append(event)
    return grouped
