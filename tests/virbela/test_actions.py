"""Writes: exactly what is sent, what is refused before it is, how each is taken back and checked."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.virbela.campus import CATALOG, Asked, Server, Told, connect, envelope, records_of, slicing, user
from tui.core.action import Danger, Values, Verdict
from tui.core.errors import Malformed
from tui.core.time.now_in_zone import NowInZone
from tui.core.wire.http import Effect, Request, Response
from tui.writing.fields import validate

MOMENT = NowInZone(datetime(2026, 8, 1, tzinfo=UTC))

INVITATION: dict[str, Any] = {
    "email": "testuser@test.com",
    "displayName": "TestUser",
    "firstName": "Test",
    "lastName": "User",
    "title": "User for testing purposes",
    "teamId": "A",
    "permission": "moderator",
    "sendInvitationEmail": "all",
    "overwriteData": True,
}

SENT: list[tuple[str, dict[str, Any], str, str, str, dict[str, Any]]] = [
    ("invite", INVITATION, "POST", "gateway.test", "/User/Invitation", INVITATION),
    ("invite", {"email": "a@b.org"}, "POST", "gateway.test", "/User/Invitation", {"email": "a@b.org"}),
    (
        "reactivate",
        {"email": "a@b.org", "permission": "leader", "teamId": "BZ"},
        "POST",
        "gateway.test",
        "/User/Invitation",
        {
            "email": "a@b.org",
            "teamId": "BZ",
            "permission": "leader",
            "sendInvitationEmail": "none",
            "overwriteData": True,
        },
    ),
    ("suspend", {"userId": "u1"}, "POST", "gateway.test", "/User/Membership/suspend", {"userId": "u1"}),
    ("suspend", {"email": "a@b.org"}, "POST", "gateway.test", "/User/Membership/suspend", {"email": "a@b.org"}),
    (
        "delete",
        {"userId": "u1", "email": "a@b.org"},
        "POST",
        "gateway.test",
        "/User/Membership/deleteMember",
        {"userId": "u1", "email": "a@b.org"},
    ),
    (
        "update-profile",
        {
            "userId": "zCzMQrfRK9FR",
            "update": {"Department": "Product Management", "Region": "Alberta"},
            "unset": ("eNPS",),
        },
        "PUT",
        "gateway.test",
        "/MemberProfile/zCzMQrfRK9FR",
        {"update": {"Department": "Product Management", "Region": "Alberta"}, "unset": ["eNPS"]},
    ),
    (
        "update-profile",
        {"userId": "a/b", "update": {"eNPS": 9, "Note": ""}},
        "PUT",
        "gateway.test",
        "/MemberProfile/a%2Fb",
        {"update": {"eNPS": 9, "Note": ""}},
    ),
    (
        "update-profile",
        {"userId": "u1", "unset": ("eNPS",)},
        "PUT",
        "gateway.test",
        "/MemberProfile/u1",
        {"unset": ["eNPS"]},
    ),
    (
        "create-space",
        {"email": "test@gmail.com", "firstName": "John", "lastName": "Doe", "pricingId": 1},
        "POST",
        "product.test",
        "/api/purchase",
        {"purchaseType": 0, "email": "test@gmail.com", "firstName": "John", "lastName": "Doe", "pricingId": 1},
    ),
]


@pytest.mark.parametrize(("name", "values", "method", "host", "path", "body"), SENT)
async def test_a_write_sends_exactly_the_documented_body(
    name: str, values: Values, method: str, host: str, path: str, body: dict[str, Any]
) -> None:
    server = Server({path: lambda asked: (200, envelope())})
    client = connect(server)

    await client.transport.send(CATALOG.action(name).request(client, values))

    asked = server.asked[0]
    assert (asked.method, asked.host, asked.path, asked.raw_query) == (method, host, path, "")
    assert asked.json == body
    assert list(asked.json) == list(body)
    assert asked.headers["content-type"].startswith("application/json")
    assert asked.headers["v-client-id"] == "the-id"
    assert "v-client-name" not in asked.headers


@pytest.mark.parametrize("action", CATALOG.actions, ids=lambda action: action.name)
def test_only_a_put_may_be_sent_twice(action: Any) -> None:
    values = {"userId": "u", "email": "a@b.org", "firstName": "A", "lastName": "B", "pricingId": 1, "update": {"a": 1}}

    request: Request = action.request(None, values)

    assert request.effect is (Effect.REPEATABLE if request.method == "PUT" else Effect.ONCE)


@pytest.mark.parametrize("team", ["A", "Z", "AA", "AZ", "BA", "BZ"])
def test_teams_of_the_page_are_taken(team: str) -> None:
    assert validate(CATALOG.action("invite"), {"email": "a@b.org", "teamId": team}, moment=MOMENT)[1] == ()


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("invite", {"email": "a@b.org", "teamId": "CA"}, "teamId"),
        ("invite", {"email": "a@b.org", "teamId": "a"}, "teamId"),
        ("invite", {"email": "a@b.org", "teamId": "AAA"}, "teamId"),
        ("invite", {"email": "a@b.org", "teamId": "A\n"}, "teamId"),
        ("invite", {"email": "a@b.org", "permission": "boss"}, "permission"),
        ("invite", {"email": "a@b.org", "permission": "suspended"}, "permission"),
        ("invite", {"email": "a@b.org", "sendInvitationEmail": "some"}, "sendInvitationEmail"),
        ("invite", {"email": "nobody"}, "email"),
        ("invite", {"email": "a@b"}, "email"),
        ("invite", {"firstName": "A"}, "email"),
        ("suspend", {}, ""),
        ("delete", {"userId": "u1"}, "email"),
        ("delete", {"email": "a@b.org"}, "userId"),
        ("update-profile", {"userId": "u1"}, ""),
        ("update-profile", {"userId": "u1", "update": {"a": 1}, "unset": ["a"]}, "unset"),
        ("update-profile", {"userId": "u1", "update": {"updatedAt": "now"}}, "update"),
        ("create-space", {"email": "a@b.org", "firstName": "A", "lastName": "B", "pricingId": "1.5"}, "pricingId"),
        ("create-space", {"email": "a@b.org", "firstName": "A", "lastName": "B"}, "pricingId"),
    ],
)
def test_what_the_page_does_not_allow_is_refused_before_it_is_sent(
    name: str, given: dict[str, Any], field: str
) -> None:
    _, problems = validate(CATALOG.action(name), given, moment=MOMENT)

    assert [problem.field for problem in problems] == [field]


def test_a_role_goes_in_lower_case_however_it_was_written() -> None:
    values, problems = validate(CATALOG.action("invite"), {"email": "a@b.org", "permission": "Admin"}, moment=MOMENT)

    assert problems == ()
    assert CATALOG.action("invite").request(None, values).body["permission"] == "admin"


def test_a_profiles_value_is_typed_by_how_it_is_written() -> None:
    given = {"userId": "u1", "update": ["eNPS=9", 'Code="007"', "Remote=true", "Department=Arts & Letters"]}

    values, problems = validate(CATALOG.action("update-profile"), given, moment=MOMENT)

    assert problems == ()
    assert values["update"] == {"eNPS": 9, "Code": "007", "Remote": True, "Department": "Arts & Letters"}


def test_danger_is_graded() -> None:
    graded = {action.name: action.danger for action in CATALOG.actions}

    assert graded.pop("delete") is Danger.IRREVERSIBLE
    assert graded.pop("create-space") is Danger.IRREVERSIBLE
    assert set(graded.values()) == {Danger.REVERSIBLE}


def test_a_space_that_may_be_charged_for_is_made_one_at_a_time_and_wants_the_e_mail() -> None:
    create = CATALOG.action("create-space")

    assert not create.bulk
    assert create.confirm_text({"email": "a@b.org"}) == "a@b.org"
    assert "cannot take it back" in create.consequence({"email": "a@b.org"})


def test_letting_somebody_in_again_asks_for_the_role_rather_than_making_them_a_member() -> None:
    reactivate = CATALOG.action("reactivate")
    _, problems = validate(reactivate, {"email": "admin@example.org"}, moment=MOMENT)

    assert [problem.field for problem in problems] == ["permission"]
    assert validate(reactivate, {"email": "admin@example.org", "permission": "admin"}, moment=MOMENT)[1] == ()


def test_deleting_says_what_is_lost_and_wants_the_e_mail() -> None:
    delete = CATALOG.action("delete")
    values = {"userId": "u1", "email": "a@b.org"}

    assert delete.confirm_text(values) == "a@b.org"
    assert "leaves this campus" in delete.consequence(values)
    assert "erased" in delete.consequence(values)
    assert delete.undo is None


def test_a_profile_edit_is_undone_to_what_was_there() -> None:
    update = CATALOG.action("update-profile")
    before = {"Department": "Product", "eNPS": 9, "updatedAt": "2023-07-13T22:24:08.641Z"}
    values: Values = {"userId": "u1", "update": {"Department": "Arts", "Region": "Alberta"}, "unset": ("eNPS",)}

    assert update.undo is not None
    undo = update.undo(values, before)

    assert undo is not None
    assert undo.action == "update-profile"
    assert undo.values == {"userId": "u1", "update": {"Department": "Product", "eNPS": 9}, "unset": ("Region",)}
    assert undo.text == 'Department becomes "Product"; eNPS becomes 9; Region is taken away.'


def test_a_suspension_is_undone_by_inviting_with_the_role_of_before() -> None:
    suspend = CATALOG.action("suspend")
    assert suspend.undo is not None

    undo = suspend.undo({"userId": "u1"}, {"email": "a@b.org", "role": "leader", "teamId": "C"})

    assert undo is not None
    body = CATALOG.action(undo.action).request(None, undo.values).body
    assert body == {
        "email": "a@b.org",
        "teamId": "C",
        "permission": "leader",
        "sendInvitationEmail": "none",
        "overwriteData": True,
    }
    assert undo.text == "Invites a@b.org again as leader, in team C, overwriting, without an e-mail."


@pytest.mark.parametrize("before", [{}, {"email": "a@b.org", "role": "suspended"}, {"role": "leader"}])
def test_a_suspension_whose_past_is_not_known_cannot_be_undone(before: dict[str, Any]) -> None:
    undo = CATALOG.action("suspend").undo
    assert undo is not None

    assert undo({"userId": "u1"}, before) is None


async def test_before_a_profile_edit_the_profile_is_read_with_its_version() -> None:
    profile = {"email": "a@b.org", "eNPS": 9, "updatedAt": "2023-07-13T22:24:08.641Z"}
    server = Server({"/MemberProfile/u1": lambda asked: (200, envelope({"memberProfile": profile}))})
    before = CATALOG.action("update-profile").before
    assert before is not None

    assert await before(connect(server), {"userId": "u1"}) == profile


def members(**changed: Any) -> Server:
    rows = [user(number) for number in range(3)]
    rows[1] |= changed

    def one(asked: Asked) -> Told:
        return 200, envelope([rows[1]])

    return Server({"/User": slicing(rows, offset="skip"), "/User/u00001": one})


MAIL = "PERSON1@example.org"


@pytest.mark.parametrize(
    ("name", "values", "changed", "verdict"),
    [
        ("suspend", {"userId": "u00001"}, {"role": "suspended"}, Verdict.ARRIVED),
        ("suspend", {"userId": "u00001"}, {"role": "member"}, Verdict.NOT_ARRIVED),
        ("suspend", {"email": MAIL}, {"role": "suspended"}, Verdict.ARRIVED),
        ("suspend", {"email": "new@b.org"}, {}, Verdict.CANNOT_TELL),
        ("delete", {"userId": "u00001", "email": MAIL}, {}, Verdict.NOT_ARRIVED),
        ("delete", {"userId": "gone", "email": MAIL}, {}, Verdict.ARRIVED),
        ("reactivate", {"email": MAIL}, {"role": "leader"}, Verdict.ARRIVED),
        ("reactivate", {"email": MAIL}, {"role": "suspended"}, Verdict.NOT_ARRIVED),
        ("invite", {"email": "new@b.org"}, {}, Verdict.CANNOT_TELL),
        ("invite", {"email": MAIL, "teamId": "B"}, {}, Verdict.CANNOT_TELL),
        ("invite", {"email": MAIL, "teamId": "B", "overwriteData": True}, {"teamId": "B"}, Verdict.ARRIVED),
        ("invite", {"email": MAIL, "teamId": "B", "overwriteData": True}, {}, Verdict.NOT_ARRIVED),
    ],
)
async def test_a_read_tells_whether_a_write_arrived(
    name: str, values: Values, changed: dict[str, Any], verdict: Verdict
) -> None:
    verify = CATALOG.action(name).verify
    assert verify is not None

    assert await verify(connect(members(**changed)), values) is verdict


@pytest.mark.parametrize(
    ("profile", "verdict"),
    [
        ({"Department": "Arts"}, Verdict.ARRIVED),
        ({"Department": "Arts", "eNPS": 9}, Verdict.NOT_ARRIVED),
        ({"Department": "Product"}, Verdict.NOT_ARRIVED),
    ],
)
async def test_a_read_tells_whether_a_profile_edit_arrived(profile: dict[str, Any], verdict: Verdict) -> None:
    server = Server({"/MemberProfile/u1": lambda asked: (200, envelope({"memberProfile": profile}))})
    verify = CATALOG.action("update-profile").verify
    assert verify is not None

    values: Values = {"userId": "u1", "update": {"Department": "Arts"}, "unset": ("eNPS",)}
    assert await verify(connect(server), values) is verdict


async def test_a_row_fills_the_forms_that_start_from_it() -> None:
    record = (await records_of(connect(members(role="suspended")), "users"))[1]

    filled = {each.name: each.fill(record) for each in CATALOG.actions if "users" in each.applies_to}

    identity = {"userId": "u00001", "email": "person1@example.org"}
    assert filled["suspend"] == filled["delete"] == identity
    assert filled["update-profile"] == {"userId": "u00001"}
    assert filled["reactivate"] == {"email": "person1@example.org", "teamId": "A"}
    assert filled["invite"] == {
        "email": "person1@example.org",
        "firstName": "Person",
        "lastName": "1",
        "teamId": "A",
    }


async def test_one_profile_knows_whose_it_is_though_the_answer_does_not_say() -> None:
    server = Server({"/MemberProfile/u1": lambda asked: (200, envelope({"memberProfile": {"email": "a@b.org"}}))})

    record = (await records_of(connect(server), "profile", userId="u1"))[0]

    assert CATALOG.action("update-profile").fill(record) == {"userId": "u1"}


def test_a_member_who_was_left_as_they_were_is_told_apart() -> None:
    said = json.dumps(envelope(detail="User is already a member.")).encode()
    outcome = CATALOG.action("invite").outcome({"email": "a@b.org"}, Response(200, {}, said, "http://gateway.test"))

    assert outcome.unchanged


@pytest.mark.parametrize(
    ("body", "is_done"),
    [
        ({"email": "A@b.org", "teamId": 0}, True),
        ({"teamId": 0}, True),
        ({"responseCode": "success", "data": {"teamId": 0}}, True),
        ({"email": "other@b.org", "teamId": 0}, False),
        ({"email": "a@b.org", "error": "not invited"}, False),
        ({"responseCode": "error", "email": "a@b.org"}, False),
        ({"status": "UP"}, False),
        ([{"email": "a@b.org"}], False),
    ],
)
def test_an_invitation_may_be_answered_with_the_person_for_the_page_shows_no_answer(body: Any, is_done: bool) -> None:
    answer = Response(200, {"content-type": "application/json"}, json.dumps(body).encode(), "https://gateway.test/x")
    read = CATALOG.action("invite").outcome

    if is_done:
        assert read({"email": "a@b.org"}, answer).text == "Virbela accepted it."
    else:
        with pytest.raises(Malformed):
            read({"email": "a@b.org"}, answer)
