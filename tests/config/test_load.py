"""Loading the configuration: defaults, order, and every problem at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.config.bakery import Bakeries
from tui.config import Config, NoConfig, SecretSource, load_config
from tui.core.errors import ConfigError
from tui.core.vendor import Environment
from tui.terminal.environment import settle

MINIMAL = """
[connections.shop]
vendor = "bakery"
shop_id = "S1"
key = "sesame"
"""


def loaded(folder: Path, text: str, **environ: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path, environ=environ, vendors=Bakeries())


def problems(folder: Path, text: str) -> dict[str, str]:
    with pytest.raises(ConfigError) as failed:
        loaded(folder, text)
    return {problem.key: f"{problem.wrong} {problem.right}".strip() for problem in failed.value.problems}


def test_what_is_not_said_has_a_default_and_the_class_is_the_careful_one(tmp_path: Path) -> None:
    config = loaded(tmp_path, MINIMAL, TZ="Europe/Paris")

    shop = config.connections["shop"]
    assert (config.ui.theme, config.ui.mouse, config.ui.low_bandwidth) == ("harbor", True, "auto")
    assert config.ui.zone == ZoneInfo("Europe/Paris")
    assert (config.network.timeout, config.network.proxy, config.network.max_concurrency) == (30.0, None, 4)
    assert (shop.environment, shop.read_only) == (Environment.PRODUCTION, False)
    assert (shop.settings["oven"], shop.settings["open_late"]) == ("stone", False)
    assert "base_url" not in shop.settings


def test_a_connection_overrides_single_network_keys(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        f'[network]\ntimeout = 5\nproxy = "none"\n{MINIMAL}\n[connections.shop.network]\nmax_concurrency = 9\n',
    )

    network = config.connections["shop"].network
    assert (network.timeout, network.proxy, network.max_concurrency) == (5.0, "none", 9)
    assert config.network.max_concurrency == 4


def test_relative_files_start_at_the_config_and_addresses_lose_their_last_slash(tmp_path: Path) -> None:
    (tmp_path / "corp.pem").write_text("x")

    config = loaded(tmp_path, f'[network]\nca_file = "corp.pem"\n{MINIMAL}base_url = "https://x.example/api/"\n')

    assert config.network.ca_file == tmp_path / "corp.pem"
    assert config.connections["shop"].settings["base_url"] == "https://x.example/api"


def test_ten_mistakes_are_told_at_once_each_with_its_key_and_what_would_be_right(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """
        [ui]
        theem = "harbor"
        timezone = "Europe/Stokholm"
        mouse = "true"
        [network]
        timeout = 0
        max_concurrency = "4"
        [connections.shop]
        vendor = "bakery"
        class = "prod"
        key = { env = "A", file = "b" }
        oven = "stoen"
        base_url = "bakery.example"
        user = "anna"
        [connections.other]
        vendor = "bakry"
        """,
    )

    assert found == {
        "ui.theem": "This key is not known. Did you mean “theme”?",
        "ui.timezone": "There is no time zone “Europe/Stokholm”. Did you mean “Europe/Stockholm”?",
        "ui.mouse": "This is a text; true or false is wanted. Write true without quotes.",
        "network.timeout": "The number of seconds must be more than 0. For example 30.0.",
        "network.max_concurrency": "This is a text; a whole number is wanted. For example 4.",
        "connections.shop.class": "“prod” is not known here. One of: production, staging, sandbox. "
        "Did you mean “production”?",
        "connections.shop.key": "The table names env and file; exactly one source is wanted. "
        'For example { env = "VARIABLE" }.',
        "connections.shop.shop_id": 'It is missing. For example shop_id = "S1".',
        "connections.shop.oven": "“stoen” is not known here. One of: stone, steel. Did you mean “stone”?",
        "connections.shop.base_url": "The address does not start with https:// or http://. "
        "For example https://gateway.example.com.",
        "connections.shop.password": "A user needs a password.",
        "connections.other.vendor": "There is no vendor “bakry”. One of: bakery. Did you mean “bakery”?",
    }


def test_a_rule_between_settings_is_not_said_of_a_setting_that_is_wrong_in_itself(tmp_path: Path) -> None:
    found = problems(tmp_path, f'{MINIMAL}user = "anna"\npassword = 17\n')

    assert list(found) == ["connections.shop.password"]
    assert "text" in found["connections.shop.password"]


@pytest.mark.parametrize(
    "line",
    ["key = 5512", 'kee = "s3cr3t"', 'base_url = "https://me:s3cr3t@x.example"', 'key = { command = "echo s3cr3t" }'],
)
def test_no_problem_shows_what_may_be_a_secret(tmp_path: Path, line: str) -> None:
    text = "[connections.shop]\nvendor = 'bakery'\nshop_id = 'S1'\n" + line

    assert not any("s3cr3t" in text or "5512" in text for text in problems(tmp_path, text).values())


def test_a_syntax_error_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as failed:
        loaded(tmp_path, "[ui]\ntheme = harbor\n")

    assert str(tmp_path / "config.toml") in str(failed.value)
    assert "line 2" in str(failed.value)


def test_bytes_that_are_no_utf_8_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b'[ui]\ntheme = "\xe5"\n')

    with pytest.raises(ConfigError, match="Line 2 is not UTF-8"):
        load_config(tmp_path / "config.toml", environ={}, vendors=Bakeries())


def test_a_bom_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())

    assert list(load_config(tmp_path / "config.toml", environ={}, vendors=Bakeries()).connections) == ["shop"]


def test_no_file_is_a_first_start_and_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(NoConfig, match=r"frontdesk init.*frontdesk demo"):
        load_config(tmp_path / "none.toml", environ={}, vendors=Bakeries())


def test_the_flag_wins_over_the_variable_and_the_variable_over_the_users_folder(tmp_path: Path) -> None:
    for name, theme in (("flag.toml", "a"), ("variable.toml", "b")):
        (tmp_path / name).write_text(f'[ui]\ntheme = "{theme}"\n')
    environ = {"FRONTDESK_CONFIG": str(tmp_path / "variable.toml")}

    by_flag = load_config(tmp_path / "flag.toml", environ=environ, vendors=Bakeries())
    by_variable = load_config(None, environ=environ, vendors=Bakeries())

    assert (by_flag.ui.theme, by_variable.ui.theme) == ("a", "b")


@pytest.mark.parametrize(
    ("low_bandwidth", "environ", "frugal"),
    [
        ("auto", {}, False),
        ("auto", {"SSH_TTY": "/dev/pts/1"}, True),
        ("off", {"SSH_TTY": "x"}, False),
        ("on", {}, True),
    ],
)
def test_low_bandwidth_is_on_under_ssh_unless_told_otherwise(
    tmp_path: Path, low_bandwidth: str, environ: dict[str, str], frugal: bool
) -> None:
    config = loaded(tmp_path, f'[ui]\nlow_bandwidth = "{low_bandwidth}"\n')
    settled = dict(environ)

    settle(settled, low_bandwidth=config.ui.low_bandwidth)

    assert ("TEXTUAL_FPS" in settled) is frugal


def test_the_machines_zone_keeps_last_winters_offset(tmp_path: Path) -> None:
    zone = loaded(tmp_path, MINIMAL, TZ=":Europe/Stockholm").ui.zone

    assert (
        datetime(2026, 1, 1, tzinfo=UTC).astimezone(zone).utcoffset()
        != datetime(2026, 7, 1, tzinfo=UTC).astimezone(zone).utcoffset()
    )


def test_a_secret_waits_in_its_source_and_does_not_show_itself(tmp_path: Path) -> None:
    source = loaded(tmp_path, MINIMAL).connections["shop"].settings["key"]

    assert isinstance(source, SecretSource)
    assert "sesame" not in repr(source)
    assert source.resolve().reveal() == "sesame"


@pytest.mark.parametrize("name", ['"-x"', '"a b"', '""', '"a\\u001bb"'])
def test_a_connection_is_called_what_a_command_line_can_say(tmp_path: Path, name: str) -> None:
    assert any("cannot be called" in each for each in problems(tmp_path, f"[connections.{name}]\n").values())


@pytest.mark.parametrize("text", ["connections = 3", "[connections]\nshop = 3", "ui = []", "[[network]]\ntimeout = 3"])
def test_something_else_where_a_table_should_be_is_a_problem_not_a_crash(tmp_path: Path, text: str) -> None:
    assert any("a table is wanted" in each for each in problems(tmp_path, text).values())
