"""`journal repair`, and files that nobody can read, on the command line."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.writing.test_journal import intent
from tui.cli import main
from tui.core.action import WriteState
from tui.storage.journal import Journal

CONFIG = """
[connections.campus]
vendor = "acme"
base_url = "http://127.0.0.1:9"
"""


@pytest.fixture
def journal_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the journal of a home of its own is."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("FRONTDESK_CONFIG", str(config))
    monkeypatch.setenv("FRONTDESK_VENDORS", str(Path(__file__).parent / "vendors"))
    return tmp_path / "frontdesk" / "journal.sqlite3"


def write_some(path: Path, count: int) -> None:
    async def write() -> None:
        journal = Journal(path)
        for _ in range(count):
            await journal.finish(await journal.begin(intent()), WriteState.DONE, "Invited.")
        await journal.aclose()

    asyncio.run(write())


def test_a_damaged_journal_says_how_it_is_repaired_and_is(
    journal_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_some(journal_path, 60)
    os.truncate(journal_path, journal_path.stat().st_size - 9_000)

    assert main(["journal"]) == 4
    assert "“frontdesk journal repair” saves what can be read" in capsys.readouterr().err
    assert main(["journal", "repair"]) == 0
    told = capsys.readouterr().err
    assert "The journal was damaged: " in told
    assert f"are in the new {journal_path}" in told
    assert f"The old file is {journal_path}.damaged-" in told
    assert main(["journal"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 20


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_a_row_that_cannot_be_read_is_listed_among_the_others(
    journal_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    write_some(journal_path, 3)
    with closing(sqlite3.connect(journal_path)) as database:
        database.execute("UPDATE entry SET state = 'pending', at = 'soon', fields = '{', pid = 'one' WHERE id = 2")
        database.commit()

    assert main(["journal", "--format", form]) == 0

    told = capsys.readouterr().out
    assert "This entry cannot be read whole: its time and its process and its values." in told
    assert told.count("Invited.") >= 2


def test_a_repair_with_nothing_to_do_says_so(journal_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "repair"]) == 4
    assert "There is no journal" in capsys.readouterr().err

    write_some(journal_path, 1)

    assert main(["journal", "repair"]) == 0
    assert "Nothing is wrong with the journal" in capsys.readouterr().err


def test_a_file_that_is_utf_8_but_for_a_byte_is_refused_with_its_line_and_the_flag(
    journal_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("email,teamId\nåsa@example.org,A\n".encode() + b"b\xe5@example.org,A\n")
    words = ["do", "campus", "invite", "--from", str(file), "--dry-run"]

    assert main(words) == 2
    said = capsys.readouterr().err
    assert "people.csv is UTF-8 but for one byte, on line 3" in said
    assert "--encoding windows-1252" in said
    assert not journal_path.exists()

    assert main([*words, "--encoding", "windows-1252"]) == 0
    assert "bå@example.org" in capsys.readouterr().out
