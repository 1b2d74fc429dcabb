"""`frontdesk check`: a line each, and the exit code."""

from __future__ import annotations

import json
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.commands.conftest import Run
from tui.commands.check import json_schema, terminal_finding
from tui.findings import State, clock_findings


def test_everything_in_order_is_a_line_each_and_code_0(frontdesk: Run) -> None:
    done = frontdesk("check")

    about = [line.split("  ")[0] for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert about == ["config", "theme", "files", "proxy", "shop secrets", "shop", "terminal"]
    assert "key from env" in done.stdout
    assert "3 loaves" in done.stdout


def test_for_programs_the_findings_come_as_json_that_fits_what_the_spec_says(frontdesk: Run, home: Path) -> None:
    with (home / "config.toml").open("a") as config:
        config.write('\n[connections.broken]\nvendor = "bakery"\nkey = "wrong"\n')
    lines = frontdesk("check")

    done = frontdesk("check", "--format", "json")

    findings = json.loads(done.stdout)
    Draft202012Validator(json_schema()).validate(findings)
    assert (done.returncode, done.stderr) == (lines.returncode, lines.stderr) == (1, "")
    assert [(each["about"], each["state"]) for each in findings] == [
        (line.split("  ")[0], line[line.index("  ") :].split()[0]) for line in lines.stdout.splitlines()
    ]
    assert next(each["text"] for each in findings if each["about"] == "broken").endswith("Renew it.")


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


def test_a_theme_and_keys_that_are_misspelt_are_told_one_by_one(frontdesk: Run, home: Path) -> None:
    with (home / "config.toml").open("a") as config:
        config.write('\n[keys]\n"table.fliter" = "f"\n"table.filter" = "nosuchkey"\n"app.quit" = "ctrl+c"\n')
    (home / "config.toml").write_text((home / "config.toml").read_text().replace("[ui]", '[ui]\ntheme = "harbour"'))

    done = frontdesk("check", "shop")

    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert next(line for line in lines if line.startswith("theme")).endswith("“harbour”. Did you mean “harbor”?")
    wrong = [line for line in lines if line.startswith("keys")]
    assert len(wrong) == 3
    assert all(" fails " in line for line in wrong)
    assert "table.fliter" in "\n".join(wrong)


def test_keys_that_are_right_are_counted(frontdesk: Run, home: Path) -> None:
    with (home / "config.toml").open("a") as config:
        config.write('\n[keys]\n"table.filter" = "f6"\n')

    assert re.search(r"^keys +ok +1 of your own$", frontdesk("check", "shop").stdout, re.M)


@pytest.mark.parametrize(
    ("kind", "key", "mode", "warned"),
    [
        ("production", '"open sesame"', 0o644, True),
        ("production", '"open sesame"', 0o640, True),
        ("production", '"open sesame"', 0o600, False),
        ("production", '{ env = "KEY" }', 0o644, False),
        ("sandbox", '"open sesame"', 0o644, False),
    ],
)
def test_a_config_that_others_can_read_and_that_holds_secrets_is_warned_of(
    frontdesk: Run, home: Path, kind: str, key: str, mode: int, warned: bool
) -> None:
    config = home / "config.toml"
    config.write_text(f'[connections.shop]\nvendor = "bakery"\nclass = "{kind}"\nkey = {key}\n')
    config.chmod(mode)

    done = frontdesk("check")

    files = next(line for line in done.stdout.splitlines() if line.startswith("files"))
    assert done.returncode == 0
    assert (" warning " in files) is warned
    assert not warned or f"it holds secrets: shop.key. Run: chmod 600 {config}" in files


def test_a_proxy_is_named_without_its_password(frontdesk: Run, home: Path) -> None:
    with (home / "config.toml").open("a") as config:
        config.write('\n[network]\nproxy = "http://me:hush@proxy.example.com:3128"\n')

    proxy = next(line for line in frontdesk("check").stdout.splitlines() if line.startswith("proxy"))

    assert proxy.endswith("shop by http://proxy.example.com:3128")


class Told:
    """A connection whose vendor has said what time it is."""

    def __init__(self, name: str, ahead: float | None) -> None:
        self.name = name
        self._ahead = ahead

    def clock_ahead(self) -> timedelta | None:
        return None if self._ahead is None else timedelta(seconds=self._ahead)


@pytest.mark.parametrize(
    ("ahead", "state", "said"),
    [
        ([2.5, None], "ok", "agrees with first"),
        ([2.5, 90], "warning", "This machine's clock is 90 s ahead of second's: set it right"),
        ([-3600, 90], "warning", "This machine's clock is 3,600 s behind first's: set it right"),
    ],
)
def test_a_clock_that_is_wrong_is_told(ahead: list[float | None], state: str, said: str) -> None:
    connections: Any = [Told(name, each) for name, each in zip(("first", "second"), ahead, strict=True)]

    (finding,) = clock_findings(connections)

    assert (finding.about, finding.state.value) == ("clock", state)
    assert finding.text.startswith(said)


def test_without_a_time_from_anybody_nothing_is_said_of_the_clock() -> None:
    connections: Any = [Told("first", None)]

    assert list(clock_findings(connections)) == []


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
