"""Following the terminal's light or dark: by what the environment says, and by what the terminal answers in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.support import make_app, settled
from tests.frugal.test_tokens import keys, read
from tests.terminal.pseudo import PseudoTerminal, running_frontdesk
from tests.terminal.test_the_real_process import environment
from tui.app import FrontdeskApp
from tui.terminal.background import ASK, PATIENCE, can_be_asked, is_light, light_by_environment
from tui.terminal.frugal.tokens import Kind, Token

WHITE, BLACK = "rgb:ffff/ffff/ffff", "rgb:1c1c/1c1c/1c1c"


@pytest.mark.parametrize(
    ("colour", "light"),
    [
        (WHITE, True),
        (BLACK, False),
        ("rgb:ff/ff/f0", True),
        ("rgba:0000/2b2b/3636/ffff", False),
        ("rgb:fdfd/f6f6/e3e3", True),
        ("#ffffff", None),
        ("", None),
        ("rgb:g/0/0", None),
    ],
)
def test_a_colour_is_light_dark_or_none(colour: str, light: bool | None) -> None:
    assert is_light(colour) is light


@pytest.mark.parametrize(
    ("said", "light"),
    [("15;0", False), ("0;15", True), ("0;default;7", True), ("7;8", False), ("default;default", None), ("", None)],
)
def test_the_environment_may_say_it(said: str, light: bool | None) -> None:
    assert light_by_environment({"COLORFGBG": said}) is light


def test_the_linux_console_is_not_asked() -> None:
    assert not can_be_asked({"TERM": "linux"})
    assert can_be_asked({"TERM": "xterm-256color"})


@pytest.mark.parametrize("end", [b"\x07", b"\x1b\\"])
def test_the_answer_is_told_wherever_it_is_split_and_never_typed(end: bytes) -> None:
    answer = b"\x1b]11;" + WHITE.encode() + end
    for at in range(1, len(answer)):
        assert read(b"a", answer[:at], answer[at:], b"b") == [
            Token(Kind.TYPED, "a"),
            Token(Kind.BACKGROUND, WHITE),
            Token(Kind.TYPED, "b"),
        ]
        assert keys(answer[:at], answer[at:], b"q") == ["q"]


async def asked(app: FrontdeskApp) -> list[str]:
    """Have an app follow the terminal, and return what it writes."""
    written: list[str] = []
    app.write_terminal = written.append
    app.choose_theme("auto")
    return written


async def test_an_answer_in_time_changes_the_theme_and_a_late_one_does_not(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="names")
    async with app.run_test() as pilot:
        await settled(pilot)
        assert await asked(app) == [ASK]
        assert app.theme == "harbor"
        app.background_told(WHITE)
        assert app.theme == "harbor-light"

        app.background_told(BLACK)
        assert app.theme == "harbor-light", "nobody asked again"

        await asked(app)
        app.app_state.timer = lambda: PATIENCE + 0.1
        app.background_told(WHITE)
        assert app.theme == "harbor"


async def test_a_theme_that_is_chosen_meanwhile_stays(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="names")
    async with app.run_test() as pilot:
        await settled(pilot)
        await asked(app)
        app.choose_theme("high-contrast")
        app.background_told(WHITE)
        assert app.theme == "high-contrast"


async def test_what_was_chosen_is_remembered_also_that_it_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORFGBG", "0;15")
    app = make_app(tmp_path, only="names")
    async with app.run_test() as pilot:
        await settled(pilot)
        await asked(app)
        await settled(pilot)

    assert make_app(tmp_path, only="names").theme == "harbor-light"
    assert not make_app(tmp_path, only="names", ui={"theme": "auto"}).app_state.problems


def answer(terminal: PseudoTerminal, colour: str) -> None:
    """Answer the question once it has been asked."""
    terminal.wait_until(lambda _: ASK.encode() in terminal.written, "question")
    terminal.send(f"\x1b]11;{colour}\x07".encode())


def test_a_real_terminal_is_asked_and_its_answer_followed_and_not_typed(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[ui]\ntheme = "auto"\n')
    env = {**environment(tmp_path), "COLORTERM": "truecolor", "FRONTDESK_CONFIG": str(tmp_path / "config.toml")}
    with running_frontdesk(env=env, folder=tmp_path) as terminal:
        answer(terminal, WHITE)
        terminal.wait_until(
            lambda _: b"48;5;231" in terminal.written or b"48;2;255;255;255" in terminal.written, "white"
        )
        terminal.send(f"\x1b]11;{BLACK}\x07".encode())  # nobody asked for this one
        terminal.press("?")
        shown = terminal.wait_for("Help|Keys")
        assert "1c1c" not in shown
        assert terminal.written.count(ASK.encode()) == 1
        terminal.press("escape", "q")
        assert terminal.wait_for_exit() == 0


def test_a_theme_of_ones_own_is_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[ui]\ntheme = "harbor"\n')
    env = {**environment(tmp_path), "FRONTDESK_CONFIG": str(tmp_path / "config.toml")}
    with running_frontdesk(env=env, folder=tmp_path) as terminal:
        terminal.wait_for("Welcome to Frontdesk")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert ASK.encode() not in terminal.written
