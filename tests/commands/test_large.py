"""The queries in the page on large data, over what Frontdesk really exports."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.commands.conftest import Say

PAGE = Path(__file__).parents[2] / "docs" / "large.md"

FOURTH_OF_NOVEMBER = datetime(2026, 11, 4, 13, 51, tzinfo=UTC)
"""When it is, so that `yesterday` ends a range that has some days of two months, and no more than that."""


def test_every_query_of_the_page_answers(say: Say, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("arro3.io")
    page = PAGE.read_text(encoding="utf-8")
    commands = re.findall(r"^    frontdesk (get .*?[^\\])$", page, re.MULTILINE | re.DOTALL)
    for command in commands[1:]:  # the second is the first one, every night
        words = command.replace("\\\n", " ").replace("2026-01-01", "2026-10-30").split()
        assert say(*words, at=FOURTH_OF_NOVEMBER)[0] == 0, command

    database = duckdb.connect()
    queries = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    answers = [database.execute(query).fetchall() for query in queries]

    assert len(commands) == 2
    assert len(queries) == 7
    assert all(answers[1:5])  # the first makes the view, and of October there are two days only
    assert answers[6]
