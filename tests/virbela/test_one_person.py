"""A person's attendance, out of all rooms'."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.virbela.campus import Server, attending, connect, records_of, slicing, stay, user, value
from tui.core.time.time_range import TimeRange
from tui.vendors.virbela.attendance.one_person import scan_cost

START = datetime(2026, 5, 1, tzinfo=UTC)
SPAN = TimeRange(START, START + timedelta(days=1))


def room(name: str) -> dict[str, Any]:
    return {"objectId": name, "name": name.title(), "SFSRoom": name}


def server() -> Server:
    noon = START + timedelta(hours=12)
    return Server(
        {
            "/Rooms/World/acme%20campus": lambda asked: (200, {"count": 2, "data": [room("hall"), room("lab")]}),
            "/User": slicing([user(1), user(2)], offset="skip"),
            "/User/Attendance/Room/hall": attending(
                [stay("u00001", noon, noon + timedelta(hours=1)), stay("u00002", noon, noon + timedelta(hours=2))]
            ),
            "/User/Attendance/Room/lab": attending(
                [stay("u00001", noon + timedelta(hours=2), None), stay("u00001", noon, noon, talkMinutes=["a lot"])]
            ),
        }
    )


async def test_only_this_persons_stays_come_from_all_rooms() -> None:
    records = await records_of(connect(server()), "person-attendance", SPAN, userId="u00001", settled=True)
    stays = {value(record).room_name: value(record).user for record in records if not record.problem}
    assert stays == {"Hall": "u00001", "Lab": "u00001"}


async def test_a_stay_that_cannot_be_read_is_kept_when_it_is_this_persons() -> None:
    records = await records_of(connect(server()), "person-attendance", SPAN, userId="u00001", settled=True)
    assert [record.fields()["talkMinutes"] for record in records if record.problem] == [["a lot"]]
    others = await records_of(connect(server()), "person-attendance", SPAN, userId="u00002", settled=True)
    assert [record.problem for record in others] == [""]


async def test_the_cost_is_said_in_requests() -> None:
    client = connect(server())
    year = TimeRange(START, START + timedelta(days=365))
    assert (await scan_cost(client, SPAN)).requests == 2
    assert (await scan_cost(client, year)).requests == 2 * 5
