"""How far this machine's clock is from the vendor's, by the Date of its answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.servers import ScriptedServer, answer
from tests.transport.support import NOON, READ, opened
from tui.core.errors import SignedOut


async def test_an_answer_says_how_far_the_clock_is_ahead_also_one_that_turns_us_away() -> None:
    said = (NOON - timedelta(minutes=5)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    refused = answer(401, {}, headers={"Date": said})
    async with ScriptedServer(refused) as server, opened(server.url) as transport:
        assert transport.clock_ahead is None
        with pytest.raises(SignedOut):
            await transport.send(READ)

        assert transport.clock_ahead == timedelta(minutes=5)


@pytest.mark.parametrize("date", ["yesterday", "", "Thu, 99 Nov 2026 99:00:00 GMT"])
async def test_a_date_that_is_none_says_nothing(date: str) -> None:
    async with ScriptedServer(answer(200, {}, headers={"Date": date})) as server, opened(server.url) as transport:
        await transport.send(READ)

        assert transport.clock_ahead is None
