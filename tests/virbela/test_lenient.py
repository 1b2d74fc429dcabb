"""What the vendor writes loosely is read as it is meant."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tests.virbela.campus import CATALOG, SETTINGS
from tui.core.record import Record
from tui.core.wire.http import Response
from tui.transport import decode_rows
from tui.vendors.virbela.api.calls import path_part
from tui.vendors.virbela.api.explain import explain
from tui.vendors.virbela.api.lenient import instant, number
from tui.vendors.virbela.api.listings import ATTENDANCE
from tui.vendors.virbela.api.models import AttendanceRow
from tui.vendors.virbela.catalog import profile_fields
from tui.vendors.virbela.settings import Settings


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("15.44", 15.44),
        ("15,44", 15.44),
        ("0.00", 0.0),
        ("16262", 16262),
        (7, 7),
        ("", None),
        ("n/a", None),
        (True, None),
        ("nan", None),
        ("1_0", None),
        (None, None),
    ],
)
def test_numbers(written: object, meant: float | None) -> None:
    assert number(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "2023-01-19T11:55:56.140Z",
        "2023-01-19t11:55:56.140z",
        "2023-01-19T12:55:56.1400000+01:00",
        "2023-01-19T11:55:56.140",
    ],
)
def test_times(written: str) -> None:
    assert instant(written) == datetime(2023, 1, 19, 11, 55, 56, 140000, UTC)


@pytest.mark.parametrize("written", ["", "soon", None, 5])
def test_what_is_no_time(written: object) -> None:
    assert instant(written) is None


@pytest.mark.parametrize(
    ("text", "part"), [("a b", "a%20b"), ("../x", "..%2Fx"), ("..", "%2E%2E"), ("å?", "%C3%A5%3F")]
)
def test_ids_lead_nowhere_else(text: str, part: str) -> None:
    assert path_part(text) == part


@pytest.mark.parametrize(
    ("region", "api", "product"),
    [
        ("us", "https://gateway-us.virbela.com", "https://virbela-product-api.herokuapp.com"),
        ("eu", "https://gateway-eu.virbela.com", "https://virbela-product-api-eu.herokuapp.com"),
        ("au", "https://gateway-aus.virbela.com", "https://virbela-product-api.herokuapp.com"),
    ],
)
def test_each_region_has_its_hosts(region: str, api: str, product: str) -> None:
    settings = Settings.of({**SETTINGS, "region": region, "base_url": None, "product_url": ""})

    assert settings.bases == {"api": api, "product": product}


def test_an_address_in_the_config_wins_over_the_regions() -> None:
    settings = Settings.of({**SETTINGS, "base_url": "http://127.0.0.1:1/virbela/"})

    assert settings.bases["api"] == "http://127.0.0.1:1/virbela"
    assert "the-secret" not in repr(settings)


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, b'{"responseCode":"success","detail":"fine"}', None),
        (200, b'{"count":1,"data":[]}', None),
        (200, b"[1]", None),
        (200, b'{"responseCode":"error","title":"No","detail":"Because"}', "No. Because."),
        (200, b'{"responseCode":"notAllowed"}', "Virbela answered “notAllowed”."),
        (400, b'{"message":"Bad Request"}', "Bad Request."),
        (400, b'{"title":["odd"],"detail":{"deep":1},"error":"Bad"}', "Bad."),
        (502, b"<html>", None),
    ],
)
def test_refusals_are_read_in_the_vendors_words(status: int, body: bytes, words: str | None) -> None:
    error = explain(Response(status, {}, body, "http://gateway.test/User"))

    assert (error.message if error else None) == words


def test_a_campuss_own_profile_fields_become_columns_of_their_kind() -> None:
    profiles: list[dict[str, Any]] = [
        {"email": "a@b.org", "Department": "Arts", "eNPS": 9},
        {"userId": "b", "eNPS": 7.5, "Tags": ["x", "y"], "Mixed": 1},
        {"Mixed": "one", "Remote": True},
    ]

    columns = profile_fields(Record(str(n), profile, b"{}") for n, profile in enumerate(profiles))

    assert [(column.key, column.kind.value) for column in columns] == [
        ("Department", "text"),
        ("eNPS", "number"),
        ("Tags", "list"),
        ("Mixed", "text"),
        ("Remote", "flag"),
    ]
    assert [column.read(profiles[1]) for column in columns] == [None, 7.5, ("x", "y"), "1", None]


def test_every_collection_opens_one_that_there_is_and_every_sort_is_a_column() -> None:
    names = {collection.name for collection in CATALOG.collections}
    for collection in CATALOG.collections:
        assert collection.opens is None or collection.opens.collection in names
        assert not collection.sort or collection.column(collection.sort.removeprefix("-"))


LEAVES = st.sampled_from(
    [
        "2026-03-01T10:00:00.000Z",
        "2026-03-01T11:00:00+01:00",
        "2026-03-01T10:00:00",
        "2026-03-01t10:00:00z",
        " 2026-03-01T10:00:00Z ",
        "2026-03-01T10:00Z",
        "20260301T100000Z",
        "",
        "null",
        None,
        "soon",
        7,
        "1772359200",
    ]
)


@given(st.lists(LEAVES, max_size=9))
def test_a_time_reads_the_same_whether_all_rows_beside_it_are_written_by_the_letter_or_not(leaves: list[Any]) -> None:
    sent = [
        Raw(json.dumps({"userId": "a", "joinTime": f"2026-03-01T0{n}:00:00Z", "leaveTime": leave}).encode())
        for n, leave in enumerate(leaves)
    ]
    together = ATTENDANCE.decoded(sent)
    loosely = decode_rows(sent, AttendanceRow, identify=ATTENDANCE.identify)

    assert together == tuple(row for n, raw in enumerate(sent) for row in ATTENDANCE.decoded([raw], first=n))
    for row, loose in zip(together, loosely, strict=True):
        assert (row.raw, row.problem) == (loose.raw, loose.problem)
        assert (row.value is None) == (loose.value is None)
        if row.value is not None and loose.value is not None:
            assert instant(row.value.leave_time) == instant(loose.value.leave_time)
            assert row.value.join_time == loose.value.join_time
