"""The rules of sessions before they are sent: whatever passes them fits the vendor's schema, and passes its rules."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.biot.clinic import fits
from tui.core.action import Values
from tui.core.errors import UsageError
from tui.core.time.times import parse_time
from tui.sandbox.http import Refusal
from tui.vendors.biot.api.client import SessionFilter
from tui.vendors.biot.api.models import UsageSession
from tui.vendors.biot.api.times import utc
from tui.vendors.biot.rules import check_creation, check_times, creation_body, finish_body
from tui.vendors.biot.sandbox.rules import check_shape, check_state_data
from tui.vendors.biot.sessions import STATES, STOP_CODES, duration

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
TIMES = st.datetimes(datetime(2026, 1, 14), datetime(2026, 1, 16), timezones=st.just(UTC)).map(utc)  # noqa: DTZ001
NAMES = st.from_regex(r"[a-z]\w{0,8}", fullmatch=True)
JSON = st.one_of(st.booleans(), st.integers(-99, 99), st.text(max_size=9), st.lists(st.integers(), max_size=3))
PAIRS = st.dictionaries(NAMES, JSON, max_size=4)
FORMS = st.fixed_dictionaries(
    {
        "deviceId": st.just("d"),
        "_templateId": st.uuids().map(str),
        "_startTime": TIMES,
        "_state": st.sampled_from(STATES),
    },
    optional={
        "_endTime": TIMES,
        "_name": st.text("abcåäö ", min_size=1, max_size=64),
        "_patient.id": st.uuids().map(str),
        "attribute": PAIRS,
        "configuration": PAIRS,
        "summary": PAIRS,
        "_stopReason": st.text("xyz", min_size=1, max_size=128),
        "_stopReasonCode": st.sampled_from(STOP_CODES),
    },
)


@given(FORMS)
def test_what_passes_our_rules_passes_the_vendors_and_the_other_way_round(values: Values) -> None:
    problems = check_creation(values)
    try:
        check_times(values, now=NOW)
    except UsageError:
        problems = (*problems, *check_creation({}))

    body = creation_body(values)
    fits(body, "CreateSessionRequestV2")
    try:
        check_state_data(check_shape(body, required=("_startTime", "_state", "_templateId")), now=NOW)
    except Refusal:
        assert problems
    else:
        assert not problems


@given(FORMS)
def test_a_body_holds_what_was_given_and_nothing_else(values: dict[str, Any]) -> None:
    body = creation_body(values)

    attributes = values.get("attribute", {})
    assert {name: body[name] for name in attributes} == attributes
    assert body.get("_configuration", {}) == values.get("configuration", {})
    known = {"_templateId", "_startTime", "_state", "_endTime", "_name"} & set(values)
    patient = {"_patient"} if "_patient.id" in values else set()
    assert set(body) - {"_configuration", "_summary"} == known | patient | set(attributes)
    assert {name: body["_summary"][name] for name in values.get("summary", {})} == values.get("summary", {})


@given(FORMS)
def test_an_end_always_has_stop_data_and_the_start_that_was(values: dict[str, Any]) -> None:
    body = finish_body({"_endTime": utc(NOW), **values})

    fits(body, "UpdateSessionRequestV2")
    assert (body["_startTime"], body["_state"]) == (values["_startTime"], "DONE")
    assert body["_summary"].get("_stopReason") or body["_summary"].get("_stopReasonCode")


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_a_time_is_written_so_that_it_reads_back_to_the_millisecond(at: datetime) -> None:
    read = parse_time(utc(at))

    assert utc(at).endswith("Z")
    assert read is not None
    assert timedelta() <= at.astimezone(UTC) - read < timedelta(milliseconds=1)


@given(st.one_of(st.none(), TIMES), st.one_of(st.none(), TIMES, st.just("later")))
def test_a_session_lasts_as_long_as_it_has_both_ends_in_order(start: str | None, end: str | None) -> None:
    lasted = duration(UsageSession(id="1", start_time=start, end_time=end))

    begun, ended = parse_time(start), parse_time(end)
    in_order = begun is not None and ended is not None and begun <= ended
    assert (lasted is not None) == in_order
    assert lasted is None or lasted >= timedelta()


@given(
    st.builds(
        SessionFilter,
        device_id=st.text(max_size=5),
        states=st.lists(st.sampled_from(STATES), max_size=3).map(tuple),
        template_id=st.sampled_from(["", str(uuid.UUID(int=1))]),
    )
)
def test_a_filter_has_what_was_wished_for_and_fits_the_schema(wanted: SessionFilter) -> None:
    as_json = wanted.as_json()

    fits({"filter": as_json, "limit": 100, "page": 0}, "SearchRequestV2")
    assert set(as_json) == {
        name
        for name, given_ in (
            ("_device.id", wanted.device_id),
            ("_templateId", wanted.template_id),
            ("_state", wanted.states),
        )
        if given_
    }
