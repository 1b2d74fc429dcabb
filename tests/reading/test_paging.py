"""No row is lost, none comes twice, and no server can make us go round for ever."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.errors import Arrival, Malformed, Unreachable
from tui.core.record import Page, Record
from tui.reading.offsets import Lengths, OffsetList, offset_pages
from tui.reading.paging import Sender, Sheet, decode_page, numbered_pages

SENDER = Sender("The vendor", "people")


def row(name: str) -> Record[str]:
    return Record(name, name, json.dumps(name).encode())


def rows(names: Sequence[str]) -> list[Record[str]]:
    return [row(name) for name in names]


async def taken(pages: AsyncIterator[Page[str]]) -> tuple[list[str], list[str]]:
    """Return the ids that came, and what was said to be missing."""
    names: list[str] = []
    missing: list[str] = []
    async for page in pages:
        names.extend(record.id for record in page.records)
        missing.extend(page.missing)
    return names, missing


@dataclass
class OffsetServer:
    """A list behind offsets, that does not keep to its page in the ways that a test wants."""

    people: list[str]
    cap: int = 10**9
    """More rows than these it never sends."""
    extra: dict[int, str] = field(default_factory=dict)
    """Rows of a second class, by the place before which they stand."""
    extra_counts: bool = False
    """Whether those take the place of others in its offsets and limits."""
    beside: bool = True
    """Whether those come beside the others, or at the end of them."""
    added: list[int] = field(default_factory=list)
    """How many people are added at the front after each answer."""
    asked: list[tuple[int | None, int]] = field(default_factory=list)

    async def __call__(self, limit: int | None, word: str, offset: int) -> Sheet[str]:
        self.asked.append((limit, offset))
        assert len(self.asked) < 500, "asked for ever"
        size = min(limit or 10**9, self.cap)
        page, apart = self._counting(offset, size) if self.extra_counts else self._uncounted(offset, size)
        for _ in range(self.added.pop(0) if self.added else 0):
            self.people.insert(0, f"new{len(self.people)}")
        return Sheet(rows(page), apart=rows(apart)) if self.beside else Sheet(rows([*page, *apart]))

    def _uncounted(self, offset: int, size: int) -> tuple[list[str], list[str]]:
        page = self.people[offset : offset + size]
        return page, [name for place, name in self.extra.items() if offset <= place < offset + len(page)]

    def _counting(self, offset: int, size: int) -> tuple[list[str], list[str]]:
        mixed: list[tuple[str, bool]] = []
        for place, name in enumerate(self.people):
            if place in self.extra:
                mixed.append((self.extra[place], True))
            mixed.append((name, False))
        cut = mixed[offset : offset + size]
        return [name for name, second in cut if not second], [name for name, second in cut if second]


def by_offset(
    server: OffsetServer, limit: int, *, whole: bool = False, lengths: Lengths | None = None
) -> AsyncIterator[Page[str]]:
    asked = OffsetList(SENDER, "people", ("offset",), limit, whole)
    return offset_pages(server, asked, lengths=lengths or Lengths())


people_of = st.integers(0, 60).map(lambda count: [f"u{number}" for number in range(count)])


@given(people_of, st.integers(1, 20), st.integers(1, 20))
async def test_every_row_comes_once_whatever_the_server_caps_the_page_at(
    people: list[str], limit: int, cap: int
) -> None:
    server = OffsetServer(list(people), cap)

    assert await taken(by_offset(server, limit)) == (people, [])
    offsets = [offset for _, offset in server.asked]
    assert offsets == sorted(set(offsets))


@given(
    people_of,
    st.integers(1, 20),
    st.integers(1, 30),
    st.sets(st.integers(0, 60)),
    st.booleans(),
    st.booleans(),
)
async def test_rows_that_the_vendor_could_not_read_lose_no_other_whether_they_count_or_not(
    people: list[str], limit: int, cap: int, places: set[int], counts: bool, again: bool
) -> None:
    extra = {place: f"bad{place}" for place in places if place < len(people)}
    lengths = Lengths()
    for _ in range(1 + again):
        server = OffsetServer(list(people), cap, extra, extra_counts=counts)
        names, _ = await taken(by_offset(server, limit, lengths=lengths))

        assert sorted(names) == sorted([*people, *extra.values()])


@given(people_of, st.integers(1, 20), st.sets(st.integers(0, 60)))
async def test_a_page_that_holds_more_than_was_asked_for_does_not_make_the_next_start_too_far_on(
    people: list[str], limit: int, places: set[int]
) -> None:
    extra = {place: f"bad{place}" for place in places if place < len(people)}
    server = OffsetServer(list(people), extra=extra, beside=False)

    names, _ = await taken(by_offset(server, limit))

    assert sorted(names) == sorted([*people, *extra.values()])


@given(st.integers(1, 30), st.lists(st.integers(0, 3), max_size=40), st.integers(2, 7))
async def test_rows_that_are_added_at_the_front_meanwhile_lose_none_of_the_old(
    count: int, added: list[int], size: int
) -> None:
    people = [f"u{number}" for number in range(count)]
    server = OffsetServer(list(people), size, added=[min(number, size - 1) for number in added])

    names, _ = await taken(by_offset(server, 1000))

    assert len(names) == len(set(names))
    assert set(people) <= set(names)


@given(people_of, st.integers(1, 20), st.integers(1, 30))
async def test_a_list_that_is_promised_whole_is_whole_although_the_server_caps_it(
    people: list[str], limit: int, cap: int
) -> None:
    assert await taken(by_offset(OffsetServer(list(people), cap), limit, whole=True)) == (people, [])


@given(st.integers(1, 20))
async def test_a_server_that_ignores_the_offset_ends_the_list(count: int) -> None:
    people = [f"u{number}" for number in range(count)]
    asked: list[int] = []

    async def ask(limit: int | None, word: str, offset: int) -> Sheet[str]:
        asked.append(offset)
        return Sheet(rows(people))

    names, _ = await taken(offset_pages(ask, OffsetList(SENDER, "people"), lengths=Lengths()))

    assert names == people
    assert len(asked) <= 3


async def test_a_vendor_that_counts_more_than_it_sends_is_said_to_by_offset() -> None:
    async def ask(limit: int | None, word: str, offset: int) -> Sheet[str]:
        return Sheet(rows(["a", "b"][offset:]), count=5)

    names, missing = await taken(offset_pages(ask, OffsetList(SENDER, "people"), lengths=Lengths()))

    assert names == ["a", "b"]
    assert missing == ["The vendor counts 5 people, and sent 2."]


async def test_only_so_many_rows_are_asked_for_as_are_wanted() -> None:
    server = OffsetServer([f"u{number}" for number in range(60)])
    asked = OffsetList(SENDER, "people", limit=20)

    names, missing = await taken(offset_pages(server, asked, lengths=Lengths(), at_most=5))

    assert (names, missing) == ([f"u{number}" for number in range(5)], [])
    assert server.asked == [(5, 0)]


async def test_silence_is_no_sign_of_too_long_an_answer_and_is_waited_for_once() -> None:
    asked: list[int | None] = []

    async def ask(limit: int | None, word: str, offset: int) -> Sheet[str]:
        asked.append(limit)
        silence = Unreachable("Nothing came.", arrival=Arrival.MAYBE)
        silence.stalled = True
        raise silence

    with pytest.raises(Unreachable):
        await taken(offset_pages(ask, OffsetList(SENDER, "people", whole=True), lengths=Lengths()))

    assert asked == [None]


# --- by number --------------------------------------------------------------------------------------------------


@given(people_of, st.integers(1, 10), st.sampled_from([0, 1]), st.booleans())
async def test_numbered_pages_bring_every_row_once(people: list[str], size: int, first: int, counted: bool) -> None:
    async def ask(page: int) -> Sheet[str]:
        found = people[(page - first) * size : (page - first + 1) * size]
        return Sheet(rows(found), len(people) if counted else None)

    assert await taken(numbered_pages(ask, sender=SENDER, first=first)) == (people, [])


@pytest.mark.parametrize("counted", [0, 1])
async def test_a_vendor_that_counts_fewer_than_it_sends_does_not_end_the_list(counted: int) -> None:
    async def ask(page: int) -> Sheet[str]:
        return Sheet(rows([["a", "b"], ["c"], []][page - 1]), counted)

    assert await taken(numbered_pages(ask, sender=SENDER)) == (["a", "b", "c"], [])


@given(people_of, st.integers(2, 10), st.lists(st.integers(0, 3), max_size=40))
async def test_numbered_pages_lose_no_row_that_is_pushed_on(people: list[str], size: int, added: list[int]) -> None:
    live = list(people)
    growth = iter(added)

    async def ask(page: int) -> Sheet[str]:
        sheet = Sheet(rows(live[(page - 1) * size : page * size]), len(live))
        for _ in range(min(next(growth, 0), size - 1)):
            live.insert(0, f"new{len(live)}")
        return sheet

    names, _ = await taken(numbered_pages(ask, sender=SENDER))

    assert len(names) == len(set(names))
    assert set(people) <= set(names)


@pytest.mark.parametrize("counted", [None, 3])
async def test_a_server_that_answers_the_last_page_again_and_again_ends_the_list(counted: int | None) -> None:
    async def ask(page: int) -> Sheet[str]:
        return Sheet(rows([["a", "b"], ["c"]][min(page - 1, 1)]), counted)

    assert await taken(numbered_pages(ask, sender=SENDER)) == (["a", "b", "c"], [])


async def test_a_server_that_ignores_the_number_and_counts_more_is_said_to() -> None:
    async def ask(page: int) -> Sheet[str]:
        return Sheet(rows(["a", "b"]), 37)

    names, missing = await taken(numbered_pages(ask, sender=SENDER))

    assert (names, missing) == (["a", "b"], ["The vendor counts 37 people, and sent 2."])


# --- what is a page at all ---------------------------------------------------------------------------------------


class Found(msgspec.Struct, rename="camel"):
    row_list: list[msgspec.Raw] = []
    total_count: int | None = None


@pytest.mark.parametrize("body", [b"{}", b'{"rowList":[]}', b'{"totalCount":0,"status":"UP"}'])
def test_a_page_may_leave_its_parts_out(body: bytes) -> None:
    assert decode_page(body, Found, url="https://vendor.test").row_list == []


@pytest.mark.parametrize("body", [b'{"status":"UP"}', b"[]", b"<html></html>", b"", b'{"rowList":[', b"null"])
def test_what_is_no_page_is_no_empty_list(body: bytes) -> None:
    with pytest.raises(Malformed, match="cannot be read"):
        decode_page(body, Found, url="https://vendor.test")
