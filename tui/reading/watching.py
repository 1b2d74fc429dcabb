"""Asking the same question again and again: what changed is told, what failed is said, and a condition ends it.

::

    ask ──┬── whole ──▶ what changed is told ──▶ the condition holds? then it is over ──▶ wait
          ├── a part is missing ──▶ said; nothing is concluded from the rest ──▶ wait longer
          └── no answer ──▶ said once ──▶ wait longer
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

from msgspec import Struct

from tui.core.collection import Collection
from tui.core.column import Column
from tui.core.errors import RateLimited, SignedOut, VendorError
from tui.core.present import ABSENT, exact
from tui.core.record import Record
from tui.core.rows.conditions import parse_condition
from tui.core.text import clean
from tui.reading.watch import Watch

__all__ = ["Answer", "Watching"]


class Answer(Struct, frozen=True):
    """What came of one question."""

    records: Sequence[Record[Any]]
    collection: Collection
    """As it was asked."""
    missing: tuple[str, ...] = ()
    """What could not be read, a sentence each."""


class Watching:
    """One watch, until its condition holds or somebody breaks it off."""

    def __init__(
        self,
        ask: Callable[[datetime], Awaitable[Answer]],
        *,
        every: int,
        until: str,
        columns: Sequence[str],
        now: Callable[[], datetime],
        zone: tzinfo,
        pause: Callable[[float], Awaitable[object]],
        tell: Callable[[str], None],
        say: Callable[[str], None],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare it.

        Args:
            ask: Asks, as of an instant.
            every: Seconds between two questions.
            until: The condition, see `tui.core.rows.conditions`; empty for none.
            columns: The keys of the columns that are looked at; empty for those that are shown.
            now: What time it is.
            zone: The user's.
            pause: Waits for so many seconds.
            tell: Takes a line of what changed, and the rows for which the condition holds.
            say: Takes a sentence about how it goes.
            changed: Called when something changed.
        """
        self._ask, self._until, self._columns = ask, until, tuple(columns)
        self._now, self._zone, self._pause, self._tell, self._say = now, zone, pause, tell, say
        self._changed = changed
        self._watch = Watch(every)
        self._rows: dict[str, tuple[str, ...]] | None = None
        """What was there at the last whole answer, by id; None before the first."""
        self._said: tuple[str, ...] = ()
        """What is wrong, as it was said last; empty while all is well."""

    async def run(self) -> None:
        """Ask until the condition holds.

        Raises:
            UsageError: when the condition cannot be read, or a name is that of several.
            VendorError: when the vendor refuses, and has never answered or no longer knows us: waiting helps nobody.
        """
        while not await self._look():
            await self._pause(self._watch.wait)

    async def _look(self) -> bool:
        """Ask once; return whether the condition holds."""
        now = self._now()
        try:
            answer = await self._ask(now)
        except VendorError as failed:
            if isinstance(failed, SignedOut) or (self._rows is None and _is_refusal(failed)):
                raise
            waits = failed.retry_after if isinstance(failed, RateLimited) else None
            self._failed((" ".join(failed.message.split()),), asked_to_wait=waits)
            return False
        if answer.missing:
            self._failed((*answer.missing, "Nothing is concluded from the rest."))
            return False
        if self._said:
            self._say("It is read whole again.")
        self._said, self._watch = (), self._watch.answered()
        columns = self._looked_at(answer.collection)
        self._compare(answer.records, columns)
        if not self._until:
            return False
        condition = parse_condition(self._until, answer.collection.columns, now=now, zone=self._zone)
        if not condition.holds(answer.records):
            return False
        matching = condition.matching(answer.records)
        if not matching:
            self._tell(f"= {len(answer.records):,} rows")
        for record in matching:
            self._tell(f"= {', '.join(filter(None, self._texts(record, columns)))}")
        return True

    def _failed(self, sentences: tuple[str, ...], *, asked_to_wait: float | None = None) -> None:
        self._watch = self._watch.failed(asked_to_wait=asked_to_wait)
        if sentences != self._said:
            self._said = sentences
            self._say(" ".join((*sentences, "It is asked again.")))

    def _looked_at(self, collection: Collection) -> list[Column[Any]]:
        keys = self._columns
        return [column for column in collection.columns if (column.key in keys if keys else column.shown)]

    def _compare(self, records: Sequence[Record[Any]], columns: Sequence[Column[Any]]) -> None:
        """Tell what is new, gone or other than at the last whole answer."""
        before, self._rows = self._rows, {record.id: self._texts(record, columns) for record in records}
        if before is None or before == self._rows:
            return
        at = f"{self._now().astimezone(self._zone):%H:%M:%S}"
        for line in _changes(before, self._rows, [column.label for column in columns]):
            self._tell(f"{at} {line}")
        self._changed()

    def _texts(self, record: Record[Any], columns: Sequence[Column[Any]]) -> tuple[str, ...]:
        if record.value is None:
            return (clean(record.problem),)
        said = (exact(column.read(record.value), column, zone=self._zone) for column in columns)
        return tuple("" if text == ABSENT else clean(text) for text in said)


def _changes(
    before: dict[str, tuple[str, ...]], after: dict[str, tuple[str, ...]], labels: Sequence[str]
) -> Iterator[str]:
    for key, texts in after.items():
        old = before.get(key)
        if old is None:
            yield f"+ {', '.join(filter(None, texts))}"
        elif old != texts:
            pairs = zip(labels, old, texts, strict=False)
            said = ", ".join(f"{label} {was or ABSENT} → {now or ABSENT}" for label, was, now in pairs if was != now)
            yield f"~ {next(filter(None, texts), key)}: {said}"
    for key, texts in before.items():
        if key not in after:
            yield f"- {', '.join(filter(None, texts))}"


def _is_refusal(failed: VendorError) -> bool:
    """Whether the vendor understood, and will say the same the next time."""
    return failed.status is not None and 400 <= failed.status < 500 and not isinstance(failed, RateLimited)
