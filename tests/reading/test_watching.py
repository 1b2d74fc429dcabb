"""A watch: what changed is told, what failed is said once, and only a whole answer can end it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from tui.core.collection import Collection, Query
from tui.core.column import Column, Kind
from tui.core.errors import Forbidden, RateLimited, SignedOut, Unreachable, UsageError, VendorFailed
from tui.core.record import Page, Record
from tui.reading.watching import Answer, Watching

NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)


async def nothing(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
    del client, query
    yield Page(())


COLUMNS: tuple[Column[Any], ...] = (
    Column("name", "Name", lambda row: row[0]),
    Column("p90", "P90", lambda row: row[1], Kind.NUMBER),
)
WAITS = Collection("waits", "Waits", COLUMNS, nothing)


def whole(**waits: int) -> Answer:
    return Answer([Record(name, (name, wait), b"{}") for name, wait in waits.items()], WAITS)


def part(**waits: int) -> Answer:
    return Answer(whole(**waits).records, WAITS, ("Room 7 could not be read.",))


class Ended(Exception):
    """There is no answer any more: somebody would press Ctrl+C here."""


class Watched:
    """A watch over prepared answers, and what came of it."""

    def __init__(self, answers: Sequence[Answer | Exception], until: str = "", columns: Sequence[str] = ()) -> None:
        self.answers = list(answers)
        self.told: list[str] = []
        self.said: list[str] = []
        self.waits: list[float] = []
        self.changes = 0
        self.watching = Watching(
            self._ask,
            every=60,
            until=until,
            columns=columns,
            now=lambda: NOW,
            zone=UTC,
            pause=self._pause,
            tell=self.told.append,
            say=self.said.append,
            changed=self._changed,
        )

    def _changed(self) -> None:
        self.changes += 1

    async def _ask(self, now: datetime) -> Answer:
        assert now == NOW
        if not self.answers:
            raise Ended
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _pause(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def until_ctrl_c(self) -> None:
        with pytest.raises(Ended):
            await self.watching.run()


async def test_nothing_is_written_while_nothing_changes_and_a_line_for_each_change() -> None:
    watched = Watched([whole(a=1, b=2), whole(a=1, b=2), whole(a=1, b=3, c=4), whole(b=3, c=4), whole(c=4, b=3)])

    await watched.until_ctrl_c()

    assert watched.told == ["13:51:00 ~ b: P90 2 → 3", "13:51:00 + c, 4", "13:51:00 - a, 1"]
    assert (watched.said, watched.changes) == ([], 2)


async def test_only_the_chosen_columns_are_looked_at() -> None:
    watched = Watched([whole(a=1), whole(a=2)], columns=("name",))

    await watched.until_ctrl_c()

    assert watched.told == []


@pytest.mark.parametrize("until", ["p90 > 300", "p90>300 name:a", "rows > 1", "rows=2", '"p90" >= 301'])
async def test_it_ends_when_the_condition_holds_and_says_for_which_rows(until: str) -> None:
    watched = Watched([whole(a=300), whole(a=301, b=2)], until)

    await watched.watching.run()

    assert watched.told[-1] == ("= 2 rows" if "rows" in until else "= a, 301")
    assert watched.waits == [60.0]


@pytest.mark.parametrize("until", ["p90 > 300", "rows < 2"])
async def test_a_part_never_meets_a_condition_and_is_said(until: str) -> None:
    watched = Watched([part(a=301), part(a=301), whole(a=300, b=1), whole(a=300, b=1)], until)

    await watched.until_ctrl_c()

    (said, again) = watched.said
    assert said == "Room 7 could not be read. Nothing is concluded from the rest. It is asked again."
    assert again == "It is read whole again."
    assert watched.waits[:2] == [120.0, 240.0]
    assert watched.told == []


async def test_failures_are_said_once_and_asked_again_less_and_less_often() -> None:
    down = VendorFailed("It is down.", status=503)
    slow = RateLimited("Too many.", status=429, retry_after=700.0)
    watched = Watched([down, down, slow, Unreachable("No route."), whole(a=1), whole(a=2)], "p90>1")

    await watched.watching.run()

    assert [said.split(".")[0] for said in watched.said] == [
        "It is down",
        "Too many",
        "No route",
        "It is read whole again",
    ]
    assert watched.waits == [120.0, 240.0, 700.0, 900.0, 60.0]


async def test_a_refusal_ends_it_where_waiting_helps_nobody() -> None:
    for refused in (Forbidden("Not allowed.", status=403), SignedOut("Signed out.", status=401)):
        with pytest.raises(type(refused)):
            await Watched([refused]).watching.run()

    with pytest.raises(SignedOut):
        await Watched([whole(a=1), SignedOut("Signed out.", status=401)]).watching.run()
    later = Watched([whole(a=1), Forbidden("Not allowed.", status=403), whole(a=1)])
    await later.until_ctrl_c()
    assert later.said[0] == "Not allowed. It is asked again."


async def test_a_condition_that_says_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="says nothing"):
        await Watched([whole(a=1)], "  ").watching.run()
