"""Adding a connection: what was there stays byte for byte, what is there then loads, and no secret is in it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.config.bakery import Bakeries, bakery
from tui.config import SecretSource, config_of_text, load_config
from tui.config.added import FIRST_LINES, appended, snippet, toml_value
from tui.config.adding import NewConnection, add_connection, problems_by_key, to_try
from tui.config.questions import explained, questions_for, read_answer, read_name, variable_for
from tui.config.values import BadValue
from tui.core.errors import ConfigError
from tui.vendors import registry

SECRET = "s3cr3t"
GOOD: dict[str, Any] = {"key": {"env": "KEY"}, "shop_id": "S1"}

PRINTABLE = some.text(some.characters(exclude_categories=["C", "Zl", "Zp"])).filter(str.isprintable)
NAMES = some.from_regex(r"\w[\w.-]{0,20}", fullmatch=True).filter(lambda name: name != "shop")
REFERENCE = some.one_of(
    some.just("env KEY_OF_MINE"),
    some.just("command pass show 'a b' c"),
    some.just("keyring bakery/anna"),
    PRINTABLE.map(str.strip).filter(lambda path: path and path[0] != "~").map(lambda path: f"file {path}"),
)
BEFORE = some.lists(
    some.sampled_from(
        [
            '[ui]\ntheme = "harbor"',
            "# what I wrote",
            "",
            "#key = 1",
            '[connections.shop]\nvendor = "bakery"\nshop_id = "S1"\nkey = """sesame"""',
            "[network]\ntimeout = 3 # seconds",
        ]
    ),
    unique=True,
).map("\n".join)
"""Configs that people may have written: with or without a line end at the last line."""


def as_values(texts: dict[str, str]) -> dict[str, Any]:
    """Read answers as both faces do."""
    read = {each.name: read_answer(each, texts.get(each.name, "")) for each in questions_for(bakery())}
    return {name: value for name, value in read.items() if name != "name" and value is not None}


@settings(deadline=None, max_examples=60)
@given(
    before=BEFORE,
    line_end=some.sampled_from(["\n", "\r\n"]),
    bom=some.booleans(),
    last=some.booleans(),
    name=NAMES,
    shop=PRINTABLE.map(str.strip).filter(bool),
    key=REFERENCE,
    user=PRINTABLE.map(str.strip),
    late=some.sampled_from(["", "yes", "no"]),
)
def test_whatever_is_answered_what_was_there_stays_and_the_rest_says_it_back(
    before: str, line_end: str, bom: bool, last: bool, name: str, shop: str, key: str, user: str, late: str
) -> None:
    before = ("\ufeff" if bom else "") + before.replace("\n", line_end) + (line_end if last else "")
    texts = {"name": name, "class": "staging", "shop_id": shop, "key": key, "user": user, "open_late": late}
    texts["password"] = "env PASSWORD"

    text = appended(before, snippet(bakery(), name, as_values(texts)))
    config = config_of_text(text, file=Path("/x/config.toml"), environ={}, vendors=Bakeries())

    assert text.encode().startswith(before.encode())
    mine = config.connections[name]
    assert mine.settings["shop_id"] == shop
    assert mine.settings.get("user", "") == user
    assert mine.settings["open_late"] is (late == "yes")
    assert isinstance(mine.settings["key"], SecretSource)
    assert mine.settings["key"].kind.value == key.split()[0]
    assert set(config.connections) - {name} == ({"shop"} if "[connections.shop]" in before else set())
    assert text[len(before) :].count("\r") == (text[len(before) :].count("\n") if "\r\n" in before else 0)


@given(PRINTABLE)
def test_a_text_in_the_place_of_a_secrets_source_never_comes_back(text: str) -> None:
    key = next(each for each in questions_for(bakery()) if each.name == "key")

    with pytest.raises(BadValue) as bad:
        read_answer(key, f"{SECRET}{text}")

    assert SECRET not in f"{bad.value.wrong}{bad.value.right}"


@given(PRINTABLE)
def test_any_text_is_itself_again_when_it_is_read(text: str) -> None:
    assert tomllib.loads(f"key = {toml_value(text + chr(127))}") == {"key": text + chr(127)}


def test_a_config_that_nobody_wrote_yet_begins_by_saying_what_it_is() -> None:
    assert appended("", snippet(bakery(), "mine", GOOD)).startswith(FIRST_LINES)


@pytest.mark.parametrize("vendor", registry.names())
def test_each_vendors_questions_are_explained_and_the_snippet_says_every_key(vendor: str) -> None:
    asked = questions_for(registry.load(vendor))
    table = snippet(registry.load(vendor), "mine", {})

    assert all(len(explained(question)) > 15 and explained(question).endswith((".", "?")) for question in asked)
    for question in asked[1:]:
        assert f"#{question.name} = " in table


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("env", "alone does not say where"),
        ("env 1X", "no name of a variable"),
        ("keyring anna", "the service and the user"),
        ("command '", "quotes do not match"),
        ("file ~nobody-is-called-this/x", "home folder in this path is not known"),
        ("envv KEY", "Did you mean “env”?"),
    ],
)
def test_a_source_that_is_not_whole_is_told_so(text: str, said: str) -> None:
    key = next(each for each in questions_for(bakery()) if each.name == "key")

    with pytest.raises(BadValue) as bad:
        read_answer(key, text)

    assert said in f"{bad.value.wrong} {bad.value.right}"


def test_a_name_that_is_taken_or_impossible_is_refused() -> None:
    for name in ("shop", "-x", "", "a b"):
        with pytest.raises(BadValue):
            read_name(name, taken=["shop"])


def test_the_proposed_variable_is_one_whatever_the_connection_is_called() -> None:
    key = next(each for each in questions_for(bakery()) if each.name == "key")

    assert [variable_for(name, key) for name in ("campus", "line-4.b", "4th", "åre")] == [
        *("CAMPUS_KEY", "LINE_4_B_KEY", "_4TH_KEY", "_RE_KEY"),
    ]


# --- written ----------------------------------------------------------------------------------------------------


def test_it_is_written_at_the_end_of_what_is_there_by_then(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    new = NewConnection(bakery(), "mine", GOOD)
    path.write_text("# old\n")
    to_try(new, path, environ={}, vendors=Bakeries())
    path.write_text("# newer\n")

    add_connection(path, new, environ={}, vendors=Bakeries())

    assert path.read_text().startswith("# newer\n\n# Bakery: bread.\n[connections.mine]\n")
    assert list(load_config(path, environ={}, vendors=Bakeries()).connections) == ["mine"]


@pytest.mark.parametrize(
    "before",
    [
        "connections = { shop = { vendor = 'bakery', shop_id = 'S', key = 'k' } }\n",
        "[connections.mine]\nvendor = 'bakery'\nshop_id = 'S'\nkey = 'k'\n",
        "[ui\n",
    ],
)
def test_a_file_that_cannot_take_it_stays_as_it_is(tmp_path: Path, before: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(before)
    new = NewConnection(bakery(), "mine", {**GOOD, "key": {"file": "key"}}, {"key": SECRET})

    with pytest.raises(ConfigError):
        add_connection(path, new, environ={}, vendors=Bakeries())

    assert path.read_text() == before
    assert [*tmp_path.iterdir()] == [path]


def test_a_secret_that_has_no_file_yet_is_tried_and_then_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    new = NewConnection(bakery(), "mine", {**GOOD, "key": {"file": "secrets/mine-key"}}, {"key": SECRET})

    _, mine = to_try(new, path, environ={}, vendors=Bakeries())
    assert mine.settings["key"].resolve().reveal() == SECRET
    assert not [*tmp_path.iterdir()]

    add_connection(path, new, environ={}, vendors=Bakeries())
    source = load_config(path, environ={}, vendors=Bakeries()).connections["mine"].settings["key"]
    assert source.resolve().reveal() == SECRET
    assert SECRET not in path.read_text() + repr(new)


def test_what_the_loading_finds_is_told_by_the_key_that_was_asked(tmp_path: Path) -> None:
    new = NewConnection(bakery(), "mine", {"key": {"env": "KEY"}, "user": "anna"})

    with pytest.raises(ConfigError) as failed:
        to_try(new, tmp_path / "config.toml", environ={}, vendors=Bakeries())

    assert set(problems_by_key(failed.value, "mine")) == {"shop_id", "password"}
