"""The dialogue of `frontdesk init` in a pseudo-terminal, against the sandbox's server: the first, then four more."""

from __future__ import annotations

import asyncio
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests import processes
from tests.terminal.pseudo import PseudoTerminal, running
from tui.config.questions import explained, questions_for
from tui.core.time.clock import SystemClock
from tui.core.vendor import SettingKind
from tui.sandbox import build, demo_config
from tui.sandbox.server import running as serving
from tui.sandbox.world import World
from tui.vendors import registry

COLUMNS = 80


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    """Serve the sandbox on loopback, in a thread, and return its address."""
    address: Future[str] = Future()
    stop: Future[asyncio.Event] = Future()

    async def serve() -> None:
        async with serving(build(World(1, SystemClock(), 1))) as base:
            event = asyncio.Event()
            stop.set_result(event)
            address.set_result(base)
            await event.wait()

    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    yield address.result(60)
    loop.call_soon_threadsafe(stop.result().set)
    thread.join(60)
    loop.close()


def environment(home: Path) -> dict[str, str]:
    """Return the environment of somebody who sits at a terminal."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(processes.ROOT),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_STATE_HOME": str(home / "state"),
        "FRONTDESK_CONFIG": str(home / "config.toml"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
    }


def answer_all(terminal: PseudoTerminal, name: str, table: Mapping[str, Any]) -> None:
    """Answer every question with what the sandbox wants; secrets go into files that are made."""
    vendor = registry.load(table["vendor"])
    terminal.wait_for(r"^Vendor \(.*\):$|^Vendor \([^)]*\n.*\):$")
    terminal.press(vendor.name, "enter")
    for question in questions_for(vendor):
        value = name if question.name == "name" else table.get(question.name, "")
        if question.kind is not SettingKind.SECRET:
            terminal.wait_for(rf"^{question.name}(?: \[.*\])?:$")
            terminal.press(str(value), "enter")
            continue
        terminal.wait_for(rf"^{question.name} is in(?: \[.*\])?:$")
        terminal.press(f"file secrets/{name}-{question.name}" if value else "", "enter")
        if value:
            terminal.wait_for(rf"^{question.name} \(it is not shown\):$")
            terminal.press(str(value), "enter")


def test_the_first_connection_then_the_other_four_all_of_which_answer(tmp_path: Path, sandbox: str) -> None:
    tables = demo_config(sandbox)["connections"]
    secrets = {str(table[key]) for table in tables.values() for key in _secret_keys(table)}
    path = tmp_path / "config.toml"
    before, seen = "", ""

    for number, (name, table) in enumerate(tables.items()):
        argv = [sys.executable, "-m", "tui", "init"]
        with running(argv, env=environment(tmp_path), columns=COLUMNS, rows=200) as terminal:
            answer_all(terminal, name, table)
            terminal.wait_for(rf"^{name} answers: ")
            assert terminal.wait_for_exit() == 0
            seen += terminal.written.decode()
            shown = terminal.text
        next_commands = [line.split("  ")[1] for line in shown.partition("Next:")[2].splitlines() if line.strip()]
        assert next_commands[0] == f"frontdesk check {name}"
        assert next_commands[2] == "frontdesk"
        in_words = " ".join(shown.split())
        assert all(explained(each) in in_words for each in questions_for(registry.load(table["vendor"])))
        assert ("tries it, and writes" if number == 0 else "adds it to the end of") in in_words
        after = path.read_text("utf-8")
        assert after.startswith(before)
        before = after

    connections = tomllib.loads(before)["connections"]
    assert list(connections) == list(tables)
    for name, table in tables.items():
        assert {key: connections[name][key] for key in table if key not in _secret_keys(table)} == {
            key: value for key, value in table.items() if key not in _secret_keys(table)
        }
    assert not [secret for secret in secrets if secret in before or secret in seen]
    assert {each.stat().st_mode & 0o777 for each in (tmp_path / "secrets").iterdir()} == {0o600}


def _secret_keys(table: Mapping[str, Any]) -> list[str]:
    settings = registry.load(table["vendor"]).settings
    return [each.name for each in settings if each.kind is SettingKind.SECRET and each.name in table]
