"""What the journal's list is made of: a line a write, a line a bulk, and the rows of a bulk that is opened."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tui.core.action import WriteState
from tui.screens.journal.lines import bulk_line, counts_text, entry_line, head_line
from tui.widgets.menu import EDGES, MenuEntry, heading

if TYPE_CHECKING:
    from tui.storage.journal import Batch, JournalEntry

__all__ = ["Bulks", "Listing", "menu_of", "rest_of", "writes_found"]


class Bulks(Struct, frozen=True):
    """The bulks of the journal, newest first."""

    batches: tuple[Batch, ...] = ()
    counts: Mapping[int, Counter[str]] = field(default_factory=dict)
    """How many rows ended how, by the bulk's number and the state's word."""
    cut_off: frozenset[int] = frozenset()
    """The numbers of those that can be taken up."""


class Listing(Struct, frozen=True):
    """What was read of the journal."""

    entries: tuple[JournalEntry, ...] = ()
    """The writes that belong to no bulk, and those in doubt; newest first."""
    bulks: Bulks = field(default_factory=Bulks)
    rows: Mapping[int, Sequence[JournalEntry]] = field(default_factory=dict)
    """The rows that are known of each bulk, newest first."""

    @property
    def doubts(self) -> tuple[JournalEntry, ...]:
        """The writes that may or may not have arrived."""
        return tuple(entry for entry in self.entries if entry.state is WriteState.UNKNOWN)

    def by_id(self) -> dict[str, JournalEntry]:
        """Return every write that a line can stand for, by the line's id."""
        rows = (entry for rows in self.rows.values() for entry in rows)
        return {f"entry:{entry.id}": entry for entry in (*rows, *self.entries)}


def rest_of(batch: Batch, counts: Counter[str]) -> int:
    """Return how many rows of a bulk were not sent."""
    return max(0, batch.total - counts.total())


class _Found(Struct, frozen=True):
    """A bulk that has to do with what is looked for."""

    batch: Batch
    counts: Counter[str]
    is_meant: bool
    """Whether its own line says the words; else only some of its rows do."""
    rows: Sequence[JournalEntry]
    """Those of its known rows that go with it."""

    @property
    def writes(self) -> int:
        """How many of its writes are found."""
        return self.counts.total() if self.is_meant else len(self.rows)


def writes_found(listing: Listing, *, words: str, only_doubts: bool) -> tuple[int, int]:
    """Count what `menu_of` finds by the same words: the writes, those within bulks too, opened or not; and the bulks.

    A row of a bulk counts once, as a person would say it, however often it was tried.
    """
    wanted = words.casefold().split()
    if only_doubts:
        return sum(_says(entry, wanted) for entry in listing.doubts), 0
    bulks = list(_bulks_found(listing, wanted))
    alone = sum(entry.batch is None and _says(entry, wanted) for entry in listing.entries)
    return alone + sum(bulk.writes for bulk in bulks), len(bulks)


def menu_of(
    listing: Listing,
    *,
    opened: Collection[int],
    words: str,
    only_doubts: bool,
    zone: tzinfo,
    now: datetime,
    width: int,
) -> list[MenuEntry]:
    """Make the list: what was cut off first, then every write and bulk, newest first.

    Args:
        listing: What was read.
        opened: The bulks whose rows are shown.
        words: What a line must hold, each of them; empty shows all.
        only_doubts: Show single writes in doubt and nothing else.
        zone: The user's.
        now: What times are told from.
        width: Cells of a line.
    """

    def line(entry: JournalEntry, *, within: bool = False) -> MenuEntry:
        return entry_line(entry, zone=zone, now=now, width=width, within=within)

    wanted = words.casefold().split()
    if only_doubts:
        found = [line(entry) for entry in listing.doubts if _says(entry, wanted)]
        return [head_line(width), *found] if found else [heading(" Nothing is in doubt.")]

    def of_bulk(bulk: _Found) -> Iterator[MenuEntry]:
        batch = bulk.batch
        shown = batch.id in opened or not bulk.is_meant
        cut_off = batch.id in listing.bulks.cut_off
        yield bulk_line(batch, bulk.counts, zone=zone, now=now, width=width, opened=shown, cut_off=cut_off)
        if shown:
            yield from (line(entry, within=True) for entry in bulk.rows)

    bulks = list(_bulks_found(listing, wanted))
    top = [each for bulk in bulks if bulk.batch.id in listing.bulks.cut_off for each in of_bulk(bulk)]
    dated: list[tuple[datetime, int, list[MenuEntry]]] = [
        (entry.at, entry.id, [line(entry)]) for entry in listing.entries if entry.batch is None and _says(entry, wanted)
    ]
    dated += [(bulk.batch.at, 0, list(of_bulk(bulk))) for bulk in bulks if bulk.batch.id not in listing.bulks.cut_off]
    dated.sort(key=lambda each: each[:2], reverse=True)
    below = [entry for _, _, entries in dated for entry in entries]
    if not top and not below:
        said = _nothing(words)
        return [heading(f" {line}") for each in said for line in textwrap.wrap(each, max(width - EDGES - 1, 20))]
    return [
        *([heading(" Cut off"), *top, MenuEntry("")] if top else []),
        *([head_line(width), *below] if below else []),
    ]


def _bulks_found(listing: Listing, wanted: Sequence[str]) -> Iterator[_Found]:
    for batch in listing.bulks.batches:
        counts, known = listing.bulks.counts.get(batch.id, Counter()), listing.rows.get(batch.id, ())
        is_meant = _holds(_words_of(batch, counts), wanted)
        rows = [entry for entry in known if is_meant or _says(entry, wanted)]
        if is_meant or rows:
            yield _Found(batch, counts, is_meant, rows)


def _nothing(words: str) -> tuple[str, ...]:
    if words.strip():
        return ("No write says that; Escape in the filter clears it.",)
    return ("Nothing was written.", "What you change at a vendor is listed here, and how it ended.")


def _says(entry: JournalEntry, wanted: Sequence[str]) -> bool:
    state = "unchanged" if entry.unchanged else entry.state.value
    texts = (str(entry.id), entry.connection, entry.action, entry.target, state, entry.text, entry.request_id)
    return _holds(" ".join(texts), wanted)


def _words_of(batch: Batch, counts: Counter[str]) -> str:
    said = counts_text(counts, rest_of(batch, counts))
    return f"bulk {batch.id} {batch.connection} {batch.action} {batch.source} {said}"


def _holds(text: str, wanted: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in wanted)
