"""The example file says what the schema says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tui.config.example import example_text
from tui.config.schema import CACHE, NETWORK, TARGETS, UI
from tui.vendors import registry

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def test_the_example_file_is_up_to_date() -> None:
    wanted = example_text(registry.load_all(environ={}))

    assert EXAMPLE.read_text("utf-8") == wanted, "Run: python -m tui.config.example > config.example.toml"


def test_the_example_configures_nothing_before_a_line_is_uncommented() -> None:
    assert tomllib.loads(EXAMPLE.read_text("utf-8")) == {
        "ui": {},
        "network": {},
        "cache": {},
        "targets": {},
        "keys": {},
    }


def test_uncommented_the_example_holds_every_key_of_every_vendor() -> None:
    values = tomllib.loads(re.sub(r"(?m)^#(?=[^\s:])", "", EXAMPLE.read_text("utf-8")))

    assert set(values["ui"]) == {key.name for key in UI}
    assert set(values["network"]) == {key.name for key in NETWORK}
    assert set(values["cache"]) == {key.name for key in CACHE}
    assert set(values["targets"]) == {key.name for key in TARGETS}
    for vendor in registry.load_all(environ={}):
        table = values["connections"][f"my-{vendor.name}"]
        assert set(table) == {"vendor", "class", "read_only", "briefing"} | {
            setting.name for setting in vendor.settings
        }


def test_every_vendor_can_be_pointed_elsewhere() -> None:
    for vendor in registry.load_all(environ={}):
        assert "base_url" in {setting.name for setting in vendor.settings}, vendor.name
