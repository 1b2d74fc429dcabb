"""The command line in this process, on the sandbox in this process, in a folder with the files that pages speak of."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import pytest
import tomli_w

from tests.worked_out_once import SharedWorld
from tui.cli import main
from tui.commands.shared import session
from tui.connections import Connections
from tui.core.time.clock import FrozenClock
from tui.sandbox import build, demo_config

__all__ = ["EXAMPLES", "FILES", "Told", "Type", "desk", "world"]

NOW: Final = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)


class Type(Protocol):
    """Runs what is typed behind `frontdesk`."""

    def __call__(self, words: list[str], piped: str = "") -> Told:
        """Run it, with what a pipe brings."""
        ...


FILES: Final[Mapping[str, str]] = {
    "course.csv": "email,name\nlee@example.org,Lee Park\n",
    "people.csv": "email,firstName,lastName\nlee@example.org,Lee,Park\nmo@example.org,Mo,Haddad\n",
    "participants.csv": '"Email Address",Given\nlee@example.org,Lee\n',
    "sandbox.toml": tomli_w.dumps(demo_config("http://sandbox.invalid")),
}
"""What lies in the folder, as the pages that speak of it assume."""

EXAMPLES: Final = tuple(Path(__file__).parents[2].joinpath("docs", "examples").glob("*.toml"))
"""What lies there as well: files that the pages show."""


class Told(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def world() -> Any:
    """Build the sandbox; once for many lines, none of which may mind what others have written."""
    return build(SharedWorld(FrozenClock(NOW)))


def desk(sandbox: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Return a function that types one command, in a home of its own whose configuration is the demo's."""
    config = home / "config.toml"
    config.write_text(FILES["sandbox.toml"], encoding="utf-8")
    for name, text in FILES.items():
        (home / name).write_text(text, encoding="utf-8")
    for example in EXAMPLES:
        shutil.copy(example, home)
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("FRONTDESK_CONFIG", str(config))
    monkeypatch.chdir(home)
    monkeypatch.setattr(session, "SystemClock", lambda: FrozenClock(NOW))
    monkeypatch.setattr(session, "Connections", partial(Connections, app=sandbox))

    def typed(words: list[str], piped: str = "") -> Told:
        out, err = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.StringIO(piped))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                code = main(words)
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        return Told(code, out.getvalue(), err.getvalue())

    return typed
