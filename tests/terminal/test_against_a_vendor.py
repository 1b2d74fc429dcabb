"""The app in a terminal against a vendor that is not the sandbox: what it shows when all is well and when it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.acceptance.test_virbela_reads import SECRET, campus, write_config
from tests.acceptance.vendor_server import Asked, Told, serving
from tests.terminal.pseudo import PseudoTerminal, running_frontdesk
from tests.terminal.test_the_real_process import environment


@contextmanager
def desk(home: Path, answer: Callable[[Asked], Told], *, secret: str = SECRET) -> Iterator[PseudoTerminal]:
    """Run the app with a connection to a server that answers like that."""
    with serving(answer) as server:
        write_config(home, server.url)
        env = environment(home, FRONTDESK_CONFIG=str(home / "config.toml"), ACME_SECRET=secret)
        with running_frontdesk(env=env, folder=home, columns=100, rows=30) as terminal:
            terminal.wait_for(r"campus +Virbela")
            yield terminal


def test_people_come_page_by_page_and_can_be_filtered(tmp_path: Path) -> None:
    with desk(tmp_path, campus) as terminal:
        terminal.press("1")
        terminal.wait_for(r"People")
        terminal.press("down", "enter")
        terminal.wait_for(r"› People +2,350")
        terminal.press("/", "person1234")
        terminal.wait_for(r" 1 of 2,350")
        assert "Person 1234" in terminal.text


def test_refused_credentials_are_a_state_with_a_way_out(tmp_path: Path) -> None:
    with desk(tmp_path, campus, secret="not-the-secret") as terminal:
        terminal.wait_for(r"campus .*signed out")
        terminal.press("1")
        terminal.wait_for(r"People")
        terminal.press("down", "enter")
        terminal.wait_for(r"(?i)signed out of campus")
        terminal.wait_for(r"\br\b")
        assert "not-the-secret" not in bytes(terminal.written).decode("utf-8", "replace")


def test_a_failure_is_said_and_r_asks_again(tmp_path: Path) -> None:
    broken = [True]

    def moody(asked: Asked) -> Told:
        if asked.path == "/User" and broken[0]:
            return Told({"responseCode": "error", "title": "Bad request", "detail": "Not on Mondays."}, 400)
        return campus(asked)

    with desk(tmp_path, moody) as terminal:
        terminal.press("1")
        terminal.wait_for(r"People")
        terminal.press("down", "enter")
        terminal.wait_for(r"Not on Mondays\.")
        broken[0] = False
        terminal.press("r")
        terminal.wait_for(r"› People +2,350")


def test_vendors_text_does_nothing_to_the_terminal(tmp_path: Path) -> None:
    def hostile(asked: Asked) -> Told:
        told = campus(asked)
        if asked.path == "/User" and isinstance(told.body, dict) and asked.get("skip", "0") == "0":
            told.body["data"][0]["firstname"] = "\x1b]0;owned\x07\x1b[2J[/bold]\x9b31m\u202eevil\tAaa"
        return told

    with desk(tmp_path, hostile) as terminal:
        terminal.press("1")
        terminal.wait_for(r"People")
        terminal.press("down", "enter")
        terminal.wait_for(r"› People +2,350")
        terminal.press("/", "evil")
        terminal.wait_for(r" 1 of 2,350")
        written = bytes(terminal.written)
        assert b"owned" not in written
        assert "\u202e".encode() not in written
        assert "[/bold]" in terminal.text
