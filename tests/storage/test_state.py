"""What the app remembers."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tui.core.place import Place
from tui.storage import lock as lock_module
from tui.storage.state import RECENT, State, StateFile

ROOMS = Place("campus", "rooms")
ATTENDANCE = Place("campus", "attendance", {"roomId": "r1", "ids": ("a", "b"), "deep": True}, "7d", title="Lobby")


def test_reading_makes_nothing(tmp_path: Path) -> None:
    assert StateFile(tmp_path / "state" / "state.toml").read() == State()
    assert list(tmp_path.iterdir()) == []


def test_places_come_back_as_they_were_newest_first_and_each_once(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "state.toml")
    for place in (ROOMS, ATTENDANCE, ROOMS):
        file.update(lambda state, place=place: state.visited(place))  # type: ignore[misc]

    assert file.read().recent == (ROOMS, ATTENDANCE)
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_only_the_last_places_are_kept() -> None:
    state = State()
    for number in range(RECENT + 5):
        state = state.visited(Place("campus", f"c{number}"))

    assert len(state.recent) == RECENT
    assert state.recent[0].collection == f"c{RECENT + 4}"


def test_choices_are_remembered_and_forgotten(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "state.toml")

    file.update(lambda state: state.with_remembered("columns", "campus/rooms", ["name", "level"]))
    assert file.read().remembered == {"columns": {"campus/rooms": ["name", "level"]}}

    file.update(lambda state: state.with_remembered("columns", "campus/rooms", None))
    assert file.read().remembered == {"columns": {}}


@pytest.mark.parametrize(
    "damage",
    [b"recent = [", b"\xff\xfe", b"recent = 3\nremembered = []\n", b"recent = [1, {}]\n", b"x = " + b"[" * 50_000],
)
def test_a_damaged_file_is_forgotten_and_written_anew(tmp_path: Path, damage: bytes) -> None:
    file = StateFile(tmp_path / "state.toml")
    file.path.write_bytes(damage)

    assert file.read() == State()
    file.update(lambda state: state.visited(ROOMS))

    assert file.read().recent == (ROOMS,)


def test_what_another_version_keeps_stays(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "state.toml")
    file.path.write_text("[window]\nsplit = 3\n")

    file.update(lambda state: state.visited(ROOMS))

    assert tomllib.loads(file.path.read_text())["window"] == {"split": 3}


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tui.storage.state import StateFile\n"
        "for n in range(20):\n"
        "    StateFile(Path(sys.argv[1])).update(lambda s: s.with_remembered('t', f'{sys.argv[2]}{n}', n))"
    )
    path = tmp_path / "state.toml"
    processes = [subprocess.Popen([sys.executable, "-c", script, str(path), name]) for name in "abc"]

    assert [process.wait(30) for process in processes] == [0, 0, 0]

    assert len(StateFile(path).read().remembered["t"]) == 60


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "state.toml")
    os.mkfifo(file.path)

    assert file.read() == State()
    file.update(lambda state: state.visited(ROOMS))

    assert file.read().recent == (ROOMS,)


def test_another_process_that_holds_the_lock_holds_nobody_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_module, "PATIENCE", 0.0)
    file = StateFile(tmp_path / "state.toml")
    file.update(lambda state: state.visited(ROOMS))
    with file.path.with_suffix(".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)

        with pytest.raises(OSError, match="another process holds the lock"):
            file.update(lambda state: state.with_remembered("theme", "name", "harbor"))

    assert file.read().recent == (ROOMS,)
