"""Real shells, a real terminal, and the Tab key: what is typed becomes the command line that is then run."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import tomli_w

from tests.processes import ROOT
from tests.terminal.pseudo import PseudoTerminal, running
from tui.commands.shell_scripts import SCRIPTS
from tui.sandbox import demo_config

LINES = [
    ("ge\tcam\troo\t--form\tc\t", "get campus rooms --format csv"),
    ("do cli\tcreate-s\t--stat\tD\t", "do clinic create-session --state DONE"),
    ("get campus users --sort=ro\t", "get campus users --sort=role"),
    ("do campus invite --overwrite-data=\tn\t", "do campus invite --overwrite-data=no"),
    ("get campus users --columns email,hardware.d\t", "get campus users --columns email,hardware.device"),
    ("--config oth\tget fi\twaitlist-a\t", "--config other.toml get field waitlist-agents"),
    ("--config=oth\tget fi\tprofiles ", "--config=other.toml get field profiles"),
    ("--config other.toml do fi\tx", "--config other.toml do fix"),  # a read-only one can do nothing
    ("cache cl\tli\t", "cache clear line4"),
]
"""What is typed after the command's name, and what the shell makes of it."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache folder, which the first Tab fills for all shells."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Lay out a home: a configuration, another one, and a command that says how it was called."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "frontdesk"
    command.write_text(f'#!/bin/sh\n[ "$1" = __complete ] && exec {sys.executable} -m tui "$@"\necho "RAN $*."\n')
    command.chmod(0o755)
    (tmp_path / ".config" / "frontdesk").mkdir(parents=True)
    (tmp_path / ".config" / "frontdesk" / "config.toml").write_text(tomli_w.dumps(demo_config("http://127.0.0.1:1")))
    (tmp_path / "other.toml").write_text('[connections.field]\nvendor = "virbela"\nread_only = true\n')
    return tmp_path


def bash(home: Path) -> list[str]:
    """Start bash as for a person, with the script in its start-up file."""
    (home / ".bashrc").write_text(f"PS1='> '\ncd {home}\n{SCRIPTS['bash']}")
    return ["bash", "--rcfile", str(home / ".bashrc"), "-i"]


def zsh(home: Path) -> list[str]:
    """Start zsh as for a person, with the script in its start-up file."""
    start = f"PS1='> '\nunsetopt BEEP\ncd {home}\nautoload -Uz compinit\ncompinit -u -D\n{SCRIPTS['zsh']}"
    (home / ".zshrc").write_text(start)
    return ["zsh", "-o", "NO_GLOBAL_RCS", "-i"]


def fish(home: Path) -> list[str]:
    """Start fish as for a person, with the script where it looks for completions."""
    folder = home / ".config" / "fish"
    (folder / "completions").mkdir(parents=True)
    (folder / "completions" / "frontdesk.fish").write_text(SCRIPTS["fish"])
    (folder / "config.fish").write_text(f"set -g fish_greeting\nfunction fish_prompt; echo -n '> '; end\ncd {home}\n")
    return ["fish", "-i"]


SHELLS: dict[str, Callable[[Path], list[str]]] = {"bash": bash, "zsh": zsh, "fish": fish}


@contextmanager
def shell(name: str, home: Path, cache: Path) -> Iterator[PseudoTerminal]:
    """Run a shell while the block runs, and leave it as a person does."""
    environment = {
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(cache),
        "ZDOTDIR": str(home),
        "INPUTRC": os.devnull,
        "TERM": "xterm",
        "LANG": "C.UTF-8",
    }
    with running(SHELLS[name](home), env=environment, columns=110, rows=40) as terminal:
        terminal.wait_for(r"^>")
        try:
            yield terminal
        finally:
            terminal.press("\x15", "exit", "enter")
            terminal.wait_for_exit()


def has_run(words: str, text: str) -> bool:
    """Tell whether a command line was run, and the shell waits for the next."""
    return f"RAN {words}." in text.replace(" .", ".") and text.rstrip().endswith(">")


@pytest.mark.parametrize("name", SHELLS)
def test_tab_completes_commands_connections_collections_flags_values_and_files(
    name: str, home: Path, cache: Path
) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    with shell(name, home, cache) as terminal:
        for typed, ran in LINES:
            terminal.press(f"frontdesk {typed}", "enter")
            terminal.wait_until(partial(has_run, ran), f"“{ran}”, and the next prompt")
        terminal.press("frontdesk get \t\t")
        text = terminal.wait_until(
            lambda text: all(each in text for each in ("campus", "line4", "office", "names", "clinic")), "connections"
        )
        assert name == "bash" or "Virbela, sandbox" in text
