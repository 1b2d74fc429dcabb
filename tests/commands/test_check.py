"""`frontdesk check`: a line each, and the exit code."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tui.commands.check import State, terminal_finding


def test_everything_in_order_is_a_line_each_and_code_0(frontdesk: Run) -> None:
    done = frontdesk("check")

    about = [line.split("  ")[0] for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert about == ["config", "shop secrets", "shop", "terminal"]
    assert "key from env" in done.stdout
    assert "3 loaves" in done.stdout


def test_one_that_fails_does_not_hide_the_others_and_is_code_1(frontdesk: Run, home: Path) -> None:
    with (home / "config.toml").open("a") as config:
        config.write('\n[connections.broken]\nvendor = "bakery"\nkey = "wrong"\n')
        config.write('\n[connections.empty]\nvendor = "bakery"\nkey = { env = "NO_SUCH" }\n')

    done = frontdesk("check")

    lines = {line.split("  ")[0]: line for line in done.stdout.splitlines()}
    assert done.returncode == 1
    assert " ok " in lines["shop"]
    assert " fails " in lines["broken"]
    assert "Renew it." in lines["broken"]
    assert "NO_SUCH is not set" in lines["empty secrets"]
    assert " skipped " in lines["empty"]


def test_single_connections_can_be_asked(frontdesk: Run, home: Path) -> None:
    with (home / "config.toml").open("a") as config:
        config.write('\n[connections.broken]\nvendor = "bakery"\nkey = "wrong"\n')

    assert frontdesk("check", "shop").returncode == 0
    assert frontdesk("check", "broken").returncode == 1
    assert frontdesk("check", "nobody").returncode == 2


def test_a_bad_config_is_code_2(frontdesk: Run, home: Path) -> None:
    (home / "config.toml").write_text("[ui]\nmouse = 3\n")

    assert frontdesk("check").returncode == 2


class Screen:
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "size", "state", "said"),
    [
        ({"TERM": "xterm-256color"}, (120, 36), State.GOOD, "256 colours, 120×36, UTF-8"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, (80, 24), State.GOOD, "16 million"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, (80, 24), State.GOOD, "no colours"),
        ({"TERM": "dumb"}, (80, 24), State.BAD, "set TERM"),
        ({"TERM": "xterm"}, (59, 24), State.BAD, "60×15"),
    ],
)
def test_the_terminal_is_told_with_what_the_app_would_stumble_over(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], size: tuple[int, int], state: State, said: str
) -> None:
    monkeypatch.setattr(sys, "stdout", Screen())
    monkeypatch.setenv("COLUMNS", str(size[0]))
    monkeypatch.setenv("LINES", str(size[1]))

    finding = terminal_finding(environ)

    assert finding.state is state
    assert said in finding.text
