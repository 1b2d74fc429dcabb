"""A journal that is damaged, locked, from the future or on a full disk: a sentence, and nothing of it lost."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.writing.test_journal import intent
from tui.core.action import WriteState
from tui.core.errors import Refused
from tui.storage import journal_file
from tui.storage.journal import BatchRow, Journal, JournalUnwritable, Wanted
from tui.storage.journal_repair import repair

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Journal]:
    journal = Journal(path)
    try:
        yield journal
    finally:
        await journal.aclose()


async def written(path: Path, count: int) -> None:
    async with opened(path) as journal:
        rows = [BatchRow(number, f"p{number}@example.org", {"email": "x" * 200}) for number in range(count)]
        batch = await journal.begin_batch(connection="c", vendor="v", action="invite", source="people.csv", rows=rows)
        for number in range(count):
            entry = await journal.begin(intent(target=f"p{number}@example.org", batch=batch, row=number))
            await journal.finish(entry, WriteState.DONE, "Invited.")


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            database.execute(statement)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 10_000)


def headless(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(random.Random(1).randbytes(4096))


def holed(path: Path) -> None:
    dice = random.Random(2)
    with path.open("r+b") as file:
        for page in (7, 11, 12):
            file.seek(page * 4096)
            file.write(dice.randbytes(4096))


DAMAGES: list[Callable[[Path], None]] = [cut_short, headless]


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_journal_is_refused_with_the_way_out_and_left_as_it_is(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "journal.db"
    await written(path, 60)
    damage(path)
    before = path.read_bytes()

    async with opened(path) as journal:
        with pytest.raises(
            JournalUnwritable, match=r"cannot be used.*Nothing is sent.*frontdesk journal repair"
        ) as said:
            await journal.begin(intent())

    assert "disk" not in said.value.way_out
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", [*DAMAGES, holed])
async def test_a_repair_saves_what_can_be_read_and_keeps_the_old_one(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "journal.db"
    await written(path, 60)
    damage(path)
    before = path.read_bytes()

    repaired = repair(path, now=NOW)

    assert repaired.reason
    assert repaired.kept is not None
    assert repaired.kept.read_bytes() == before
    assert names(tmp_path) == ["journal.db", repaired.kept.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    async with opened(path) as journal:
        entries = await journal.entries()
        assert 10 < len(entries) == repaired.entries == 60 - repaired.lost
        assert {entry.target for entry in entries} <= {f"p{number}@example.org" for number in range(60)}
        assert await journal.begin(intent()) > max(entry.id for entry in entries)


async def test_a_whole_journal_is_left_alone_by_a_repair(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await written(path, 3)
    before = path.read_bytes()

    assert repair(path, now=NOW).reason == ""
    assert path.read_bytes() == before
    assert names(tmp_path) == ["journal.db"]


async def test_what_is_only_in_the_log_beside_the_file_is_saved_too(tmp_path: Path) -> None:
    path, other = tmp_path / "journal.db", tmp_path / "other" / "journal.db"
    other.parent.mkdir()
    async with opened(path) as journal:
        for _ in range(5):
            await journal.begin(intent())
        sql(path, "DROP INDEX entry_once")
        for name in ("journal.db", "journal.db-wal"):  # as a kill would leave them
            (other.parent / name).write_bytes((tmp_path / name).read_bytes())
    assert (other.parent / "journal.db-wal").stat().st_size

    repaired = repair(other, now=NOW)

    assert repaired.reason
    async with opened(other) as journal:
        assert len(await journal.entries()) == repaired.entries == 5


async def test_a_journal_of_no_bytes_beside_a_log_is_no_new_one(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"")
    (tmp_path / "journal.db-wal").write_bytes(b"what SQLite would throw away")

    async with opened(path) as journal:
        with pytest.raises(JournalUnwritable, match=r"it is empty, and journal.db-wal beside it is not"):
            await journal.begin(intent())

    assert (tmp_path / "journal.db-wal").read_bytes() == b"what SQLite would throw away"


@pytest.mark.parametrize(
    ("statements", "why"),
    [
        (["ALTER TABLE entry DROP COLUMN request_id"], "its table “entry” has no column “request_id”"),
        (["ALTER TABLE entry DROP COLUMN unchanged"], "its table “entry” has no column “unchanged”"),
        (["DROP TABLE batch_row"], "it has no table “batch_row”"),
        (["DROP INDEX entry_once"], "it has no index “entry_once”, which keeps a write from being done twice"),
        (["PRAGMA user_version = 0"], "it has a table “batch” and does not say which version it is of"),
        (["DROP TABLE entry", "PRAGMA user_version = 0"], "it has a table “batch”"),
    ],
)
async def test_a_schema_that_is_not_whole_is_refused_before_anything_is_sent_and_can_be_repaired(
    tmp_path: Path, statements: list[str], why: str
) -> None:
    path = tmp_path / "journal.db"
    await written(path, 3)
    sql(path, *statements)

    async with opened(path) as journal:
        with pytest.raises(JournalUnwritable, match=why):
            await journal.begin(intent())

    repaired = repair(path, now=NOW)
    assert repaired.entries == (0 if "DROP TABLE entry" in statements else 3)
    async with opened(path) as journal:
        begun = await journal.begin(intent())
        assert await journal.finish(begun, WriteState.DONE, "Invited.", request_id="r", unchanged=True)


async def test_a_journal_of_a_newer_frontdesk_is_not_repaired(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await written(path, 1)
    sql(path, "PRAGMA user_version = 99")

    with pytest.raises(Refused, match="a newer Frontdesk made it"):
        repair(path, now=NOW)


async def test_a_locked_journal_is_said_to_be_held_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.db"
    await written(path, 1)
    monkeypatch.setattr(journal_file, "SCHEMA", replace(journal_file.SCHEMA, busy_seconds=0.0))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        async with opened(path) as journal:
            with pytest.raises(JournalUnwritable, match=r"database is locked.*Another program holds it"):
                await journal.begin(intent())


async def test_a_journal_that_another_process_has_open_is_not_repaired(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    await written(path, 1)
    holding = (
        "import sqlite3, sys\n"
        "database = sqlite3.connect(sys.argv[1]); database.execute('SELECT * FROM entry').fetchall()\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    other = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", holding, str(path)), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert other.stdout is not None
    await other.stdout.readline()

    try:
        with pytest.raises(Refused, match=r"Another Frontdesk has the journal .* open"):
            repair(path, now=NOW)
    finally:
        await other.communicate(b"")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("fields = '{\"email\"'", "values"),
        ("fields = '[1]'", "values"),
        ("body = char(0)", "body"),
        ("before = '{'", "before"),
        ("state = 'sort of'", "state"),
        ("at = 'yesterday'", "time"),
        ("at = '0001-01-01T00:00:00+00:00'", "time"),
        ("finished = 'soon'", "finished"),
        ("danger = 'some'", "danger"),
        ("text = x'ff00'", "text"),
        ("pid = 'one'", "process"),
        ("batch = 'two'", "batch"),
    ],
)
async def test_a_row_that_cannot_be_read_is_shown_as_such_among_the_others(
    tmp_path: Path, change: str, named: str
) -> None:
    path = tmp_path / "journal.db"
    async with opened(path) as journal:
        numbers = [await journal.begin(intent()) for _ in range(3)]
    sql(path, f"UPDATE entry SET {change} WHERE id = {numbers[1]}")

    async with opened(path) as journal:
        await journal.mark_orphans_unknown()
        bad = {entry.id: entry.unreadable for entry in await journal.entries()}
        (entry,) = [entry for entry in await journal.entries() if entry.id == numbers[1]]

    assert bad == {numbers[0]: (), numbers[1]: (named,), numbers[2]: ()}
    assert entry.text.startswith(f"This entry cannot be read whole: its {named}.")


async def test_a_pending_row_that_cannot_be_read_becomes_unknown_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    async with opened(path) as journal:
        number = await journal.begin(intent())
    sql(path, "UPDATE entry SET at = '', fields = '', pid = -1, born = ''")

    async with opened(path) as journal:
        (orphan,) = await journal.mark_orphans_unknown()
        (unknown,) = await journal.entries(Wanted(states=(WriteState.UNKNOWN,)))

    assert orphan.id == unknown.id == number


async def test_half_a_surrogate_pair_from_a_vendor_or_a_person_is_written_down(tmp_path: Path) -> None:
    async with opened(tmp_path / "journal.db") as journal:
        number = await journal.begin(intent(target="\ud83dLee", values={"note": "\ud83d"}))
        await journal.finish(number, WriteState.DONE, "Hello \ud83d.")
        entry = await journal.entry(number)

    assert entry is not None
    assert (entry.target, entry.values, entry.text) == ("\ufffdLee", {"note": "\ud83d"}, "Hello \ufffd.")


async def test_a_number_beyond_all_numbers_is_no_entry(tmp_path: Path) -> None:
    async with opened(tmp_path / "journal.db") as journal:
        assert await journal.entry(10**30) is None
        assert await journal.batch(10**30) is None


async def test_the_folders_above_are_the_users_alone_whatever_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        async with opened(tmp_path / "state" / "frontdesk" / "journal.db") as journal:
            await journal.begin(intent())
    finally:
        os.umask(before)

    for folder in (tmp_path / "state", tmp_path / "state" / "frontdesk"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
