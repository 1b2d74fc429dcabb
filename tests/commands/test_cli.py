"""The command line as a whole: help, version, what is imported, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import CONFIG, Run
from tui import __version__, commands
from tui.cli import main


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["paths"], ["get", "--help"], ["check", "--help"]])
def test_what_asks_nobody_imports_nothing_heavy(environment: dict[str, str], home: Path, words: list[str]) -> None:
    script = (
        "import sys\nfrom tui.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "import json\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, env=environment, cwd=home, check=True
    )

    loaded = {name.partition(".")[0] for name in json.loads(done.stderr)}
    heavy = {"textual", "rich", "httpx", "sqlite3"}
    # What describes collections and flags is made of its structs, which costs less than to make them of anything else.
    assert not loaded & (heavy if words[0] in {"get", "check"} else heavy | {"msgspec"})


def test_help_lists_every_command(frontdesk: Run) -> None:
    done = frontdesk("--help")

    assert done.returncode == 0
    for module in commands.commands():
        assert f"  {module.NAME:<10} {module.HELP}" in done.stdout


def test_every_command_has_the_same_shape() -> None:
    for module in commands.commands():
        assert module.__name__ == f"tui.commands.{module.NAME}"
        assert module.__doc__
        assert commands.SUMMARY[module.NAME] == module.HELP, "Copy HELP to SUMMARY in tui/commands/__init__.py"
        assert callable(module.run)
        assert callable(module.add_arguments)


def test_version_is_the_packages(frontdesk: Run) -> None:
    assert frontdesk("--version").stdout == f"frontdesk {__version__}\n"


def test_paths_says_where_things_are_and_makes_none_of_them(frontdesk: Run, home: Path) -> None:
    done = frontdesk("paths", XDG_STATE_HOME=str(home / "state"), XDG_CACHE_HOME=str(home / "cache"))

    places = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert places["config"] == str(home / "config.toml")
    assert places["themes"] == str(home / "themes")
    assert places["state"] == str(home / "state" / "frontdesk" / "state.toml")
    assert places["cache"] == str(home / "cache" / "frontdesk")
    assert [path.name for path in home.iterdir()] == ["config.toml"]


def test_the_flag_wins_over_the_variable_on_either_side_of_the_command(frontdesk: Run, home: Path) -> None:
    other = str(home / "other.toml")

    for words in (["--config", other, "paths"], [f"--config={other}", "paths"], ["paths", "--config", other]):
        assert frontdesk(*words).stdout.splitlines()[0] == f"config   {other}"


def test_without_a_config_it_says_how_to_start(frontdesk: Run, home: Path) -> None:
    (home / "config.toml").unlink()

    done = frontdesk()

    assert done.returncode == 2
    assert "frontdesk init" in done.stderr
    assert "frontdesk demo" in done.stderr


def test_the_app_without_a_terminal_says_so(frontdesk: Run) -> None:
    for words in ([], ["app"], ["demo"]):
        done = frontdesk(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert "needs a terminal" in done.stderr


def test_a_command_that_does_not_exist_names_the_one_that_was_meant(frontdesk: Run) -> None:
    done = frontdesk("chekc")

    assert done.returncode == 2
    assert "Did you mean “check”?" in done.stderr


def test_a_flag_that_does_not_exist_is_code_2(frontdesk: Run) -> None:
    assert frontdesk("--colour").returncode == 2
    assert frontdesk("paths", "--colour").returncode == 2


def test_a_config_with_several_mistakes_is_told_whole(frontdesk: Run, home: Path) -> None:
    (home / "config.toml").write_text("[ui]\nmouse = 3\n[network]\ntimeout = -1\n" + CONFIG.replace("[ui]", "[uo]"))

    done = frontdesk("get", "shop", "loaves")

    assert done.returncode == 2
    for key in ("ui.mouse", "network.timeout", "uo"):
        assert f"config.toml: {key}: " in done.stderr


def test_main_returns_the_code_rather_than_leaving(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paths"]) == 0
    assert main(["nonsense"]) == 2
    assert capsys.readouterr().err.startswith("frontdesk: There is no command")


def test_errors_carry_no_escape_sequence_to_the_terminal(frontdesk: Run) -> None:
    assert "\x1b" not in frontdesk("get", "shop", "\x1b[2J").stderr
