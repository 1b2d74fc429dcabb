"""Archives are the same bytes wherever and whenever they are made, and their sums are beside them."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from release.archives import SUMS, tar_bytes, write_sums, zip_bytes


def laid(folder: Path) -> Path:
    (folder / "lib").mkdir(parents=True)
    (folder / "lib/z.txt").write_text("z")
    (folder / "a.txt").write_text("a")
    (folder / "run").write_text("#!/bin/sh\n")
    (folder / "run").chmod(0o700)
    (folder / "lib/link").symlink_to("z.txt")
    return folder


def test_a_tar_knows_nothing_of_who_made_it_and_when(tmp_path: Path) -> None:
    one, other = laid(tmp_path / "one"), laid(tmp_path / "other")
    os.utime(other / "a.txt", (1, 1))
    (other / "a.txt").chmod(0o600)

    assert tar_bytes(one, top="app") == tar_bytes(other, top="app")


def test_a_tar_unpacks_into_one_folder_with_links_and_what_may_run(tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(tar_bytes(laid(tmp_path / "one"), top="app-1"))) as archive:
        found = {entry.name: (entry.mode, entry.linkname, entry.uname, entry.mtime) for entry in archive}

    assert list(found) == ["app-1", "app-1/a.txt", "app-1/lib", "app-1/lib/link", "app-1/lib/z.txt", "app-1/run"]
    assert found["app-1/run"][0] == found["app-1/lib"][0] == 0o755
    assert found["app-1/a.txt"][0] == 0o644
    assert found["app-1/lib/link"][1] == "z.txt"
    assert {(uname, mtime) for _, _, uname, mtime in found.values()} == {("", 1767225600)}


def test_the_time_is_what_source_date_epoch_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")

    with zipfile.ZipFile(io.BytesIO(zip_bytes({"b": b"", "a": b""}))) as archive:
        assert [(entry.filename, entry.date_time) for entry in archive.infolist()] == [
            ("a", (2027, 1, 15, 8, 0, 0)),
            ("b", (2027, 1, 15, 8, 0, 0)),
        ]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed here")
def test_the_sums_are_what_sha256sum_checks_and_keep_what_was_made_before(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).write_text(name)
    write_sums(tmp_path, [tmp_path / "one"])
    (tmp_path / "gone").write_text("")
    write_sums(tmp_path, [tmp_path / "gone"])
    (tmp_path / "gone").unlink()

    sums = write_sums(tmp_path, [tmp_path / "other"])

    assert sums.name == SUMS
    checked = subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=tmp_path, capture_output=True, text=True)
    assert checked.stdout.splitlines() == ["one: OK", "other: OK"]
