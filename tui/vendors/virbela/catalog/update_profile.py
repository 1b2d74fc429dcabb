"""Change a member's profile: set fields, or take them away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tui.core.action import Action, Danger, Field, FieldKind, FieldProblem, FieldValue, Outcome, Undo, Values, Verdict
from tui.core.record import Record
from tui.core.wire.http import Request, Response
from tui.vendors.virbela.api import writes
from tui.vendors.virbela.catalog.answers import envelope_outcome
from tui.vendors.virbela.catalog.fields import USER_ID, person_of, user_values

if TYPE_CHECKING:
    from tui.vendors.virbela.api.client import VirbelaClient

__all__ = ["UPDATE_PROFILE"]

_NOT_OURS: Final = frozenset({"userId", "updatedAt"})
"""Fields that the vendor keeps itself."""


def _request(client: VirbelaClient, values: Values) -> Request:
    return writes.update_profile(values)


def _updates(values: Values) -> Mapping[str, Any]:
    update = values.get("update")
    return update if isinstance(update, Mapping) else {}


def _unsets(values: Values) -> tuple[str, ...]:
    unset = values.get("unset")
    return unset if isinstance(unset, tuple) else ()


def _check(values: Values) -> tuple[FieldProblem, ...]:
    update, unset = _updates(values), _unsets(values)
    if not update and not unset:
        return (FieldProblem("", "Set a field or unset one; else there is nothing to change."),)
    both = [FieldProblem("unset", f"“{name}” cannot be set and unset at once.") for name in unset if name in update]
    kept = [
        FieldProblem("update" if name in update else "unset", f"“{name}” is kept by Virbela and cannot be changed.")
        for name in sorted(_NOT_OURS & {*update, *unset})
    ]
    return (*both, *kept)


def _target(values: Values) -> str:
    return str(values.get("userId", ""))


def _consequence(values: Values) -> str:
    update, unset = _updates(values), _unsets(values)
    said = [f"{name} becomes {_written(value)}" for name, value in update.items()]
    said += [f"{name} is taken away" for name in unset]
    return f"{'; '.join(said)}." if said else ""


def _written(value: object) -> str:
    """Write a value so that a number and a text of digits look different."""
    return msgspec.json.encode(value).decode()


def _outcome(values: Values, answer: Response) -> Outcome:
    outcome = envelope_outcome(values, answer)
    profile = outcome.fields.get("updatedMemberProfile")
    return Outcome(outcome.text, outcome.request_id, fields=profile if isinstance(profile, dict) else {})


async def _before(client: VirbelaClient, values: Values) -> Mapping[str, Any]:
    return (await client.profile(_target(values))).value or {}


def _undo(values: Values, before: Mapping[str, Any]) -> Undo | None:
    """Set what was there, unset what was not. A profile leaves blank fields out, so absence is a value too."""
    if not before:
        return None
    dirty = [*_updates(values), *_unsets(values)]
    update = {name: before[name] for name in dirty if name in before}
    unset = tuple(name for name in dirty if name not in before)
    given: dict[str, FieldValue] = {"userId": _target(values)}
    if update:
        given["update"] = update
    if unset:
        given["unset"] = unset
    return Undo("update-profile", given, _consequence(given))


async def _verify(client: VirbelaClient, values: Values) -> Verdict:
    """Compare the profile with what was sent; an empty text may come back as no field at all."""
    profile = (await client.profile(_target(values))).value or {}
    is_set = all(
        profile.get(name) == value or (value == "" and name not in profile) for name, value in _updates(values).items()
    )
    is_unset = all(name not in profile for name in _unsets(values))
    return Verdict.ARRIVED if is_set and is_unset else Verdict.NOT_ARRIVED


def _fill(record: Record[Any]) -> Values:
    return {name: value for name, value in user_values(record).items() if name == "userId"}


UPDATE_PROFILE: Final = Action(
    name="update-profile",
    title="Edit profile",
    danger=Danger.REVERSIBLE,
    help="Set and unset fields of a member's profile. A new field can only be made in the Virbela dashboard.",
    fields=(
        USER_ID,
        Field(
            "update",
            "Set",
            FieldKind.PAIRS,
            choices=("Department",),
            flag="set",
            help='Field=Value, repeated. A number stays a number; put it in quotes for a text: Code="007".',
        ),
        Field(
            "unset",
            "Unset",
            FieldKind.LIST,
            flag="unset",
            help="A field to take away, repeated. That is not the same as setting it to an empty text.",
        ),
    ),
    request=_request,
    outcome=_outcome,
    target=_target,
    subject=person_of,
    consequence=_consequence,
    check=_check,
    applies_to=("users", "user", "profiles", "profile"),
    fill=_fill,
    before=_before,
    undo=_undo,
    verify=_verify,
)
