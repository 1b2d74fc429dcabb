"""Where the single file unpacks itself, what it trusts, and what it clears away."""

from __future__ import annotations

import os
import stat
import zipfile
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from frontdesk_places import VARIABLE, Carried, NotOurs, Place, ancestors_are_safe, check_private, opened, places
from frontdesk_unpack import clear_others, unpack, unpack_into
from release.pyz import PACKED
from release.targets import TARGETS
from tests.packaging.made_up import carried, single_file

USER = os.geteuid()

pytestmark = pytest.mark.skipif(
    EXTENSION_SUFFIXES[0] not in {target.extension_suffix for target in TARGETS},
    reason=f"the single file does not run on this Python, whose extensions end in {EXTENSION_SUFFIXES[0]}",
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return single_file(tmp_path)


@pytest.fixture
def file(archive: Path) -> Carried:
    return carried(archive)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(str(tmp_path / "cache/frontdesk-app"))


def unpacked(place: Place, file: Carried) -> Path:
    """Unpack as a process does that ends then."""
    os.close(unpack_into(place, file, user=USER))
    return Path(place / file.folder_name)


def test_it_goes_into_the_cache_folder_and_else_where_it_survives_a_reboot() -> None:
    found = [place.path for place in places({}, home="/home/kim", user=7)]

    assert found == ["/home/kim/.cache/frontdesk-app", "/var/tmp/frontdesk-app-7", "/tmp/frontdesk-app-7"]


def test_the_environment_says_where_the_cache_and_temporary_files_are() -> None:
    environ = {"XDG_CACHE_HOME": "/fast", "TMPDIR": "/scratch"}

    found = [place.path for place in places(environ, home="/home/kim", user=7)]

    assert found[:2] == ["/fast/frontdesk-app", "/scratch/frontdesk-app-7"]


def test_who_has_no_home_gets_no_folder_where_they_stand() -> None:
    found = [place.path for place in places({"TMPDIR": "tmp"}, home="~", user=7)]

    assert found == ["/var/tmp/frontdesk-app-7", "/tmp/frontdesk-app-7"]


def test_a_folder_that_is_named_is_the_only_one_that_is_tried() -> None:
    assert [place.path for place in places({VARIABLE: "/opt/mine"}, home="/home/kim", user=7)] == ["/opt/mine"]


def test_what_is_unpacked_is_for_nobody_else(place: Place, file: Carried) -> None:
    folder = unpacked(place, file)

    for path in [folder.parent, folder, *folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert (folder / "tui/a/b.tcss").read_text() == "x"


def test_of_machine_code_only_this_pythons_is_unpacked(place: Place, file: Carried) -> None:
    folder = unpacked(place, file)

    assert [path.name for path in folder.rglob("*.so")] == [f"_core{file.suffix}"]


def test_what_no_start_needs_stays_packed(place: Place, file: Carried) -> None:
    folder = unpacked(place, file)

    assert not (folder / "tzdata").exists()
    with zipfile.ZipFile(folder / PACKED) as packed:
        assert packed.read("tzdata/Europe/Oslo") == b"CET"


def test_what_is_there_is_used_and_not_unpacked_again(place: Place, file: Carried) -> None:
    folder = unpacked(place, file)
    (folder / "tui/words.py").write_text("HELLO = 'the same folder'")

    held = opened(str(folder), file, user=USER)

    assert held is not None
    os.close(held)


@pytest.mark.parametrize("harm", ["changed", "removed"])
def test_machine_code_that_is_not_what_the_file_carries_is_not_loaded(place: Place, file: Carried, harm: str) -> None:
    folder = unpacked(place, file)
    (code,) = folder.rglob("*.so")
    right = code.read_text()
    code.write_text("planted") if harm == "changed" else code.unlink()

    assert opened(str(folder), file, user=USER) is None
    unpacked(place, file)

    assert code.read_text() == right
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_folder_that_others_may_enter_is_not_trusted(place: Place, file: Carried) -> None:
    folder = unpacked(place, file)
    folder.chmod(0o755)

    with pytest.raises(NotOurs, match="open to others"):
        opened(str(folder), file, user=USER)


def test_a_folder_of_somebody_elses_or_a_link_is_not_trusted(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(folder)

    with pytest.raises(NotOurs, match="another user"):
        check_private(str(folder), user=USER + 1)
    with pytest.raises(NotOurs, match="not a folder"):
        check_private(str(tmp_path / "link"), user=USER)


@pytest.mark.parametrize(("mode", "safe"), [(0o755, True), (0o1777, True), (0o777, False), (0o707, False)])
def test_a_folder_in_one_that_others_may_change_is_not_trusted(tmp_path: Path, mode: int, *, safe: bool) -> None:
    above = tmp_path / "above"
    above.mkdir()
    above.chmod(mode)

    if safe:
        ancestors_are_safe(str(above / "app"), user=USER)
    else:
        with pytest.raises(NotOurs, match="changed by others"):
            ancestors_are_safe(str(above / "app"), user=USER)


def test_nothing_is_made_where_it_would_not_be_trusted(tmp_path: Path, file: Carried) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)

    with pytest.raises(NotOurs):
        unpack_into(Place(str(tmp_path / "open/app")), file, user=USER)

    assert [*(tmp_path / "open").iterdir()] == []


def test_where_the_cache_cannot_be_written_another_place_is_used_and_said(
    tmp_path: Path, place: Place, file: Carried, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")

    folder, held = unpack(file, [Place(str(tmp_path / "file/app")), place], user=USER)

    os.close(held)
    assert folder == place / file.folder_name
    said = capsys.readouterr().err
    assert place.path in said
    assert "Not a directory" in said


def test_where_no_place_will_do_it_says_what_to_set(
    tmp_path: Path, file: Carried, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(SystemExit) as ended:
        unpack(file, [Place(str(tmp_path / "file/app"))], user=USER)

    assert ended.value.code == 2
    assert f"Set {VARIABLE}" in capsys.readouterr().err


def test_a_file_that_is_not_as_it_was_made_is_not_unpacked(
    place: Place, file: Carried, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Carried(file.archive, file.payload, "0" * 64, file.native)

    with pytest.raises(SystemExit):
        unpack_into(place, other, user=USER)

    assert "not as it was made" in capsys.readouterr().err
    assert not Path(place.path).exists()


def test_earlier_versions_and_what_was_broken_off_are_cleared_away(tmp_path: Path, place: Place, file: Carried) -> None:
    earlier = unpacked(place, carried(single_file(tmp_path / "earlier", hello="earlier")))
    broken_off = Path(place / ".new-1")
    broken_off.mkdir(mode=0o700)

    folder = unpacked(place, file)

    assert not earlier.exists()
    assert not broken_off.exists()
    assert folder.exists()


def test_an_earlier_version_that_still_runs_stays_until_it_ends(tmp_path: Path, place: Place, file: Carried) -> None:
    earlier = carried(single_file(tmp_path / "earlier", hello="earlier"))
    running = unpack_into(place, earlier, user=USER)

    unpacked(place, file)
    assert Path(place / earlier.folder_name).exists()

    os.close(running)
    clear_others(place, keep=file.mark)
    assert not Path(place / earlier.folder_name).exists()


def test_the_same_file_unpacked_for_another_python_stays(place: Place, file: Carried) -> None:
    other = Path(place / f"{file.mark}-cpython-399-x86_64")
    other.mkdir(mode=0o700, parents=True)
    Path(place.path).chmod(0o700)

    unpacked(place, file)

    assert other.exists()


def test_who_comes_second_of_two_that_unpack_at_once_takes_the_firsts(place: Place, file: Carried) -> None:
    first = unpack_into(place, file, user=USER)
    second = unpack_into(place, file, user=USER)

    assert os.path.samestat(os.fstat(first), os.fstat(second))
    assert [path.name for path in Path(place.path).iterdir()] == [file.folder_name]
    os.close(first)
    os.close(second)
