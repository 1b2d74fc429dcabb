"""What can come next: from the words so far, the configuration as it is, and what is kept of commands and vendors."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui import completing
from tui.commands import SUMMARY
from tui.commands.completion import make_table
from tui.completing import FILES
from tui.storage.paths import find_paths

ROOT = Path(__file__).parents[2]

CONFIG = """
[connections.campus]
vendor = "virbela"
class = "staging"

[connections.crm]
vendor = "vitec"
read_only = true
"""

Offered = Callable[..., list[str]]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Make what is kept, once, and read it back as it is read at a Tab."""
    path = tmp_path_factory.mktemp("cache") / "completions.json"
    make_table(str(path), [])
    return dict(json.loads(path.read_text()))


@pytest.fixture
def offered(table: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Offered:
    """Return a function that gives what the last of some words can be."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    monkeypatch.setenv("FRONTDESK_CONFIG", str(config))
    return lambda *words: [word for word, _ in completing.candidates(table, list(words))]


def test_first_come_the_commands_and_with_a_hyphen_the_flags(offered: Offered) -> None:
    assert offered("") == list(SUMMARY)
    assert offered("-") == ["--config", "--log", "--screen-reader", "--version"]


def test_connections_are_those_of_the_configuration(offered: Offered, table: dict[str, Any]) -> None:
    assert offered("get", "") == ["campus", "crm"]
    assert offered("check", "campus", "") == ["campus", "crm"]
    assert offered("journal", "--connection", "") == ["campus", "crm"]
    assert dict(completing.candidates(table, ["get", ""]))["crm"] == "Vitec, production, read-only"


def test_saved_views_are_offered_where_they_are_taken(offered: Offered, tmp_path: Path) -> None:
    (tmp_path / "views.toml").write_text(
        'include = ["team.toml", "gone.toml"]\n[halls]\nconnection = "campus"\ncollection = "rooms"\n'
    )
    (tmp_path / "team.toml").write_text('include = ["views.toml"]\n[shared]\nconnection = "crm"\n')

    assert offered("get", "") == ["campus", "crm", "halls", "shared"]
    assert offered("watch", "") == offered("open", "") == ["halls", "shared"]
    assert offered("check", "") == ["campus", "crm"]

    (tmp_path / "views.toml").write_text("[halls")
    assert offered("watch", "") == []


def test_what_is_read_only_is_not_offered_for_writing(offered: Offered) -> None:
    assert offered("do", "") == ["campus"]


def test_collections_and_actions_are_those_of_the_connections_vendor(offered: Offered) -> None:
    assert offered("get", "crm", "") == ["comebacks", "comeback-load", "overdue"]
    assert "invite" in offered("do", "campus", "")
    assert offered("get", "nobody", "") == []


def test_flags_are_those_of_the_collection_but_for_what_was_given(offered: Offered) -> None:
    flags = offered("get", "crm", "comebacks", "--format", "json", "--")

    assert {"--criteria", "--from", "--where", "--config"} <= set(flags)
    assert "--format" not in flags
    assert offered("get", "crm", "comebacks", "") == offered("get", "crm", "comebacks", "--")


def test_a_flag_that_takes_several_values_offers_the_next_and_the_next_flag(offered: Offered, tmp_path: Path) -> None:
    with (tmp_path / "config.toml").open("a") as config:
        config.write('[connections.line4]\nvendor = "vuforia"\n')
    runs = ("get", "line4", "runs", "--progress", "completed")

    assert offered(*runs, "") == ["completed", "abandoned", "ongoing"]
    assert "--failures" in offered(*runs, "--")
    assert offered(*runs, "--failures", "") == ["exclude", "only"]


def test_a_flag_that_can_be_repeated_is_offered_again(offered: Offered) -> None:
    assert "--state" in offered("journal", "--state", "done", "--")


@pytest.mark.parametrize("before", [["get", "crm", "comebacks"], ["get", "--fresh", "crm", "comebacks"], ["get"]])
def test_values_come_after_their_flag_wherever_it_stands(offered: Offered, before: list[str]) -> None:
    assert offered(*before, "--format", "")[:3] == ["table", "json", "jsonl"]
    assert offered(*before, "--format=")[:2] == ["--format=table", "--format=json"]


def test_columns_can_be_turned_round_and_listed(offered: Offered) -> None:
    assert "occursAt" in offered("get", "crm", "comebacks", "--sort", "")
    assert "-occursAt" in offered("get", "crm", "comebacks", "--sort", "-")
    listed = offered("get", "crm", "comebacks", "--columns", "state,")
    assert "state,origin" in listed
    assert "state,state" not in listed


def test_paths_are_the_shells_business(offered: Offered) -> None:
    assert offered("get", "crm", "comebacks", "--output", "/tm") == [FILES]
    assert offered("--config", "") == [FILES]


def test_yes_and_no_are_offered_where_they_can_be_said(offered: Offered) -> None:
    assert offered("do", "campus", "invite", "--overwrite-data=") == ["--overwrite-data=yes", "--overwrite-data=no"]


def test_nothing_is_offered_for_what_is_free_or_not_there(offered: Offered) -> None:
    assert offered("get", "crm", "comebacks", "--where", "") == []
    assert offered("nosuch", "") == ["--config", "--log"]


@pytest.mark.parametrize("text", ["[connections", "connections = 3", "\xff", "[connections]\ncampus = 3"])
def test_a_bad_configuration_has_no_connections_and_breaks_nothing(offered: Offered, tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_bytes(text.encode("latin-1"))

    assert offered("get", "") == []
    assert offered("") == list(SUMMARY)


def test_a_pipe_is_left_to_the_command_that_reads_it(offered: Offered, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert offered("--config", str(tmp_path / "pipe"), "get", "") == []


@pytest.mark.parametrize(
    "variables", [{}, {"XDG_CONFIG_HOME": "/etc/x", "XDG_CACHE_HOME": "/var/c"}, {"XDG_CACHE_HOME": " "}]
)
def test_its_places_are_those_of_everything_else(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name in ("FRONTDESK_CONFIG", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    paths = find_paths(None, environ=os.environ)

    assert completing.config_path() == str(paths.config)
    assert Path(completing.table_path()).parent == paths.cache


def test_what_is_kept_is_made_anew_when_it_is_of_another_version_or_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept = tmp_path / "frontdesk" / "completions.json"

    for stale in (None, "{", "{}", '{"made_for": ["0.0.1"]}'):
        if stale is not None:
            kept.write_text(stale)
        assert completing.main(["bash", "ge"]) == 0
        assert capsys.readouterr().out == "get\n"
        assert json.loads(kept.read_text())["commands"]["get"]


def test_where_nothing_can_be_kept_it_answers_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "frontdesk").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert completing.main(["bash", "ge"]) == 0
    assert capsys.readouterr().out == "get\n"


def test_at_a_tab_next_to_nothing_is_imported(table: dict[str, Any], tmp_path: Path) -> None:
    """What a Tab takes is what it imports: 38 ms of processor time, of which Python's own start is 12."""
    script = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "sys.argv = ['frontdesk', '__complete', 'bash', 'get', '']\n"
        "import tui.__main__\n"
        "try:\n    tui.__main__.run()\nexcept SystemExit:\n    pass\n"
        "print(*sorted({name for name in sys.modules if name.startswith('tui') or name in\n"
        "    ('argparse', 'pathlib', 'asyncio', 'platformdirs', 'msgspec', 'textual', 'dataclasses')}))\n"
    )
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "FRONTDESK_CONFIG": str(config)}
    for _ in range(2):  # the first makes what is kept
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, env=environment, check=True
        )

    assert done.stdout.splitlines() == ["campus", "crm", "tui tui.__main__ tui.completing"]


def test_a_shell_that_has_gone_is_nobodys_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Gone(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "stdout", Gone())

    assert completing.main(["bash", "ge"]) == 0
