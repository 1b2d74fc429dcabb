"""What the screens of finding list: what was found, what somebody did, how far each connection has been looked at."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Final

from msgspec import Struct

from tui.core.present import time_text
from tui.core.text import cell_width, clean, fit
from tui.lookup.candidates import Candidate
from tui.lookup.finder import Hit
from tui.lookup.matching import Fit
from tui.lookup.person import Event
from tui.lookup.source import Source, State
from tui.widgets.line import Role, TextPart, parts_width
from tui.widgets.menu import EDGES, MenuEntry, heading

__all__ = ["Found", "event_entries", "found_entries", "grouped", "identity_entries", "source_entries"]

SHOWN: Final = 50
"""Of each kind so many are listed; whoever wants another one types more of it."""

_NAME: Final = (16, 36)
"""Cells of a name, at least and at the most."""


class Found(Struct, frozen=True):
    """One line of what was found: a thing, or a person however many connections know them."""

    candidates: tuple[Candidate, ...]
    """The same person at each connection; of other things just the one."""
    fit: Fit

    @property
    def first(self) -> Candidate:
        """The one whose name is shown."""
        return self.candidates[0]

    @property
    def id(self) -> str:
        """The same for the same thing, whatever else is found and whoever knows them as well."""
        return self.first.email.casefold() or str(self.first.key)


def grouped(hits: Iterable[Hit]) -> dict[str, list[Found]]:
    """Put what was found under headings, the best kind first; people of one address are one."""
    people: dict[str, int] = {}
    groups: dict[str, list[Found]] = {}
    for hit in hits:
        candidate = hit.candidate
        group = groups.setdefault(candidate.noun[1], [])
        address = candidate.email.casefold()
        if address and address in people:
            at = people[address]
            group[at] = Found((*group[at].candidates, candidate), group[at].fit)
            continue
        if address:
            people[address] = len(group)
        group.append(Found((candidate,), hit.fit))
    return dict(sorted(groups.items(), key=lambda named: (named[1][0].fit, not named[1][0].first.is_person)))


def found_entries(groups: dict[str, list[Found]], *, width: int) -> list[MenuEntry]:
    """Make a line for each thing found, under headings."""
    shown = {noun: found[:SHOWN] for noun, found in groups.items()}
    names = _name_width([each.first.title for found in shown.values() for each in found], width)
    entries: list[MenuEntry] = []
    for noun, found in shown.items():
        more = len(groups[noun]) - len(found)
        entries += [MenuEntry("")] if entries else []
        entries.append(heading(f"{noun[:1].upper()}{noun[1:]}"))
        entries += [_found_entry(each, names) for each in found]
        if more:
            entries.append(MenuEntry("", ((f"  and {more:,} more; type more of it", "muted"),)))
    return entries


def _found_entry(found: Found, names: int) -> MenuEntry:
    first = found.first
    about = ", ".join(part for part in (first.email, first.note) if part)
    where = ", ".join(dict.fromkeys(each.connection for each in found.candidates))
    return MenuEntry(
        found.id, ((f"  {fit(first.title, names)}  ", "plain"), (about, "muted")), ((clean(where), "muted"),)
    )


def identity_entries(people: Sequence[Candidate], *, width: int) -> list[MenuEntry]:
    """Make a line for who somebody is at each connection that leads further."""
    known = [each for each in people if each.place is not None]
    names = _name_width([each.title for each in known], width)
    lines = [
        MenuEntry(
            f"known:{each.connection}",
            ((f"  {fit(each.title, names)}  ", "plain"), (", ".join(filter(None, (each.email, each.note))), "muted")),
            ((clean(each.connection), "muted"),),
        )
        for each in known
    ]
    return [heading("Known as"), *lines, MenuEntry("")] if lines else []


def event_entries(events: Sequence[Event], *, now: datetime, zone: tzinfo) -> list[MenuEntry]:
    """Make a line for each thing that somebody did, in the order given: when, what, where."""
    kinds = max((cell_width(event.what) for event in events), default=0)
    lines = [
        MenuEntry(
            f"event:{event.id}",
            (
                (f"  {fit(_when(event, now, zone), _TIME)}  ", "muted"),
                (f"{fit(event.what, kinds)}  ", "muted"),
                (event.says, "plain"),
            ),
            ((clean(event.connection), "muted"),),
        )
        for event in events
    ]
    return [heading("Newest first"), *lines] if lines else []


_TIME: Final = 13
"""Cells of a time: `20 Nov 13:05`, `Fri 27 11:30`."""


def _when(event: Event, now: datetime, zone: tzinfo) -> str:
    return time_text(event.when, now=now, zone=zone, cells=_TIME) if event.when is not None else ""


_ROLES: Final[dict[State, Role]] = {
    State.NOT_ASKED: "muted",
    State.ASKING: "accent",
    State.LOOKED: "plain",
    State.FAILED: "danger",
    State.CANNOT: "muted",
}


def source_entries(sources: Sequence[Source], *, width: int, lines: int) -> list[MenuEntry]:
    """Say of each connection how far it has been looked at.

    Args:
        sources: In the order of the connections.
        width: The cells of a line; what does not fit goes on below.
        lines: How many there is room for. When it is less than is to say, what went wrong comes first.
    """
    names = max(6, min(16, max((cell_width(clean(source.connection)) for source in sources), default=0)))
    blocks = [_source_lines(source, names, width) for source in sources]
    if sum(map(len, blocks)) > lines:
        order = sorted(range(len(sources)), key=lambda place: _URGENCY.index(_urgency(sources[place])))
        blocks = [
            _source_lines(sources[place], names, _NO_EDGE) if sources[place].is_whole else blocks[place]
            for place in order
        ]
        if len(blocks) > lines:
            more = MenuEntry("", ((f"  and {len(blocks) - lines + 1} more connections", "muted"),))
            blocks = [*blocks[: lines - 1], [more]]
    return [line for block in blocks for line in block][:lines]


_URGENCY: Final = ("wrong", "under way", "well")


def _urgency(source: Source) -> str:
    if source.missing or source.state is State.FAILED:
        return "wrong"
    return "under way" if source.state in (State.ASKING, State.NOT_ASKED) else "well"


def _source_lines(source: Source, names: int, width: int) -> list[MenuEntry]:
    name, headline = fit(clean(source.connection), names), fit(source.headline, _HEADLINE)
    role: Role = "warning" if source.missing and source.state is State.LOOKED else _ROLES[source.state]
    left: tuple[TextPart, ...] = ((f"  {name}  ", "strong"), (f"{headline}  ", role))
    before = parts_width(left)
    said = textwrap.wrap(clean(source.particulars), max(20, width - before - EDGES)) or [""]
    return [
        MenuEntry("", (*left, (said[0], "muted"))),
        *(MenuEntry("", ((" " * before + line, "muted"),)) for line in said[1:]),
    ]


_HEADLINE: Final = 14
_NO_EDGE: Final = 10_000
"""A width at which nothing is wrapped: the menu cuts the line, and says so."""


def _name_width(names: Sequence[str], width: int) -> int:
    least, most = _NAME
    return max(least, min(most, width // 3, max(map(cell_width, names), default=0)))
