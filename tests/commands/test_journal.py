"""`frontdesk journal`: what is asked for is what is listed, or it is said why not."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Say


@pytest.mark.parametrize("limit", ["0", "-1", "x"])
def test_a_number_of_writes_that_cannot_be_is_refused(say: Say, limit: str) -> None:
    code, out, err = say("journal", "--limit", limit)

    assert (code, out) == (2, "")
    assert "--limit" in err
    assert "number" in err
    assert "invalid int value" not in err


def test_a_write_is_not_passed_over_by_the_list(say: Say) -> None:
    code, out, err = say("journal", "list", "3")

    assert (code, out) == (2, "")
    assert "list takes no write" in err
    assert "frontdesk journal verify 3" in err


@pytest.mark.parametrize("words", [("--since", "2026-01..2026-03"), ("--until", "2026-01..2026-03"), ("--since", " ")])
def test_the_ends_of_its_range_are_called_as_its_flags_are(say: Say, words: tuple[str, str]) -> None:
    code, out, err = say("journal", *words)

    assert (code, out) == (2, "")
    assert "--since 2026-01-01 --until 2026-03-31" in err
    assert "--from" not in err
