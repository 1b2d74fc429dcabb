"""Links: written and read back they are the same; a wrong one says what would be right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.collection import Collection, Param, ParamKind, Query, RangeUse, Value
from tui.core.column import Column
from tui.core.errors import UsageError
from tui.core.links import RESERVED, check_link, get_words, link_text, parse_link
from tui.core.place import Place
from tui.core.record import Page
from tui.core.time.ranges import parse_bounds, parse_range
from tui.core.vendor import Catalog
from tui.vendors import registry

NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Stockholm")


async def nothing(client: Any, query: Query) -> AsyncIterator[Page[Any]]:
    del client, query
    yield Page(())


def column(key: str) -> Column[Any]:
    return Column(key, key.title(), read=lambda row: None)


STAYS = Collection(
    "stays",
    "Stays",
    (column("name"), column("minutes")),
    nothing,
    params=(
        Param("roomId", "Room", required=True),
        Param("state", "State", ParamKind.LIST, choices=("open", "done")),
        Param("tag", "Tags", ParamKind.LIST),
        Param("how", "How", ParamKind.CHOICE, choices=("Fast", "Slow")),
        Param("latest", "Latest", ParamKind.FLAG),
        Param("page", "Page", ParamKind.NUMBER),
    ),
    range_use=RangeUse.REQUIRED,
)
ROOMS = Collection("rooms", "Rooms", (column("name"),), nothing)
CATALOG = Catalog(collections=(STAYS, ROOMS), connect=lambda opener: None, probe=None)  # type: ignore[arg-type]

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=12)
VALUES: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        "roomId": TEXTS,
        "state": st.lists(st.sampled_from(["open", "done"]), min_size=1, max_size=3).map(tuple),
        "tag": st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
        "how": st.sampled_from(["Fast", "Slow"]),
        "latest": st.booleans(),
        "page": st.integers(-(10**17), 10**17),
    },
)
RANGES = st.just("") | st.sampled_from(
    [
        "7d",
        "7d..",
        "12 h..",
        "2w",
        "today",
        "last week",
        "2026-01-05",
        "2026-01-05..",
        "yesterday..now",
        "2026-01-05..2026-02-01",
        "tue 10-12",
        "1 jan to 3 jan",
        "..",
        "a..b..c",
        "2026-01-05T09:00+01:00..now",
    ]
)
LINKS = st.builds(
    Place,
    connection=TEXTS,
    collection=st.just("stays"),
    values=VALUES,
    range=RANGES,
    where=st.just("") | TEXTS | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    sort=st.just("") | TEXTS,
    columns=st.lists(TEXTS, max_size=3).map(tuple),
    tab=st.just("") | TEXTS,
)


def catalog(connection: str) -> Catalog:
    assert connection
    return CATALOG


@given(LINKS)
def test_a_link_that_is_written_and_read_back_is_the_same(link: Place) -> None:
    assert parse_link(link_text(link, STAYS), catalog) == link


def test_an_id_stands_behind_the_collection_and_a_length_of_time_behind_from() -> None:
    link = parse_link("campus/stays/Lecture%20hall?from=7d&state=open&state=done&where=minutes>30", catalog)

    assert link == Place(
        "campus", "stays", {"roomId": "Lecture hall", "state": ("open", "done")}, range="7d", where="minutes>30"
    )
    assert link_text(link, STAYS) == "campus/stays/Lecture%20hall?state=open&state=done&from=7d&where=minutes>30"


def look_at(text: str) -> None:
    link = parse_link(text, catalog)
    check_link(link, CATALOG.collection(link.collection), now=NOW, zone=ZONE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("campus", "CONNECTION/COLLECTION"),
        ("campus/stay", "Did you mean “stays”?"),
        ("campus/rooms/ROOM", "Write campus/rooms."),
        ("campus/stays/a/b", "campus/stays/a%2Fb"),
        ("campus/stays?roomID=x", "room-id"),
        ("campus/stays?latest=perhaps", "latest=yes"),
        ("campus/stays?page=two", "page=10"),
        ("campus/stays?how=fest", "Fast"),
        ("campus/stays?state=open&state=dne", "Did you mean “done”?"),
        ("campus/stays?from", "from=VALUE"),
        ("campus/stays?to=today", "from=7d&to=today"),
        ("campus/stays?range=7d&from=7d", "Leave one of them out."),
        ("campus/stays?from=7d&from=8d", "given twice"),
        ("campus/stays?from=7x", "7x"),
        ("campus/rooms?from=7d", "stretch of time"),
        ("campus/rooms?sort=-nam", "Did you mean “name”?"),
        ("campus/rooms?columns=name,wide", "“wide”"),
        ("campus/rooms?where=wide>3", "“wide”"),
    ],
)
def test_a_wrong_link_says_what_would_be_right(text: str, says: str) -> None:
    with pytest.raises(UsageError) as wrong:
        look_at(text)

    assert says in str(wrong.value)


@pytest.mark.parametrize(
    "text",
    [
        "7d",
        "today",
        "last week",
        "2026-01-05",
        "2026-01-05..",
        "7d..",
        "2026-01-05..2026-02-01",
        "tue 10-12",
        "1 jan to 3 jan",
        "yesterday 17:00..now",
        "q3",
        "2026-W03",
    ],
)
def test_the_words_of_get_ask_for_the_same_stretch_of_time(text: str) -> None:
    words = get_words(Place("campus", "stays", range=text), STAYS, now=NOW, zone=ZONE)

    given = {flag: end for flag, _, end in (word.partition("=") for word in words[3:])}
    asked = parse_bounds(given["--from"], given.get("--to"), now=NOW, zone=ZONE, default="")
    wanted = parse_range(text, now=NOW, zone=ZONE)
    assert (asked.start, asked.last) == (wanted.start, wanted.last)


def test_no_parameter_of_any_vendor_is_called_as_a_part_of_a_link() -> None:
    options = {
        param.option
        for vendor in registry.load_all()
        for collection in vendor.catalog().collections
        for param in collection.params
    }

    assert not options.intersection(RESERVED)
