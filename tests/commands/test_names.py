"""Names in place of ids on the command line, against the sandbox."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import tomli_w

from tui.cli import main
from tui.commands import session
from tui.connections import Connections
from tui.core.clock import FrozenClock
from tui.sandbox import build, demo_config
from tui.sandbox.world import World

NOW = datetime(2026, 11, 20, 13, 51, tzinfo=UTC)

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Return a function that runs the command line in this process, on the sandbox in this process."""
    config = tmp_path / "config.toml"
    config.write_text(tomli_w.dumps(demo_config("http://sandbox.invalid")), encoding="utf-8")
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(session, "SystemClock", lambda: FrozenClock(NOW))
    monkeypatch.setattr(session, "Connections", partial(Connections, app=build(World(1, FrozenClock(NOW), 1))))

    def run(*words: str) -> tuple[int, str, str]:
        streams = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            code = main([*words, "--config", str(config)])
        return code, streams[0].getvalue(), streams[1].getvalue()

    return run


def test_a_room_is_asked_for_by_its_name(say: Say) -> None:
    _, out, _ = say("get", "campus", "rooms", "--limit", "1", "--format", "json")
    room = json.loads(out)[0]
    words = ("get", "campus", "attendance", "--from", "2026-11-18", "--to", "2026-11-19", "--format", "json")

    by_id = say(*words, "--room-id", room["objectId"])
    by_name = say(*words, "--room-id", room["name"].upper())
    nearly = say(*words, "--room-id", f"{room['name']}x")

    assert by_id[0] == 0
    assert by_name[:2] == by_id[:2]
    assert nearly[0] == 2
    assert f"{room['name']}" in nearly[2]


def test_a_write_is_for_the_person_of_that_e_mail(say: Say) -> None:
    _, out, _ = say("get", "campus", "users", "--limit", "1", "--format", "json")
    user = json.loads(out)[0]

    code, shown, _ = say("do", "campus", "suspend", "--user-id", user["email"].upper(), "--dry-run")

    assert code == 0
    assert user["objectId"] in shown
