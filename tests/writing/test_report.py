"""What is told of writes: what cannot be seen is told too, and moves no cursor."""

from __future__ import annotations

import io
import json

import pytest

from tests.writing.vendors.acme.catalog import UPDATE
from tui.writing.diff import changes
from tui.writing.report import OutcomeLine, write_outcomes

NASTY = "Lee\u202e\x9b31mgro.\x07"


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_nothing_of_an_outcome_reaches_a_terminal_as_a_control(form: str) -> None:
    stream = io.StringIO()

    write_outcomes([OutcomeLine(NASTY, "done", NASTY, NASTY, 1)], form=form, stream=stream)

    assert not set("\u202e\x9b\x07") & set(stream.getvalue())


def test_an_outcome_in_json_is_the_same_after_reading() -> None:
    stream = io.StringIO()

    write_outcomes(
        [OutcomeLine(NASTY, "done", "Invited.", answer={"n": 1.5, "x": [NASTY]})], form="json", stream=stream
    )

    told = json.loads(stream.getvalue())
    assert (told["target"], told["answer"]) == (NASTY, {"n": 1.5, "x": [NASTY]})


def test_a_diff_shows_what_would_be_sent_unseen() -> None:
    told = [
        str(change)
        for change in changes(UPDATE, {"userId": "u\u200b1", "set": {"Na\u202eme": "A\u202eB"}}, {"Na\u202eme": "A\tB"})
    ]

    assert told == ["User: u\\u200b1", "Na\\u202eme: A\\tB → A\\u202eB"]
