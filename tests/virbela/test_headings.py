"""A foreign file's headings, in English and Swedish, find Virbela's fields."""

from __future__ import annotations

import pytest

from tui.vendors import registry
from tui.writing.headings import suggest

ACTIONS = {action.name: action for action in registry.load("virbela").catalog().actions}


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        (
            "invite",
            {
                "Email Address": "email",
                "Given name": "firstName",
                "Surname": "lastName",
                "Access level": "permission",
                "Team name": "teamId",
            },
        ),
        (
            "invite",
            {
                "E-post": "email",
                "Förnamn": "firstName",
                "Efternamn": "lastName",
                "Roll": "permission",
                "Lag": "teamId",
                "Titel": "title",
            },
        ),
        ("update-profile", {"objectId": "userId", "Avdelning": "update.Department"}),
        ("update-profile", {"objectId": "userId", "set.eNPS": "update.eNPS", "Update.Region": "update.Region"}),
        ("suspend", {"objectId": "userId", "Mejladress": "email"}),
    ],
)
def test_usual_headings_find_their_fields(name: str, headings: dict[str, str]) -> None:
    assert suggest(ACTIONS[name], ("Phone", *headings)) == headings
