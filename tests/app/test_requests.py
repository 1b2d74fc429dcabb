"""The log of requests in the app: what was asked, filtered, live, and copied as curl."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.app.support import NOW, make_app, screen_text, settled
from tui.app import FrontdeskApp
from tui.core.secret import MASK
from tui.core.wire.recent_requests import RecentRequests, SentRequest
from tui.sandbox.faults import Faults
from tui.screens.requests.requests import RequestsScreen

SMALL, LARGE = (80, 24), (120, 36)


def note(recent: RecentRequests, number: int, **changes: Any) -> None:
    """Have a request remembered."""
    usual: dict[str, Any] = {
        "connection": "campus",
        "method": "GET",
        "url": f"https://gateway-eu.virbela.com/Rooms/{number}/Attendance?from=2026-11-01",
        "ended": "200",
        "seconds": 0.084,
        "tries": 1,
        "size": 19_800,
        "request_id": f"r-{number}",
        "headers": {"Accept": "application/json", "V-Client-Id": "5f0c7f5e", "V-Client-Secret": MASK},
    }
    at = NOW + timedelta(seconds=number)
    recent.note(SentRequest(recent.next_number(), at, **{**usual, **changes}))


def recent_of(app: FrontdeskApp) -> RecentRequests:
    """Return what the app remembers."""
    recent = app.app_state.connections.recent
    assert recent is not None
    return recent


async def test_what_home_asked_is_listed_newest_first_and_told_in_whole(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await pilot.press("L")
        await settled(pilot)
        said = screen_text(app)

    newest = recent_of(app).newest_first[0]
    assert "2 requests" in said.splitlines()[0]
    assert newest.url in said
    assert f"V-Client-Secret: {MASK}" in said


async def test_a_request_that_comes_while_it_is_open_is_seen_and_later_nobody_listens(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await pilot.press("L")
        await settled(pilot)
        note(recent_of(app), 1, url="https://x.example/one-more")
        await settled(pilot)
        assert "/one-more" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert recent_of(app).watch is None


async def test_details_stay_where_they_were_read_to_until_another_request_is_meant(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=(80, 18)) as pilot:
        await settled(pilot)
        await pilot.press("L")
        await settled(pilot)
        details = app.screen.query_one("#log-details")
        details.scroll_to(y=2, animate=False)
        await settled(pilot)
        note(recent_of(app), 1)
        await settled(pilot)
        assert details.scroll_offset.y == 2

        await pilot.press("up")
        await settled(pilot)
        assert "/Rooms/1/" in screen_text(app)
        assert details.scroll_offset.y == 0


async def test_it_is_filtered_by_words_and_by_what_failed(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus", faults=Faults.parse("503@/virbela/*#1x9"))
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        recent = recent_of(app)
        note(recent, 1, url="https://x.example/good")
        note(recent, 2, url="https://x.example/broken", ended="unreachable")
        await pilot.press("L")
        await settled(pilot)
        await pilot.press("f")
        await settled(pilot)
        assert "/broken" in screen_text(app)
        assert "/good" not in screen_text(app)
        await pilot.press("f", "slash", *"good", "enter")
        await settled(pilot)
        assert "/good" in screen_text(app)
        assert "/broken" not in screen_text(app)
        assert f"1 of {len(recent.newest_first)} requests" in screen_text(app)


async def test_one_is_copied_as_curl_and_it_says_what_the_command_wants(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=LARGE) as pilot:
        await settled(pilot)
        written: list[str] = []
        app.write_terminal = written.append
        await pilot.press("L")
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "the curl command" in screen_text(app).splitlines()[-1]
        assert "It wants CAMPUS_V_CLIENT_SECRET." in screen_text(app).splitlines()[-1]


async def test_before_anything_was_asked_it_says_so(tmp_path: Path) -> None:
    app = make_app(tmp_path, only="campus")
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        app.app_state.connections.recent = RecentRequests()
        await pilot.press("L")
        await settled(pilot)
        assert "Nothing was asked yet." in screen_text(app)
        await pilot.press("y")
        await settled(pilot)
        assert "There is no request to copy from." in screen_text(app).splitlines()[-1]


@pytest.mark.parametrize("width", [60, 80])
async def test_two_pages_of_two_rooms_are_told_apart_in_a_narrow_list(tmp_path: Path, width: int) -> None:
    app = make_app(tmp_path, only="campus")
    address = "https://gateway-eu.virbela.com/User/Attendance/Room/{}?start=2026-11-13T14%3A51%3A00&offset={}"
    async with app.run_test(size=(width, 24)) as pilot:
        await settled(pilot)
        app.app_state.connections.recent = recent = RecentRequests()
        for number, (room, offset) in enumerate(
            [("1LhrFN8mqP", 0), ("1LhrFN8mqP", 100), ("71TMTJ2gpa", 0), ("71TMTJ2gpa", 100)]
        ):
            note(recent, number, url=address.format(room, offset))
        await pilot.press("L")
        await settled(pilot)
        said = screen_text(app).splitlines()[3:7]

    paths = [line.split()[-1] for line in said]
    assert len({*paths}) == 4
    assert all("71TMTJ2gpa" in path for path in paths[:2])
    assert paths[0].endswith("=100")
    assert paths[1].endswith("=0")


@pytest.mark.parametrize("width", [80, 120])
async def test_requests_that_differ_in_the_midst_of_their_query_are_told_apart(tmp_path: Path, width: int) -> None:
    app = make_app(tmp_path, only="campus")
    address = "https://connect.maklare.vitec.net/Report/Task/M30011/Comeback?from={}T00%3A00%3A00&to={}T00%3A00%3A00"
    async with app.run_test(size=(width, 24)) as pilot:
        await settled(pilot)
        app.app_state.connections.recent = recent = RecentRequests()
        for number, (start, stop) in enumerate([("2026-05-24", "2026-07-08"), ("2026-07-08", "2026-08-21")]):
            note(recent, number, url=f"{address.format(start, stop)}&date=Occurrence")
        await pilot.press("L")
        await settled(pilot)
        said = screen_text(app).splitlines()[3:5]

    assert ["-21T00:00:00" in said[0], "-08T00:00:00" in said[1]] == [True, True]
    assert all("Comeback" in line for line in said)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
def test_a_picture_of_the_log(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, FrontdeskApp)
        app.app_state.connections.recent = recent = RecentRequests()
        note(recent, 1, url="https://gateway-eu.virbela.com/User?limit=1&skip=0", size=640, seconds=0.031)
        note(recent, 2, connection="clinic", method="POST", url="https://api.biot-med.com/ums/v2/users/login", size=675)
        note(recent, 3, connection="line4", ended="503", seconds=1.204, size=82)
        note(recent, 4, connection="line4", ended="200", tries=2)
        note(recent, 5, connection="office", ended="unreachable", seconds=30.0, size=0, request_id="")
        note(recent, 6, ended="404", size=94)
        body = f'{{"email":"lee@example.org","password":"{MASK}"}}'
        note(recent, 7, method="POST", url="https://gateway-eu.virbela.com/Invite", body=body, size=12_345_678)
        await pilot.press("L")
        await settled(pilot)
        assert isinstance(app.screen, RequestsScreen)

    assert snap_compare(make_app(tmp_path, only="campus"), terminal_size=size, run_before=show)
