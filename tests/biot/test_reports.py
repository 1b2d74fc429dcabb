"""BioT's usage: it finds the pump that fails, agrees with a plainer way to count, and leads to the sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.biot.clinic import SESSION, clinic, demo, found, logging_in
from tests.reports import behind, exported, figures, many, value
from tests.servers import answer
from tests.vendors.opening import NOW
from tui.core.collection import Query
from tui.core.time.ranges import parse_range
from tui.vendors.biot.api.models import Reference, Summary, TemplateName, UsageSession
from tui.vendors.biot.reports.usage import usage, used

BY = ["device", "patient", "template", "day"]
ZONE = ZoneInfo("Europe/Stockholm")


async def test_the_pump_that_has_been_failing_for_three_weeks_is_found() -> None:
    async with demo() as to:
        rows = [
            exported(to, "usage", record, against="previous")
            for record in (await figures(to, "usage", "21d", against="previous")).records
        ]
    used_much = [row for row in rows if row["sessions"] > 5]
    worst = max(used_much, key=lambda row: row["error_share"])
    assert (worst["group"], worst["error_share"]) == ("Infusion pump 04", 100)
    assert worst["device_errors_change"] > 3


@pytest.mark.parametrize("by", BY)
async def test_the_sessions_behind_a_figure_are_as_many_as_it_counts(by: str) -> None:
    async with demo() as to:
        table = await figures(to, "usage", "2026-01-01..2026-01-14", by=by)
        assert len(table.records) > 3
        for record in table.records:
            assert len(await behind(to, "usage", record, "2026-01-01..2026-01-14")) == value(record).sessions
    assert round(sum(value(record).share for record in table.records), 6) == 100


async def test_what_is_not_over_has_no_hours_and_is_said() -> None:
    over = {"_id": "2", "_state": "DONE", "_endTime": "2026-01-15T10:30:00.250Z"}
    broken = {**SESSION, "_id": "3", "_device": 7}
    script = logging_in(answer(200, found([SESSION, {**SESSION, **over}, broken])))
    async with clinic(script) as (_, to):
        table = await figures(to, "usage")
        fields = exported(to, "usage", table.records[0])
    assert (fields["sessions"], fields["hours"], fields["running"], fields["otherwise"]) == (2, 1.5, 1, 1)
    assert table.notes == ("1 session is not over: no hours are counted.",)
    assert "1 session could not be read and is in no figure" in table.missing[0]


START = datetime(2026, 3, 28, 20, tzinfo=UTC)
"""The evening before the clocks go forward."""


def written(second: int) -> str:
    return (START + timedelta(seconds=second)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


TIMES = st.one_of(st.none(), st.just("soon"), st.integers(0, 400_000).map(written))
REFERENCES = st.one_of(st.none(), st.builds(Reference, id=st.sampled_from(["1", "2"]), name=st.just("Pump")))
SESSIONS = st.builds(
    UsageSession,
    id=st.integers(0, 9_999).map(str),
    state=st.sampled_from(["DONE", "DONE", "ACTIVE", "PAUSED", None]),
    start_time=TIMES,
    end_time=TIMES,
    device=REFERENCES,
    patient=REFERENCES,
    template=st.one_of(st.none(), st.builds(TemplateName, id=st.sampled_from(["t1", "t2"]))),
    summary=st.one_of(
        st.none(),
        st.builds(
            Summary, stop_reason_code=st.sampled_from(["COMPLETION", "GENERAL_DEVICE_ERROR", "TIMEOUT", "MOON", None])
        ),
    ),
)


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text and text != "soon" else None


@many
@given(st.lists(SESSIONS, max_size=15), st.sampled_from(BY))
def test_a_plainer_way_to_count_says_the_same(sessions: list[UsageSession], by: str) -> None:
    span = parse_range("2026-03-28..2026-04-03", now=NOW, zone=ZONE)
    rows = usage([*map(used, sessions)], Query({"by": by}, span, now=NOW, zone=ZONE)).rows

    def group(one: UsageSession) -> str:
        if by == "day":
            at = instant(one.start_time)
            return "no day" if at is None else f"day {(at.astimezone(ZONE).date() - START.date()).days}"
        thing = {"device": one.device, "patient": one.patient, "template": one.template}[by]
        return (thing and thing.id) or ""

    told = {}
    for name in {group(one) for one in sessions}:
        own = [one for one in sessions if group(one) == name]
        over = [one for one in own if one.state == "DONE" or instant(one.end_time)]
        codes = [(one.summary and one.summary.stop_reason_code) or "" for one in over]
        spans = [(instant(one.start_time), instant(one.end_time)) for one in own]
        hours = sum((end - start).total_seconds() / 3600 for start, end in spans if start and end and end >= start)
        told[name] = (
            len(own),
            round(hours, 6),
            codes.count("COMPLETION"),
            codes.count("GENERAL_DEVICE_ERROR"),
            codes.count("TIMEOUT"),
            len([code for code in codes if code not in ("COMPLETION", "GENERAL_DEVICE_ERROR", "TIMEOUT")]),
            len([one for one in own if one not in over and one.state != "PAUSED"]),
            len([one for one in own if one not in over and one.state == "PAUSED"]),
        )
    ends = ("completed", "device_errors", "timeouts", "otherwise")
    assert told == {
        record.id: (
            record.value.sessions,
            round(record.value.hours, 6),
            *(record.value.ends.get(end, 0) for end in ends),
            record.value.running,
            record.value.paused,
        )
        for record in rows
        if record.value
    }
    total = sum(each[1] for each in told.values())
    assert round(sum(record.value.share for record in rows if record.value), 6) == (100 if total else 0)


def test_a_report_of_many_sessions_takes_little_time() -> None:
    """A fiftieth of a million, with room to spare."""
    made = [
        used(UsageSession(str(number), state="DONE", start_time=written(number), end_time=written(number + 60)))
        for number in range(20_000)
    ]
    before = process_time()
    usage(made, Query({"by": "day"}, now=NOW, zone=UTC))
    assert process_time() - before < 1
