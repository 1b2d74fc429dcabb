"""Writing from the screen: form, question, bulk, journal."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.servers import answer, disconnect
from tests.writing.desk import desk
from tests.writing.server import AcmeServer
from tests.writing.vendors.acme import VENDOR
from tests.writing.vendors.acme.catalog import DELETE, GREET, INVITE, UPDATE, Client, person
from tui.config.model import ConnectionConfig
from tui.connections import Connection
from tui.core.action import Values, WriteState
from tui.core.errors import Conflict
from tui.core.time.clock import SystemClock
from tui.core.vendor import Environment
from tui.screens.home.attention import find_pending
from tui.screens.home.home import HomeScreen
from tui.screens.journal.journal import JournalScreen, open_journal
from tui.screens.write.bulk import BulkScreen
from tui.screens.write.confirm import ConfirmScreen
from tui.screens.write.flow import start_action
from tui.screens.write.form import FormScreen
from tui.screens.write.form_file import FormFileScreen
from tui.storage.journal import Journal
from tui.widgets.line_input import LineInput
from tui.writing.bulk import Phase


async def test_a_form_leads_to_a_question_with_the_focus_on_cancel(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press(*"lee@example.org", "f2")

        assert isinstance(at.screen, ConfirmScreen)
        assert "PRODUCTION" in at.text
        assert "[ Cancel ]" in at.text
        await at.press("enter")
        assert isinstance(at.screen, FormScreen)
        assert server.invited == {}


async def test_confirmed_it_is_sent_and_said_where_it_was_started(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press(*"lee@example.org", "down", *"A", "f2")
        await at.press("right", "enter")

        assert isinstance(at.screen, HomeScreen)
        assert "Invited lee@example.org. Invited." in at.text
        assert server.seen[-1].json() == {"email": "lee@example.org", "teamId": "A"}


async def test_problems_stand_at_their_fields(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press(*"lee", "down", *"ZZ", "f2")

        assert isinstance(at.screen, FormScreen)
        assert "! “lee” is no e-mail address." in at.text
        assert "! A team is A to Z." in at.text
        assert server.seen == []


async def test_what_is_safe_goes_without_a_question(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, environment=Environment.SANDBOX) as at:
        start_action(at.screen, at.campus, GREET)
        await at.press(*"Lee", "f2")

        assert isinstance(at.screen, HomeScreen)
        assert "Hello Lee." in at.text


async def test_what_is_safe_is_reviewed_all_the_same_before_it_goes_to_production(
    server: AcmeServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, GREET)
        await at.press(*"Lee", "f2")

        assert isinstance(at.screen, ConfirmScreen)
        assert "[ Cancel ]     Greet a person" in at.text
        assert server.seen == []
        await at.press("right", "enter")
        assert "Hello Lee." in at.text


async def test_a_deletion_wants_the_name_typed(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, DELETE, [person("lee@example.org")])
        await at.settle()
        assert isinstance(at.screen, ConfirmScreen)

        await at.press("right", "enter")  # the answer cannot be reached yet, so this is Cancel
        assert server.deleted == []

        await at.press(*"lee@example.org", "enter", "enter")
        assert server.deleted == ["lee@example.org"]


async def test_an_edit_shows_what_is_there_and_what_will_be(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, UPDATE, [person("u1@example.org")])
        await at.until("An emptied line")
        await at.press("ctrl+u", *"Arts", "down", "ctrl+u", "f2")

        assert "Product  →  Arts" in at.text
        assert "9        →  (unset)" in at.text
        assert "unchanged since you saw it" in at.text
        await at.press("right", "enter")
        assert server.seen[-1].json() == {"update": {"Department": "Arts"}, "unset": ["eNPS"]}


async def test_what_changed_since_it_was_seen_is_said(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, UPDATE, [person("u1@example.org")])
        await at.until("An emptied line")
        server.profile |= {"Department": "Law", "updatedAt": "2026-02-02T00:00:00Z"}
        await at.press("ctrl+u", *"Arts", "f2")

        assert "Somebody changed this since you saw it" in at.text
        assert "Law  →  Arts" in at.text


async def test_the_keys_are_back_once_what_is_there_forbids_it(server: AcmeServer, tmp_path: Path) -> None:
    async def over(client: Client, values: Values) -> Values:
        raise Conflict("It is over already.")

    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, replace(INVITE, prepare=over))
        await at.press(*"lee@example.org", "f2")

        assert isinstance(at.screen, FormScreen)
        assert "It is over already." in at.text
        assert "Asking campus what is there now" not in at.text
        assert "F2 review" in at.text


async def test_what_changes_while_one_thinks_is_shown_and_asked_again(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, UPDATE, [person("u1@example.org")])
        await at.until("An emptied line")
        await at.press("ctrl+u", *"Arts", "f2")
        server.profile |= {"Department": "Law", "updatedAt": "2026-02-02T00:00:00Z"}

        await at.press("right", "enter")
        assert "Somebody changed this meanwhile" in at.text
        assert "Law  →  Arts" in at.text
        assert server.profile["Department"] == "Law"

        await at.press("right", "enter")
        assert server.profile["Department"] == "Arts"


async def test_a_refusal_stays_with_the_vendors_words_and_may_be_tried_again(
    server: AcmeServer, tmp_path: Path
) -> None:
    server.before = lambda email: answer(400, {"detail": "teamId out of range"})
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press(*"lee@example.org", "f2", "right", "enter")

        assert "teamId out of range" in at.text
        assert "[ Back ]" in at.text
        server.before = lambda email: None
        await at.press("right", "enter")
        assert server.invited == {"lee@example.org": 1}


async def test_a_lost_answer_can_be_checked_on_the_spot(server: AcmeServer, tmp_path: Path) -> None:
    server.badly = lambda email: disconnect()
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press(*"lee@example.org", "f2", "right", "enter")
        assert "Unknown" in at.text
        needs = await find_pending(at.app.app_state)
        assert [need.text.partition(" (")[0] for need in needs] == [
            "invite lee@example.org may or may not have arrived"
        ]

        await at.press("right", "enter")
        assert "Checked: it arrived." in at.text
        assert await find_pending(at.app.app_state) == []


async def test_many_want_the_count_typed_and_every_outcome_is_shown(server: AcmeServer, tmp_path: Path) -> None:
    server.before = lambda email: answer(400, {"detail": "no such team"}) if email.startswith("p3@") else None
    people = [person(f"p{number}@example.org") for number in range(12)]
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE, people)
        await at.press(*"A", "f2")
        assert isinstance(at.screen, ConfirmScreen)
        assert "Invite people, 12 times, to campus PRODUCTION" in at.text
        await at.press(*"12", "enter", "enter")

        running: object = at.screen
        assert isinstance(running, BulkScreen)
        assert running.bulk.phase is Phase.FINISHED
        assert "11 done" in at.text
        assert "no such team" in at.text
        server.before = lambda email: None
        await at.press("R")
        assert "12 done" in at.text
        await at.press("escape")
        assert isinstance(at.screen, HomeScreen)


async def test_rows_of_a_file_are_previewed_and_bad_cells_listed(
    server: AcmeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.csv").write_text("E-Mail,Team\nlee@example.org,ZZ\n")
    (tmp_path / "good.csv").write_text("E-Mail,Team\nlee@example.org,A\nkim@example.org,B\n")
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press("f3", *"bad.csv", "enter")
        assert isinstance(at.screen, FormFileScreen)
        assert "line 2, Team: A team is A to Z." in at.text

        await at.press("up", "shift+tab")
        file = at.screen.query_one("#file-path")
        file.focus()
        await at.press("home", "ctrl+k", *"good.csv", "enter")
        assert "2 rows are good" in at.text
        await at.press("f2")
        await at.press("up", *"2", "enter", "right", "enter")
        assert server.invited == {"lee@example.org": 1, "kim@example.org": 1}


@pytest.mark.parametrize("size", [(60, 30), (80, 24)], ids=str)
async def test_a_bad_value_and_what_is_wrong_with_it_can_be_read_however_narrow_the_screen(
    server: AcmeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    address = "alexandra.featherstonehaugh-cholmondeley@partners.example,org"
    (tmp_path / "bad.csv").write_text(f'E-Mail,Team\n"{address}",B\nlee@example.org,{"Z" * 80}\n')
    async with desk(server, tmp_path, size=size) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press("f3", *"bad.csv", "enter", "end")
        shown = "".join(at.text.replace("▎", "").split())  # a value may be longer than a line
        assert f"“{address}”isnoe-mailaddress.Writeonesuchasname@example.org." in shown
        assert f"line3,Team:AteamisAtoZ.Itsays“{'Z' * 59}…”." in shown


async def test_good_rows_go_alone_when_somebody_says_so(
    server: AcmeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("E-post,Lag\nlee@example.org,ZZ\nkim@example.org,B\n")
    async with desk(server, tmp_path, size=(60, 15)) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press("f3", *"peo", "tab", "enter")
        assert "1 row is good, 1 cell is bad" in at.text
        await at.press("f2", "enter")
        assert isinstance(at.screen, FormFileScreen)
        assert not (tmp_path / "people-bad.csv").exists()

        await at.press("f2", "down", "enter")
        assert "1 row with bad cells left out" in at.text
        await at.press("1", "enter", "enter")
    assert server.invited == {"kim@example.org": 1}
    assert (tmp_path / "people-bad.csv").read_text().splitlines()[1:] == ["lee@example.org,ZZ,Lag: A team is A to Z."]


async def test_tab_completes_a_path_as_far_as_it_is_certain(
    server: AcmeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lists").mkdir()
    for name in ("people.csv", "people-old.csv", "People.docx"):
        (tmp_path / "lists" / name).write_text("E-mail\nlee@example.org\n")
    monkeypatch.chdir(tmp_path)
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, INVITE)
        await at.press("f3", "l", "i", "tab")
        path = at.screen.query_one("#file-path", LineInput)
        assert path.value == "lists/"
        await at.press("tab")
        assert path.value == "lists/people"
        await at.press("tab")
        assert "people-old.csv  people.csv" in at.text
        await at.press(".", "tab", "enter")
        assert path.value == "lists/people.csv"
        assert "1 row is good" in at.text


async def test_the_journal_takes_back_what_can_be(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, UPDATE, [person("u1@example.org")])
        await at.until("An emptied line")
        await at.press("ctrl+u", *"Arts", "f2", "right", "enter")
        open_journal(at.screen)
        await at.settle()
        listed = at.text
        await at.press("u")
        asked = at.text
        await at.press("right", "enter")

        assert "Updated." in listed
        assert "Arts  →  Product" in asked
        assert isinstance(at.screen, JournalScreen)
        assert "undone" in at.text
        assert server.profile["Department"] == "Product"
    journal = Journal(tmp_path / "journal.sqlite3")
    assert [entry.state for entry in await journal.entries()] == [WriteState.DONE, WriteState.UNDONE]
    await journal.aclose()


async def test_home_offers_to_take_the_newest_write_back(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        start_action(at.screen, at.campus, UPDATE, [person("u1@example.org")])
        await at.until("An emptied line")
        await at.press("ctrl+u", *"Arts", "f2", "right", "enter")
        await at.settle()
        assert isinstance(at.screen, HomeScreen)
        assert "u1: edit a profile   u undo" in at.text
        await at.press("u")
        assert "Arts  →  Product" in at.text
        await at.press("right", "enter")
        await at.settle()

        assert server.profile["Department"] == "Product"
        assert "u undo" not in at.text


async def test_a_read_only_connection_offers_nothing(server: AcmeServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        looking = Connection(
            ConnectionConfig("looking", VENDOR, read_only=True, settings={"base_url": server.url}), clock=SystemClock()
        )
        start_action(at.screen, looking, INVITE)
        await at.settle()

        assert isinstance(at.screen, HomeScreen)
        assert "read-only" in at.text
