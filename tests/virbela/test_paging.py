"""Lists that come in pages, from servers that keep to the page and from those that do not."""

from __future__ import annotations

import asyncio

import pytest

from tests.virbela.campus import (
    Asked,
    Server,
    Told,
    connect,
    envelope,
    pages_of,
    records_of,
    refusal,
    slicing,
    until_failure,
    user,
)
from tui.core.errors import Malformed, Rejected, SignedOut, VendorError

ALL = [f"u{number:05}" for number in range(2350)]


def users() -> list[dict[str, object]]:
    return [user(number) for number in range(2350)]


async def test_2350_users_come_over_pages_by_skip_each_once() -> None:
    server = Server({"/User": slicing(users(), offset="skip")})

    records = await records_of(connect(server), "users")

    assert [record.id for record in records] == ALL
    assert [asked.query for asked in server.to("/User")] == [
        {"limit": "1000", "skip": "0"},
        {"limit": "1000", "skip": "1000"},
        {"limit": "1000", "skip": "2000"},
    ]


@pytest.mark.parametrize("cap", [1, 100, 999])
async def test_a_server_that_caps_its_pages_still_gives_all_users(cap: int) -> None:
    rows = users()[:250]
    server = Server({"/User": slicing(rows, offset="skip", cap=cap)})

    records = await records_of(connect(server), "users")

    assert [record.id for record in records] == ALL[:250]


async def test_a_server_that_ignores_the_offset_ends_with_a_note() -> None:
    server = Server({"/User": lambda asked: (200, envelope(users()[:1000]))})

    pages = await pages_of(connect(server), "users")

    assert [record.id for page in pages for record in page.records] == ALL[:1000]
    assert "there may be others than these 1,000" in pages[-1].missing[0]
    assert len(server.asked) == 3


async def test_a_short_list_from_a_server_that_ignores_the_offset_is_complete_without_a_note() -> None:
    server = Server({"/User": lambda asked: (200, envelope(users()[:3]))})

    pages = await pages_of(connect(server), "users")

    assert [record.id for page in pages for record in page.records] == ALL[:3]
    assert not any(page.notes or page.missing for page in pages)


async def test_a_server_that_knows_only_the_other_word_for_the_offset_gives_all_profiles() -> None:
    rows = [{"userId": name, "email": f"{name}@example.org"} for name in ALL]
    route = slicing(rows, offset="skip", wrap=lambda page: envelope({"memberProfiles": page, "count": len(page)}))
    server = Server({"/MemberProfile": route})

    records = await records_of(connect(server), "profiles", order="-updatedAt")

    assert [record.id for record in records] == ALL
    assert server.asked[0].query == {"limit": "1000", "offset": "0", "order": "-updatedAt"}


async def test_profiles_come_side_by_side_once_their_number_is_known() -> None:
    rows = [{"userId": name, "email": f"{name}@example.org"} for name in [*ALL, *(f"v{n}" for n in range(1500))]]
    slices = slicing(rows, offset="offset", wrap=lambda page: envelope({"memberProfiles": page, "count": len(rows)}))
    together = asyncio.Barrier(3)

    async def answer(asked: Asked) -> Told:
        told = slices(asked)
        assert isinstance(told, tuple)
        if asked.query["offset"] != "0":
            async with asyncio.timeout(20):
                await together.wait()
        return told

    server = Server({"/MemberProfile": answer})

    records = await records_of(connect(server), "profiles")

    assert [record.id for record in records] == [row["userId"] for row in rows]
    assert sorted(int(asked.query["offset"]) for asked in server.asked) == [0, 1000, 2000, 3000]


async def test_a_row_that_does_not_decode_is_not_asked_for_for_ever() -> None:
    rows = [user(0), 17, {"objectId": ["?"]}, 17]
    server = Server({"/User": lambda asked: (200, envelope(rows))})

    records = await records_of(connect(server), "users")

    assert [bool(record.problem) for record in records] == [False, True, True, True]
    assert len(server.asked) == 3


async def test_a_second_short_list_needs_no_second_page() -> None:
    server = Server({"/User": slicing(users()[:30], offset="skip")})
    client = connect(server)
    await records_of(client, "users")
    server.routes["/User"] = slicing(users()[:20], offset="skip")
    server.asked.clear()

    await records_of(client, "users")

    assert len(server.asked) == 1


