"""Getting secrets from where they are."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tui.config import secrets
from tui.config.findings import BadValue
from tui.config.secrets import SecretSource, read_secret
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


def keyring(answer: Any) -> ModuleType:
    module = ModuleType("keyring")
    module.get_password = answer  # type: ignore[attr-defined]
    return module
