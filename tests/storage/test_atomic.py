"""Files are the old one or the new one, whole, and the user's alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.storage.atomic import make_folder, open_atomic, write_atomic


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_folders_and_files_are_the_users_alone(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a" / "b" / "file", "x")

    assert (mode(tmp_path / "a"), mode(tmp_path / "a" / "b"), mode(tmp_path / "a" / "b" / "file")) == (
        0o700,
        0o700,
        0o600,
    )


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")

    def failing() -> None:
        with open_atomic(file) as stream:
            stream.write("new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()

    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_fresh_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write_atomic(file, "first", fresh=True)

    with pytest.raises(FileExistsError):
        write_atomic(file, "second", fresh=True)

    assert file.read_text() == "first"
    assert list(tmp_path.iterdir()) == [file]


def test_a_fresh_file_does_not_win_a_race(tmp_path: Path) -> None:
    file = tmp_path / "file"

    def racing() -> None:
        with open_atomic(file, fresh=True) as stream:
            file.write_text("somebody else's")
            stream.write("ours")

    with pytest.raises(FileExistsError):
        racing()

    assert file.read_text() == "somebody else's"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")

    write_atomic(tmp_path / "link", "new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_folder_in_the_way_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="not a file"):
        write_atomic(tmp_path, "x")


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(mode=0o755)

    make_folder(tmp_path / "a" / "b")

    assert mode(tmp_path / "a") == 0o755
