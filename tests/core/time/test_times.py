"""Instants are read however vendors write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.time.times import parse_time

CEST = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-11-24T09:23:14.945Z", datetime(2025, 11, 24, 9, 23, 14, 945000, UTC)),
        ("2025-11-24t09:23:14z", datetime(2025, 11, 24, 9, 23, 14, tzinfo=UTC)),
        ("2025-11-24T09:23:14+00:00", datetime(2025, 11, 24, 9, 23, 14, tzinfo=UTC)),
        ("2024-04-28T22:58:37.5691339+02:00", datetime(2024, 4, 28, 22, 58, 37, 569133, CEST)),
        ("2024-04-28T22:58:37.9999999+0200", datetime(2024, 4, 28, 22, 58, 37, 999999, CEST)),
        ("2024-04-28 22:58 +02", datetime(2024, 4, 28, 22, 58, tzinfo=CEST)),
        ("2015-01-01T12:00:00", datetime(2015, 1, 1, 12)),  # noqa: DTZ001 - without an offset it stays naive
        (" 2025-11-24T09:23:14Z ", datetime(2025, 11, 24, 9, 23, 14, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read(text: str, instant: datetime) -> None:
    parsed = parse_time(text)
    assert parsed == instant
    assert parsed is not None
    assert parsed.utcoffset() == instant.utcoffset()


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "2025-11-24",
        "soon",
        "2025-13-01T00:00:00Z",
        "2025-11-24T25:00:00Z",
        "1700000000",
        "T",
        "٢٠٢٥-١١-٢٤T09:00Z",
    ],
)
def test_anything_else_is_none(text: str | None) -> None:
    assert parse_time(text) is None


@given(st.datetimes(timezones=st.sampled_from([UTC, CEST])))
def test_what_python_writes_is_read_back(instant: datetime) -> None:
    assert parse_time(instant.isoformat()) == instant


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    parse_time(text)
