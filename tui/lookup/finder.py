"""Looking for a text in one connection: what it has that can be found, read side by side, and kept for the next text.

::

    findables ─▶ questions (the same one once) ─▶ kept? ─▶ candidates ─▶ matched, ranked
                                                    └─ else asked; what a vendor is asked a text is asked each time
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count as counting
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from tui.connections import Connection
from tui.core.errors import FrontdeskError
from tui.core.findable import Findable, LookIn
from tui.lookup.candidates import Candidate, candidates
from tui.lookup.matching import Fit, fit_of
from tui.lookup.reading import Clock, asked_values, lacking, read, takes
from tui.lookup.source import Source, State
from tui.reading.side_by_side import merged

__all__ = ["Finder", "Hit", "ranked"]

_AT_ONCE: Final = 4
"""Questions to one connection under way at the same time; its transport has a limit of its own."""

_KEPT_FOR: Final = timedelta(minutes=5)
"""So long what was read answers for the next text as well."""


class Hit(Struct, frozen=True):
    """Something that the text fits."""

    candidate: Candidate
    fit: Fit


@dataclass
class _Answer:
    """What has come of one question."""

    number: int
    """Its own: no other answer has had it."""
    candidates: dict[tuple[object, ...], Candidate] = field(default_factory=dict)
    rows: int = 0
    missing: list[str] = field(default_factory=list)
    failure: FrontdeskError | None = None
    at: datetime | None = None
    """When it had come whole, or failed; None before."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes."""
        return self.at is not None

    def is_fresh(self, now: datetime) -> bool:
        """Whether nobody need be asked again yet."""
        return self.at is not None and self.failure is None and now - self.at < _KEPT_FOR


class _Question(Struct, frozen=True):
    """A question, and what is looked for in its answer."""

    look: LookIn
    findables: tuple[Findable[Any], ...]
    text: str
    """What the vendor is asked to look for; empty where rows are read whatever is looked for."""

    @property
    def key(self) -> tuple[object, ...]:
        look = self.look
        return look.collection, tuple(sorted(look.asking.items())), look.range, look.limit, self.text


class Finder:
    """What was read of the connections, and the reading of the rest. It lives as long as what was read may be shown."""

    def __init__(self) -> None:
        self._answers: dict[str, dict[tuple[object, ...], _Answer]] = {}
        self._numbers = counting()
        self._hits: dict[str, tuple[object, tuple[Hit, ...]]] = {}
        """By connection: the last text with how much had come by then, and what it fitted."""

    def forget(self) -> None:
        """Ask everything anew from now on."""
        self._answers.clear()

    def hits(self, text: str, connections: Iterable[Connection]) -> tuple[Hit, ...]:
        """Return what the text fits of all that has been read, the best first; asks nobody."""
        return ranked(hit for connection in connections for hit in self._hits_at(text, connection.name))

    def _hits_at(self, text: str, name: str) -> tuple[Hit, ...]:
        answers = self._answers.get(name, {})
        came = text, tuple((answer.number, answer.rows) for answer in answers.values())
        known = self._hits.get(name)
        if known is None or known[0] != came:
            known = self._hits[name] = came, tuple(_fitting(text, answers.values()))
        return known[1]

    def source(self, text: str, connection: Connection, *, people_only: bool = False) -> Source:
        """Say how a connection has been looked through for a text."""
        questions = list(_questions(connection, text, people_only=people_only))
        possible = [each for each in questions if not _cannot(connection, each)]
        left_out = [reason for each in questions if (reason := _cannot(connection, each))]
        found = len(self.hits(text, [connection]))
        if not possible:
            left_out += _not_taken(connection, text)
            return Source(connection.name, State.CANNOT, left_out=tuple(dict.fromkeys(left_out)))
        answers = [(each, self._answers.get(connection.name, {}).get(each.key)) for each in possible]
        came = [(each, answer) for each, answer in answers if answer is not None]
        missing = [sentence for each, answer in came for sentence in _missing(connection, each, answer)]
        looked = [_looked(connection, each, answer) for each, answer in came if answer.failure is None]
        return Source(
            connection.name,
            _state([answer for _, answer in answers]),
            found,
            looked=tuple(dict.fromkeys(looked)),
            missing=tuple(dict.fromkeys(missing)),
            left_out=tuple(dict.fromkeys(left_out)),
        )

    async def ask(
        self, text: str, connection: Connection, clock: Clock, *, people_only: bool = False
    ) -> AsyncGenerator[None, None]:
        """Ask a connection what is not known yet; yields whenever something has come.

        What the vendor fails at is in its `source`, and raised nowhere.
        """
        known = self._answers.setdefault(connection.name, {})
        asked = []
        for question in _questions(connection, text, people_only=people_only):
            before = known.get(question.key)
            if _cannot(connection, question) or (before is not None and before.is_fresh(clock.now)):
                continue
            known[question.key] = answer = _Answer(next(self._numbers))
            asked.append((question, answer))
        try:
            yield
            filling = [_fill(connection, question, answer, clock) for question, answer in asked]
            async with aclosing(merged(filling, at_once=_AT_ONCE)) as steps:
                async for _ in steps:
                    yield
        finally:
            for question, answer in asked:  # broken off, it is as if it had not been asked
                if not answer.is_over and known.get(question.key) is answer:
                    del known[question.key]


