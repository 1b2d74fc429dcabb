"""`frontdesk init`: the first connection, and each further one at the end of what is there."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.commands.conftest import CONFIG, Run

FIRST = "bakery\nmine\nsandbox\nenv KEY\nsteel\n\n\n"
"""Vendor, name, class, where the key is, oven, shop, address."""


def test_the_answers_become_a_config_that_works(frontdesk: Run, home: Path) -> None:
    path = home / "new" / "config.toml"

    done = frontdesk("--config", str(path), "init", stdin=FIRST)

    assert (done.returncode, done.stdout) == (0, "")
    assert tomllib.loads(path.read_text()) == {
        "connections": {
            "mine": {"vendor": "bakery", "class": "sandbox", "key": {"env": "KEY"}, "oven": "steel"},
        }
    }
    assert path.stat().st_mode & 0o777 == 0o600
    assert frontdesk("--config", str(path), "check").returncode == 0


def test_it_is_tried_at_once_and_ends_with_three_commands_to_type(frontdesk: Run, home: Path) -> None:
    path = home / "new.toml"

    done = frontdesk("--config", str(path), "init", stdin=FIRST)

    assert "mine answers: " in done.stderr
    assert [line.strip() for line in done.stderr.partition("Next:\n")[2].splitlines() if "frontdesk" in line] == [
        f"frontdesk --config {path} check mine",
        f"frontdesk --config {path} get mine loaves",
        f"frontdesk --config {path}",
    ]


def test_every_question_is_explained_and_what_can_be_left_out_says_so(frontdesk: Run, home: Path) -> None:
    asked = frontdesk("--config", str(home / "new.toml"), "init", stdin=FIRST).stderr

    assert "One of: stone, steel. Enter takes stone." in asked
    assert "The shop that is asked when none is named. Such as S1. Enter leaves it out." in asked
    assert "Base url. Such as https://bakery.example. Enter leaves it out." in asked
    assert all(len(line) <= 100 for line in asked.splitlines() if str(home) not in line)


def test_a_wrong_answer_is_asked_again_at_once(frontdesk: Run, home: Path) -> None:
    path = home / "new.toml"

    answers = [
        *("bakry", "bakery"),
        *("-x", ""),
        *("prod", "production"),
        *("command", "'", "pass show x", "command printf 'open sesame'"),
        "stone",
        "",
        *("nonsense", ""),
    ]
    done = frontdesk("--config", str(path), "init", stdin="\n".join(answers) + "\n")

    assert done.returncode == 0
    assert "Did you mean “bakery”?" in " ".join(done.stderr.split())
    assert "does not start with https://" in done.stderr
    shop = tomllib.loads(path.read_text())["connections"]["bakery"]
    assert shop["key"] == {"command": ["printf", "open sesame"]}
    assert "base_url" not in shop


def test_a_secret_in_the_wrong_place_is_not_repeated(frontdesk: Run, home: Path) -> None:
    path = home / "new.toml"

    done = frontdesk("--config", str(path), "init", stdin=FIRST.replace("env KEY", "s3cr3t-of-the-oven\nenv KEY"))

    assert done.returncode == 0
    assert "This does not say where the secret is. One of: env VARIABLE, " in done.stderr
    assert "s3cr3t" not in done.stderr + path.read_text()


def test_run_again_it_adds_at_the_end_and_nothing_before_changes(frontdesk: Run, home: Path) -> None:
    path = home / "config.toml"
    before = CONFIG + "\n# What I wrote myself.\n"
    path.write_text(before)
    path.chmod(0o640)

    done = frontdesk("init", stdin=FIRST)

    assert done.returncode == 0
    assert path.read_text().startswith(before)
    assert list(tomllib.loads(path.read_text())["connections"]) == ["shop", "mine"]
    assert path.stat().st_mode & 0o777 == 0o640
    assert frontdesk("check").returncode == 0


def test_a_name_that_is_taken_is_asked_again(frontdesk: Run, home: Path) -> None:
    done = frontdesk("init", stdin=FIRST.replace("mine", "shop\nmine"))

    assert done.returncode == 0
    assert "There is a connection “shop” already." in done.stderr


def test_a_config_that_is_wrong_is_told_so_and_stays_as_it_is(frontdesk: Run, home: Path) -> None:
    (home / "config.toml").write_text("[ui]\ntheem = 1\n")

    done = frontdesk("init", stdin=FIRST)

    assert done.returncode == 2
    assert "ui.theem" in done.stderr
    assert (home / "config.toml").read_text() == "[ui]\ntheem = 1\n"


def test_print_shows_the_snippet_alone_and_writes_nothing(frontdesk: Run, home: Path) -> None:
    done = frontdesk("init", "--print", stdin=FIRST)

    assert done.returncode == 0
    assert tomllib.loads(done.stdout)["connections"]["mine"]["key"] == {"env": "KEY"}
    assert done.stdout.startswith("# Bakery: bread.\n[connections.mine]\n")
    assert "mine answers" not in done.stderr
    assert (home / "config.toml").read_text() == CONFIG


def test_a_secret_for_a_file_that_is_not_there_goes_into_one_for_its_owner_alone(frontdesk: Run, home: Path) -> None:
    path = home / "new" / "config.toml"

    done = frontdesk("--config", str(path), "init", stdin=FIRST.replace("env KEY", "file\n\nopen sesame"))

    assert done.returncode == 0
    kept = path.parent / "secrets" / "mine-key"
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == ("open sesame\n", 0o600)
    assert tomllib.loads(path.read_text())["connections"]["mine"]["key"] == {"file": "secrets/mine-key"}
    assert "sesame" not in path.read_text() + done.stderr
    assert frontdesk("--config", str(path), "check").returncode == 0


@pytest.mark.parametrize(("chosen", "code"), [("keep\n", 0), ("leave\n", 130), ("", 0)])
def test_one_that_does_not_answer_is_kept_or_left_and_kept_when_no_more_is_said(
    frontdesk: Run, home: Path, chosen: str, code: int
) -> None:
    path = home / "new.toml"

    done = frontdesk("--config", str(path), "init", stdin=FIRST.replace("env KEY", "env NOT_SET") + chosen)

    assert done.returncode == code
    assert "mine cannot be asked: " in done.stderr
    assert path.exists() is (code == 0)
    assert ("NOT_SET is not set here: export NOT_SET=…" in done.stderr) is (code == 0)


def test_asked_again_enter_takes_what_was_answered_before(frontdesk: Run, home: Path) -> None:
    path = home / "new.toml"
    first = FIRST.replace("env KEY", "env NOT_SET").replace("steel\n\n\n", "steel\nS9\n\n")

    done = frontdesk("--config", str(path), "init", stdin=f"{first}again\n\n\nenv KEY\n\n-\n\n")

    assert done.returncode == 0, done.stderr
    assert tomllib.loads(path.read_text())["connections"] == {
        "mine": {"vendor": "bakery", "class": "sandbox", "key": {"env": "KEY"}, "oven": "steel"}
    }


def test_an_input_that_ends_early_writes_nothing(frontdesk: Run, home: Path) -> None:
    path = home / "new.toml"

    for asked in range(len(FIRST.splitlines())):
        typed = "".join(line + "\n" for line in FIRST.replace("env KEY", "file x").splitlines()[:asked])
        done = frontdesk("--config", str(path), "init", stdin=typed)

        assert done.returncode == 2
        assert done.stderr.endswith(
            "frontdesk: “frontdesk init” asks, and standard input has no more answers. Nothing was written. "
            "Run it in a terminal, or give it all answers, one a line.\n"
        )
    assert sorted(each.name for each in home.iterdir()) == ["config.toml"]
