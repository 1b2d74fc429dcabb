"""Profiles on the screen: listed with the campus's columns, edited in place, asked about, taken back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.app.support import screen_text, settled
from tests.virbela.screens.editing import at, open_profile, type_value
from tests.virbela.screens.support import Campus, open_, press
from tui.sandbox.faults import Faults
from tui.screens.write.bulk import BulkScreen
from tui.screens.write.confirm import ConfirmScreen
from tui.storage.journal import Journal, Wanted
from tui.vendors.virbela.screens import MembersScreen, ProfileScreen, ProfilesScreen
from tui.vendors.virbela.screens.profiles.profile_many import ManyProfilesScreen, spread_text

SIZE = (80, 24)


async def test_columns_are_what_the_campus_has(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=(120, 36)) as pilot:
        screen = await open_(pilot, "profiles")
        assert isinstance(screen, ProfilesScreen)
        keys = [column.key for column in screen.collection.columns]
        shown = screen_text(campus.app)
    assert {"Department", "Region", "eNPS", "Remote"} <= set(keys)
    assert "error" not in keys
    assert "Department" in shown


async def test_a_column_that_turned_up_can_be_filtered_and_sorted_by(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_(pilot, "profiles")
        assert isinstance(screen, ProfilesScreen)
        screen.view.set_filter("eNPS>8")
        screen.view.set_sort("eNPS", descending=True)
        scores = [record.value["eNPS"] for record in screen.view.shown_records() if record.value]
    assert scores
    assert all(score > 8 for score in scores)
    assert scores == sorted(scores, reverse=True)


async def test_a_profile_that_virbela_cannot_read_is_listed_with_its_reason(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_(pilot, "profiles")
        assert isinstance(screen, ProfilesScreen)
        bad = [record for record in screen.view.records() if record.value is None]
        head = screen_text(campus.app).splitlines()[1]
    assert [record.problem for record in bad] == [
        "Unexpected end of JSON input",
        "eNPS: cast to Number failed",
        "Invalid Date",
    ]
    assert "Virbela could not read 3 of the profiles" in head


async def test_virbela_sorts_when_it_is_asked_to(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=(120, 36)) as pilot:
        screen = await open_(pilot, "profiles")
        assert isinstance(screen, ProfilesScreen)
        await press(pilot, "o", "down", "down", "enter")
        times = [record.value.get("updatedAt", "") for record in screen.view.shown_records() if record.value]
        facts = screen_text(campus.app).splitlines()[0]
    assert screen.query_values["order"] == "-updatedAt"
    assert times == sorted(times, reverse=True)
    assert "Virbela's order by updatedAt ↓" in facts


async def test_a_change_is_shown_before_it_goes_and_sends_only_what_changes(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, user_id = await open_profile(pilot, campus)
        before = await campus.profile(user_id)
        at(screen, "Department")
        await type_value(pilot, "Arts")
        at(screen, "Region")
        await press(pilot, "minus")
        campus.clock.at += timedelta(minutes=2)
        await press(pilot, "f2")
        assert isinstance(campus.app.screen, ConfirmScreen)
        asked = screen_text(campus.app)
        await press(pilot, "f3")
        sent = screen_text(campus.app)
        assert ("PUT", f"/virbela/MemberProfile/{user_id}") not in campus.asked
        await press(pilot, "right", "enter")
        after = await campus.profile(user_id)
    assert "Edit profile, to campus sandbox" in asked
    assert "Updates 1 field and unsets 1." in asked
    assert asked.count("Sent as") == 1
    assert "Read 2 min ago; unchanged since." in asked
    assert '{"update": {"Department": "Arts"}, "unset": ["Region"]}' in sent
    assert "(unset)" in asked
    assert after["Department"] == "Arts"
    assert "Region" not in after
    changed = {"Department", "Region", "updatedAt"}
    assert {n: v for n, v in after.items() if n not in changed} == {n: v for n, v in before.items() if n not in changed}


async def test_production_cannot_be_missed(tmp_path: Path) -> None:
    campus = Campus(tmp_path, change={"class": "production"})
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        at(screen, "Department")
        await type_value(pilot, "Arts")
        await press(pilot, "f2")
        shown = screen_text(campus.app)
    assert "Edit profile, to campus PRODUCTION" in shown
    assert "campus PRODUCTION" in shown.splitlines()[0]


async def test_the_focus_is_on_cancel_and_cancelling_sends_nothing(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        at(screen, "Department")
        await type_value(pilot, "Arts")
        await press(pilot, "f2", "enter")
        assert campus.app.screen is screen
        assert screen.draft.update == {"Department": "Arts"}
    assert not [method for method, _ in campus.asked if method != "GET"]


async def test_a_number_stays_a_number(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        at(screen, "eNPS")
        await type_value(pilot, "nine")
        wrong = screen_text(campus.app)
        assert screen.editor.is_typing
        await press(pilot, "ctrl+u", "7", "enter")
        number = dict(screen.draft.update)
        await press(pilot, "backspace", "o")  # number → yes or no
        await press(pilot, "enter")
        flag = dict(screen.draft.update)
    assert "! eNPS holds number. “nine” is no number." in wrong
    assert number == {"eNPS": 7}
    assert flag == {"eNPS": True}


async def test_what_is_typed_stands_where_the_value_was(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        at(screen, "Department")
        value = screen.draft.base["Department"]
        before = screen_text(campus.app)
        await press(pilot, "enter", "ctrl+u", *"Arts")
        typing = screen_text(campus.app)
    line = next(index for index, text in enumerate(before.splitlines()) if value in text)
    assert "Arts" in typing.splitlines()[line]
    assert value not in typing.splitlines()[line]
    assert "take it" in typing.splitlines()[-1]


async def test_an_empty_text_is_not_unset(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        at(screen, "Department")
        await type_value(pilot, "")
        empty = [line.becomes for line in screen.fields.lines if line.name == "Department"]
        assert screen.draft.update == {"Department": ""}
        await press(pilot, "minus")
        unset = [line.becomes for line in screen.fields.lines if line.name == "Department"]
    assert (empty, unset) == (['""'], ["(unset)"])


async def test_undo_says_the_exact_request_and_takes_the_change_back(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, user_id = await open_profile(pilot, campus)
        before = await campus.profile(user_id)
        at(screen, "Department")
        await type_value(pilot, "Arts")
        at(screen, "eNPS")
        await type_value(pilot, "3")
        await press(pilot, "f2", "right", "enter", "u", "f3")
        asked = screen_text(campus.app)
        await press(pilot, "right", "enter")
        after = await campus.profile(user_id)
        journal = Journal(campus.app.app_state.paths.journal, campus.clock)  # type: ignore[union-attr]
        entries = await journal.entries(Wanted())
        await journal.aclose()
    assert f"PUT /MemberProfile/{user_id}" in asked
    assert f'{{"update": {{"Department": "{before["Department"]}"}}, "unset": ["eNPS"]}}' in asked
    assert {**after, "updatedAt": ""} == {**before, "updatedAt": ""}
    assert [entry.state.value for entry in entries] == ["done", "undone"]
    assert entries[0].undo_of == entries[1].id


async def test_what_was_saved_is_said_by_name_with_the_way_back_and_an_undo_promises_none(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        at(screen, "Department")
        await type_value(pilot, "Arts")
        await press(pilot, "f2", "right", "enter")
        saved = screen_text(campus.app).splitlines()[-1]
        await press(pilot, "u", "right", "enter")
        undone = screen_text(campus.app).splitlines()[-1]
        await press(pilot, "J")
        journal = " ".join(screen_text(campus.app).split())
    name, said, _ = saved.strip().partition(". u undoes it. ")
    assert said
    assert name.startswith("Edited ")
    assert undone.strip().startswith(f"Undone for {name.removeprefix('Edited ')}.")
    assert "undoes it" not in undone
    assert "takes it back" not in undone
    assert "in world harbor, request " in journal


async def test_without_a_write_there_is_nothing_to_undo(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        await press(pilot, "u")
        assert campus.app.screen is screen
        assert "nothing here that could be taken back" in screen_text(campus.app)


async def test_a_refusal_stays_with_the_vendors_words_and_their_number(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        at(screen, "email")
        await type_value(pilot, "new@example.org")
        await press(pilot, "f2", "right", "enter")
        shown = screen_text(campus.app)
        await press(pilot, "escape")
        assert campus.app.screen is screen
        assert screen.draft.update == {"email": "new@example.org"}
    assert "Refused:" in shown
    assert 'The field "email" cannot be changed.' in shown
    assert "request" in shown


async def test_a_member_deleted_by_somebody_else_is_told_and_nothing_is_sent(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, user_id = await open_profile(pilot, campus)
        at(screen, "Department")
        await type_value(pilot, "Arts")
        member = {"userId": user_id, "email": screen.draft.base["email"]}
        gone = await campus.somebody_else.post("/User/Membership/deleteMember", member)
        assert gone.status == 200, gone.body
        await press(pilot, "f2")
        assert campus.app.screen is screen
        shown = screen_text(campus.app)
    assert "There is no member profile for user" in shown
    assert not [method for method, _ in campus.asked if method == "PUT"]


async def test_a_profile_that_cannot_be_read_says_why_and_how_to_ask_again(tmp_path: Path) -> None:
    campus = Campus(tmp_path, faults=Faults.parse("503@/virbela/MemberProfile/*#1x4"))
    async with campus.app.run_test(size=SIZE) as pilot:
        user_id = str((await campus.user())["objectId"])
        screen = await open_(pilot, "profile", userId=user_id)
        assert isinstance(screen, ProfileScreen)
        shown = screen_text(campus.app)
        await press(pilot, "r")
        assert screen.read_at is not None
    assert "campus answered, but failed." in shown


async def test_read_only_connections_show_profiles_and_offer_no_change(tmp_path: Path) -> None:
    campus = Campus(tmp_path, change={"read_only": True})
    async with campus.app.run_test(size=SIZE) as pilot:
        screen, _ = await open_profile(pilot, campus)
        at(screen, "Department")
        await press(pilot, "minus", "enter")
        assert len(screen.draft) == 0
        assert not screen.editor.is_typing
        keys = screen_text(campus.app).splitlines()[-1]
    assert "unset" not in keys


async def test_one_field_of_all_marked_goes_through_the_bulk_runner(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_(pilot, "profiles")
        assert isinstance(screen, ProfilesScreen)
        await press(pilot, "space", "space", "space", "e")
        many = campus.app.screen
        assert isinstance(many, ManyProfilesScreen)
        ids = [record.id for record in many.records]
        at(many, "Department")
        await type_value(pilot, "Arts")
        await press(pilot, "f2")
        await press(pilot, "up", "3", "enter", "right", "enter")
        await settled(pilot)
        bulk = campus.app.screen
        assert isinstance(bulk, BulkScreen)
        departments = [(await campus.profile(user_id))["Department"] for user_id in ids]
        await press(pilot, "escape")
        back: object = campus.app.screen
        assert back is screen
    assert departments == ["Arts", "Arts", "Arts"]


async def test_people_can_be_edited_from_their_list(tmp_path: Path) -> None:
    campus = Campus(tmp_path)
    async with campus.app.run_test(size=SIZE) as pilot:
        screen = await open_(pilot, "users")
        assert isinstance(screen, MembersScreen)
        await press(pilot, "e")
        one = campus.app.screen
        assert isinstance(one, ProfileScreen)
        await press(pilot, "escape", "space", "space", "e")
        many = campus.app.screen
        assert isinstance(many, ManyProfilesScreen)
        assert len(many.records) == 2
        assert "Department" in [line.name for line in many.fields.lines]


def test_what_many_hold_is_said_in_few_words() -> None:
    profiles = [{"a": 1, "b": "x", "d": 1}, {"a": 1, "c": True, "d": True}, {"a": 1, "b": "x", "d": "1"}]
    said = [spread_text(profiles, name) for name in ("a", "b", "c", "d", "e")]
    assert said == ["1", "x, or unset for 1", "true, or unset for 2", "3 values", "(unset)"]
