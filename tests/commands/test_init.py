"""`frontdesk init`: the first config."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.commands.conftest import Run


def test_the_answers_become_a_config_that_works(frontdesk: Run, home: Path) -> None:
    path = home / "new" / "config.toml"

    # vendor, name, class, source, variable, oven, shop, address
    done = frontdesk("--config", str(path), "init", stdin="bakery\nmine\nsandbox\nenv\nKEY\nsteel\n\n\n")

    assert (done.returncode, done.stdout) == (0, "")
    assert tomllib.loads(path.read_text()) == {
        "connections": {
            "mine": {"vendor": "bakery", "class": "sandbox", "key": {"env": "KEY"}, "oven": "steel"},
        }
    }
    assert path.stat().st_mode & 0o777 == 0o600
    assert frontdesk("--config", str(path), "check").returncode == 0


def test_a_wrong_answer_is_asked_again_at_once(frontdesk: Run, home: Path) -> None:
    path = home / "new.toml"

    answers = [
        "bakry",
        "bakery",
        "-x",
        "",
        "prod",
        "production",
        "command",
        "'",
        "pass show x",
        "stone",
        "",
        "nonsense",
        "",
    ]
    done = frontdesk("--config", str(path), "init", stdin="\n".join(answers) + "\n")

    assert done.returncode == 0
    assert "Did you mean “bakery”?" in done.stderr
    assert "does not start with https://" in done.stderr
    shop = tomllib.loads(path.read_text())["connections"]["bakery"]
    assert shop["key"] == {"command": ["pass", "show", "x"]}
    assert "base_url" not in shop


def test_a_config_that_is_there_is_never_touched(frontdesk: Run, home: Path) -> None:
    before = (home / "config.toml").read_text()

    done = frontdesk("init", stdin="bakery\n" * 20)

    assert done.returncode == 2
    assert "There is a config already" in done.stderr
    assert (home / "config.toml").read_text() == before


def test_an_input_that_ends_early_writes_nothing(frontdesk: Run, home: Path) -> None:
    path = home / "new.toml"

    done = frontdesk("--config", str(path), "init", stdin="bakery\n")

    assert done.returncode == 130
    assert not path.exists()
