"""Exports that continue where the last one ended: each row once, none left out, and nothing half done."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.commands.conftest import NOW, Say
from tui.commands.getting.since_last import HOLD_BACK, Into, continued
from tui.core.collection import Collection, Query, RangeUse
from tui.core.column import Column, Kind
from tui.core.errors import UsageError
from tui.core.record import Page, Record
from tui.storage.exports import Export, ExportFile

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
OUT: Final = Into("as csv to standard output")
ATTENDANCE: Final = ("get", "campus", "campus-attendance", "--since-last", "att", "--format", "jsonl")
MONTHS: Final = ("get", "campus", "campus-attendance", "--format", "parquet", "--partition", "month")


def stays(joins: list[int]) -> Collection:
    """Return a list of stays that an inclusive vendor answers by overlap: those at an edge come on both sides of it."""

    async def fetch(client: object, query: Query) -> AsyncIterator[Page[Any]]:
        assert query.span is not None
        found = [
            Record(str(number), join, b"{}")
            for number, minutes in enumerate(joins)
            if (join := START + timedelta(minutes=minutes)) <= query.span.stop
            and join + timedelta(hours=3) >= query.span.start
        ]
        yield Page(tuple(found))

    moment: Column[Any] = Column("join", "Joined", lambda join: join, Kind.TIME)
    return Collection("stays", "Stays", (moment,), fetch, range_use=RangeUse.REQUIRED, moment="join")


async def exported(file: ExportFile, collection: Collection, now: datetime) -> list[str]:
    window = continued(file, collection, {"what": "stays"}, (START.isoformat(), None), now=now, zone=UTC, into=OUT)
    if window is None:
        return []
    ids: list[str] = []
    with window.moving():
        async for page in collection.fetch(None, Query(span=window.window)):
            ids += [record.id for record in page.records if window.takes(record)]
    return ids


@given(joins=st.lists(st.integers(0, 3000), max_size=30), steps=st.lists(st.integers(0, 900), max_size=12))
def test_windows_have_each_row_once_and_leave_none_out(
    tmp_path_factory: pytest.TempPathFactory, joins: list[int], steps: list[int]
) -> None:
    file = ExportFile(tmp_path_factory.mktemp("state"), "stays")
    collection, now, came = stays(joins), START + timedelta(minutes=1), list[str]()
    for minutes in steps:
        now += timedelta(minutes=minutes)
        came += asyncio.run(exported(file, collection, now))

    edge = (now - HOLD_BACK - START) / timedelta(minutes=1)
    assert sorted(came, key=int) == [str(number) for number, join in enumerate(joins) if join < edge]


def test_exports_in_turn_have_what_one_has(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Stockholm")
    whole = say("get", "campus", "campus-attendance", "--from", "2026-11-16", "--to", "2026-11-18", "--format", "jsonl")
    edges = ["2026-11-16T23:30", "2026-11-17T08:05", "2026-11-17T08:05", "2026-11-18"]

    parts = [say(*ATTENDANCE, "--from", "2026-11-16", "--to", edge) for edge in edges]

    assert [code for code, *_ in parts] == [0, 0, 0, 0]
    assert parts[2][1] == ""
    assert "nothing new" in parts[2][2]
    keys = [_key(line) for _, out, _ in parts for line in out.splitlines()]
    wanted = [_key(line) for line in whole[1].splitlines() if json.loads(line)["joinTime"] >= "2026-11-15T23:00"]
    assert len(set(keys)) == len(keys)
    assert sorted(keys) == sorted(wanted)


def _key(line: str) -> str:
    row = json.loads(line)
    return f"{row['joinTime']} {row['userId']} {row['room_id']}"


def test_an_export_ends_a_while_before_now_and_says_what_is_still_open(say: Say, tmp_path: Path) -> None:
    code, _, said = say(*ATTENDANCE, "--from", "12h")

    state = json.loads((tmp_path / "frontdesk" / "exports" / "att.json").read_text(encoding="utf-8"))
    assert code == 0
    assert datetime.fromisoformat(state["until"]) == NOW - HOLD_BACK
    assert "no “Left” yet" in said
    assert "not again" in said


def test_the_sums_of_another_program_are_those_of_frontdesk(say: Say, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("arro3.io")
    span = ("--from", "2026-10-28", "--to", "2026-11-04")
    ours = json.loads(
        say("get", "campus", "campus-attendance", *span, "--group-by", "room_name", "--format", "json")[1]
    )

    code, _, said = say(*MONTHS, *span, "--output", "out")

    theirs = duckdb.sql(
        "select room_name, count(*), sum(stay_minutes), sum(talkMinutes), count(distinct month) "
        f"from read_parquet('{tmp_path}/out/**/*.parquet', hive_partitioning = true) group by room_name"
    ).fetchall()
    assert code == 0, said
    assert max(months for *_, months in theirs) == 2
    assert {name: count for name, count, *_ in theirs} == {row["room_name"]: row["count"] for row in ours}
    for name, _, stay, talk, _ in theirs:
        row = next(row for row in ours if row["room_name"] == name)
        assert stay == pytest.approx(row["stay_sum_minutes"], abs=0.1)
        assert talk == pytest.approx(row["talk_sum_minutes"], abs=0.01)


def test_a_folder_stays_as_it_was_when_a_part_is_missing(say: Say, tmp_path: Path) -> None:
    pytest.importorskip("arro3.io")
    room = json.loads(say("get", "campus", "rooms", "--limit", "1", "--format", "json")[1])[0]["objectId"]
    words = ("get", "campus", "attendance", "--room-id", "-", *MONTHS[3:], "--output", "out", "--since-last", "att")

    code, _, said = say(*words, "--from", "2026-11-17", stdin=f"{room}\nNoRoom0000")

    assert code == 3
    assert "“att” stays where it was, and out is as it was" in said
    assert not (tmp_path / "out").exists()
    assert ExportFile(tmp_path / "frontdesk" / "exports", "att").read().until is None


def test_a_folder_grows_by_what_is_new_and_is_not_begun_twice(say: Say, tmp_path: Path) -> None:
    pytest.importorskip("arro3.io")
    words = (*MONTHS, "--output", "out", "--since-last", "att", "--from", "2026-11-17")
    first = say(*words, "--to", "2026-11-17")
    files = sorted((tmp_path / "out").rglob("*.parquet"))

    second = say(*words, "--to", "2026-11-18")

    assert (first[0], second[0]) == (0, 0)
    assert len(files) == 1
    assert len(sorted((tmp_path / "out").rglob("*.parquet"))) == 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []
    again = say(*MONTHS, "--output", "out", "--from", "2026-11-17")
    assert again[0] == 2
    assert "is not empty" in again[2]


def test_a_folder_that_has_nothing_of_what_came_before_is_not_gone_on_with(say: Say, tmp_path: Path) -> None:
    pytest.importorskip("arro3.io")
    into = (*MONTHS, "--since-last", "att", "--from", "2026-11-17")
    first = say(*into, "--to", "2026-11-17", "--output", "out")

    other = say(*into, "--to", "2026-11-18", "--output", "new")
    (tmp_path / "out").rename(tmp_path / "moved")
    gone = say(*into, "--to", "2026-11-18", "--output", "out")
    moved = say(*into, "--to", "2026-11-18", "--output", "moved")

    assert [each[0] for each in (first, other, gone, moved)] == [0, 2, 2, 0]
    for code_out_err, folder in ((other, "new"), (gone, "out")):
        assert f"went as parquet into {tmp_path}/out, and {folder} has nothing of that." in code_out_err[2]
        assert not (tmp_path / folder).exists()
    assert f"went as parquet into {tmp_path}/out: here is only what came since." in moved[2]


def test_an_export_that_goes_on_in_another_form_says_where_the_rest_is(say: Say) -> None:
    to_stdout = say(*ATTENDANCE, "--from", "2026-11-17", "--to", "2026-11-17")
    into_file = say(*ATTENDANCE[:-1], "csv", "--to", "2026-11-18", "--output", "new.csv")
    again = say(*ATTENDANCE[:-1], "csv", "--to", "2026-11-19", "--output", "newer.csv")

    assert [code for code, *_ in (to_stdout, into_file, again)] == [0, 0, 0]
    assert "“att” went as jsonl to standard output: here is only what came since." in into_file[2]
    assert "here is only" not in to_stdout[2] + again[2]


def test_what_broke_off_between_its_files_and_its_position_is_taken_away(tmp_path: Path) -> None:
    file = ExportFile(tmp_path / "state", "att")
    half = tmp_path / "out" / "month=2026-11" / "half.parquet"
    half.parent.mkdir(parents=True)
    half.write_text("half", encoding="utf-8")
    with file.held():
        state = Export({"what": "stays"}, START, folder=str(tmp_path / "out"))
        file.write(replace(state, pending=("month=2026-11/half.parquet", "gone")))

    assert file.cleared() == state
    assert not half.exists()


def test_one_that_fails_leaves_its_position_where_it_was(tmp_path: Path) -> None:
    file = ExportFile(tmp_path, "stays")
    window = continued(file, stays([]), {}, (START.isoformat(), None), now=NOW, zone=UTC, into=OUT)
    assert window is not None

    def break_off() -> None:
        with window.moving():
            window.announce(tmp_path, ["a"])
            (tmp_path / "a").write_text("", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()

    assert file.read().until is None
    assert not (tmp_path / "a").exists()


def test_two_processes_do_not_continue_the_same_export(tmp_path: Path) -> None:
    with (
        ExportFile(tmp_path, "att").held(),
        pytest.raises(UsageError, match="Another process"),
        ExportFile(tmp_path, "att").held(),
    ):
        pass


@pytest.mark.parametrize("content", ["", "[]", '{"until": "soon"}', '{"question": {}, "until": "2026-01-01T00:00:00"}'])
def test_a_position_that_cannot_be_read_is_no_new_beginning(tmp_path: Path, content: str) -> None:
    (tmp_path / "att.json").write_text(content, encoding="utf-8")

    with pytest.raises(UsageError, match="cannot be read"):
        ExportFile(tmp_path, "att").read()


def _another_question(say: Say) -> tuple[int, str, str]:
    say(*ATTENDANCE, "--from", "2026-11-17", "--to", "2026-11-17")
    return say(*ATTENDANCE, "--where", "x")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda say: say(*ATTENDANCE), "Say where it begins with --from"),
        (lambda say: say(*ATTENDANCE, "--from", "1d", "--limit", "1"), "--limit cannot go together"),
        (lambda say: say("get", "campus", "rooms", "--since-last", "x"), "that have --from and --to"),
        (lambda say: say("get", "campus", "campus-attendance", "--since-last", "../x"), "cannot be called"),
        (_another_question, "asks something else"),
        (lambda say: say(*ATTENDANCE, "--from", "1d", "--output", "config.toml"), "is there already"),
        (lambda say: say(*MONTHS), "--output FOLDER"),
        (lambda say: say("get", "campus", "rooms", *MONTHS[3:], "--output", "out"), "goes by the time of a row"),
    ],
)
def test_what_cannot_be_continued_is_said(say: Say, ask: Callable[[Say], tuple[int, str, str]], said: str) -> None:
    code, out, told = ask(say)

    assert (code, out) == (2, "")
    assert said in told


def test_a_position_that_cannot_be_kept_is_said_with_its_own_file(tmp_path: Path) -> None:
    file = ExportFile(tmp_path / "state", "stays")
    edges = START.isoformat(), None
    window = continued(file, stays([1]), {}, edges, now=START + timedelta(hours=1), zone=UTC, into=OUT)
    assert window is not None

    with pytest.raises(UsageError) as refused, window.moving():
        file.path.parent.write_text("where the folder would be")

    assert f"cannot be written to {file.path}: " in str(refused.value)
