"""Every printable key, typed where rows come from a file and where the journal is filtered: it is text, or nothing."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from tests.writing.desk import desk
from tests.writing.server import AcmeServer
from tests.writing.vendors.acme.catalog import INVITE
from tui.screens.journal.journal import JournalScreen, open_journal
from tui.screens.write.flow import start_action
from tui.screens.write.form import FormScreen
from tui.screens.write.form_file import FormFileScreen
from tui.widgets.filter_bar import FilterBar
from tui.widgets.line_input import LineInput

PRINTABLE = string.printable[:95]
KEYS = tuple("space" if character == " " else character for character in PRINTABLE)
SIZES = ((80, 24), (60, 15))


@pytest.mark.parametrize("size", SIZES)
async def test_no_key_is_lost_in_the_form_of_a_file_and_none_runs_a_command(
    server: AcmeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("E-Mail,Lag\nlee@example.org,A\n")
    async with desk(server, tmp_path, size=size) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press("down", "down", "right", "f3")
        file = at.app.screen
        assert isinstance(file, FormFileScreen)
        path = file.query_one("#file-path", LineInput)
        await at.pilot.press(*KEYS)
        assert path.value == PRINTABLE
        assert isinstance(at.app.screen, FormFileScreen)

        await at.press("ctrl+u", *"people.csv", "enter")
        columns = dict(file.columns)
        await at.pilot.press(*KEYS)  # the columns have the focus: j and k go up and down among them
        assert isinstance(at.app.screen, FormFileScreen)
        assert (path.value, file.columns) == ("people.csv", columns)
        await at.press("escape")
        form: object = at.app.screen
        assert isinstance(form, FormScreen)
        assert form.form.texts == {"overwrite": "yes"}
    assert server.seen == []


async def test_no_key_runs_a_command_while_the_journal_is_filtered(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        open_journal(at.screen)
        await at.settle()
        journal = at.app.screen
        assert isinstance(journal, JournalScreen)
        await at.press("slash", *KEYS)
        assert at.app.screen is journal
        assert journal.query_one("#filter", FilterBar).text == PRINTABLE
