"""The journal: durable before, complete after, shared by two, honest when it cannot be written."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tui.core.action import Danger, WriteState
from tui.core.secret import Secret
from tui.core.time.clock import FrozenClock
from tui.storage.journal import AlreadyWritten, BatchRow, Intent, Journal, JournalUnwritable, RequestSummary, Wanted
from tui.storage.journal_process import Process, is_gone, this_process

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def intent(**changes: object) -> Intent:
    plain = Intent(
        connection="campus",
        vendor="acme",
        action="invite",
        target="lee@example.org",
        values={"email": "lee@example.org", "teams": ("A", "B"), "set": {"eNPS": 9, "Note": "9"}},
        request=RequestSummary("POST", "/invite", {"email": "lee@example.org"}),
        danger=Danger.REVERSIBLE,
    )
    return replace(plain, **changes)


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    journal = Journal(tmp_path / "state" / "journal.db", clock=FrozenClock(NOON))
    yield journal
    await journal.aclose()


async def test_a_write_is_on_the_disk_before_it_is_sent(journal: Journal) -> None:
    number = await journal.begin(intent())

    other = Journal(journal.path)
    entry = await other.entry(number)
    await other.aclose()
    assert entry is not None
    assert entry.state is WriteState.PENDING
    assert entry.at == NOON
    assert entry.values == {"email": "lee@example.org", "teams": ("A", "B"), "set": {"eNPS": 9, "Note": "9"}}
    assert entry.request == RequestSummary("POST", "/invite", {"email": "lee@example.org"})


async def test_the_end_is_kept_with_the_vendors_words_and_request_id(journal: Journal) -> None:
    number = await journal.begin(intent())

    assert await journal.finish(number, WriteState.REFUSED, "teamId out of range", request_id="64bac7f6")

    entry = await journal.entry(number)
    assert entry is not None
    assert (entry.state, entry.text, entry.request_id, entry.finished) == (
        WriteState.REFUSED,
        "teamId out of range",
        "64bac7f6",
        NOON,
    )


async def test_what_is_done_is_not_made_less_by_a_late_doubt(journal: Journal) -> None:
    number = await journal.begin(intent())
    await journal.finish(number, WriteState.DONE, "Invited.")

    assert not await journal.finish(number, WriteState.UNKNOWN, "Frontdesk ended before the answer came.")

    entry = await journal.entry(number)
    assert entry is not None
    assert entry.state is WriteState.DONE


async def test_file_and_folder_are_for_the_user_only(journal: Journal) -> None:
    await journal.begin(intent())

    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700
    for file in journal.path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


async def test_secrets_never_reach_the_file(journal: Journal) -> None:
    hidden = "correct-horse"
    body = {"login": {"password": hidden, "accessToken": hidden}, "apiKey": hidden, "other": Secret(hidden)}

    await journal.begin(intent(values={"client_secret": hidden}, request=RequestSummary("POST", "/x", body)))

    kept = b"".join(file.read_bytes() for file in journal.path.parent.iterdir())
    assert hidden.encode() not in kept


async def test_newest_first_and_narrowed(journal: Journal) -> None:
    first = await journal.begin(intent())
    second = await journal.begin(intent(connection="office"))
    third = await journal.begin(intent())
    await journal.finish(third, WriteState.DONE, "Invited.")

    assert [entry.id for entry in await journal.entries()] == [third, second, first]
    assert [entry.id for entry in await journal.entries(Wanted(connection="campus"))] == [third, first]
    assert [entry.id for entry in await journal.entries(Wanted(states=(WriteState.DONE,)))] == [third]
    assert [entry.id for entry in await journal.entries(Wanted(limit=1, before_id=third))] == [second]
    assert await journal.entries(Wanted(since=NOON + timedelta(seconds=1))) == ()


async def test_a_row_of_a_batch_is_written_once_until_it_surely_failed(journal: Journal) -> None:
    batch = await journal.begin_batch(
        connection="campus", vendor="acme", action="invite", source="people.csv", rows=[BatchRow(2, "lee", {})]
    )
    first = await journal.begin(intent(batch=batch, row=2))

    with pytest.raises(AlreadyWritten):
        await journal.begin(intent(batch=batch, row=2))

    await journal.finish(first, WriteState.UNKNOWN, "No answer.")
    with pytest.raises(AlreadyWritten):
        await journal.begin(intent(batch=batch, row=2))

    await journal.finish(first, WriteState.FAILED, "Checked: it did not arrive.")
    assert await journal.begin(intent(batch=batch, row=2)) > first


async def test_an_undo_is_sent_once(journal: Journal) -> None:
    written = await journal.begin(intent())
    await journal.begin(intent(undo_of=written))

    with pytest.raises(AlreadyWritten):
        await journal.begin(intent(undo_of=written))


async def test_a_pending_row_of_a_dead_process_becomes_unknown_and_of_a_living_one_stays(journal: Journal) -> None:
    ours = this_process()
    living = Journal(journal.path, process=ours)
    dead = Journal(journal.path, process=replace(ours, born="another boot:1"))
    of_the_living = await living.begin(intent())
    of_the_dead = await dead.begin(intent())
    watching = Journal(journal.path, process=replace(ours, pid=os.getppid()))

    orphans = await watching.mark_orphans_unknown()

    assert [entry.id for entry in orphans] == [of_the_dead]
    assert [entry.id for entry in await watching.unknowns()] == [of_the_dead]
    entry = await watching.entry(of_the_living)
    assert entry is not None
    assert entry.state is WriteState.PENDING
    for each in (living, dead, watching):
        await each.aclose()


def test_a_process_that_has_ended_is_gone_even_while_it_is_a_zombie() -> None:
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert is_gone(replace(this_process(), pid=child.pid)) is True

    child.wait()
    assert is_gone(replace(this_process(), pid=child.pid)) is True
    assert is_gone(this_process()) is False
    assert is_gone(Process("elsewhere.example", 1, "")) is None


async def test_another_machines_write_is_unknown_after_an_hour(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    away = Journal(path, clock=FrozenClock(NOON), process=Process("elsewhere.example", 1, "boot:1"))
    await away.begin(intent())
    soon = Journal(path, clock=FrozenClock(NOON + timedelta(minutes=59)))
    late = Journal(path, clock=FrozenClock(NOON + timedelta(minutes=61)))

    assert await soon.mark_orphans_unknown() == ()
    assert len(await late.mark_orphans_unknown()) == 1
    for each in (away, soon, late):
        await each.aclose()


async def test_a_batch_that_was_interrupted_is_claimed_by_one_only(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    rows = [BatchRow(2, "lee", {"email": "lee"}), BatchRow(3, "kim", {"email": "kim"})]
    dead = Journal(path, process=replace(this_process(), born="another boot:1"))
    await dead.begin_batch(connection="campus", vendor="acme", action="invite", source="people.csv", rows=rows)
    here = Journal(path)
    there = Journal(path, process=replace(this_process(), pid=os.getppid()))

    (interrupted,) = await here.interrupted_batches()

    assert await here.batch_rows(interrupted.id) == tuple(rows)
    assert [await here.claim_batch(interrupted), await there.claim_batch(interrupted)] == [True, False]
    await here.end_batch(interrupted.id)
    assert await here.interrupted_batches() == ()
    for each in (dead, here, there):
        await each.aclose()


async def test_a_read_only_journal_says_so_and_nothing_is_begun(tmp_path: Path) -> None:
    folder = tmp_path / "file-not-folder"
    folder.write_text("in the way")
    journal = Journal(folder / "journal.db")

    with pytest.raises(JournalUnwritable, match="cannot be used"):
        await journal.begin(intent())
    await journal.aclose()


async def test_a_journal_of_a_newer_frontdesk_is_left_alone(journal: Journal) -> None:
    import sqlite3

    await journal.begin(intent())
    with sqlite3.connect(journal.path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    older = Journal(journal.path)

    with pytest.raises(JournalUnwritable, match="newer Frontdesk"):
        await older.begin(intent())
    await older.aclose()


FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from tests.writing.test_journal import intent
from tui.storage.journal import Journal, JournalUnwritable

async def main():
    journal = Journal(Path(sys.argv[1]))
    begun = [await journal.begin(intent())]
    resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))
    try:
        while True:
            begun.append(await journal.begin(intent()))
    except JournalUnwritable as full:
        print(len(begun), full.message)
    await journal.aclose()

asyncio.run(main())
"""


