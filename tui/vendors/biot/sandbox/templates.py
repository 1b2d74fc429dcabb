"""The kinds of thing that this clinic has: two sorts of device, what each is used for, patients."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha1
from typing import Any, Final

from msgspec import Struct

__all__ = ["TEMPLATES", "Attribute", "Category", "Template", "custom_keys", "named_uuid", "template_named"]

Category = str
REGULAR: Final[Category] = "REGULAR"
CONFIGURATION: Final[Category] = "CONFIGURATION"
SUMMARY: Final[Category] = "SUMMARY"


class Attribute(Struct, frozen=True):
    """One of a template's own attributes."""

    name: str
    title: str
    type: str
    """The vendor's word: LABEL, INTEGER, DECIMAL, BOOLEAN, SINGLE_SELECT, MULTI_SELECT, DATE_TIME."""
    category: Category = REGULAR
    mandatory: bool = False
    least: float | None = None
    most: float | None = None
    pattern: str = ""
    values: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return `CustomAttribute`."""
        validation: dict[str, Any] = {"mandatory": self.mandatory, "unique": False}
        validation |= {} if self.least is None else {"min": self.least}
        validation |= {} if self.most is None else {"max": self.most}
        validation |= {"regex": self.pattern} if self.pattern else {}
        return {
            "id": _uuid(f"attribute:{self.name}"),
            "name": self.name,
            "displayName": self.title,
            "type": self.type,
            "phi": False,
            "category": {"name": self.category, "displayName": self.category.capitalize()},
            "validation": validation,
            "selectableValues": [
                {"id": _uuid(f"value:{self.name}:{value}"), "name": value, "displayName": value.capitalize()}
                for value in self.values
            ],
        }


class Template(Struct, frozen=True):
    """A kind of device, of session or of patient."""

    key: str
    """Unique, unlike the name."""
    name: str
    title: str
    entity: str
    parent: str = ""
    """The key of the template that it belongs to."""
    description: str = ""
    attributes: tuple[Attribute, ...] = ()

    @property
    def id(self) -> str:
        """The UUID that the vendor would have given it."""
        return _uuid(f"template:{self.key}")

    def reference(self) -> dict[str, Any]:
        """Return `BasicTemplateData`: the template as it stands inside another thing."""
        return {"id": self.id, "name": self.name, "displayName": self.title, **self._parent()}

    def minimized(self, *, created: str, organization: str) -> dict[str, Any]:
        """Return `TemplateMinimizedResponse`."""
        return {
            "id": self.id,
            "name": self.name,
            "displayName": self.title,
            "description": self.description or self.title,
            "entityTypeName": self.entity,
            "ownerOrganizationId": organization,
            "removable": False,
            "creationTime": created,
            "lastModifiedTime": created,
            **self._parent(),
            **({"parentTemplateId": TEMPLATES[self.parent].id} if self.parent else {}),
        }

    def full(self, *, created: str, organization: str) -> dict[str, Any]:
        """Return `GetTemplateResponse`."""
        return {
            **self.minimized(created=created, organization=organization),
            "customAttributes": [attribute.as_json() for attribute in self.attributes],
            "builtInAttributes": [],
            "templateAttributes": [],
        }

    def _parent(self) -> dict[str, Any]:
        if not self.parent:
            return {}
        parent = TEMPLATES[self.parent]
        return {"parentTemplate": {"id": parent.id, "name": parent.name, "displayName": parent.title}}


def custom_keys(entity: str) -> Sequence[str]:
    """Return what things of a kind can be filtered by beside the vendor's own: the attributes of all their templates.

    The page names no example. `_summary._stopReason` is how it writes a thing within a group, so an attribute of a
    group goes by that as well as by its name.
    """
    attributes = [each for template in TEMPLATES.values() if template.entity == entity for each in template.attributes]
    grouped = [f"_{each.category.lower()}.{each.name}" for each in attributes if each.category != REGULAR]
    return (*(each.name for each in attributes), *grouped)


def template_named(name: str, *, parent: str) -> Sequence[Template]:
    """Find the session templates of a name that belong to a device's template."""
    return [each for each in TEMPLATES.values() if each.name == name and each.parent == parent]


def named_uuid(what: str) -> str:
    """Return the text of `uuid5(NAMESPACE_URL, what)`, in half its time: every session has two."""
    digest = sha1(uuid.NAMESPACE_URL.bytes + what.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


@cache  # every session names its template several times, and there are few
def _uuid(what: str) -> str:
    return named_uuid(f"clinic:{what}")


_DEVICE: Final = (Attribute("inventoryNumber", "Inventory number", "LABEL", pattern=r"HC-\d{4}"),)
_INFUSION: Final = (
    Attribute("ward", "Ward", "LABEL", pattern=r"[A-Z]\d{1,2}"),
    Attribute("supervised", "Supervised", "BOOLEAN"),
    Attribute("session_uuid", "Session in the pump's log", "LABEL"),
    Attribute("drug", "Drug", "SINGLE_SELECT", CONFIGURATION, values=("saline", "glucose", "morphine")),
    Attribute("rate", "Rate", "DECIMAL", CONFIGURATION, least=0.1, most=999),
    Attribute("volume", "Volume", "DECIMAL", SUMMARY, least=0),
    Attribute("alarms", "Alarms", "INTEGER", SUMMARY, least=0, most=1000),
)
_BREATHING: Final = (
    Attribute("posture", "Posture", "SINGLE_SELECT", mandatory=True, values=("sitting", "standing", "lying")),
    Attribute("attempts", "Attempts", "INTEGER", least=1, most=8),
    Attribute("flags", "Flags", "MULTI_SELECT", values=("cough", "leak", "early")),
    Attribute("calibrated", "Calibrated", "DATE_TIME", CONFIGURATION),
    Attribute("fev1", "FEV1", "DECIMAL", SUMMARY, least=0, most=12),
)

TEMPLATES: Final[Mapping[str, Template]] = {
    each.key: each
    for each in (
        Template("pump", "InfusionPump", "Infusion pump", "device", attributes=_DEVICE),
        Template("spirometer", "Spirometer", "Spirometer", "device", attributes=_DEVICE),
        Template("infusion", "Infusion", "Infusion", "usage-session", "pump", "A patient is infused.", _INFUSION),
        Template("service", "Service", "Service", "usage-session", "pump", "A technician works on the pump."),
        Template("breathing", "BreathingTest", "Breathing test", "usage-session", "spirometer", "", _BREATHING),
        Template("calibration", "Calibration", "Calibration", "usage-session", "spirometer", "Before first use."),
        Template("calibration-2", "Calibration", "Calibration, new", "usage-session", "spirometer", "Since spring."),
        Template("patient", "Patient", "Patient", "patient"),
        Template("organization", "Organization", "Organization", "organization"),
    )
}
"""By key. Two share a name: by usage type the vendor cannot tell them apart."""
