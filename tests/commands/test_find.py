"""`frontdesk find` against the sandbox, in this process."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import tomli_w
from jsonschema import Draft202012Validator

from tests.lookup.support import NOW
from tests.worked_out_once import SharedWorld
from tui.cli import main
from tui.commands.find import json_schema
from tui.commands.shared import session
from tui.connections import Connections
from tui.core.time.clock import FrozenClock
from tui.sandbox import build, demo_config
from tui.sandbox.faults import Faults

Say = Callable[..., tuple[int, str, str]]

AXEL = "axel.nystrom@harbor.example"


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Return a function that runs the command line in this process, on a sandbox with these faults."""
    config = tmp_path / "config.toml"
    config.write_text(tomli_w.dumps(demo_config("http://sandbox.invalid")), encoding="utf-8")
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(session, "SystemClock", lambda: FrozenClock(NOW))

    def run(*words: str, faults: str = "") -> tuple[int, str, str]:
        sandbox = build(SharedWorld(FrozenClock(NOW)), faults=Faults.parse(faults) if faults else None)
        streams = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(session, "Connections", partial(Connections, app=sandbox))
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            code = main(["find", *words, "--config", str(config)])
        return code, streams[0].getvalue(), streams[1].getvalue()

    return run


def test_a_table_says_where_each_thing_is_and_each_connection_what_was_looked_at(say: Say) -> None:
    code, out, err = say("curie", "lecture")

    assert code == 0
    heading, *rows = out.splitlines()
    assert heading.split() == ["Connection", "Kind", "Name", "E-mail", "What"]
    assert any(row.startswith("campus") and "Lecture Hall Curie" in row for row in rows)
    assert {line.partition(":")[0] for line in err.splitlines()} == {"campus", "line4", "office", "names", "clinic"}
    assert "of the last 30 days" in err


def test_json_says_what_get_would_ask_there(say: Say) -> None:
    code, out, _ = say("1234", "--connection", "line4", "--format", "json")
    best = json.loads(out)[0]

    assert code == 0
    assert (best["connection"], best["kind"], best["title"], best["fit"]) == ("line4", "serial number", "1234", "exact")
    assert (best["collection"], best["values"]["serialNumber"]) == ("reports", ["1234"])


def test_a_person_over_all_connections_comes_newest_first(say: Say) -> None:
    code, out, err = say("--person", AXEL, "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]

    assert code == 0
    assert {row["connection"] for row in rows} == {"campus", "line4", "office", "names", "clinic"}
    assert [row["when"] for row in rows] == sorted((row["when"] for row in rows), reverse=True)
    assert {row["known_by"] for row in rows} == {"id", "e-mail", "name"}
    stay = next(row for row in rows if row["kind"] == "attendance")
    assert (stay["collection"], stay["range"]) == ("attendance", stay["when"][:10])
    assert "office: 20 by name" in err


def test_a_limit_keeps_the_best_and_csv_is_harmless_in_a_spreadsheet(say: Say) -> None:
    _, out, _ = say(AXEL, "--limit", "1", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))

    assert [(row["kind"], row["email"]) for row in rows] == [("person", AXEL)]
    assert json.loads(rows[0]["values"])


@pytest.mark.parametrize("words", [("axel",), ("--person", AXEL)])
def test_json_is_what_the_spec_says_of_it(say: Say, words: tuple[str, ...]) -> None:
    _, out, _ = say(*words, "--format", "json")
    rows = json.loads(out)

    assert rows
    Draft202012Validator(json_schema()).validate(rows)


def test_nothing_found_is_said_and_is_no_failure(say: Say) -> None:
    code, out, err = say("qzqzqz", "--connection", "office", "--format", "json")

    assert (code, json.loads(out)) == (0, [])
    assert "Nothing was found by “qzqzqz”." in err


def test_a_part_that_could_not_be_looked_at_is_said_and_ends_with_3(say: Say) -> None:
    code, out, err = say("axel", faults="401@/vitec/*x*")

    assert code == 3
    assert "Axel Nyström" in out
    assert "office: failed: Comebacks: " in err


def test_where_nothing_could_be_looked_at_it_ends_with_1(say: Say) -> None:
    code, out, _ = say("axel", "--connection", "office", faults="401@/vitec/*x*")

    assert (code, out) == (1, "")


@pytest.mark.parametrize("words", [(), ("axel", "--person", AXEL), ("axel", "--connection", "elsewhere")])
def test_what_cannot_be_meant_is_a_matter_of_usage(say: Say, words: tuple[str, ...]) -> None:
    assert say(*words)[0] == 2


def test_a_text_that_stands_behind_in_is_said_to_be_taken_for_a_connection(say: Say) -> None:
    code, out, err = say("--in", "campus", "axel")

    assert (code, out) == (2, "")
    assert err.startswith("frontdesk: “axel” behind --in is taken for a connection")
    assert "frontdesk find TEXT --in NAME" in err
