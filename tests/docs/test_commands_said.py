"""Every command that a page or a help text tells to type works: it is typed here, on the sandbox."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any, Final

import pytest

from tests.docs.desk import Type, desk, world
from tests.docs.pages import PAGES, ROOT, Said, commands_said, scripts, spoken_of
from tui.commands import SUMMARY, commands, load
from tui.commands.spec import command_parser

ELSEWHERE: Final = {
    "kill": "ends what a script has begun: below, that script is run whole",
    "lint-imports": "is what .ci/run runs",
    "mkdocs": "makes the site: tests/docs/test_site.py does, when it is asked to",
    "mosh": "needs another host",
    "mypy": "is what .ci/run runs",
    "pip": "installs from an index: tests/packaging does",
    "pipx": "installs from an index: tests/packaging does",
    "pytest": "is what runs this",
    "python3": "makes a venv, or starts the single file: tests/packaging/test_made.py does",
    "ruff": "is what .ci/run runs",
    "ssh": "needs another host: tests/terminal/test_over_ssh.py has one",
    "tar": "unpacks what was made: tests/packaging/test_made.py does",
    "until": "waits in a script: below, that script is run whole",
    "uv": "installs from an index: tests/packaging does",
}
"""Programs whose lines are not run here, and why."""

FILTERS: Final = ("head", "sort", "tail", "cut")
"""Programs that a page may hand our output to, and take more of ours from: run as they are."""

ON_A_TERMINAL: Final = {
    "app": "opens the app: tests/app",
    "demo": "opens the app: tests/app, and in a terminal tests/terminal/test_the_real_process.py",
    "init": "asks: tests/commands/test_init.py answers",
    "open": "opens the app: tests/app/test_links.py",
    "sandbox": "serves until it is stopped: tests/sandbox/test_server.py",
    "watch": "asks until a condition holds: tests/reading/test_watching.py, tests/commands/test_views.py",
}
"""Commands that are only parsed here, and why."""

OF_A_JOURNAL: Final = {"verify", "undo", "repair"}
"""Words of lines that are only parsed here, for they want a journal with that in it: tests/writing/test_journal.py."""

SHORTER: Final = {"2026-01-01": "2026-11-18", "last month": "yesterday", "90": "7"}
"""What stands for a range here instead: a year of a whole campus takes a minute to make up."""


def ours() -> Iterator[Said]:
    """List what the pages tell to type in which our own name is, each once a page."""
    for page in PAGES:
        for said in dict.fromkeys(commands_said(page)):
            for line in _commands(said.line):
                if "frontdesk" in map(_program, _piped(line)):
                    yield Said(page, line)


def of_help_texts() -> Iterator[Said]:
    """List the examples in the help texts of commands."""
    for module in commands():
        for line in (module.__doc__ or "").splitlines():
            if line.startswith("frontdesk "):
                yield Said(f"{module.NAME} --help", line)


def _commands(line: str) -> list[str]:
    """Return the commands of a line, those in `<(…)` taken out of it; where output goes is left out."""
    if inner := re.search(r"<\((.*)\)", line):
        return [inner[1]]
    return [re.sub(r"\s\d?>{1,2}\s*\S+|\s&$", "", part).strip() for part in re.split(r"\s(?:&&|\|\||;)\s", line)]


def _piped(line: str) -> list[str]:
    """Return what hands on to what; a bar in quotes is none."""
    return re.findall(r"(?:[^|'\"]|'[^']*'|\"[^\"]*\")+", line)


def _program(part: str) -> str:
    return PurePosixPath(shlex.split(part)[0]).name


OURS: Final = (*ours(), *of_help_texts())


@pytest.fixture(scope="module")
def sandbox() -> Any:
    """Build the sandbox once."""
    return world()


@pytest.fixture
def typed(sandbox: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Return a function that types a command."""
    return desk(sandbox, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    "said", OURS, ids=lambda said: f"{Path(said.page).stem}: {said.line.removeprefix('frontdesk ')}"
)
def test_a_command_of_a_page_does_what_it_is_for(said: Said, typed: Type) -> None:
    handed_on = ""
    for part in _piped(said.line):
        program, *words = shlex.split(part)
        if PurePosixPath(program).name != "frontdesk":
            filtered = subprocess.run([program, *words], input=handed_on, capture_output=True, text=True, check=True)
            handed_on = filtered.stdout
            continue
        name = next((word for word in words if word in SUMMARY), "app")
        if name in ON_A_TERMINAL or OF_A_JOURNAL & {*words}:
            command_parser(load(name)).parse_args([word for word in words if word != name])
            return

        told = typed([SHORTER.get(word, word) for word in words], handed_on)

        if "parquet" in words and find_spec("arro3") is None:
            assert "extra" in told.err
            return
        assert told.code == 0, told.err
        assert "Traceback" not in told.out + told.err
        handed_on = told.out


def test_every_other_command_of_a_page_is_known_not_to_be_run_here() -> None:
    lines = [line for page in PAGES for said in commands_said(page) for line in _commands(said.line)]
    programs = {_program(part) for line in lines for part in _piped(line)}

    assert programs - {"frontdesk", "cd", "source", *FILTERS} - set(ELSEWHERE) == set()


def test_a_command_that_running_text_names_is_one() -> None:
    unknown = []
    for page in PAGES:
        for said in spoken_of(page):
            word = next((word for word in said.line.split()[1:] if not word.startswith("-")), "app")
            if word.isalpha() and word.islower() and word not in SUMMARY:
                unknown.append(f"{page}: {said.line}")

    assert unknown == []


def test_the_script_that_talks_to_the_sandbox_runs_as_it_stands(tmp_path: Path) -> None:
    script = next(each for each in scripts("README.md") if "frontdesk sandbox" in each)
    (tmp_path / "frontdesk").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tui "$@"\n', encoding="utf-8")
    (tmp_path / "frontdesk").chmod(0o700)
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}

    done = subprocess.run(["bash", "-euc", script], capture_output=True, cwd=tmp_path, env=environ, text=True)

    assert done.returncode == 0, done.stderr
    *rooms, written = done.stdout.splitlines()
    assert len(rooms) == 3
    assert written.startswith("done       lee@example.org")


def test_there_are_commands_in_the_pages() -> None:
    assert {"README.md", "docs/reports.md"} <= {said.page for said in OURS}
