"""No row is lost, none comes twice, and no server can make us go round for ever."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from tui.reading.paging import numbered_pages, offset_pages


async def collected(pages: AsyncIterator[Sequence[str]]) -> list[str]:
    return [row async for page in pages for row in page]


@given(st.integers(0, 60), st.integers(1, 20), st.integers(1, 20))
async def test_every_row_comes_once_whatever_the_server_caps_the_page_at(rows: int, limit: int, cap: int) -> None:
    people = [f"u{number}" for number in range(rows)]
    asked: list[int] = []

    async def fetch(offset: int) -> Sequence[str]:
        asked.append(offset)
        return people[offset : offset + min(limit, cap)]

    assert await collected(offset_pages(fetch, identify=str)) == people
    assert asked[-1] == rows
    assert asked == sorted(set(asked))


@given(st.integers(1, 30), st.lists(st.integers(0, 3), max_size=40), st.integers(1, 7))
async def test_rows_that_are_added_at_the_front_meanwhile_lose_none_of_the_old(
    rows: int, added: list[int], size: int
) -> None:
    people = [f"u{number}" for number in range(rows)]
    live = list(people)
    growth = iter(added)

    async def fetch(offset: int) -> Sequence[str]:
        page = live[offset : offset + size]
        for _ in range(min(next(growth, 0), size)):
            live.insert(0, f"new{len(live)}")
        return page

    got = await collected(offset_pages(fetch, identify=str))
    assert len(got) == len(set(got))
    if all(count < size for count in added):
        assert set(people) <= set(got)


@given(st.integers(1, 20))
async def test_a_server_that_ignores_the_offset_ends_the_list(rows: int) -> None:
    people = [f"u{number}" for number in range(rows)]
    asked: list[int] = []

    async def fetch(offset: int) -> Sequence[str]:
        asked.append(offset)
        return people

    assert await collected(offset_pages(fetch, identify=str)) == people
    assert len(asked) <= 3


async def test_a_server_that_starts_over_after_the_end_ends_the_list() -> None:
    people = ["a", "b", "c", "d"]

    async def fetch(offset: int) -> Sequence[str]:
        start = offset % len(people)
        return people[start : start + 2]

    assert await collected(offset_pages(fetch, identify=str)) == people


@given(st.integers(0, 40), st.integers(1, 10), st.sampled_from([0, 1]))
async def test_numbered_pages_bring_every_row_once(rows: int, size: int, start: int) -> None:
    people = [f"u{number}" for number in range(rows)]

    async def fetch(page: int) -> Sequence[str]:
        return people[(page - start) * size : (page - start + 1) * size]

    assert await collected(numbered_pages(fetch, identify=str, start=start)) == people


async def test_a_server_that_answers_the_last_page_again_and_again_ends_the_list() -> None:
    async def fetch(page: int) -> Sequence[str]:
        return [["a", "b"], ["c"]][min(page - 1, 1)]

    assert await collected(numbered_pages(fetch, identify=str)) == ["a", "b", "c"]
