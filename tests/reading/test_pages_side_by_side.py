"""Pages that are asked for side by side make the same list as pages that are asked for one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.test_paging import SENDER, rows
from tui.core.errors import VendorError, VendorFailed
from tui.core.record import Page
from tui.reading.offsets import Lengths, OffsetList, offset_pages
from tui.reading.paging import Sheet

Found = tuple[list[str], list[str], str]
"""The ids that came, what was said to be missing, and the error at the end; empty without one."""


@dataclass
class HeldServer:
    """A list behind offsets; answers lie until somebody lets one go, whichever that is."""

    people: list[str]
    cap: int
    """More rows than these it never sends."""
    counted: int | None
    """How many rows it says there are."""
    promised: bool = True
    """Whether it says so in words that count, or only in passing."""
    failing: int | None = None
    """The offset that it fails at."""
    apart: int | None = None
    """The place before which there is a row of a second class, which takes the place of another."""
    asked: list[tuple[int | None, str, int]] = field(default_factory=list)
    held: list[asyncio.Future[None]] = field(default_factory=list)
    most_held: int = 0

    async def __call__(self, limit: int | None, word: str, offset: int) -> Sheet[str]:
        assert (limit, word, offset) not in self.asked, "asked twice"
        self.asked.append((limit, word, offset))
        gate = asyncio.get_running_loop().create_future()
        self.held.append(gate)
        self.most_held = max(self.most_held, len(self.held))
        try:
            await gate
        finally:
            self.held.remove(gate)
        if offset == self.failing:
            raise VendorFailed("The vendor failed.")
        size = min(limit or len(self.people) + 1, self.cap)
        short = self.apart is not None and offset <= self.apart < offset + size
        page = self.people[offset : offset + size - short]
        beside = rows([f"second{self.apart}"]) if short else []
        count = None if self.counted is None or not self.promised else self.counted
        return Sheet(rows(page), count, beside, expected=None if self.promised else self.counted)


async def read(
    server: HeldServer,
    *,
    limit: int,
    at_once: int,
    order: list[int],
    at_most: int | None = None,
    whole: bool = False,
) -> Found:
    """Read the list, and let held answers go in an order of one's own."""
    asked = OffsetList(SENDER, "people", ("offset",), limit, whole)
    pages = offset_pages(server, asked, lengths=Lengths(), at_once=at_once, at_most=at_most)
    reading = asyncio.create_task(_taken(pages))
    turns = iter(order * 1000)
    while not reading.done():
        if server.held:
            gate = server.held[next(turns) % len(server.held)]
            if not gate.done():
                gate.set_result(None)
        await asyncio.sleep(0)
    assert not server.held
    return reading.result()


async def _taken(pages: AsyncGenerator[Page[str], None]) -> Found:
    names: list[str] = []
    missing: list[str] = []
    async with aclosing(pages):
        try:
            async for page in pages:
                names.extend(record.id for record in page.records)
                missing.extend(page.missing)
        except VendorError as failed:
            return names, missing, str(failed)
    return names, missing, ""


async def _until(is_so: Callable[[], bool]) -> None:
    """Give others their turn until something is so."""
    for _ in range(1000):
        if is_so():
            return
        await asyncio.sleep(0)
    raise AssertionError("It never came to that.")


people_of = st.integers(0, 60).map(lambda count: [f"u{number}" for number in range(count)])
orders = st.lists(st.integers(0, 7), min_size=1, max_size=8)


@given(
    people_of,
    st.integers(1, 20),
    st.integers(1, 25),
    st.sampled_from([None, -7, 0, 9]),
    st.booleans(),
    st.one_of(st.none(), st.integers(0, 60)),
    st.one_of(st.none(), st.integers(0, 60)),
    st.one_of(st.none(), st.integers(1, 60)),
    st.integers(2, 5),
    st.booleans(),
    orders,
)
async def test_whatever_comes_first_and_whatever_fails_the_list_is_the_same(
    people: list[str],
    limit: int,
    cap: int,
    counted_off: int | None,
    promised: bool,
    failing: int | None,
    apart: int | None,
    at_most: int | None,
    at_once: int,
    whole: bool,
    order: list[int],
) -> None:
    counted = None if counted_off is None else max(len(people) + counted_off, 0)

    def server() -> HeldServer:
        return HeldServer(people, cap, counted, promised, failing, apart)

    one_by_one, at_the_same_time = server(), server()
    expected = await read(one_by_one, limit=limit, at_once=1, order=[0], at_most=at_most, whole=whole)

    found = await read(at_the_same_time, limit=limit, at_once=at_once, order=order, at_most=at_most, whole=whole)

    assert found == expected
    assert len(found[0]) == len(set(found[0]))
    assert one_by_one.most_held <= 1
    # One that was not guessed may be on its way beside those that were.
    assert at_the_same_time.most_held <= at_once + 1
    assert set(one_by_one.asked) <= set(at_the_same_time.asked)


@pytest.mark.parametrize("promised", [True, False])
async def test_once_the_size_is_known_as_many_pages_are_under_way_as_are_allowed(promised: bool) -> None:
    people = [f"u{number}" for number in range(100)]
    server = HeldServer(people, cap=10, counted=100, promised=promised)

    found = await read(server, limit=1000, at_once=4, order=[3])

    assert found == (people, [], "")
    assert server.most_held == 4
    assert server.asked[:5] == [(1000, "offset", offset) for offset in (0, 10, 20, 30, 40)]


async def test_while_the_size_is_unknown_one_page_is_asked_for_after_the_other() -> None:
    people = [f"u{number}" for number in range(100)]
    server = HeldServer(people, cap=10, counted=None)

    found = await read(server, limit=1000, at_once=4, order=[0])

    assert found == (people, [], "")
    assert server.most_held == 1


async def test_who_stops_taking_breaks_off_what_was_asked_for_ahead() -> None:
    server = HeldServer([f"u{number}" for number in range(100)], cap=10, counted=100)
    asked = OffsetList(SENDER, "people", ("offset",), 1000)
    pages = offset_pages(server, asked, lengths=Lengths(), at_once=4)
    async with aclosing(pages):
        first = asyncio.ensure_future(anext(pages))
        await _until(lambda: bool(server.held))
        server.held[0].set_result(None)
        await first
        second = asyncio.ensure_future(anext(pages))
        await _until(lambda: len(server.held) == 4)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)

    assert not server.held
