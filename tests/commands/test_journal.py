"""`frontdesk journal`: what is asked for is what is listed, or it is said why not."""

from __future__ import annotations

import resource
from pathlib import Path

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


def test_a_connection_that_is_not_there_is_no_empty_journal(say: Say) -> None:
    code, out, err = say("journal", "--connection", "campsu")

    assert (code, out) == (2, "")
    assert err == "frontdesk: There is no connection “campsu”. Did you mean “campus”?\n"


def test_what_was_written_to_a_connection_that_is_gone_can_be_listed(say: Say, tmp_path: Path) -> None:
    assert say("do", "campus", "invite", "--email", "lee@example.org", "--team-id", "A", "--yes")[0] == 0
    config = tmp_path / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("[connections.campus]", "[connections.harbor]"))

    code, out, _ = say("journal", "--connection", "campus")

    assert code == 0
    assert "lee@example.org" in out


def test_a_bulk_that_is_not_there_is_no_empty_journal(say: Say) -> None:
    code, out, err = say("journal", "--batch", "5")

    assert (code, out) == (2, "")
    assert err == "frontdesk: There is no batch 5 in the journal. No bulk was written yet.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [((), "Nothing was written yet."), (("--state", "unknown"), "No write in the journal is like that.")],
)
def test_an_empty_journal_says_so(say: Say, words: tuple[str, ...], said: str) -> None:
    code, _, err = say("journal", *words)

    assert (code, err) == (0, f"{said}\n")


def test_a_disk_without_room_for_what_reading_needs_is_said_with_the_way_out(say: Say, tmp_path: Path) -> None:
    assert say("journal")[0] == 0
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_000, before[1]))  # less than what SQLite needs beside the journal
    try:
        code, out, err = say("journal", "list")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert (code, out) == (4, "")
    assert err.startswith(f"frontdesk: The journal {tmp_path}/frontdesk/journal.sqlite3 cannot be used: the disk, or a")
    assert err.endswith("Make room on the disk, and try again.\n")
    assert "sent" not in err  # that is for whoever writes