async def test_a_row_that_does_not_decode_loses_no_other() -> None:
    rows = [user(0), {**user(1), "hardware": {"ram": ["?"]}}, None, {"email": "no id"}, user(4)]
    server = Server({"/User": slicing(rows, offset="skip")})

    records = await records_of(connect(server), "users")

    assert [bool(record.problem) for record in records] == [False, True, True, True, False]
    assert len({record.id for record in records}) == 5
    assert records[1].id == "u00001"
    assert "hardware.ram" in records[1].problem


async def test_a_profile_that_the_vendor_could_not_read_is_listed_as_such() -> None:
    data = {
        "memberProfiles": [{"userId": "a", "email": "a@example.org", "eNPS": 9}],
        "unparsedProfiles": [{"userId": "b", "error": "bad JSON"}],
        "count": 1,
    }
    server = Server({"/MemberProfile": lambda asked: (200, envelope(data))})

    pages = await pages_of(connect(server), "profiles")

    records = [record for page in pages for record in page.records]
    assert [(record.id, bool(record.problem)) for record in records] == [("a", False), ("b", True)]
    assert pages[-1].notes == ("Virbela could not read 1 of the profiles; its row says why.",)
    assert records[1].fields() == {"userId": "b", "error": "bad JSON"}


async def test_an_error_within_status_200_is_an_error_in_the_vendors_words() -> None:
    server = Server({"/User": lambda asked: (200, refusal("Could not retrieve users", "World is asleep"))})

    with pytest.raises(Rejected, match=r"Could not retrieve users\. World is asleep\.") as caught:
        await records_of(connect(server), "users")

    assert caught.value.request_id == "f" * 24


async def test_a_success_without_data_is_malformed_and_no_empty_list() -> None:
    server = Server({"/User": lambda asked: (200, envelope())})

    with pytest.raises(Malformed, match="data"):
        await records_of(connect(server), "users")


@pytest.mark.parametrize("body", [refusal("Forbidden client"), b"<html>no</html>", b""])
async def test_wrong_credentials_say_that_they_may_have_been_rotated(body: object) -> None:
    server = Server({"/User": lambda asked: (401, body)})

    with pytest.raises(SignedOut) as caught:
        await records_of(connect(server), "users")

    assert "rotated" in caught.value.way_out
    assert "the-secret" not in str(caught.value)


async def test_a_very_long_answer_of_rooms_comes_in_pages_and_as_a_whole() -> None:
    sent = [{"objectId": f"R{number}", "name": "x" * 200} for number in range(6000)]
    client = connect(Server({"/Rooms/World/acme%20campus": lambda asked: (200, {"count": 6000, "data": sent})}))

    pages = [page async for page in client.room_pages()]

    assert len(pages) > 5
    assert [record.id for page in pages for record in page.records] == [room["objectId"] for room in sent]
    assert (await client.rooms()).total == 6000


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_missing_campus_name_is_not_taken_for_rotated_credentials(status: int) -> None:
    server = Server({"/User": lambda asked: (status, refusal("Bad request", "Missing header v-client-name."))})

    with pytest.raises(VendorError) as caught:
        await records_of(connect(server), "users")

    assert "Check client_name in the config" in caught.value.way_out
    assert "rotated" not in str(caught.value)


async def test_what_came_before_a_failing_page_is_kept() -> None:
    def answer(asked: Asked) -> Told:
        if asked.query["skip"] == "0":
            return 200, envelope([user(number) for number in range(1000)])
        return 400, refusal("Bad request", "Too far.")

    came, failed = await until_failure(connect(Server({"/User": answer})).users())

    assert len(came) == 1000
    assert isinstance(failed, Rejected)


async def test_a_very_long_page_is_decoded_and_handed_on_in_portions_between_which_others_have_their_turn() -> None:
    rows = [user(number) for number in range(30_000)]
    server = Server({"/User": lambda asked: (200, envelope(rows if asked.query["skip"] == "0" else []))})
    turns, over = 0, False

    async def count_turns() -> None:
        nonlocal turns
        while not over:
            turns += bool(server.asked)
            await asyncio.sleep(0)

    counting = asyncio.create_task(count_turns())
    pages = await pages_of(connect(server), "users")
    over = True
    await counting

    assert [record.id for page in pages for record in page.records] == [row["objectId"] for row in rows]
    assert max(len(page.records) for page in pages) < 5_000
    assert turns > 2 * 30_000 // 5_000
