"""The single file as it is laid out, and as every Python here runs it."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from release.pyz import PAYLOAD, payload_files, pyz_bytes
from release.targets import PYTHONS, TARGETS
from tests.packaging.made_up import single_file, wheel, wheels
from tests.packaging.pythons import python


def run(program: Path, archive: Path, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    home.mkdir(mode=0o700, exist_ok=True)
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", **environ}
    return subprocess.run(
        [program, archive, "one", "two"], capture_output=True, text=True, env=environment, check=False
    )


def test_the_machine_code_of_all_targets_lies_side_by_side(tmp_path: Path) -> None:
    files = payload_files(wheels(tmp_path))

    assert {f"fast/_core{target.extension_suffix}" for target in TARGETS} <= files.keys()


def test_machine_code_of_no_target_and_what_only_tools_read_stays_out(tmp_path: Path) -> None:
    musl = wheel(tmp_path, "other", {"fast/_core.cpython-312-x86_64-linux-musl.so": "", "fast/x.pyi": "", "y/z.py": ""})

    assert payload_files([musl]).keys() == {"y/z.py"}


def test_two_wheels_that_do_not_agree_on_a_file_are_refused(tmp_path: Path) -> None:
    pair = [wheel(tmp_path, "a", {"x/y.py": "1"}), wheel(tmp_path, "b", {"x/y.py": "2"})]

    with pytest.raises(ValueError, match=r"another x/y\.py"):
        payload_files(pair)


def test_a_wheel_that_only_pip_can_install_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="only pip"):
        payload_files([wheel(tmp_path, "a", {"a-1.data/scripts/a": ""})])


def test_the_page_for_man_stays_out(tmp_path: Path) -> None:
    assert not payload_files([wheel(tmp_path, "a", {"a-1.data/data/share/man/man1/a.1": ""})])


def test_the_outer_list_is_short_since_every_start_reads_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(pyz_bytes(wheels(tmp_path)))) as archive:
        assert archive.namelist() == [
            "__main__.py",
            "frontdesk_places.py",
            "frontdesk_start.py",
            "frontdesk_unpack.py",
            PAYLOAD,
        ]


def test_the_same_wheels_make_the_same_bytes(tmp_path: Path) -> None:
    assert pyz_bytes(wheels(tmp_path / "a")) == pyz_bytes(reversed(wheels(tmp_path / "b")))


def test_the_file_that_python_begins_with_can_be_read_by_an_old_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(single_file(tmp_path)) as archive:
        ast.parse(archive.read("__main__.py"), feature_version=(3, 4))


@pytest.mark.parametrize("version", PYTHONS)
def test_every_python_runs_it_out_of_what_it_unpacks_once(tmp_path: Path, version: str) -> None:
    archive, home = single_file(tmp_path), tmp_path / "home"

    first = run(python(version), archive, home)
    (folder,) = (home / ".cache/frontdesk-app").iterdir()
    began = folder.stat().st_mtime_ns
    second = run(python(version), archive, home)

    assert first.stderr == ""
    assert (first.stdout, first.returncode) == (f"hello {version} ['one', 'two'] {folder}/tui", 7)
    assert (second.stdout, second.returncode) == (first.stdout, 7)
    assert folder.stat().st_mtime_ns == began


def test_what_python_compiles_is_kept_in_the_folder_and_comes_from_no_other(tmp_path: Path) -> None:
    archive, home, shared = single_file(tmp_path), tmp_path / "home", tmp_path / "shared"

    run(python(PYTHONS[0]), archive, home, PYTHONPYCACHEPREFIX=str(shared))

    assert [path.name for path in home.rglob("words.*.pyc")] == ["words.cpython-311.pyc"]
    assert not shared.exists()


def test_a_folder_of_the_same_name_on_the_python_path_is_in_nobodys_way(tmp_path: Path) -> None:
    archive = single_file(tmp_path)
    (tmp_path / "theirs/tui").mkdir(parents=True)
    (tmp_path / "theirs/tui/__init__.py").write_text("raise SystemExit('theirs')")

    ended = run(python(PYTHONS[0]), archive, tmp_path / "home", PYTHONPATH=str(tmp_path / "theirs"))

    assert ended.returncode == 7, ended.stderr


def test_a_python_that_will_not_do_says_which_would_and_runs_one_of_the_path(tmp_path: Path) -> None:
    good = python(PYTHONS[0])
    with zipfile.ZipFile(single_file(tmp_path)) as archive:
        main = archive.read("__main__.py").decode()
    # Let it be a Python of no target, by the first that it asks.
    begin = tmp_path / "__main__.py"
    begin.write_text(re.sub(r"^if EXTENSION_SUFFIXES.*:$", "if True:", main, count=1, flags=re.MULTILINE))
    (tmp_path / "bin").mkdir()
    other = tmp_path / f"bin/python{PYTHONS[0]}"

    alone = run(good, begin, tmp_path / "home", PATH=str(other.parent))
    other.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exec {good} "$@"\necho "in its place: $2"\n')
    other.chmod(0o755)
    helped = run(good, begin, tmp_path / "home", PATH=str(other.parent))

    assert alone.returncode == 2
    assert "runs on CPython 3.11, 3.12 or 3.13 on Linux (x86_64 or aarch64, glibc)" in alone.stderr
    assert (helped.stdout, helped.returncode) == ("in its place: one\n", 0)


def test_a_python_2_is_told_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(single_file(tmp_path)) as archive:
        main = archive.read("__main__.py").decode()
    old = ast.parse(main, feature_version=(3, 4)).body
    asked = next(each for each in old if isinstance(each, ast.If))

    before = old[: old.index(asked)]
    assert ast.unparse(asked.test) == "sys.version_info < (3, 4)"
    assert [ast.unparse(each) for each in before if not isinstance(each, ast.Expr)] == ["import sys"]
