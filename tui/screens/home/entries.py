"""What home's list says: connections, recent places, what waits for a person."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tui.connections import Connection
from tui.core.place import Place
from tui.core.present import count_text, time_text
from tui.core.text import ELLIPSIS, cell_width, clean, fit
from tui.core.vendor import Environment
from tui.screens.app_state import Answered, BriefLine, PendingItem
from tui.screens.boundary import short_word
from tui.widgets.line import TextPart, parts_width
from tui.widgets.menu import EDGES, MenuEntry, heading

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = [
    "ASKING",
    "LastWrite",
    "briefing_entries",
    "connection_entries",
    "last_write",
    "pending_entries",
    "recent_entries",
]

ASKING = Answered()
"""Stands for a connection that is being asked."""

_WHEN: Final = 12
"""Cells for when something was, with the gap before it: `3 Nov 2025` is the longest."""


def connection_entries(
    connections: Sequence[Connection], answers: dict[str, Answered], *, zone: tzinfo, width: int
) -> list[MenuEntry]:
    """Make a line for each connection: number, name, vendor, class, whether it answers, how fast, what it holds.

    Args:
        connections: In the order of the config.
        answers: By connection name, as far as they have been asked.
        zone: The user's zone.
        width: The cells of a line. A reason that does not fit into it goes on below, other words end with one of them.
    """
    narrow = width < 72
    names = _width([each.name for each in connections], 6, 16)
    vendors = _width([each.vendor.title for each in connections], 7, 12)
    classes = _width([_class(each) for each in connections], 7 if narrow else 10, 10)
    marks = not narrow or any(each.read_only for each in connections)
    entries = [heading("Connections")]
    for number, connection in enumerate(connections, 1):
        is_production = connection.environment is Environment.PRODUCTION
        left: list[TextPart] = [
            (f"{number} " if number < 10 else "  ", "muted"),
            (fit(connection.name, names) + "  ", "strong"),
            *([] if narrow else [_plain(fit(connection.vendor.title, vendors) + "  ")]),
            (fit(_class(connection), classes), "danger" if is_production else "muted"),
            (" ro " if connection.read_only else "    " if marks else "  ", "muted"),
            *_answer(answers.get(connection.name), zone),
        ]
        answered = answers.get(connection.name)
        reason = answered.error.message if answered is not None and answered.error is not None else ""
        words, below = _in_width(left, reason, width)
        entries += [MenuEntry(f"connection:{connection.name}", tuple(words)), *below]
    return entries


class LastWrite(Struct, frozen=True):
    """The newest write, or the bulk that it belongs to, which can be taken back."""

    place: str
    """Its line in the journal: `entry:12` is a write, `batch:3` a bulk."""
    text: str
    connection: str
    at: datetime
    key: str
    """The key that takes it back, as people call it."""


def last_write(last: JournalEntry | Batch, *, title: str, key: str) -> LastWrite:
    """Say what the newest write was.

    Args:
        last: The write, or the bulk.
        title: What its action is called.
        key: The key that takes it back.
    """
    from tui.storage.journal_entry import Batch  # where one is, that is imported

    deed = f"{title[:1].lower()}{title[1:]}"
    if isinstance(last, Batch):
        rows = count_text(last.total, "row", "rows")
        return LastWrite(f"batch:{last.id}", f"{rows} from {last.source}: {deed}", last.connection, last.at, key)
    return LastWrite(f"entry:{last.id}", f"{last.target}: {deed}", last.connection, last.at, key)


def recent_entries(
    places: Sequence[Place],
    names: frozenset[str],
    *,
    limit: int,
    now: datetime,
    zone: tzinfo,
    last_write: LastWrite | None = None,
) -> list[MenuEntry]:
    """Make a line for each recent place whose connection is still configured, and for the write that can be undone.

    Args:
        places: Newest first.
        names: The connections there are.
        limit: So many lines at the most.
        now: The present instant.
        zone: The user's zone.
        last_write: What can be taken back; None when nothing can. It stands where its time puts it.
    """

    def right(connection: str, at: datetime | None) -> tuple[TextPart, ...]:
        when = time_text(at, now=now, zone=zone) if at is not None else ""
        return (clean(connection), "muted"), (fit(when, _WHEN, right=True), "muted")

    lines: list[tuple[datetime | None, MenuEntry]] = []
    for index, place in enumerate(places):
        if place.connection in names:
            words: tuple[TextPart, ...] = (
                (f"  {clean(place.title or place.collection)}", "plain"),
                (f", {place.range}" if place.range else "", "muted"),
            )
            lines.append((place.at, MenuEntry(f"recent:{index}", words, right(place.connection, place.at))))
    if last_write is not None:
        words = ((f"  {clean(last_write.text)}   ", "plain"), (last_write.key, "accent"), (" undo", "muted"))
        line = MenuEntry(f"write:{last_write.place}", words, right(last_write.connection, last_write.at))
        older = (index for index, (at, _) in enumerate(lines) if at is None or at < last_write.at)
        # It is offered even when the places above it would fill the list.
        lines.insert(min(next(older, len(lines)), limit - 1), (last_write.at, line))
    return [MenuEntry(""), heading("Recent"), *(line for _, line in lines[:limit])] if lines else []


def pending_entries(pending: Sequence[PendingItem], briefing: Sequence[MenuEntry] = ()) -> list[MenuEntry]:
    """Make a line for each thing that waits for a person: of the journal first, then the briefing's."""
    lines = [
        MenuEntry(
            f"need:{index}", (("! ", "danger"), (clean(item.text), "plain")), ((clean(item.connection), "muted"),)
        )
        for index, item in enumerate(pending)
    ]
    return [MenuEntry(""), heading("Needs you"), *lines, *briefing] if lines or briefing else []


