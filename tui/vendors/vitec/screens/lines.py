"""What the views of comebacks say, line by line. Pure: no widget, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from tui.core.present import ABSENT, duration_text
from tui.core.record import Record
from tui.core.rows.terms import exactly
from tui.core.text import cell_width, fit
from tui.core.time.local_time import wall_of
from tui.core.time.range_parts import MONTHS, WEEKDAYS
from tui.vendors.vitec.api.models import Comeback
from tui.vendors.vitec.comebacks import OPEN_STATES, Due, Load, assignee, assignee_kind, by_assignee, due, occurs_at
from tui.widgets.line import TextPart
from tui.widgets.menu import MenuEntry, heading

__all__ = [
    "desk_entries",
    "desk_filter",
    "desk_words",
    "due_entries",
    "kinds_of",
    "late",
    "moment",
    "monday_of",
    "states_of",
    "who",
]

_SECTIONS: Final[Mapping[Due, str]] = {Due.OVERDUE: "Overdue", Due.TODAY: "Later today", Due.UPCOMING: "Upcoming"}
_STATES: Final = 4
"""States that get a column of their own at the most; the rarer ones are counted together."""
_NAME: Final = 16
"""Cells that a name should have before there is another column."""
_BESIDE: Final = 32
"""Cells of a line that neither the name nor the states have."""


def who(comeback: Comeback) -> str:
    """Return whom it is about, for a line."""
    contact = comeback.contact
    return (contact and (contact.name or str(contact.id or ""))) or ABSENT


def moment(at: datetime, *, zone: tzinfo) -> str:
    """Write when it is, so that past and coming weeks are not mixed up: `Mon 16 Nov 09:15`."""
    wall = wall_of(at, zone)
    return f"{WEEKDAYS[wall.weekday()]} {wall.day} {MONTHS[wall.month - 1]} {wall:%H:%M}"


def late(at: datetime, *, now: datetime) -> str:
    """Write how far off it is: `3 days late`, `in 2 h 10`."""
    length = abs(at - now)
    days = length // timedelta(days=1)
    said = f"{days} day{'s' if days > 1 else ''}" if days else duration_text(length)
    return f"{said} late" if at < now else f"in {said}"


# --- due --------------------------------------------------------------------------------------------------------


def due_entries(
    records: Iterable[Record[Comeback]],
    *,
    now: datetime,
    zone: tzinfo,
    width: int,
    overdue_before: Iterable[Record[Comeback]] = (),
    looked_back: str = "",
) -> tuple[list[MenuEntry], str]:
    """List what is open by how it stands against the clock: the latest first, then what comes next.

    Args:
        records: What there is in the range.
        now: The present instant.
        zone: The user's zone.
        width: Cells of a line.
        overdue_before: What is overdue and lies outside of the range: it has a section of its own, the last one.
        looked_back: How far back that was looked for, in words.
    """
    found = {each: _of_state(records, each, now=now, zone=zone) for each in _SECTIONS}
    before = _of_state(overdue_before, Due.OVERDUE, now=now, zone=zone)
    titled = [(title, state, found[state]) for state, title in _SECTIONS.items()]
    titled.append((f"Overdue before this range, {looked_back} back", Due.OVERDUE, before))
    entries: list[MenuEntry] = []
    for title, state, rows in titled:
        if rows:
            entries += [MenuEntry(""), heading(f" {title}, {len(rows):,}")]
            entries += [
                MenuEntry(row_id, _due_parts(at, one, state, zone=zone, width=width), (_how_far(at, state, now=now),))
                for at, row_id, one in rows
            ]
    if not entries:
        return [heading(f" Nothing here is open. Open is what is {', '.join(sorted(OPEN_STATES))}.")], "nothing is open"
    counted = {**found, Due.OVERDUE: [*found[Due.OVERDUE], *before]}
    said = ", ".join(f"{len(rows):,} {_SECTIONS[state].lower()}" for state, rows in counted.items() if rows)
    return [_due_heading(width), *entries[1:]], said


def _of_state(
    records: Iterable[Record[Comeback]], wanted: Due, *, now: datetime, zone: tzinfo
) -> list[tuple[datetime, str, Comeback]]:
    """Return what stands so against the clock, by when it is."""
    rows = [
        (at, record.id, record.value)
        for record in records
        if record.value is not None
        and due(record.value, now=now, zone=zone) is wanted
        and (at := occurs_at(record.value)) is not None
    ]
    return sorted(rows, key=lambda row: row[:2])


def _due_heading(width: int) -> MenuEntry:
    space = _due_space(width)
    left = f"   {'When':<17}{fit('Contact', space)} {fit('Assigned to' if space > 10 else 'Assigned', space)}"
    return MenuEntry("", ((left, "muted"),), (("How far off", "muted"),))


def _due_space(width: int) -> int:
    """Return the cells of a name."""
    return max(10, (width - 40) // 2)


def _due_parts(at: datetime, comeback: Comeback, state: Due, *, zone: tzinfo, width: int) -> tuple[TextPart, ...]:
    space = _due_space(width)
    overdue = state is Due.OVERDUE
    return (
        (f" {'!' if overdue else ' '} {moment(at, zone=zone):<17}", "danger" if overdue else "plain"),
        (f"{fit(who(comeback), space)} ", "plain"),
        (fit(assignee(comeback) or "nobody", space), "muted"),
    )


def _how_far(at: datetime, state: Due, *, now: datetime) -> TextPart:
    return late(at, now=now), "danger" if state is Due.OVERDUE else "muted"


# --- by assignee ------------------------------------------------------------------------------------------------


def states_of(comebacks: Iterable[Comeback]) -> Sequence[str]:
    """Return the states that there are, the most frequent first."""
    counted = Counter("" if each.state is None else str(each.state) for each in comebacks)
    return [state for state, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


def desk_entries(
    records: Iterable[Record[Comeback]],
    *,
    now: datetime,
    zone: tzinfo,
    width: int,
    overdue_before: Iterable[Comeback] = (),
) -> tuple[list[MenuEntry], str]:
    """List who has comebacks, how many in each state, how many overdue, and when the next one is."""
    comebacks = [record.value for record in records if record.value is not None]
    loads = by_assignee(comebacks, now=now, zone=zone, overdue_before=overdue_before)
    shown, rest = _columns(states_of(comebacks), width=width)
    columns = [*shown, *(["others"] if rest else [])]
    cells = [_cells(name) for name in columns]
    label = max(10, min(width - sum(cells) - _BESIDE, 40))
    head = f"   {fit('Assigned to', label)} {'Kind':<7}"
    head += "".join(fit(_state_name(name), cell, right=True) for name, cell in zip(columns, cells, strict=True))
    entries = [MenuEntry("", ((head, "muted"),), ((f"{'Late':>5}  {'Next':<9}", "muted"),))]
    for load in loads:
        counts = [load.states[name] for name in shown] + ([sum(load.states[name] for name in rest)] if rest else [])
        numbers = "".join(f"{count or ABSENT:>{cell}}" for count, cell in zip(counts, cells, strict=True))
        left: tuple[TextPart, ...] = (
            (f"   {fit(load.name or 'nobody', label)} ", "plain"),
            (f"{load.kind or ABSENT:<7}", "muted"),
            (numbers, "plain"),
        )
        overdue: TextPart = (f"{load.overdue or ABSENT:>5}", "danger" if load.overdue else "muted")
        entries.append(MenuEntry(_desk_id(load), left, (overdue, (f"  {_next(load, zone=zone):<9}", "plain"))))
    overdue_in_all = sum(load.overdue for load in loads)
    return entries, f"{len(loads):,} with comebacks, {overdue_in_all:,} overdue"


def _columns(states: Sequence[str], *, width: int) -> tuple[Sequence[str], Sequence[str]]:
    """Part the states into those that get a column and those that are counted together: names need room as well."""
    for count in range(min(_STATES, len(states)), 1, -1):
        others = _cells("others") if count < len(states) else 0
        if width - sum(map(_cells, states[:count])) - others - _BESIDE >= _NAME:
            return states[:count], states[count:]
    return states[:1], states[1:]


def _cells(state: str) -> int:
    return min(cell_width(_state_name(state)), 9) + 2


def desk_filter(entry_id: str) -> str:
    """Return the filter that shows what one assignee has."""
    kind, _, name = entry_id.partition(":")
    return exactly("assignee", name) + (f" {exactly('assignee_kind', kind)}" if kind else "")


def desk_words(entry_id: str) -> str:
    """Say what that filter shows."""
    kind, _, name = entry_id.partition(":")
    return f"with {name} ({kind})" if name and kind else f"with {name}" if name else "with nobody"


def _desk_id(load: Load) -> str:
    return f"{load.kind}:{load.name}"


def _state_name(state: str) -> str:
    return state or "no state"


def _next(load: Load, *, zone: tzinfo) -> str:
    if load.following is None:
        return ABSENT
    wall = wall_of(load.following, zone)
    return f"{WEEKDAYS[wall.weekday()]} {wall:%H:%M}"


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def kinds_of(comeback: Comeback) -> str:
    """Return who has it and what that is: `Åsa Öberg (user)`."""
    name, kind = assignee(comeback), assignee_kind(comeback)
    return f"{name} ({kind})" if name else "nobody"
