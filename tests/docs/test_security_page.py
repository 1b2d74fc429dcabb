"""What the page of security says of files is so: which there are, and that they are their owner's alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.desk import EXAMPLES, FILES, desk, world
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


@pytest.fixture
def careless() -> Iterator[None]:
    """Let everything that is made be everybody's, as far as the umask goes."""
    before = os.umask(0)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.usefixtures("careless")
def test_what_is_made_is_on_the_page_and_its_owner_s_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    typed = desk(world(), home, monkeypatch)
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "FRONTDESK_CONFIG"):
        monkeypatch.delenv(name)
    given = {home / name for name in (*FILES, *(each.name for each in EXAMPLES), "config.toml")}
    (home / ".config" / "frontdesk").mkdir(parents=True)
    (home / "config.toml").rename(home / ".config" / "frontdesk" / "config.toml")
    given |= {home / ".config", home / ".config" / "frontdesk", home / ".config" / "frontdesk" / "config.toml"}

    for line in (
        "get campus attendance --room-id Beach --from 2026-10-01 --to 2026-10-07 --log requests.log --output beach.csv",
        "do campus invite --email lee@example.org --yes",
    ):
        told = typed(line.split())
        assert told.code == 0, told.err

    made = {path for path in home.rglob("*") if path not in given}
    open_to_others = {path.name: oct(path.stat().st_mode) for path in made if path.stat().st_mode & 0o077}
    assert open_to_others == {}
    named = {place.replace("~", str(home)) for place in re.findall(r"`(~/[^`…]+)`", PAGE)}
    files = {str(path) for path in made if path.is_file() and path.suffix not in (".log", ".csv", ".lock")}
    beside = {file for file in files if file.endswith(("-wal", "-shm"))}
    assert files - beside <= named
    assert str(home / ".local/state/frontdesk/journal.sqlite3") in files
