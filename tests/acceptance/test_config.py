"""The configuration from outside: every mistake at once, and the commands that look at it or write a first one."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest

from tests.acceptance.conftest import Run
from tests.acceptance.vendor_server import Told, serving

TEN_MISTAKES = """
[ui]
timezone = "Europe/Stokholm"
mouse = "yes"
themes = "harbor"

[network]
timeout = -1
ca_file = "/nowhere/corp.pem"

[connections.campus]
vendor = "virbela"
class = "prod"
region = "uk"
client_name = "acme"
client_id = "id"
client_secret = { evn = "ACME_SECRET" }

[connections.line4]
vendor = "vuforia"
access_token = "hush-hush-token"
api_key = "hush-hush-key"

[connections.office]
vendor = "vitek"

[connections.clinic]
vendor = "biot"
base_url = "ftp://clinic.example.com"
username = 17
password = "hush-hush-password"

[connections.names]
vendor = "namecoach"
acces_key_id = "x"
secret_access_key = "hush-hush-key"

[conections.more]
vendor = "vitec"
"""

KEYS = (
    *("ui.timezone", "ui.mouse", "ui.themes", "network.timeout", "network.ca_file", "connections.campus.class"),
    *("connections.campus.region", "connections.campus.client_secret", "connections.line4.org_id"),
    *("connections.line4.access_token", "connections.office.vendor", "connections.clinic.base_url"),
    *("connections.clinic.username", "connections.names.acces_key_id", "connections.names.access_key_id"),
    "conections",
)


@pytest.mark.parametrize(
    "words", [("check",), ("get", "campus", "users"), ("do", "campus", "invite"), ("journal",), ()], ids=" ".join
)
def test_every_mistake_is_listed_with_file_and_key(home: Path, frontdesk: Run, words: tuple[str, ...]) -> None:
    file = home / "config.toml"
    file.write_text(TEN_MISTAKES, encoding="utf-8")

    done = frontdesk(*words)

    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert len(lines) == len(KEYS), done.stderr
    for key in KEYS:
        assert [line for line in lines if line.startswith(f"{file}: {key}: ")], (key, done.stderr)
    assert "hush-hush" not in done.stderr
    for meant in ("Europe/Stockholm", "production", "vitec", "access_key_id", "connections"):
        assert f"“{meant}”" in done.stderr, meant


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"[ui\n", "TOML"), (b'\xff[ui]\ntheme = "x"', "UTF-8"), (b"connections = 3", "table")],
)
def test_a_file_that_is_no_configuration(home: Path, frontdesk: Run, content: bytes, said: str) -> None:
    (home / "config.toml").write_bytes(content)

    done = frontdesk("check")

    assert done.returncode == 2
    assert said in done.stderr
    assert str(home / "config.toml") in done.stderr


def test_without_a_file_the_way_out_is_init_or_the_demo(frontdesk: Run) -> None:
    done = frontdesk("get", "campus", "users")

    assert done.returncode == 2
    assert "frontdesk init" in done.stderr
    assert "frontdesk demo" in done.stderr


OFFICE = """
[connections.office]
vendor = "vitec"
customer_id = "M1"
username = "u"
password = {password}
base_url = "{url}"
"""


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ('"literal"', 0),
        ('{ env = "PASSWORD" }', 0),
        ('{ command = ["printf", "literal\\n"] }', 0),
        ('{ file = "password.txt" }', 0),
        ('{ env = "NOT_SET" }', 1),
        ('{ command = ["false"] }', 1),
        ('{ file = "open.txt" }', 1),
    ],
)
def test_a_secret_from_anywhere(home: Path, frontdesk: Run, password: str, code: int) -> None:
    for name, mode in (("password.txt", 0o600), ("open.txt", 0o644)):
        (home / name).write_text("literal\n", encoding="utf-8")
        (home / name).chmod(mode)
    with serving(lambda asked: Told([], 200)) as server:
        (home / "config.toml").write_text(OFFICE.format(password=password, url=server.url), encoding="utf-8")
        done = frontdesk("check", "office", PASSWORD="literal")
        got = frontdesk("get", "office", "comebacks", PASSWORD="literal")

    assert done.returncode == code, done.stdout
    assert got.returncode == (2 if code else 0), got.stderr
    sent = {asked.headers["authorization"] for asked in server.asked}
    assert sent == (set() if code else {"Basic dTpsaXRlcmFs"})
    about = [line.split()[0] for line in done.stdout.splitlines()]
    clock = [] if code else ["clock"]  # nobody was asked, nobody said what time it is
    assert about == ["config", "theme", "files", "proxy", "office", "office", *clock, "terminal"]
    assert code == 0 or "connections.office.password" in done.stdout
    assert code == 0 or "connections.office.password" in got.stderr


def test_check_goes_on_after_one_that_fails(home: Path, frontdesk: Run) -> None:
    with serving(lambda asked: Told([], 200)) as good, serving(lambda asked: Told({"message": "no"}, 403)) as bad:
        text = OFFICE.format(password='"p"', url=good.url)
        text += OFFICE.format(password='"p"', url=bad.url).replace("connections.office", "connections.branch")
        (home / "config.toml").write_text(text, encoding="utf-8")
        (home / "config.toml").chmod(0o600)
        both = frontdesk("check")
        one = frontdesk("check", "office")
        unknown = frontdesk("check", "ofice")

    states = {line.split("  ")[0].strip(): line for line in both.stdout.splitlines()}
    assert (both.returncode, one.returncode, unknown.returncode) == (1, 0, 2)
    assert " ok " in states["office"]
    assert " fails " in states["branch"]
    assert "branch" not in one.stdout
    assert "Did you mean “office”?" in unknown.stderr


def test_paths_say_where_everything_is_and_make_nothing(home: Path, frontdesk: Run) -> None:
    done = frontdesk("paths")
    elsewhere = frontdesk("paths", "--config", str(home / "other.toml"))
    default = frontdesk("paths", FRONTDESK_CONFIG="")

    places = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert done.returncode == 0
    assert places["config"] == str(home / "config.toml")
    assert str(home / "other.toml") in elsewhere.stdout
    assert str(home / "config" / "frontdesk" / "config.toml") in default.stdout
    assert {"config", "state", "journal", "cache", "logs"} <= places.keys()
    assert all(Path(place).is_relative_to(home) for place in places.values())
    assert list(home.iterdir()) == []


def test_the_flag_wins_over_the_variable(home: Path, frontdesk: Run) -> None:
    (home / "config.toml").write_text("[ui]\ntheme = 3\n", encoding="utf-8")
    with serving(lambda asked: Told([], 200)) as server:
        (home / "other.toml").write_text(OFFICE.format(password='"p"', url=server.url), encoding="utf-8")
        ended = [
            frontdesk("--config", str(home / "other.toml"), "get", "office", "comebacks", "--format", "json"),
            frontdesk("get", "--config", str(home / "other.toml"), "office", "comebacks", "--format", "json"),
            frontdesk("get", "office", "comebacks", "--format", "json", "--config", str(home / "other.toml")),
        ]

    assert [(done.returncode, done.stdout) for done in ended] == [(0, "[]\n")] * 3


def test_the_version(frontdesk: Run) -> None:
    done = frontdesk("--version")

    assert done.returncode == 0
    assert done.stdout.startswith("frontdesk ")


def test_init_writes_a_config_that_works_and_adds_the_next_to_its_end(home: Path, frontdesk: Run) -> None:
    path = home / "deep" / "config.toml"
    answers = {
        "vitec": "vitec\noffice\nstaging\nM1\nanvändare\nenv\nOFFICE_PASSWORD\n\nkeep\n",
        "biot": "biot\nclinic\nsandbox\nno-url\nhttps://api.dev.example.com\nu\nenv\nOFFICE_PASSWORD\n\n\nkeep\n",
    }
    for vendor, typed in answers.items():
        done = frontdesk("init", stdin=typed, FRONTDESK_CONFIG=str(path))
        assert done.returncode == 0, (vendor, done.stderr)
        before = path.read_text("utf-8")
        name, table = [*tomllib.loads(before)["connections"].items()][-1]
        assert table["vendor"] == vendor
        assert table["password"] == {"env": "OFFICE_PASSWORD"}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        checked = frontdesk("get", name, "--help", FRONTDESK_CONFIG=str(path))
        assert checked.returncode == 0, checked.stderr
        again = frontdesk("init", stdin=typed, FRONTDESK_CONFIG=str(path))
        assert again.returncode == 2
        assert f"There is a connection “{name}” already." in again.stderr
        assert path.read_text("utf-8") == before
    assert list(tomllib.loads(before)["connections"]) == ["office", "clinic"]

    path.unlink()
    given_up = frontdesk("init", stdin="vitec\n", FRONTDESK_CONFIG=str(path))
    assert given_up.returncode == 2
    assert not path.exists()
