"""What is shown before a write goes: names, times on the user's wall, which pairs are of which kind."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tests.writing.vendors.acme import connect
from tests.writing.vendors.acme.catalog import DELETE, GREET, INVITE, UPDATE
from tui.core.action import Action, Danger, Field, FieldKind, Outcome
from tui.core.wire.http import Request
from tui.screens.write.review import deed_of, review_of_many, review_of_one, undo_note
from tui.writing.bulk import BulkRow
from tui.writing.run import Plan

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SENT = Request("POST", "/things")

MAKE = Action(
    name="make-session",
    title="Make a session",
    danger=Danger.REVERSIBLE,
    fields=(
        Field("start", "Start", FieldKind.TIME),
        Field("configuration", "Configuration", FieldKind.PAIRS),
        Field("summary", "Summary attributes", FieldKind.PAIRS),
    ),
    request=lambda client, values: SENT,
    outcome=lambda values, answer: Outcome("Made."),
    target=lambda values: "s1",
    subject=lambda values, before: f"Session {before.get('name', 's1')}",
)


def test_times_stand_on_the_users_wall_beside_what_is_sent() -> None:
    plan = Plan(MAKE, {"start": "2026-11-20T13:51:00+00:00"}, SENT)
    review = review_of_one(connect("http://127.0.0.1:1"), plan, zone=STOCKHOLM)
    (start,) = review.differences
    assert start == ("Start", None, "Fri 20 Nov 2026 14:51:00 CET, sent as 2026-11-20T13:51:00+00:00")


def test_pairs_say_of_which_kind_they_are_where_there_are_several() -> None:
    plan = Plan(MAKE, {"configuration": {"mode": 2}, "summary": {"mode": "slow"}}, SENT)
    review = review_of_one(connect("http://127.0.0.1:1"), plan, zone=STOCKHOLM)
    assert [title for title, _, _ in review.differences] == ["mode (configuration)", "mode (summary attributes)"]


def test_what_it_is_about_is_called_by_its_name() -> None:
    plan = Plan(MAKE, {}, SENT, {"name": "Morning round"})
    review = review_of_one(connect("http://127.0.0.1:1"), plan, zone=STOCKHOLM)
    assert "Session Morning round" in "".join(text for text, _ in review.heading[1])


def test_the_answer_says_the_deed_and_an_edit_is_saved() -> None:
    assert [deed_of(action) for action in (GREET, DELETE, UPDATE, MAKE)] == [
        "Greet a person",
        "Delete a member",
        "Save",
        "Make a session",
    ]


def test_only_what_can_be_undone_is_called_so() -> None:
    assert [undo_note(action) for action in (GREET, INVITE, DELETE, UPDATE)] == [
        "",
        "no undo",
        "cannot be undone",
        "can be undone",
    ]


def test_many_say_how_many_and_what_it_leads_to_first() -> None:
    rows = [BulkRow(number, {"email": f"p{number}@example.org"}, f"p{number}@example.org") for number in range(1, 201)]
    review = review_of_many(connect("http://127.0.0.1:1"), INVITE, rows, request=SENT, zone=STOCKHOLM)
    assert review.consequence.startswith("200 times, and for the first: p1@example.org becomes a member and is sent")
    assert review.word == "200"
    assert "and 195 more" in "".join(text for line in review.table for text, _ in line)
