"""Each package as it is made, on each Python that is here, with the network cut, its screen included.

`FRONTDESK_ON_DEMAND=1 FRONTDESK_MADE=dist pytest tests/packaging/test_made.py` takes what lies in `dist`; without the
second it makes all of it first, which takes minutes and asks pip's index for what is not in `build/wheels`.
"""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from release.archives import SUMS
from release.pyz import PAYLOAD, STAYS_PACKED, make_pyz
from release.targets import PYTHONS
from tests.on_demand import on_demand
from tests.packaging.made import Made, cut_off, environment, made_in
from tests.packaging.pythons import python
from tests.terminal.pseudo import running
from tui import __version__

pytestmark = on_demand

ROOT = Path(__file__).parents[2]
MB = 1_000_000


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made_in(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="session")
def folder(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the folder that needs no Python, and return it."""
    where = tmp_path_factory.mktemp("folder")
    subprocess.run(["tar", "-xzf", made.packed_folder, "-C", where], check=True)
    (unpacked,) = where.iterdir()
    return unpacked


def said(argv: Sequence[str | Path], env: Mapping[str, str], *, before: str = "") -> str:
    done = subprocess.run(cut_off(argv, before=before), env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def look_around(argv: Sequence[str | Path], env: Mapping[str, str]) -> None:
    """Open the demo, what every vendor has, one's records and help, and leave it by its own key."""
    with running(cut_off([*argv, "demo"]), env=env, columns=100, rows=30) as terminal:
        for number, vendor in enumerate(("campus", "line4", "office", "names", "clinic"), 1):
            terminal.wait_for(rf"{vendor} .*answers")
            terminal.press(str(number))
            terminal.wait_for(rf"^ {vendor}\b")
            terminal.press("escape")
            terminal.wait_for("Connections")
        terminal.press("1", "enter")
        terminal.wait_for(r"campus › Rooms +60")
        terminal.press("?")
        terminal.wait_for("Esc (back|close)")
        terminal.press("escape", "q")
        assert terminal.wait_for_exit() == 0


@pytest.mark.parametrize("version", PYTHONS)
def test_the_single_file_shows_its_screen_on_every_python(made: Made, tmp_path: Path, version: str) -> None:
    argv, env = [python(version), made.single_file], environment(tmp_path / "home")

    assert said([*argv, "--version"], env) == f"frontdesk {__version__}\n"
    look_around(argv, env)


def test_the_folder_shows_its_screen_without_a_python(folder: Path, tmp_path: Path) -> None:
    argv, env = [folder / "frontdesk"], environment(tmp_path / "home")

    assert said([*argv, "--version"], env) == f"frontdesk {__version__}\n"
    look_around(argv, env)


@pytest.mark.parametrize("version", PYTHONS)
def test_the_wheelhouse_installs_without_an_index(made: Made, tmp_path: Path, version: str) -> None:
    subprocess.run(["tar", "-xzf", made.wheelhouse, "-C", tmp_path], check=True)
    (where,) = tmp_path.iterdir()
    env = environment(tmp_path / "home")
    lines = [line for line in (where / "INSTALL.txt").read_text().splitlines() if line.startswith("  ")]
    typed = "\n".join(lines).replace("python3", str(python(version))).replace("frontdesk demo", "frontdesk --version")

    told = said(["sh", "-ec", f"cd {where}\n{typed}"], env)

    assert told.splitlines()[-1] == f"frontdesk {__version__}"


@pytest.mark.parametrize(
    ("mount", "why"),
    [
        ("mount --bind {0} {0}; mount -o remount,bind,ro {0}", "Read-only file system"),
        ("mount -t tmpfs -o mode=700,noexec tmpfs {0}", "is mounted noexec"),
        ("mount -t tmpfs -o mode=700,size=3m tmpfs {0}", "No space left on device"),
    ],
)
def test_the_single_file_runs_where_the_home_will_not_do(made: Made, tmp_path: Path, mount: str, why: str) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "tmp"
    env = environment(home, TMPDIR=str(elsewhere))
    elsewhere.mkdir(mode=0o700)
    before = mount.format(home)
    if subprocess.run(cut_off(["true"], before=before), capture_output=True).returncode:
        pytest.skip("mounts of one's own are not to be had here")
    argv = cut_off([python(PYTHONS[0]), made.single_file, "--version"], before=before)

    first, second = (subprocess.run(argv, env=env, capture_output=True, text=True, check=False) for _ in range(2))

    assert (first.stdout, first.returncode) == (f"frontdesk {__version__}\n", 0), first.stderr
    assert f"Frontdesk has unpacked itself into {elsewhere}/frontdesk-app-" in first.stderr
    assert why in first.stderr
    assert (second.stdout, second.stderr) == (first.stdout, "")


def test_everything_of_ours_is_in_every_package(made: Made, folder: Path) -> None:
    modules = [str(path.relative_to(ROOT)) for path in (ROOT / "tui").rglob("*.py")]
    stylesheets = [str(path.relative_to(ROOT)) for path in (ROOT / "tui").rglob("*.tcss")]
    bundled = [f"tui/_bundled/themes/{path.name}" for path in (ROOT / "themes").glob("*.toml")]
    data = [*stylesheets, *bundled, "tui/_bundled/config.example.toml"]
    with zipfile.ZipFile(made.single_file) as outer, zipfile.ZipFile(outer.open(PAYLOAD)) as payload:
        assert {*modules, *data} <= {*payload.namelist()}
        assert not [name for name in payload.namelist() if name.startswith(STAYS_PACKED) and ".dist-info/" not in name]
    assert [name for name in data if not (folder / "_internal" / name).is_file()] == []
    program = (folder / "frontdesk").read_bytes()  # the list of modules in it is not packed
    dotted = [name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in modules]
    assert [name for name in dotted if name.encode() not in program] == []


def test_they_are_as_small_as_they_should_be_and_have_their_sums(made: Made) -> None:
    assert made.single_file.stat().st_size <= 6 * MB
    assert made.packed_folder.stat().st_size <= 25 * MB
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=made.folder, check=True)


def test_the_single_file_made_again_is_the_same_bytes(made: Made, tmp_path: Path) -> None:
    with tarfile.open(made.wheelhouse) as archive:
        archive.extractall(tmp_path, filter="data")
    (wheels,) = tmp_path.glob("*/wheels")

    again = make_pyz(wheels, tmp_path, tmp_path)

    assert again.read_bytes() == made.single_file.read_bytes()