async def test_a_full_disk_refuses_and_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    command = (sys.executable, "-c", FULL_DISK, str(path))
    running = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)

    begun, _, message = (await running.communicate())[0].decode().partition(" ")
    assert "cannot be used" in message
    journal = Journal(path)
    assert len(await journal.entries()) == int(begun)
    await journal.aclose()


TWO_AT_ONCE = """
import asyncio, sys
from pathlib import Path
from tests.writing.test_journal import intent
from tui.core.action import WriteState
from tui.storage.journal import AlreadyWritten, Journal

async def main():
    journal = Journal(Path(sys.argv[1]))
    won = 0
    for row in range(100):
        try:
            entry = await journal.begin(intent(batch=int(sys.argv[2]), row=row))
        except AlreadyWritten:
            continue
        won += 1
        await journal.finish(entry, WriteState.DONE, "Invited.")
    print(won)
    await journal.aclose()

asyncio.run(main())
"""


async def test_two_frontdesks_on_one_journal_share_a_batch_without_doing_a_row_twice(journal: Journal) -> None:
    rows = [BatchRow(number, "lee", {}) for number in range(100)]
    batch = await journal.begin_batch(connection="campus", vendor="acme", action="invite", source="marked", rows=rows)
    command = (sys.executable, "-c", TWO_AT_ONCE, str(journal.path), str(batch))

    running = [await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE) for _ in range(2)]
    won = [int((await each.communicate())[0]) for each in running]

    assert sum(won) == 100
    assert sorted(entry.row or 0 for entry in await journal.entries()) == list(range(100))


STATES = st.sampled_from([WriteState.DONE, WriteState.REFUSED, WriteState.FAILED, WriteState.UNKNOWN])


@given(ends=st.lists(st.lists(STATES, max_size=4), max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_first_certain_end_stands(
    tmp_path_factory: pytest.TempPathFactory, ends: list[list[WriteState]]
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal") / "journal.db")
    begun = [await journal.begin(intent()) for _ in ends]

    for number, states in zip(begun, ends, strict=True):
        for state in states:
            await journal.finish(number, state, state.value)

    found = {entry.id: entry.state for entry in await journal.entries()}
    for number, states in zip(begun, ends, strict=True):
        certain = [state for state in states if state is not WriteState.UNKNOWN]
        doubtful = WriteState.UNKNOWN if states else WriteState.PENDING
        assert found[number] is (certain[0] if certain else doubtful)
    await journal.aclose()
