"""The made-up vendor's actions, its client over a real transport, and a row of its people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.action import (
    Action,
    Danger,
    Field,
    FieldKind,
    FieldProblem,
    FieldValue,
    Outcome,
    Undo,
    Values,
    Verdict,
)
from tui.core.record import Record
from tui.core.secret import Secret
from tui.core.vendor import Catalog, Probe
from tui.core.wire.http import Effect, HeaderAuth, NoAuth, Opener, Request, Response, Transport

__all__ = ["CATALOG", "DELETE", "GREET", "INVITE", "UPDATE", "Client", "person"]


@dataclass(frozen=True, slots=True)
class Client:
    """The made-up vendor's client."""

    transport: Transport


def _connect(opener: Opener) -> Client:
    key = opener.settings.get("key")
    auth = HeaderAuth({"x-key": key}) if isinstance(key, Secret) else NoAuth()
    return Client(opener.transport(bases={"api": opener.settings["base_url"]}, auth=auth))


def _outcome(values: Values, answer: Response) -> Outcome:
    body = json.loads(answer.body)
    return Outcome(body.get("detail", "Done."), request_id=body.get("requestId", ""), fields=body)


def _team(value: FieldValue) -> str:
    return "" if isinstance(value, str) and len(value) == 1 and value.isupper() else "A team is A to Z."


async def _invited(client: Client, values: Values) -> Verdict:
    answer = await client.transport.send(Request("GET", "/people", params=[("email", str(values["email"]))]))
    return Verdict.ARRIVED if json.loads(answer.body)["times"] else Verdict.NOT_ARRIVED


async def _profile(client: Client, values: Values) -> Mapping[str, Any]:
    answer = await client.transport.send(Request("GET", f"/profile/{values['userId']}"))
    return dict(json.loads(answer.body))


def _update(client: Client, values: Values) -> Request:
    body: dict[str, Any] = {"update": dict(_pairs(values)), "unset": list(_unset(values))}
    return Request("PUT", f"/profile/{values['userId']}", body=body, effect=Effect.REPEATABLE)


def _pairs(values: Values) -> Mapping[str, Any]:
    pairs = values.get("set", {})
    return pairs if isinstance(pairs, Mapping) else {}


def _unset(values: Values) -> tuple[str, ...]:
    names = values.get("unset", ())
    return names if isinstance(names, tuple) else ()


def _nothing(values: Values) -> tuple[FieldProblem, ...]:
    return () if _pairs(values) or _unset(values) else (FieldProblem("", "Nothing would change."),)


def _put_back(values: Values, before: Mapping[str, Any]) -> Undo:
    touched = [*_pairs(values), *_unset(values)]
    restored = {name: before[name] for name in touched if name in before}
    gone = tuple(name for name in touched if name not in before)
    again: dict[str, FieldValue] = {"userId": values["userId"]}
    again |= {"set": restored} if restored else {}
    again |= {"unset": gone} if gone else {}
    return Undo("update", again, f"Puts back {', '.join(touched)}.")


GREET = Action(
    name="greet",
    title="Greet a person",
    danger=Danger.SAFE,
    fields=(Field("name", "Name", required=True),),
    request=lambda client, values: Request("POST", "/greet", body=dict(values), effect=Effect.ONCE),
    outcome=_outcome,
    target=lambda values: str(values["name"]),
)

INVITE = Action(
    name="invite",
    title="Invite people",
    danger=Danger.REVERSIBLE,
    fields=(
        Field("email", "E-mail", FieldKind.EMAIL, required=True, help="Who is invited."),
        Field("teamId", "Team", check=_team, help="A team's letter."),
        Field("overwrite", "Overwrite", FieldKind.FLAG, help="Whether an existing member is changed."),
        Field("permission", "Permission", FieldKind.CHOICE, choices=("member", "admin"), default="member"),
        Field("age", "Age", FieldKind.NUMBER),
        Field("since", "Since", FieldKind.TIME),
    ),
    request=lambda client, values: Request("POST", "/invite", body=dict(values), effect=Effect.ONCE),
    outcome=_outcome,
    target=lambda values: str(values["email"]),
    consequence=lambda values: f"{values['email']} becomes a member and is sent an e-mail.",
    applies_to=("people",),
    fill=lambda record: {"email": str(record.fields()["email"])},
    verify=_invited,
)

DELETE = Action(
    name="delete",
    title="Delete a member",
    danger=Danger.IRREVERSIBLE,
    fields=(Field("email", "E-mail", FieldKind.EMAIL, required=True),),
    request=lambda client, values: Request("DELETE", f"/people/{values['email']}", effect=Effect.ONCE),
    outcome=_outcome,
    target=lambda values: str(values["email"]),
    consequence=lambda values: f"{values['email']} is gone for good.",
    confirm_text=lambda values: str(values["email"]),
    applies_to=("people",),
    fill=lambda record: {"email": str(record.fields()["email"])},
)

UPDATE = Action(
    name="update",
    title="Edit a profile",
    danger=Danger.REVERSIBLE,
    fields=(
        Field("userId", "User", required=True, setting="user"),
        Field("set", "Set", FieldKind.PAIRS, help="Fields and their new values."),
        Field("unset", "Unset", FieldKind.LIST, help="Fields to empty."),
    ),
    request=_update,
    outcome=_outcome,
    target=lambda values: str(values["userId"]),
    check=_nothing,
    applies_to=("people",),
    fill=lambda record: {"userId": record.id},
    before=_profile,
    undo=_put_back,
)


async def _probe(client: Client) -> Probe:
    return Probe("people")


CATALOG = Catalog(connect=_connect, probe=_probe, collections=(), actions=(GREET, INVITE, DELETE, UPDATE))


def person(email: str) -> Record[dict[str, Any]]:
    """Make a row of the made-up people."""
    row = {"email": email, "updatedAt": "2026-01-01T00:00:00Z"}
    return Record(id=email.partition("@")[0], value=row, raw=json.dumps(row).encode())
