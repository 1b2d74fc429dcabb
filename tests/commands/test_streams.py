"""Standard streams as they may be: closed, full, without a reader, on a terminal; and words that are no UTF-8."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tests.terminal.pseudo import running
from tui.cli import main
from tui.commands.shared.confirm import tell_outcomes
from tui.commands.shared.narration import Narrator, say
from tui.writing.report import OutcomeLine

GET = "get shop loaves --format jsonl"


@pytest.mark.parametrize(
    ("line", "code", "out", "err"),
    [
        (f"{GET} 2>&-", 0, "Rye", ""),
        (f"{GET} >&-", 0, "", "Fresh from the oven"),
        (f"{GET} <&- >&- 2>&-", 0, "", ""),
        (f"{GET} --output rows.jsonl >&- 2>&-", 0, "", ""),
        ("check >&-", 0, "", ""),
        ("app <&-", 2, "", "needs a terminal"),
        (f"{GET} > /dev/full", 1, "", "Standard output cannot be written: No space left on device."),
        ("get shop loaves --format csv > /dev/full", 1, "", "Make room there, or write elsewhere."),
        ("journal list > /dev/full", 1, "", "Make room there, or write elsewhere."),
        (f"{GET} 2> /dev/full", 0, "Rye", ""),
        ("get shap loaves 2> /dev/full", 2, "", ""),
        ("get shop $'caf\\xe9'", 2, "", "Word 3 of the command line is not UTF-8: “caf�”."),
    ],
)
def test_a_stream_that_is_closed_or_full_never_ends_in_a_traceback(
    environment: dict[str, str], home: Path, line: str, code: int, out: str, err: str
) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m tui {line}"], capture_output=True, env=environment, cwd=home, check=False
    )

    assert done.returncode == code, done.stderr
    assert out in done.stdout.decode()
    assert err in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert not (home / "rows.jsonl").exists() or "Rye" in (home / "rows.jsonl").read_text("utf-8")


@pytest.mark.parametrize("words", ["--help", "--version", "get --help", "paths --help"])
def test_help_that_cannot_be_written_has_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)

        assert main(words.split()) == 1

    told = capsys.readouterr().err
    assert "Standard output cannot be written: No space left on device." in told


def test_a_write_that_was_done_is_told_on_stderr_when_stdout_is_full(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)

        tell_outcomes([OutcomeLine("lee@example.org", "done", "Invited.", journal=7)], form="json")

    told = capsys.readouterr().err
    assert "Standard output cannot be written: No space left on device." in told
    assert "done       lee@example.org  Invited." in told


def test_outcomes_as_json_move_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    tell_outcomes([OutcomeLine("A\u009b31m\u202e", "done", "Invited.")], form="jsonl")

    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out)["target"] == "A\u009b31m\u202e"


def test_what_is_told_never_fails_when_stderr_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stderr", full)

        say("The rows are there.")


class Terminal:
    """A terminal that both streams lead to."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.shown = ""

    def isatty(self) -> bool:
        return True

    def flush(self) -> None:
        pass

    def write(self, text: str) -> None:
        self.shown += text


def test_the_progress_line_is_wiped_before_anything_else_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    narrator = Narrator()

    narrator.tell("3 of 9 loaves")
    narrator.clear()
    narrator.clear()

    assert terminal.shown == "\r\x1b[K3 of 9 loaves\r\x1b[K"


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_no_row_on_a_terminal_shares_its_line_with_progress(environment: dict[str, str], form: str) -> None:
    words = [sys.executable, "-m", "tui", "get", "shop", "loaves", "--format", form]

    with running(words, env={**environment, "TERM": "xterm-256color"}) as terminal:
        terminal.wait_for_exit()

    after_progress = re.findall(r"of 3 loaves(.{0,4})", terminal.written.decode(), re.DOTALL)
    assert after_progress
    assert all(each.startswith("\r\x1b[K") for each in after_progress), after_progress


@pytest.mark.parametrize("words", [("get", "shop", "many", "--format", "jsonl"), ("init",)])
def test_a_terminal_that_hangs_up_ends_a_command_with_129(environment: dict[str, str], words: tuple[str, ...]) -> None:
    config = {"FRONTDESK_CONFIG": "/nonexistent/config.toml"} if words == ("init",) else {}
    with running([sys.executable, "-m", "tui", *words], env={**environment, **config}) as terminal:
        terminal.wait_for(r"Rye|Vendor \(")

        terminal.hang_up()

        assert terminal.wait_for_exit() in (129, -1)


def test_a_mistake_of_ours_is_a_sentence_and_a_report(
    frontdesk: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tui.commands.paths.find_paths", mistaken)

    done = frontdesk("paths", XDG_STATE_HOME=str(home / "state"))

    reports = list(home.rglob("bug-*.txt"))
    assert done.returncode == 1
    assert done.stderr.startswith("Frontdesk itself failed: ZeroDivisionError")
    assert "Traceback" not in done.stderr
    assert len(reports) == 1
    assert str(reports[0]) in done.stderr


def test_nobody_sees_the_way_through_the_imports_on_an_early_ctrl_c() -> None:
    """While the imports run, Ctrl+C has its plain effect: the process ends, and nothing is printed."""
    script = (
        "import os, signal, sys\n"
        "class Early:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'tui.cli':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Early())\n"
        "import tui.__main__\ntui.__main__.run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, cwd=Path(__file__).parents[2], check=False
    )

    assert (done.returncode, done.stderr) == (-2, b"")
