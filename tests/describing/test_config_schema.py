"""The editor's schema of the configuration takes what the loading takes, and refuses what it refuses."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tui.cli import main
from tui.config import config_from, load_config
from tui.config.schema import CONNECTION, SECTIONS, TABLES
from tui.config.values import taken_by
from tui.core.errors import ConfigError
from tui.describing.config_schema import config_schema
from tui.sandbox import demo_config
from tui.vendors import registry

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text("utf-8")
SCHEMA = config_schema(registry.load_all(environ={}))


def complaints(values: Any) -> list[str]:
    """Return what the schema has against a configuration."""
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(values)]


def test_the_example_passes_as_it_is_and_with_every_line_uncommented() -> None:
    assert complaints(tomllib.loads(EXAMPLE)) == []
    assert complaints(tomllib.loads(re.sub(r"(?m)^#(?=[^\s:])", "", EXAMPLE))) == []


def test_the_sandboxs_configuration_passes() -> None:
    assert complaints(demo_config("http://127.0.0.1:8765")) == []


OFFICE = {"vendor": "vitec", "customer_id": "M1", "username": "lee", "password": {"env": "PASSWORD"}}


@pytest.mark.parametrize(
    ("values", "right"),
    [
        ({"connections": {"crm": OFFICE}}, True),
        ({"connections": {"crm": {**OFFICE, "password": "hush", "class": "staging", "read_only": True}}}, True),
        ({"connections": {"crm": {**OFFICE, "network": {"timeout": 5}}}}, True),
        ({"network": {"proxy": "none"}, "ui": {"colours": "256"}, "keys": {"table.filter": "f"}}, True),
        ({"targets": {"first_pass": 97.5}}, True),
        ({"targets": {"first_pass": -1}}, False),
        ({"targets": {"last_pass": 5}}, False),
        ({"nets": {}}, False),
        ({"ui": {"color": "16"}}, False),
        ({"ui": {"colours": "many"}}, False),
        ({"ui": {"mouse": "yes"}}, False),
        ({"network": {"timeout": 0}}, False),
        ({"network": {"max_concurrency": 101}}, False),
        ({"network": {"proxy": "proxy.example.com"}}, False),
        ({"cache": {"max_mb": "200"}}, False),
        ({"keys": {"table": {"filter": "f"}}}, False),
        ({"connections": {"crm": {**OFFICE, "vendor": "vytec"}}}, False),
        ({"connections": {"crm": {**OFFICE, "usrname": "lee"}}}, False),
        ({"connections": {"crm": {**OFFICE, "class": "live"}}}, False),
        ({"connections": {"crm": {**OFFICE, "username": ""}}}, False),
        ({"connections": {"crm": {**OFFICE, "password": {"evn": "PASSWORD"}}}}, False),
        ({"connections": {"crm": {**OFFICE, "password": {"env": "A", "file": "/b"}}}}, False),
        ({"connections": {"crm": {key: value for key, value in OFFICE.items() if key != "password"}}}, False),
        ({"connections": {"-crm": OFFICE}}, False),
    ],
)
def test_what_the_loading_refuses_the_editor_marks(values: dict[str, Any], *, right: bool) -> None:
    assert (complaints(values) == []) is right
    if right:
        config_from(values, file=Path("config.toml"), environ={})
    else:
        with pytest.raises(ConfigError):
            config_from(values, file=Path("config.toml"), environ={})


@pytest.mark.parametrize(
    ("mine", "right"),
    [
        ({"read_only": True}, True),
        ({"username": "kim"}, True),
        ({"vendor": "vitec", "username": "kim"}, True),
        ({"class": "live"}, False),
        ({"usrname": "kim"}, False),
        ({"vendor": "vitec", "usrname": "kim"}, False),
    ],
)
def test_a_table_that_only_overrides_an_included_connection_needs_no_more_than_it_changes(
    tmp_path: Path, mine: dict[str, Any], *, right: bool
) -> None:
    (tmp_path / "team.toml").write_text(
        '[connections.crm]\nvendor = "vitec"\ncustomer_id = "M1"\nusername = "lee"\npassword = {env = "PASSWORD"}\n'
    )
    file = tmp_path / "config.toml"
    values = "\n".join(f"{key} = {json.dumps(value)}" for key, value in mine.items())
    file.write_text(f'include = ["team.toml"]\n[connections.crm]\n{values}\n')

    assert (complaints(tomllib.loads(file.read_text())) == []) is right
    if right:
        assert load_config(file, environ={}).connections["crm"].settings["customer_id"] == "M1"
    else:
        with pytest.raises(ConfigError):
            load_config(file, environ={})


def test_without_an_include_the_very_same_table_lacks_its_vendor() -> None:
    (complaint,) = complaints({"connections": {"crm": {"read_only": True}}})

    assert complaint == "'vendor' is a required property"


def test_the_command_prints_it_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spec", "--config-schema"]) == 0

    assert json.loads(capsys.readouterr().out) == SCHEMA


def test_every_key_says_what_it_does() -> None:
    tables = [SCHEMA["properties"][name]["properties"] for name in ("ui", "network", "cache")]
    tables.append(SCHEMA["properties"]["connections"]["additionalProperties"]["properties"])

    silent = [key for table in tables for key, told in table.items() if "description" not in told]

    assert set(silent) <= {"network"}


def test_every_table_that_is_read_is_in_it_and_every_key_says_what_it_takes() -> None:
    keys = [key for section in SECTIONS.values() for key in section]

    assert set(TABLES) == {*SECTIONS, "keys", "connections"}
    assert set(SCHEMA["properties"]) == {*TABLES, "include"}
    assert [key.name for key in (*keys, *CONNECTION) if not taken_by(key.read)] == []


def test_a_key_that_is_mistyped_is_marked_and_no_other() -> None:
    (error,) = Draft7Validator(SCHEMA).iter_errors({"connections": {"crm": {**OFFICE, "usrname": "lee"}}})

    assert "'usrname' was unexpected" in error.message
