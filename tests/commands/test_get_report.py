"""`get` of a report: its rules are said, its metadata is written, what is missing ends with 3, pages are printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Run, Say

RULES = ("How many loaves are weighed?", "A loaf counts once.", "The bakery does not tell who baked.")
DAY = ("--from", "2026-03-01", "--to", "2026-03-01")


def with_meta(text: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    answer = json.loads(text)
    return answer["rows"], answer["meta"]


def test_a_table_says_first_how_it_is_counted(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "scales", *DAY)
    said = done.stderr.splitlines()
    assert done.returncode == 0
    assert said[0] == f"{RULES[0]} 2026-03-01 00:00 to 2026-03-02 00:00, Europe/Stockholm."
    assert said[1:3] == list(RULES[1:])
    assert "66.7 %" in done.stdout


def test_what_is_refused_is_said_without_the_rules(say: Say) -> None:
    code, out, err = say("get", "campus", "service-level", "--target", "-1")
    assert (code, out) == (2, "")
    assert err == "frontdesk: --target cannot be -1. Give 0 or more.\n"


def test_a_machine_format_is_spared_the_rules(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "scales", *DAY, "--format", "jsonl")
    assert RULES[1] not in done.stderr
    assert [json.loads(line)["share"] for line in done.stdout.splitlines()] == [66.7, 33.3]


def test_the_metadata_say_range_zone_rules_and_that_all_is_there(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "scales", *DAY, "--format", "json", "--with-meta")
    rows, meta = with_meta(done.stdout)
    assert [row["count"] for row in rows] == [2, 1]
    assert (meta["from"], meta["to"]) == ("2026-03-01T00:00:00+01:00", "2026-03-02T00:00:00+01:00")
    assert (meta["zone"], meta["complete"], meta["missing"]) == ("Europe/Stockholm", True, [])
    assert [meta["question"], *meta["counted"], *meta["not_told_by_the_api"]] == list(RULES)
    assert meta["notes"] == ["Fresh from the oven.", "Every loaf counts once."]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [("burnt", "1 loaf could not be read and is in no figure"), ("closed", "The shop has closed.")],
)
def test_a_report_of_a_part_says_so_and_ends_with_3(frontdesk: Run, trouble: str, said: str) -> None:
    done = frontdesk("get", "shop", "scales", *DAY, "--trouble", trouble, "--format", "json", "--with-meta")
    rows, meta = with_meta(done.stdout)
    assert done.returncode == 3
    assert rows
    assert not meta["complete"]
    assert said in meta["missing"][0]
    assert said in done.stderr


def test_any_list_has_metadata_and_they_tell_that_it_broke_off(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--trouble", "closed", "--format", "json", "--with-meta")
    rows, meta = with_meta(done.stdout)
    assert done.returncode == 3
    assert len(rows) == 1
    assert not meta["complete"]
    assert "The shop has closed." in meta["missing"][0]


def test_metadata_without_json_are_refused(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--format", "csv", "--with-meta")
    assert done.returncode == 2
    assert "--format json" in done.stderr


def test_markdown_is_a_page_whose_cells_break_nothing(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "scales", *DAY, "--format", "markdown")
    assert done.stdout.startswith("# Weights\n\n- How many loaves are weighed?")
    assert "| weighed \\<b\\>\\| | 2 | 66.7 % |" in done.stdout
    assert done.stdout.count("|\n") == 4


def test_html_is_one_page_without_a_script_and_says_what_is_missing(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "scales", *DAY, "--trouble", "burnt", "--format", "html")
    assert "<td>weighed &lt;b&gt;|</td>" in done.stdout
    assert "1 loaf could not be read" in done.stdout
    assert "<script" not in done.stdout
    assert done.returncode == 3


def test_a_target_of_the_configuration_says_its_word(frontdesk: Run, home: Path) -> None:
    with (home / "config.toml").open("a") as config:
        config.write("\n[targets]\npresent = 50\n")
    done = frontdesk("get", "shop", "scales", *DAY)
    assert "66.7 % met" in done.stdout
    assert "33.3 % below" in done.stdout
    assert "Target: share at least 50 %." in done.stderr


def test_a_comparison_adds_differences(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "scales", *DAY, "--against", "previous", "--format", "json")
    rows = json.loads(done.stdout)
    assert [(row["count_before"], row["count_change"]) for row in rows] == [(2, 0), (1, 0)]
