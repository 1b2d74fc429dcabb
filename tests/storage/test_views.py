"""Saved views: what people wrote in the file stays, and what cannot be read costs nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.core.errors import UsageError
from tui.core.place import Place
from tui.storage.views import ViewsFile, check_name

STAYS = Place(
    "campus",
    "attendance",
    {"roomId": "r1", "states": ("a", "b"), "latest": True, "page": 2},
    range="last week",
    where='name:"åsa" | stay>2h',
    sort="-stay",
    columns=("name", "stay"),
    tab="People",
)

WRITTEN = """\
# Ours.
include = ["team.toml"]

# Who stayed long, for Monday.
[long]
# The lobby.
connection = "campus"
collection = "attendance"   # not campus-attendance
where = "stay>2h"

# Rooms of the east wing.
[east]
connection = "campus"
collection = "rooms"
"""


def test_a_view_comes_back_as_it_was_saved_and_the_file_is_the_users_alone(tmp_path: Path) -> None:
    file = ViewsFile(tmp_path / "views.toml")
    assert file.read().all == ()
    file.save("long stays", STAYS)

    (view,) = file.read().all
    assert (view.name, view.link, view.file) == ("long stays", STAYS, file.path)
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_a_view_that_is_saved_again_changes_its_own_lines_alone(tmp_path: Path) -> None:
    file = ViewsFile(tmp_path / "views.toml")
    file.path.write_text(WRITTEN, "utf-8")
    file.path.chmod(0o640)

    file.save("long", Place("campus", "attendance", where="stay>3h", sort="-stay"))

    assert file.path.read_text("utf-8") == WRITTEN.replace('where = "stay>2h"', 'where = "stay>3h"\nsort = "-stay"')
    assert file.path.stat().st_mode & 0o777 == 0o640


def test_a_new_view_comes_at_the_end_and_one_that_is_deleted_takes_no_other_with_it(tmp_path: Path) -> None:
    file = ViewsFile(tmp_path / "views.toml")
    file.path.write_text(WRITTEN, "utf-8")

    file.save("new one", Place("campus", "users"))
    assert file.path.read_text("utf-8") == (f'{WRITTEN}\n["new one"]\nconnection = "campus"\ncollection = "users"\n')
    file.rename("new one", "people")
    file.delete("long")

    text = file.path.read_text("utf-8")
    assert "# Rooms of the east wing.\n[east]\n" in text
    assert "[people]" in text
    assert [view.name for view in file.read().all] == ["east", "people"]


def test_a_team_shares_a_file_and_ones_own_view_of_the_same_name_wins(tmp_path: Path) -> None:
    file = ViewsFile(tmp_path / "views.toml")
    file.path.write_text(WRITTEN, "utf-8")
    (tmp_path / "team.toml").write_text(
        'include = ["views.toml"]\n[long]\nconnection = "x"\ncollection = "y"\n'
        '[shared]\nconnection = "campus"\ncollection = "rooms"\n',
        "utf-8",
    )

    views = file.read()

    assert [(view.name, view.file.name) for view in views.all] == [
        ("long", "views.toml"),
        ("east", "views.toml"),
        ("shared", "team.toml"),
    ]
    assert views.named("long").link.connection == "campus"
    (problem,) = views.problems
    assert "leads back to itself" in problem


def test_what_cannot_be_read_is_said_and_costs_nothing_else(tmp_path: Path) -> None:
    file = ViewsFile(tmp_path / "views.toml")
    file.path.write_text(
        'include = ["gone.toml"]\n[a]\nconnection = "c"\n[b]\nconnection = "c"\ncollection = "d"\nwher = "x"\n'
        '[c]\nconnection = "c"\ncollection = "d"\n[d]\nconnection = "c"\ncollection = "d"\ncolumns = "name"\n',
        "utf-8",
    )

    views = file.read()

    assert [view.name for view in views.all] == ["c"]
    said = "\n".join(views.problems)
    for sentence in ("“a” cannot be read: collection is missing", "“wher” is not known", "columns is no list", "gone"):
        assert sentence in said
    with pytest.raises(UsageError, match="no view “d”"):
        views.named("d")


@pytest.mark.parametrize(
    "text",
    [
        'long = { connection = "campus", collection = "rooms" }\n',
        '[long]\nconnection = "campus"\ncollection = "rooms"\ncolumns = [\n  "name",\n]\n',
        "[long\n",
    ],
)
def test_a_file_that_is_written_in_another_way_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    file = ViewsFile(tmp_path / "views.toml")
    file.path.write_text(text, "utf-8")

    with pytest.raises(UsageError, match="cannot be changed here"):
        file.save("long", STAYS)

    assert file.path.read_text("utf-8") == text


@pytest.mark.parametrize("name", ["", "-x", "a/b", "include", "campus", "a\nb", " a", "x" * 61])
def test_a_view_is_called_by_a_word_of_the_command_line_that_is_no_connection(name: str) -> None:
    with pytest.raises(UsageError):
        check_name(name, {"campus": None})
