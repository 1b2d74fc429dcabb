"""`include`: files laid together key by key, with every finding in the file that it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.bakery import Bakeries
from tui.completing import connections_of
from tui.config import Config, SecretSource, load_config
from tui.core.errors import ConfigError, ConfigProblem

TEAM = """
[ui]
theme = "harbor-light"
timezone = "Europe/Stockholm"

[connections.shop]
vendor = "bakery"
shop_id = "S1"
key = { env = "TEAM_KEY" }

[connections.shop.network]
timeout = 5
max_concurrency = 2
"""

OWN = """
include = ["team/team.toml"]

[ui]
theme = "harbor"

[connections.shop]
key = { file = "mine" }
read_only = true

[connections.shop.network]
timeout = 9

[connections.other]
vendor = "bakery"
shop_id = "S2"
key = "sesame"
"""


def loaded(folder: Path, files: dict[str, str]) -> Config:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load_config(folder / "config.toml", environ={}, vendors=Bakeries())


def problems(folder: Path, files: dict[str, str]) -> list[ConfigProblem]:
    with pytest.raises(ConfigError) as failed:
        loaded(folder, files)
    return list(failed.value.problems)


def test_the_own_file_wins_key_by_key_in_connections_too(tmp_path: Path) -> None:
    config = loaded(tmp_path, {"config.toml": OWN, "team/team.toml": TEAM})

    shop = config.connections["shop"]
    assert (config.ui.theme, config.ui.timezone) == ("harbor", "Europe/Stockholm")
    assert (shop.settings["shop_id"], shop.read_only) == ("S1", True)
    assert (shop.network.timeout, shop.network.max_concurrency) == (9.0, 2)
    assert list(config.connections) == ["shop", "other"]


def test_a_secrets_source_is_one_files_or_the_others_and_never_mixed(tmp_path: Path) -> None:
    key = loaded(tmp_path, {"config.toml": OWN, "team/team.toml": TEAM}).connections["shop"].settings["key"]

    assert isinstance(key, SecretSource)
    assert (key.kind.value, key.what) == ("file", (str(tmp_path / "mine"),))


def test_of_several_files_the_later_wins(tmp_path: Path) -> None:
    files = {"config.toml": 'include = ["a.toml", "b.toml"]', "a.toml": "[network]\ntimeout = 1\nmax_concurrency = 3\n"}

    network = loaded(tmp_path, {**files, "b.toml": "[network]\ntimeout = 2\n"}).network

    assert (network.timeout, network.max_concurrency) == (2.0, 3)


def test_a_relative_path_starts_beside_the_file_that_it_stands_in(tmp_path: Path) -> None:
    team = TEAM.replace('{ env = "TEAM_KEY" }', '{ file = "key" }') + '\n[network]\nca_file = "corp.pem"\n'
    (tmp_path / "team").mkdir()
    (tmp_path / "team/corp.pem").write_text("x")

    config = loaded(tmp_path, {"config.toml": 'include = ["team/team.toml"]', "team/team.toml": team})

    assert config.network.ca_file == tmp_path / "team/corp.pem"
    assert config.connections["shop"].settings["key"].what == (str(tmp_path / "team/key"),)


def test_every_finding_names_the_file_that_it_is_in(tmp_path: Path) -> None:
    team = TEAM.replace('"Europe/Stockholm"', '"Europe/Stokholm"').replace('"S1"', "7")
    own = OWN.replace("read_only = true", 'read_onyl = "yes"')

    found = problems(tmp_path, {"config.toml": own, "team/team.toml": team})

    assert {problem.key: Path(problem.file).name for problem in found} == {
        "ui.timezone": "team.toml",
        "connections.shop.shop_id": "team.toml",
        "connections.shop.read_onyl": "config.toml",
    }


@pytest.mark.parametrize(
    ("files", "file", "said"),
    [
        ({"config.toml": 'include = ["config.toml"]'}, "config.toml", "leads back to itself"),
        (
            {"config.toml": 'include = ["a.toml"]', "a.toml": 'include = ["config.toml"]'},
            "a.toml",
            "leads back to itself",
        ),
        ({"config.toml": 'include = ["none.toml"]'}, "config.toml", "There is no file"),
        ({"config.toml": 'include = "a.toml"'}, "config.toml", "a list is wanted"),
        ({"config.toml": "include = [7]"}, "config.toml", "a text is wanted"),
        ({"config.toml": 'include = ["a.toml"]', "a.toml": "[ui\n"}, "a.toml", "not TOML"),
        ({"config.toml": 'inclued = ["a.toml"]'}, "config.toml", "Did you mean “include”?"),
    ],
)
def test_what_cannot_be_included_is_said_where_it_stands(
    tmp_path: Path, files: dict[str, str], file: str, said: str
) -> None:
    (problem,) = problems(tmp_path, files)

    assert Path(problem.file).name == file
    assert said in f"{problem.wrong} {problem.right}"


def test_a_file_that_is_reached_by_two_ways_is_no_circle(tmp_path: Path) -> None:
    below = {"a.toml": 'include = ["c.toml"]', "b.toml": 'include = ["c.toml"]', "c.toml": "[network]\ntimeout = 3\n"}

    assert loaded(tmp_path, {"config.toml": 'include = ["a.toml", "b.toml"]', **below}).network.timeout == 3.0


def test_a_secret_that_others_can_read_is_told_with_its_own_file(tmp_path: Path) -> None:
    team = TEAM.replace('{ env = "TEAM_KEY" }', '"sesame"')
    (tmp_path / "config.toml").touch(mode=0o600)

    config = loaded(tmp_path, {"config.toml": 'include = ["team/team.toml"]', "team/team.toml": team})

    (warning,) = config.warnings
    assert warning.right == f"Run: chmod 600 {tmp_path / 'team/team.toml'}"
    assert "shop.key" in warning.wrong
    assert "sesame" not in warning.wrong


def test_the_shells_completions_know_included_connections(tmp_path: Path) -> None:
    loaded(tmp_path, {"config.toml": OWN, "team/team.toml": TEAM})

    assert connections_of(str(tmp_path / "config.toml")) == {
        "shop": ("bakery", ", production, read-only"),
        "other": ("bakery", ", production"),
    }
