"""Users, memberships, invitations and profiles: what the page says about reading and writing them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.asgi import NOW, Client, MovingClock, campus
from tui.vendors.virbela.sandbox.invitations import team_number


async def users(client: Client) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (await client.get("/User", limit="5000")).data
    return rows


async def with_field(client: Client, name: str) -> dict[str, Any]:
    rows = (await client.get("/MemberProfile")).data["memberProfiles"]
    found: dict[str, Any] = next(row for row in rows if name in row)
    return found


# --- users


async def test_a_thousand_users_come_unless_another_limit_is_set() -> None:
    client = campus()
    everybody = await users(client)
    assert len(everybody) == 1_185, "fifteen of 1,200 have not accepted their invitation"
    assert (await client.get("/User")).data == everybody[:1000]
    assert (await client.get("/User", skip="1000")).data == everybody[1000:]
    assert (await client.get("/User", limit="10", skip="20")).data == everybody[20:30]
    assert (await client.get("/User", limit="10", offset="20")).data == everybody[:10], "the word is skip here"
    assert (await client.get("/User", skip="1185")).data == []


async def test_a_user_lacks_what_is_not_known() -> None:
    everybody = await users(campus())
    for name in ("hardware", "firstname", "lastname", "profileLastUpdatedAt"):
        missing = sum(1 for user in everybody if name not in user)
        assert 0 < missing < 120, name
    assert all(user.get(name, "x") not in ("", None) for user in everybody for name in user)
    assert all(isinstance(user["hardware"]["ram"], str) for user in everybody if "hardware" in user)


async def test_one_user_comes_as_a_list_of_one() -> None:
    client = campus()
    someone = (await users(client))[44]
    assert (await client.get(f"/User/{someone['objectId']}")).data == [someone]
    assert (await client.get("/User/nobody")).status == 404


async def test_the_id_wins_when_a_suspension_names_two_people() -> None:
    client = campus()
    one, other = (await users(client))[10:12]
    heard = await client.post("/User/Membership/suspend", {"userId": one["objectId"], "email": other["email"]})
    assert heard.json["title"] == "Successfully updated user role"
    assert heard.json["detail"] == f'User with email "{one["email"]}" successfully updated with role "suspended".'
    assert "data" not in heard.json
    assert [user["role"] for user in (await users(client))[10:12]] == ["suspended", other["role"]]


async def test_an_email_alone_suspends_whatever_its_case() -> None:
    client = campus()
    one = (await users(client))[10]
    await client.post("/User/Membership/suspend", {"email": one["email"].upper()})
    assert (await client.get(f"/User/{one['objectId']}")).data[0]["role"] == "suspended"


@pytest.mark.parametrize(("body", "status"), [({}, 400), ({"email": "no@body.example"}, 404), ([], 400)])
async def test_a_suspension_of_nobody_is_refused(body: Any, status: int) -> None:
    assert (await campus().post("/User/Membership/suspend", body)).status == status


async def test_a_deletion_wants_id_and_email_of_one_person() -> None:
    client = campus()
    one, other = (await users(client))[10:12]
    path = "/User/Membership/deleteMember"
    assert (await client.post(path, {"userId": one["objectId"]})).status == 400
    assert (await client.post(path, {"email": one["email"]})).status == 400
    assert (await client.post(path, {"userId": one["objectId"], "email": other["email"]})).status == 400
    assert one in await users(client)
    heard = await client.post(path, {"userId": one["objectId"], "email": one["email"]})
    assert heard.json["detail"] == f'User with email "{one["email"]}" successfully deleted.'
    assert one not in await users(client)
    assert (await client.get(f"/User/{one['objectId']}")).status == 404
    assert (await client.get(f"/MemberProfile/{one['objectId']}")).status == 404
    assert (await client.post(path, {"userId": one["objectId"], "email": one["email"]})).status == 404


# --- invitations


async def test_somebody_invited_is_no_user_until_they_accept() -> None:
    clock = MovingClock()
    client = campus(clock=clock)
    before = len(await users(client))
    heard = await client.post("/User/Invitation", {"email": "new@guest.example", "teamId": "B", "displayName": "Newt"})
    assert heard.data["teamId"] == 1
    assert len(await users(client)) == before
    clock.at = NOW + timedelta(minutes=11)
    newest = (await users(client))[-1]
    assert (newest["email"], newest["teamId"], newest["role"]) == ("new@guest.example", "B", "member")
    assert len(await users(client)) == before + 1


async def test_an_invitation_sent_twice_makes_one_user() -> None:
    clock = MovingClock()
    client = campus(clock=clock)
    before = len(await users(client))
    for _ in range(2):
        await client.post("/User/Invitation", {"email": "new@guest.example"})
    clock.at = NOW + timedelta(minutes=11)
    await client.post("/User/Invitation", {"email": "New@Guest.example", "overwriteData": True, "title": "Twice"})
    assert len(await users(client)) == before + 1


async def test_a_member_is_left_unchanged_unless_their_data_is_to_be_overwritten() -> None:
    client = campus()
    one = (await users(client))[10]
    body = {"email": one["email"], "firstName": "Other", "permission": "admin", "teamId": "BZ"}
    await client.post("/User/Invitation", body)
    assert (await users(client))[10] == one
    heard = await client.post("/User/Invitation", {**body, "overwriteData": True})
    assert heard.data["teamId"] == 77
    changed = (await users(client))[10]
    assert (changed["firstname"], changed["role"], changed["teamId"]) == ("Other", "admin", "BZ")
    assert changed["lastname"] == one["lastname"]


async def test_a_reinvitation_brings_a_suspended_member_back_in_the_role_it_names() -> None:
    client = campus()
    one = (await users(client))[10]
    await client.post("/User/Membership/suspend", {"email": one["email"]})
    body = {"email": one["email"], "overwriteData": True, "permission": "leader", "teamId": one["teamId"]}
    await client.post("/User/Invitation", body)
    assert (await client.get(f"/User/{one['objectId']}")).data[0]["role"] == "leader"


async def test_a_display_name_that_is_taken_gets_digits() -> None:
    client = campus()
    one = (await users(client))[10]
    heard = await client.post("/User/Invitation", {"email": "new@guest.example", "displayName": one["displayname"]})
    given = heard.data["displayName"]
    assert given.startswith(one["displayname"])
    assert given.removeprefix(one["displayname"]).isdigit()


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"email": ""},
        {"email": None},
        {"teamId": "a"},
        {"teamId": "CA"},
        {"teamId": 3},
        {"permission": "Moderator"},
        {"permission": "suspended"},
        {"sendInvitationEmail": "newtocampus"},
        {"overwriteData": "yes"},
        {"firstName": 7},
    ],
)
async def test_an_invitation_that_the_page_does_not_allow_is_refused(wrong: dict[str, Any]) -> None:
    heard = await campus().post("/User/Invitation", {"email": "new@guest.example", **wrong})
    assert heard.status == 400
    assert heard.json["responseCode"] == "error"
    assert next(iter(wrong)) in heard.json["detail"]


def test_teams_are_numbered_from_nought() -> None:
    assert [team_number(team) for team in ("A", "B", "Z", "AA", "AZ", "BA", "BZ")] == [0, 1, 25, 26, 51, 52, 77]


# --- profiles


async def test_profiles_page_by_offset_and_leave_blank_fields_out() -> None:
    client = campus()
    whole = (await client.get("/MemberProfile")).data["memberProfiles"]
    page = (await client.get("/MemberProfile", limit="50", offset="100")).data
    assert page["memberProfiles"] == whole[100:150]
    assert page["count"] == 50
    assert (await client.get("/MemberProfile", limit="5", skip="100")).data["memberProfiles"] == whole[:5]
    assert all(value not in ("", None) for row in whole for value in row.values())
    assert {type(row["eNPS"]) for row in whole if "eNPS" in row} == {int}


async def test_profiles_that_the_vendor_cannot_parse_stand_beside_the_others() -> None:
    client = campus()
    data = (await client.get("/MemberProfile")).data
    beside = data["unparsedMemberProfiles"]
    assert len(beside) == 3
    assert all(row["userId"] and row["error"] for row in beside)
    assert not {row["userId"] for row in beside} & {row["userId"] for row in data["memberProfiles"]}
    assert data["count"] == len(data["memberProfiles"]) == 1_182
    assert (await client.get(f"/MemberProfile/{beside[0]['userId']}")).status == 422


@pytest.mark.parametrize("field", ["updatedAt", "lastname", "eNPS", "Department"])
async def test_profiles_sort_by_any_field_both_ways_with_the_blank_ones_last(field: str) -> None:
    client = campus()
    up = [row.get(field) for row in (await client.get("/MemberProfile", order=field)).data["memberProfiles"]]
    down = [row.get(field) for row in (await client.get("/MemberProfile", order=f"-{field}")).data["memberProfiles"]]
    have_up, have_down = [one for one in up if one is not None], [one for one in down if one is not None]
    assert have_up == have_down[::-1] == sorted(have_up, key=lambda one: one.casefold() if field != "eNPS" else one)
    assert up[: len(have_up)] == have_up
    assert down[: len(have_down)] == have_down


async def test_one_profile_has_no_id_inside() -> None:
    client = campus()
    row = await with_field(client, "eNPS")
    user_id = row.pop("userId")
    assert (await client.get(f"/MemberProfile/{user_id}")).data == {"memberProfile": row}


async def test_an_update_sets_and_erases_and_keeps_types() -> None:
    clock = MovingClock()
    client = campus(clock=clock)
    row = await with_field(client, "eNPS")
    clock.at = NOW + timedelta(minutes=3)
    body = {"update": {"Department": "Product Management", "Remote": False, "firstname": "Al"}, "unset": ["eNPS"]}
    heard = await client.put(f"/MemberProfile/{row['userId']}", body)
    profile = heard.data["updatedMemberProfile"]
    assert (profile["Department"], profile["Remote"], profile["firstname"]) == ("Product Management", False, "Al")
    assert "eNPS" not in profile
    assert "userId" not in profile
    assert profile["updatedAt"] == "2026-01-15T10:33:00.000Z"
    user = (await client.get(f"/User/{row['userId']}")).data[0]
    assert (user["firstname"], user["profileLastUpdatedAt"]) == ("Al", profile["updatedAt"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"update": {}, "unset": []},
        {"update": {"Department": "Product", "Shoe size": 44}},
        {"unset": ["Shoe size"]},
        {"update": {"email": "other@guest.example"}},
        {"update": {"eNPS": 3}, "unset": ["eNPS"]},
        {"update": ["eNPS"]},
        {"unset": "eNPS"},
    ],
)
async def test_an_update_with_anything_wrong_changes_nothing(body: dict[str, Any]) -> None:
    client = campus()
    row = await with_field(client, "eNPS")
    refused = await client.put(f"/MemberProfile/{row['userId']}", body)
    assert refused.status == 400
    assert refused.json["responseCode"] == "error"
    assert await with_field(client, "eNPS") == row