def briefing_entries(briefing: Mapping[str, Sequence[BriefLine]], connections: Sequence[Connection]) -> list[MenuEntry]:
    """Make a line for each thing that the connections' data says, those that wait for somebody first."""
    lines = [
        (not line.briefing.is_urgent, connection.name, index, line)
        for connection in connections
        for index, line in enumerate(briefing.get(connection.name, ()))
    ]
    return [
        MenuEntry(
            f"brief:{index}:{name}",
            (("  " if calm else "! ", "plain" if calm else "danger"), (clean(line.text), "plain")),
            ((clean(name), "muted"),),
        )
        for calm, name, index, line in sorted(lines, key=lambda each: each[0])
    ]


def _in_width(left: list[TextPart], reason: str, width: int) -> tuple[list[TextPart], list[MenuEntry]]:
    """Return the parts of a line, the last of them as far as it fits, and the lines below where it is a reason."""
    if parts_width(left) + EDGES <= width:
        return left, []
    *before, (last, role) = left
    if reason:
        # Nobody can mend what is cut in the middle of its reason.
        return before, [MenuEntry("", ((f"    {line}", "muted"),)) for line in textwrap.wrap(clean(reason), width - 6)]
    space = max(1, width - EDGES - parts_width(before))
    return [*before, (textwrap.shorten(last, space, placeholder=f" {ELLIPSIS}"), role)], []


def _answer(answered: Answered | None, zone: tzinfo) -> list[TextPart]:
    if answered is None:
        return [("not asked yet", "muted")]
    if answered is ASKING:
        return [("asking", "muted")]
    at = f" {answered.at.astimezone(zone):%H:%M}" if answered.at is not None else ""
    if answered.error is not None:
        word = short_word(answered.error)
        return [
            (fit(word, 10), "danger"),
            (fit(at.strip(), 6, right=True) + "  ", "muted"),
            (answered.error.message, "muted"),
        ]
    took = fit(f"{answered.milliseconds} ms", 6, right=True) + "  "
    return [(fit("answers", 10), "success"), (took, "muted"), (answered.probe.holds if answered.probe else "", "plain")]


def _class(connection: Connection) -> str:
    environment = connection.environment
    return "PRODUCTION" if environment is Environment.PRODUCTION else environment.value


def _plain(text: str) -> TextPart:
    return text, "plain"


def _width(texts: Sequence[str], least: int, most: int) -> int:
    return max(least, min(most, max((cell_width(text) for text in texts), default=0)))
