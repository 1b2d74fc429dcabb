"""Getting secrets from where they are."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from types import ModuleType
from typing import Any

import pytest

from tui.config import secrets
from tui.config.secrets import SecretSource, read_secret, while_awaited
from tui.config.values import BadValue
from tui.core.errors import ConfigError


def source(value: object, folder: Path = Path("/"), **environ: str) -> SecretSource:
    return read_secret(value, key="connections.shop.key", file="config.toml", folder=folder, environ=environ)


def failure(secret: SecretSource) -> str:
    with pytest.raises(ConfigError) as failed:
        secret.resolve()
    assert failed.value.problems[0].key == "connections.shop.key"
    return str(failed.value)


def test_a_variable_is_looked_up_late() -> None:
    assert source({"env": "KEY"}, KEY="x").resolve().reveal() == "x"
    assert "KEY is not set" in failure(source({"env": "KEY"}))


def test_a_command_loses_one_line_end_and_no_more() -> None:
    printing = source({"command": [sys.executable, "-c", "print(' x ')"]})

    assert printing.resolve().reveal() == " x "


def test_no_shell_reads_a_command() -> None:
    echo = source({"command": [sys.executable, "-c", "import sys; print(sys.argv[1])", "$HOME; ls"]})

    assert echo.resolve().reveal() == "$HOME; ls"


def test_a_command_that_fails_is_told_without_what_it_printed() -> None:
    text = failure(source({"command": [sys.executable, "-c", "print('s3cr3t'); raise SystemExit(3)"]}))

    assert "exit status 3" in text
    assert "s3cr3t" not in text


def test_a_command_that_does_not_exist_or_prints_nothing_is_told() -> None:
    assert "cannot be run" in failure(source({"command": ["/no/such/program"]}))
    assert "empty" in failure(source({"command": [sys.executable, "-c", "pass"]}))


def test_a_command_that_hangs_is_ended_with_its_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "PATIENCE", 0.3)
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"

    assert "did not answer within 0.3 s" in failure(source({"command": [sys.executable, "-c", script]}))


def test_a_command_that_prints_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "PATIENCE", 60.0)

    assert "prints more than a secret" in failure(source({"command": ["yes"]}))


def test_what_a_command_leaves_running_neither_holds_it_up_nor_lives_on(tmp_path: Path) -> None:
    with lifeline(tmp_path / "line") as line:
        leaving = f"exec 3> {tmp_path / 'line'}; sleep 600 & echo s3cr3t"

        assert source({"command": ["sh", "-c", leaving]}).resolve().reveal() == "s3cr3t"

        assert os.read(line, 99) == b""  # nobody holds its other end any more


def test_a_command_that_closes_its_output_and_goes_on_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "PATIENCE", 0.2)

    assert "did not answer" in failure(source({"command": ["sh", "-c", "echo x; exec >&-; sleep 60"]}))


async def test_a_command_that_nobody_awaits_any_more_is_ended_with_its_children(tmp_path: Path) -> None:
    ended: list[ConfigError] = []
    with lifeline(tmp_path / "line") as line:
        script = f"exec 3> {tmp_path / 'line'}; (echo up >&3; sleep 600); echo never"
        waiting = source({"command": ["sh", "-c", script]})

        def resolve(stop: threading.Event) -> None:
            try:
                waiting.resolve(stop)
            except ConfigError as broken_off:
                ended.append(broken_off)

        asked = asyncio.create_task(while_awaited(resolve))
        await asyncio.get_running_loop().run_in_executor(None, select, [line], [], [])
        assert os.read(line, 99) == b"up\n"
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        await asyncio.get_running_loop().shutdown_default_executor()  # as a process does that ends

        assert ended
        assert os.read(line, 99) == b""


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
def test_a_secret_file_that_is_no_file_does_not_hang(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "key")

    assert "no ordinary file" in failure(source({"file": "key"}, folder=tmp_path))


def test_a_secret_of_several_lines_is_told() -> None:
    assert "several lines" in failure(source({"command": [sys.executable, "-c", "print('a'); print('b')"]}))


def test_a_file_must_be_the_users_alone(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("x\r\n")
    file.chmod(0o640)
    secret = source({"file": "key"}, folder=tmp_path)

    assert f"chmod 600 {file}" in failure(secret)
    file.chmod(0o600)
    assert secret.resolve().reveal() == "x"
    file.unlink()
    assert "cannot be read" in failure(secret)


def test_the_keyring_is_asked_for_service_and_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", keyring(lambda service, user: f"{service}+{user}"))

    assert source({"keyring": "a/b/me"}).resolve().reveal() == "a/b+me"


def test_a_keyring_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(secrets, "PATIENCE", 0.1)
    monkeypatch.setitem(sys.modules, "keyring", keyring(lambda service, user: never.wait()))

    text = failure(source({"keyring": "a/me"}))

    never.set()
    assert "did not answer" in text


def test_a_keyring_without_the_entry_or_without_a_service_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", keyring(lambda service, user: None))
    assert "keyring set a me" in failure(source({"keyring": "a/me"}))

    monkeypatch.setitem(sys.modules, "keyring", keyring(lambda service, user: 1 / 0))
    assert "ZeroDivisionError" in failure(source({"keyring": "a/me"}))

    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "frontdesk[keyring]" in failure(source({"keyring": "a/me"}))


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ({"evn": "X"}, "Did you mean “env”"),
        ({}, "no source"),
        ({"env": "A", "command": ["b"]}, "env and command"),
        ({"command": "pass show x"}, "a list of texts"),
        ({"command": []}, "a list of texts"),
        ({"keyring": "service"}, "the service and the user"),
        ({"env": 3}, "must be a text"),
        (17, "Put it in quotes"),
        (["x"], "a table with one source"),
    ],
)
def test_a_source_that_is_none_is_told_with_what_would_be_right(value: object, hint: str) -> None:
    with pytest.raises(BadValue) as bad:
        source(value)

    assert hint in f"{bad.value.wrong} {bad.value.right}"


@contextmanager
def lifeline(path: Path) -> Iterator[int]:
    """Make a pipe whose reading end ends when every process is over that holds the other."""
    os.mkfifo(path)
    line = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(line, True)
    try:
        yield line
    finally:
        os.close(line)


def keyring(answer: Any) -> ModuleType:
    module = ModuleType("keyring")
    module.get_password = answer  # type: ignore[attr-defined]
    return module
