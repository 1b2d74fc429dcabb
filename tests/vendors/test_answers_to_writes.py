"""A write is done when its endpoint's own answer says so. Whatever else comes with status 200 leaves it unknown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tui.core.action import Action, WriteState
from tui.core.errors import Malformed
from tui.core.wire.http import Response
from tui.vendors.registry import load_all
from tui.writing.run import ended

ACTIONS = [(vendor.name, action) for vendor in load_all() for action in vendor.catalog().actions]
VALUES = {"email": "a@b.org", "userId": "u1", "id": "S1", "deviceId": "D1", "customer_id": "c", "entity_id": "E"}

ENVELOPE = {"responseCode": "success", "title": "Ok", "detail": "It is done."}
PROMISED: dict[str, dict[str, Any]] = {
    "invite": ENVELOPE,
    "suspend": ENVELOPE,
    "reactivate": ENVELOPE,
    "delete": ENVELOPE,
    "update-profile": {**ENVELOPE, "data": {"updatedMemberProfile": {"email": "a@b.org"}}},
    "create-space": {"id": 32, "purchaseType": 0, "status": "complete", "createdAt": "2023-01-01T00:00:00Z"},
    "record-event": {"partitionKey": "Analytics event|1"},
    "record-lead-event": {"customer_id": "c", "lead_id": "L", "partitionKey": "Lead analytics event|1"},
    "record-contact-event": {"customer_id": "c", "contact_id": "K", "entityType": "contact_analytics_event"},
    "record-extension-event": {"customer_id": "c", "user_id": "u"},
    "create-session": {"_id": "S1", "_state": "ACTIVE"},
    "finish-session": {"_id": "S1", "_state": "DONE"},
}
EMPTY_IS_PROMISED = {"record-event", "record-lead-event", "record-contact-event", "record-extension-event"}

FOREIGN = {
    "a web page": b"<!DOCTYPE html><html><title>Sign in</title></html>",
    "an empty list": b"[]",
    "a health page": b'{"status":"UP"}',
    "an empty object": b"{}",
    "half an answer": b'{"responseCode":"success","da',
    "a word": b"created",
    "null": b"null",
    "no text": b"\xff\xfe\x00",
}


def answer(body: bytes, status: int = 200) -> Response:
    return Response(status, {}, body, "https://vendor.test/write")


def named(action: Any) -> str:
    return action.name if isinstance(action, Action) else str(action)


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize(("vendor", "action"), ACTIONS, ids=named)
def test_an_answer_that_is_not_the_vendors_leaves_the_write_unknown(
    vendor: str, action: Action, status: int, what: str
) -> None:
    with pytest.raises(Malformed) as caught:
        action.outcome(VALUES, answer(FOREIGN[what], status))

    assert ended(caught.value) is WriteState.UNKNOWN
    assert "check at the vendor" in caught.value.way_out


@pytest.mark.parametrize(("vendor", "action"), ACTIONS, ids=named)
def test_an_empty_answer_is_one_only_where_it_is_promised(vendor: str, action: Action) -> None:
    with pytest.raises(Malformed, match="200 with nothing in it"):
        action.outcome(VALUES, answer(b"", 200))
    if action.name in EMPTY_IS_PROMISED:
        assert action.outcome(VALUES, answer(b"", 201)).text == "Recorded."
    else:
        with pytest.raises(Malformed, match="201 with nothing in it"):
            action.outcome(VALUES, answer(b"", 201))


@pytest.mark.parametrize(("vendor", "action"), ACTIONS, ids=named)
def test_what_the_endpoint_promises_is_done(vendor: str, action: Action) -> None:
    body = json.dumps(PROMISED[action.name]).encode()

    assert action.outcome(VALUES, answer(body, 201)).text
    assert action.outcome(VALUES, answer(b"\xef\xbb\xbf" + body)).text


def test_the_sentence_says_what_came_instead() -> None:
    invite = next(action for _, action in ACTIONS if action.name == "invite")

    with pytest.raises(Malformed, match=r"a web page came .*Sign in"):
        invite.outcome(VALUES, answer(FOREIGN["a web page"]))
