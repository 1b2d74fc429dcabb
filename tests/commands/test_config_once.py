"""The configuration is read once a command, so that it may come from where it can be read only once."""

from __future__ import annotations

import os

import pytest

from tests.commands.conftest import CONFIG, Run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("get", "shop", "loaves", "--format", "jsonl"), "Rye"),
        (("get", "shop", "loaves", "--help"), "--trouble"),
        (("get", "shop", "loaves", "--limit", "1"), "Rye"),
        (("check", "shop"), "3 loaves"),
        (("journal",), "ID"),
        (("cache",), "entries"),
    ],
)
def test_a_pipe_is_a_config_as_good_as_a_file(frontdesk: Run, words: tuple[str, ...], said: str) -> None:
    reading, writing = os.pipe()
    os.write(writing, CONFIG.encode())
    os.close(writing)

    done = frontdesk(*words, "--config", f"/dev/fd/{reading}")

    os.close(reading)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