async def _fill(
    connection: Connection, question: _Question, answer: _Answer, clock: Clock
) -> AsyncGenerator[None, None]:
    given = {question.look.text_param: question.text} if question.text else {}
    values = asked_values(connection, question.look, given)
    try:
        async with aclosing(read(connection, question.look, values, clock)) as batches:
            async for batch in batches:
                answer.rows += len(batch.records)
                answer.missing += batch.missing
                for findable in question.findables:
                    for candidate in candidates(connection, findable, batch.records):
                        answer.candidates.setdefault(candidate.key, candidate)
                yield
    except FrontdeskError as failed:
        answer.failure = failed
    answer.at = clock.now
    yield


def _fitting(text: str, answers: Iterable[_Answer]) -> Iterable[Hit]:
    """Find what a text fits; the same thing in several answers is one."""
    found: dict[tuple[object, ...], Hit] = {}
    for answer in answers:
        for candidate in answer.candidates.values():
            fit = fit_of(text, candidate.labels)
            if fit is not None and ((known := found.get(candidate.key)) is None or fit < known.fit):
                found[candidate.key] = Hit(candidate, fit)
    return found.values()


def ranked(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Sort by how well they fit, then by name."""

    def worth(hit: Hit) -> tuple[object, ...]:
        candidate = hit.candidate
        return hit.fit, candidate.title.casefold(), candidate.connection, candidate.noun, candidate.record_id

    return tuple(sorted(hits, key=worth))


def _questions(connection: Connection, text: str, *, people_only: bool) -> Iterator[_Question]:
    """Yield the questions that a text takes, each once, however many kinds of thing are looked for in its answer."""
    groups: dict[tuple[object, ...], _Question] = {}
    for findable in connection.catalog.finding().findables:
        look, typed = findable.look, text.strip()
        if not takes(look, typed):
            continue
        question = _Question(look, (findable,), typed if look.text_param else "")
        same = groups.get(question.key)
        groups[question.key] = question if same is None else replace(same, findables=(*same.findables, findable))
    for question in groups.values():
        if not people_only or any(findable.email is not None for findable in question.findables):
            yield question


def _cannot(connection: Connection, question: _Question) -> str:
    given = {question.look.text_param: question.text} if question.text else {}
    return lacking(connection, question.look, given)


def _not_taken(connection: Connection, text: str) -> Iterator[str]:
    """Say what a text would have to be."""
    if not connection.catalog.finding().findables:
        yield f"nothing of {connection.vendor.title} can be found by a text"
    by: dict[str, list[str]] = {}
    for findable in connection.catalog.finding().findables:
        if not takes(findable.look, text.strip()):
            by.setdefault(findable.look.by, []).append(findable.noun[1])
    for what, nouns in by.items():
        yield f"{' and '.join(dict.fromkeys(nouns))} are found by {what}"


def _state(answers: Sequence[_Answer | None]) -> State:
    if any(answer is not None and not answer.is_over for answer in answers):
        return State.ASKING
    if None in answers:
        return State.NOT_ASKED
    return State.FAILED if all(answer is not None and answer.failure for answer in answers) else State.LOOKED


def _looked(connection: Connection, question: _Question, answer: _Answer) -> str:
    collection = connection.catalog.collection(question.look.collection)
    noun = collection.noun[0] if answer.rows == 1 else collection.noun[1]
    count = f"{answer.rows:,}" if answer.rows or answer.is_over else ""
    return " ".join(filter(None, (count, noun, question.look.reach)))


def _missing(connection: Connection, question: _Question, answer: _Answer) -> Iterator[str]:
    if answer.failure is not None:
        title = connection.catalog.collection(question.look.collection).title
        yield f"{title}: {' '.join(answer.failure.message.split())}"
    yield from answer.missing
