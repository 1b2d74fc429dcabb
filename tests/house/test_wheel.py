"""The wheel carries what the app needs at run time, and nothing that it does not."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tui import __version__

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Build the wheel once and list it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("frontdesk-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def test_the_wheel_carries_every_theme(wheel_names: frozenset[str]) -> None:
    themes = {f"tui/_bundled/themes/{path.name}" for path in (ROOT / "themes").glob("*.toml")}

    assert themes
    assert themes <= wheel_names


def test_the_wheel_carries_the_example_config_and_the_type_marker(wheel_names: frozenset[str]) -> None:
    assert {"tui/_bundled/config.example.toml", "tui/py.typed"} <= wheel_names


def test_the_wheel_carries_every_module_and_stylesheet(wheel_names: frozenset[str]) -> None:
    ours = {str(path.relative_to(ROOT)) for ending in ("*.py", "*.tcss") for path in (ROOT / "tui").rglob(ending)}

    assert ours <= wheel_names


def test_the_wheel_carries_the_man_page_to_where_man_looks(wheel_names: frozenset[str]) -> None:
    assert f"frontdesk-{__version__}.data/data/share/man/man1/frontdesk.1" in wheel_names


def test_the_wheel_carries_no_tests_and_no_screenshots(wheel_names: frozenset[str]) -> None:
    assert not [name for name in wheel_names if name.startswith(("tests/", "screenshots/"))]
