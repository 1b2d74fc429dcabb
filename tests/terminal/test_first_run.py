"""The first run in a real terminal: the welcome, and the two ways on from it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.terminal.pseudo import running_frontdesk
from tests.terminal.test_the_real_process import environment

F2 = "\x1bOQ"


def test_what_is_set_up_is_there_when_frontdesk_begins_anew_by_itself(tmp_path: Path) -> None:
    config = tmp_path / "config" / "frontdesk" / "config.toml"
    with running_frontdesk(env=environment(tmp_path), folder=tmp_path) as terminal:
        terminal.wait_for("Welcome to Frontdesk")
        terminal.press("enter")
        terminal.wait_for("Which system")
        terminal.press("down", "down", "down", "enter")
        terminal.wait_for("Set up › Vitec")
        terminal.press("down", "down", "M1", "down", "anna", F2)
        terminal.wait_for(r"vitec cannot be asked from here\. password:")
        assert not config.exists()
        terminal.press("down", "enter")
        terminal.wait_for(r"1 vitec +Vitec +PRODUCTION")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0

    assert tomllib.loads(config.read_text("utf-8"))["connections"]["vitec"] == {
        "vendor": "vitec",
        "class": "production",
        "customer_id": "M1",
        "username": "anna",
        "password": {"env": "VITEC_PASSWORD"},
    }


def test_the_other_way_leads_to_the_demo_and_nothing_is_left_of_it(tmp_path: Path) -> None:
    with running_frontdesk(env=environment(tmp_path), folder=tmp_path) as terminal:
        terminal.wait_for("Welcome to Frontdesk")
        terminal.press("down", "enter")
        terminal.wait_for(r"campus +Virbela.*answers")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0

    assert not (tmp_path / "config").exists()
