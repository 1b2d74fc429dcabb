"""`frontdesk get`: flags from the catalog, what is written where, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Run


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_json_lines_carry_the_vendors_names_and_stdout_is_data_alone(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--format", "jsonl")

    rye, *_, spelt = lines(done.stdout)
    assert done.returncode == 0
    assert rye["weight"] == 750
    assert rye["bakedAt"] == "2026-03-01T05:30:00.000+00:00"
    assert rye["baking_minutes"] == 45
    assert spelt["extra"] == {"x": [1]}
    assert "\x1b" not in done.stdout
    assert done.stderr == "Fresh from the oven.\n"


def test_csv_is_harmless_in_a_spreadsheet(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["name"] for row in rows] == ["Rye", "'=HYPERLINK(1)", "Spelt[2J"]
    assert [row["seeds"] for row in rows] == ["", "poppy;flax", ""]


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table"])
def test_what_came_before_a_failure_is_written_and_the_failure_said(frontdesk: Run, form: str) -> None:
    done = frontdesk("get", "shop", "loaves", "--trouble", "closed", "--format", form)

    assert done.returncode == 3
    assert done.stdout.count("Rye") == 1
    assert form != "json" or len(json.loads(done.stdout)) == 1
    assert "The shop has closed." in done.stderr
    assert "What is written is a part: 1 loaf came before the reading broke off.\n" in done.stderr


def test_wrong_credentials_end_in_a_sentence_with_the_way_out(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--format", "json", KEY="wrong")

    assert (done.returncode, json.loads(done.stdout)) == (1, [])
    assert "shop: Signed out: the key is wrong. Renew it." in done.stderr
    assert "r-1" in done.stderr
    assert "wrong\n" not in done.stderr.replace("is wrong", "")


def test_a_secret_that_is_missing_is_a_matter_of_configuration(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--format", "jsonl", KEY="")

    assert done.returncode == 2
    assert "connections.shop.key" in done.stderr
    assert done.stdout == ""


def test_rows_that_do_not_decode_come_with_what_they_have_and_are_counted(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--trouble", "burnt", "--format", "jsonl")

    assert done.returncode == 0
    assert [row["id"] for row in lines(done.stdout)] == ["a", "x", "b", "x", "c", "x"]
    assert "3 rows do not read as they should" in done.stderr
    assert "weight: expected a text" in done.stderr


def test_one_row_that_does_not_decode_is_told_as_one(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--trouble", "burnt", "--format", "jsonl", "--limit", "2")

    assert "1 row does not read as it should and came with what it has: " in done.stderr


def test_every_kind_of_parameter_becomes_a_flag_and_only_what_was_given_is_asked(frontdesk: Run) -> None:
    done = frontdesk(
        *("get", "--format", "jsonl", "shop", "echo", "L1", "--shop-id", "S9", "--grain-type", "a,b"),
        *("--grain-type", "c", "--size", "small", "--from", "2026-01-05", "--to", "2026-01-05"),
    )

    assert lines(done.stdout) == [
        {
            "loafId": "L1",
            "shopId": "S9",
            "grainType": ["a,b", "c"],
            "_size": "Small",
            "start": "2026-01-04T23:00:00+00:00",
            "stop": "2026-01-05T23:00:00+00:00",
        }
    ]


def test_a_setting_fills_what_was_not_given(frontdesk: Run, home: Path) -> None:
    with (home / "config.toml").open("a") as config:
        config.write('shop_id = "S1"\n')

    done = frontdesk(
        "get", "shop", "echo", "L1", "--grain-type", "a", "--no-sliced", "--count", "3", "--format", "jsonl"
    )

    assert lines(done.stdout) == [{"loafId": "L1", "shopId": "S1", "grainType": ["a"], "count": 3, "sliced": False}]


def test_all_that_is_missing_is_named_at_once(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "echo")

    assert done.returncode == 2
    assert "Missing: ID, --shop-id, --grain-type." in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["get", "shap", "loaves"], "Did you mean “shop”?"),
        (["get", "bakery", "loaves"], "There are: shop."),
        (["get", "shop", "laoves"], "Did you mean “loaves”?"),
        (["get", "shop"], "Say what to read from shop.\ncollections of shop"),
        (["get", "shop", "loaves", "--format", "CVS"], "--format: “CVS” is not one of table, json, "),
        (["get", "shop", "loaves", "--frmat", "csv"], "--frmat is not known here. Did you mean --format?"),
        (["journal", "--fromat", "csv"], "--fromat is not known here. Did you mean --format?"),
        (["cache", "cleer"], "frontdesk: “cleer” is not one of show, clear. Did you mean “clear”?"),
        (["--confg", "x", "get"], "--confg is not known here. Did you mean --config?"),
        (["get", "shop", "many", "--from", "7d"], "frontdesk: many takes no range. Leave --from out.\n"),
        (["get", "shop", "bread"], "There are: loaves, echo, many, racks, scales."),
        (["get", "shop"], "loaves  What is on the shelf, 100% fresh."),
        (["get"], "frontdesk: Missing: CONNECTION, COLLECTION. "),
        (["get", "shop", "loaves", "--sort"], "frontdesk: --sort: a value is missing behind it. "),
        (["journal", "--batch", "x"], "frontdesk: --batch: “x” is not a whole number, such as 10. "),
        (["sandbox", "--latency", "x"], "frontdesk: --latency: “x” is not a number, such as 10. "),
        (["sandbox", "--latency", "nan"], "frontdesk: --latency cannot be nan. Give milliseconds, 0 or more."),
        (["get", "shop", "loaves", "--troubel", "x"], "Did you mean --trouble?"),
        (["get", "shop", "loaves", "--trouble", "brnt"], "Did you mean “burnt”?"),
        (["get", "shop", "loaves", "--limit", "0"], "1 or more"),
        (["get", "shop", "loaves", "--sort", "wieght"], "Did you mean “weight”?"),
        (["get", "shop", "loaves", "--columns", "nmae"], "Did you mean “name”?"),
        (["get", "shop", "loaves", "--columns", "nmae", "--format", "csv"], "Did you mean “name”?"),
        (["get", "shop", "loaves", "--output", "no/such/folder"], "There is no folder"),
        (["get", "shop", "echo", "L", "--shop-id", ""], "the value is empty"),
        (["get", "shop", "echo", "L", "--count", "x"], "not a whole number"),
        (
            [
                "get",
                "shop",
                "echo",
                "L",
                "--shop-id",
                "s",
                "--grain-type",
                "g",
                "--from",
                "2026-02-02",
                "--to",
                "2026-01-01",
            ],
            "before",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_code_2_with_the_way_out(
    frontdesk: Run, words: list[str], said: str
) -> None:
    done = frontdesk(*words)

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_help_of_a_collection_lists_its_flags(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "echo", "--help")

    assert done.returncode == 0
    for word in ("--shop-id", "--grain-type", "--sliced", "--from", "--limit", "ID", "Small, Large"):
        assert word in done.stdout


def test_sorting_puts_what_has_no_value_last_both_ways(frontdesk: Run) -> None:
    up = frontdesk("get", "shop", "loaves", "--sort", "weight", "--format", "jsonl")
    down = frontdesk("get", "shop", "loaves", "--sort", "-weight", "--format", "jsonl", "--limit", "2")

    assert [row["id"] for row in lines(up.stdout)] == ["a", "b", "c"]
    assert [row["id"] for row in lines(down.stdout)] == ["b", "a"]


def test_a_limit_stops_the_reading(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "many", "--limit", "1500", "--format", "jsonl")

    assert [row["id"] for row in lines(done.stdout)] == [str(number) for number in range(1500)]


def test_output_replaces_a_file_whole_and_is_the_users_alone(frontdesk: Run, home: Path) -> None:
    out = home / "out.json"
    out.write_text("old")

    done = frontdesk("get", "shop", "loaves", "--format", "json", "--output", "out.json")

    assert (done.returncode, done.stdout) == (0, "")
    assert len(json.loads(out.read_text())) == 3
    assert out.stat().st_mode & 0o777 == 0o600


def test_output_keeps_the_old_file_when_the_reading_fails(frontdesk: Run, home: Path) -> None:
    out = home / "out.json"
    out.write_text("old")

    done = frontdesk("get", "shop", "loaves", "--trouble", "closed", "--format", "json", "--output", "out.json")

    assert (done.returncode, out.read_text()) == (1, "old")
    assert "1 loaf came before the reading broke off; out.json is as it was.\n" in done.stderr
    assert sorted(path.name for path in home.iterdir()) == ["config.toml", "out.json"]


def test_a_reader_that_has_enough_is_no_error(environment: dict[str, str], home: Path) -> None:
    process = start(["get", "shop", "many", "--format", "jsonl"], environment, home)
    assert process.stdout is not None
    assert process.stdout.readline()

    process.stdout.close()

    assert (process.wait(30), process.stderr.read() if process.stderr else b"") == (0, b"")


def test_ctrl_c_ends_with_130_and_closes_the_array(environment: dict[str, str], home: Path) -> None:
    process = start(["get", "shop", "many", "--format", "json"], environment, home)
    assert process.stdout is not None
    assert process.stdout.readline() == b"[\n"

    os.kill(process.pid, signal.SIGINT)
    rest = process.stdout.read()

    assert process.wait(30) == 130
    assert json.loads(b"[" + rest)
    assert b"Traceback" not in (process.stderr.read() if process.stderr else b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_no_half_written_file_behind(environment: dict[str, str], home: Path, number: int) -> None:
    folder = home / "out"
    folder.mkdir()
    (folder / "loaves.jsonl").write_text("the old one\n", encoding="utf-8")
    words = ["get", "shop", "many", "--format", "jsonl", "--output", "loaves.jsonl"]
    with subprocess.Popen(
        [sys.executable, "-m", "tui", *words], env=environment, cwd=folder, stderr=subprocess.PIPE
    ) as process:
        while process.poll() is None and not any(each.stat().st_size for each in folder.glob(".*")):
            os.sched_yield()
        process.send_signal(number)
        _, said = process.communicate(timeout=30)

    assert process.returncode == (130 if number == signal.SIGINT else 128 + number)
    assert [each.name for each in folder.iterdir()] == ["loaves.jsonl"]
    assert (folder / "loaves.jsonl").read_text(encoding="utf-8") == "the old one\n"
    assert b"Traceback" not in said


def test_nohup_keeps_a_read_going_when_the_terminal_goes(environment: dict[str, str], home: Path) -> None:
    command = ["nohup", sys.executable, "-m", "tui", "get", "shop", "many", "--format", "jsonl"]
    with subprocess.Popen(
        command, env=environment, cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        came = [process.stdout.readline() for _ in range(3000)]
        process.kill()

    assert all(came)


def test_machine_formats_are_utf_8_in_any_locale(frontdesk_process: Run) -> None:
    done = frontdesk_process("get", "shop", "loaves", "--format", "jsonl", PYTHONIOENCODING="ascii", LANG="C")

    assert lines(done.stdout)[0]["by"] == "Åsa"


def start(words: list[str], environment: dict[str, str], home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tui", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=home,
    )


def test_where_keeps_the_rows_that_match(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--where", "weight>800", "--format", "jsonl")
    without = frontdesk("get", "shop", "loaves", "--where", "-rye", "--format", "jsonl")
    wrong = frontdesk("get", "shop", "loaves", "--where", "wieght>800", "--format", "jsonl")

    assert [row["id"] for row in lines(done.stdout)] == ["b"]
    assert [row["id"] for row in lines(without.stdout)] == ["b", "c"]
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_a_table_is_what_comes_when_nothing_else_is_asked(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--columns", "name,Weight,bakedAt", "--sort", "-name")

    assert done.stdout.splitlines() == [
        "Name           Weight             Baked",
        "Spelt               –  2026-03-02 04:30",
        "Rye               750  2026-03-01 06:30",
        "=HYPERLINK(1)   1,000                 –",
    ]


def test_nothing_found_is_said_on_stderr(frontdesk: Run) -> None:
    done = frontdesk("get", "shop", "loaves", "--where", "pumpernickel")

    assert (done.returncode, done.stdout) == (0, "")
    assert "None of the 3 loaves matches." in done.stderr
