"""How Vitec's refusals are worded: its own words, and what helps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.servers import ScriptedServer, answer, truncate
from tests.vitec.office import office
from tests.vitec.test_page import SPAN
from tui.core.errors import Forbidden, Malformed, NotFound, Rejected, SignedOut, VendorError, VendorFailed
from tui.core.time.time_range import TimeRange


async def failing(*script: Any, span: TimeRange = SPAN) -> tuple[VendorError, ScriptedServer]:
    async with office(*script, password="nyckel-åäö") as (server, desk):
        with pytest.raises(VendorError) as caught:
            await desk.rows("comebacks", span)
    return caught.value, server


@pytest.mark.parametrize("upper", [False, True])
async def test_a_400_tells_the_vendors_words_per_field_in_either_casing(upper: bool) -> None:
    names = ("Message", "ModelState") if upper else ("message", "modelState")
    body = {names[0]: "Begäran är ogiltig.", names[1]: {"query.date": ["Okänt värde 'X'.", "Välj ett annat."]}}

    error, server = await failing(answer(400, body))

    assert isinstance(error, Rejected)
    assert error.fields == {"date": "Okänt värde 'X'. Välj ett annat."}
    assert error.message == "Begäran är ogiltig. date: Okänt värde 'X'. Välj ett annat."
    assert len(server.seen) == 1, "the range is not what was wrong"


async def test_a_wrong_password_says_who_is_signed_out_and_what_helps() -> None:
    error, server = await failing(answer(401, {"Message": "Felaktigt lösenord."}))

    assert isinstance(error, SignedOut)
    assert error.message == "Signed out of office: Felaktigt lösenord."
    assert "function group" in error.way_out
    assert len(server.seen) == 1
    assert "nyckel" not in str(error)


@pytest.mark.parametrize("body", [None, b"<html><h1>401</h1></html>", {"code": 3}])
async def test_a_401_without_words_says_the_same(body: Any) -> None:
    error, _ = await failing(answer(401, body))

    assert isinstance(error, SignedOut)
    assert error.message == "Signed out of office."
    assert "Check username and password" in error.way_out


async def test_a_403_is_a_right_that_is_missing() -> None:
    error, _ = await failing(answer(403, {"message": "Behörighet saknas."}))

    assert isinstance(error, Forbidden)
    assert error.message == "office does not allow this: Behörighet saknas."
    assert "customer_id" in error.way_out


async def test_a_404_has_the_vendors_words() -> None:
    error, _ = await failing(answer(404, {"message": "No HTTP resource was found.", "messageDetail": "No type."}))

    assert isinstance(error, NotFound)
    assert error.message == "No HTTP resource was found. No type."


async def test_a_500_is_tried_again_and_then_sends_one_to_vitec() -> None:
    error, server = await failing(answer(500, {"Message": "An error.", "ExceptionMessage": "Null reference."}))

    assert isinstance(error, VendorFailed)
    assert error.message == "office failed: An error. Null reference."
    assert "ask Vitec" in error.way_out
    assert len(server.seen) == 4


async def test_two_faults_in_a_row_pass_unnoticed() -> None:
    async with office(answer(503), truncate([], keep=1), answer(200, [])) as (server, desk):
        assert await desk.rows("comebacks", SPAN) == []

    assert len(server.seen) == 3


async def test_xml_is_said_to_be_no_data() -> None:
    xml = "<ArrayOfComebackTaskReportRow><ComebackTaskReportRow/></ArrayOfComebackTaskReportRow>"
    error, _ = await failing(answer(200, xml, content_type="text/xml"))

    assert isinstance(error, Malformed)


async def test_control_characters_in_the_vendors_words_are_taken_out() -> None:
    error, _ = await failing(answer(403, {"message": "Nej\u001b[31m!"}))

    assert "\x1b" not in error.message
