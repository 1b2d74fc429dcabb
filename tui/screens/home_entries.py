"""What home's list says: connections, recent places, what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from tui.connections import Connection
from tui.core.text import cell_width, fit
from tui.core.vendor import Grade
from tui.screens.boundary import short_word
from tui.screens.desk import Answered, Need
from tui.storage.state import Place
from tui.widgets.line import Part
from tui.widgets.menu import Entry, heading

__all__ = ["connection_entries", "need_entries", "recent_entries"]

ASKING = Answered()
"""Stands for a connection that is being asked."""


def connection_entries(
    connections: Sequence[Connection], answers: dict[str, Answered], *, zone: tzinfo, narrow: bool
) -> list[Entry]:
    """Make a line for each connection: number, name, vendor, class, whether it answers, how fast, what it holds.

    Args:
        connections: In the order of the config.
        answers: By connection name, as far as they have been asked.
        zone: The user's zone.
        narrow: Whether there is no room for the vendor's name.
    """
    names = _width([each.name for each in connections], 6, 16)
    vendors = _width([each.vendor.title for each in connections], 7, 12)
    entries = [heading("Connections")]
    for number, connection in enumerate(connections, 1):
        production = connection.grade is Grade.PRODUCTION
        left: list[Part] = [
            (f"{number} " if number < 10 else "  ", "muted"),
            (fit(connection.name, names) + "  ", "strong"),
            *([] if narrow else [_plain(fit(connection.vendor.title, vendors) + "  ")]),
            (fit("PRODUCTION" if production else connection.grade.value, 10), "danger" if production else "muted"),
            (" ro " if connection.read_only else "    ", "muted"),
            *_answer(answers.get(connection.name), zone),
        ]
        entries.append(Entry(f"connection:{connection.name}", tuple(left)))
    return entries


def recent_entries(places: Sequence[Place], names: frozenset[str], *, limit: int) -> list[Entry]:
    """Make a line for each recent place whose connection is still configured."""
    known = [(index, place) for index, place in enumerate(places) if place.connection in names][:limit]
    lines = [
        Entry(
            f"recent:{index}",
            ((f"  {place.title or place.collection}", "plain"), (f", {place.range}" if place.range else "", "muted")),
            ((place.connection, "muted"),),
        )
        for index, place in known
    ]
    return [Entry(""), heading("Recent"), *lines] if lines else []


def need_entries(needs: Sequence[Need]) -> list[Entry]:
    """Make a line for each thing that waits for a person."""
    lines = [
        Entry(f"need:{index}", (("! ", "danger"), (need.text, "plain")), ((need.connection, "muted"),))
        for index, need in enumerate(needs)
    ]
    return [Entry(""), heading("Needs you"), *lines] if lines else []


def _answer(answered: Answered | None, zone: tzinfo) -> list[Part]:
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


def _plain(text: str) -> Part:
    return text, "plain"


def _width(texts: Sequence[str], least: int, most: int) -> int:
    return max(least, min(most, max((cell_width(text) for text in texts), default=0)))
