"""The made-up clinic: devices, patients, and two months of sessions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any, Final

from tui.sandbox.dice import below, pick
from tui.sandbox.world import Person, World
from tui.vendors.biot.sandbox.templates import TEMPLATES, Template, named_uuid

__all__ = ["Clinic", "stamp"]

StoredRow = dict[str, Any]

_PUMPS: Final = 9
_SPIROMETERS: Final = 5
_PAST: Final = timedelta(days=60)
_STOPS: Final = (
    ("COMPLETION", "Finished as planned"),
    ("COMPLETION", "Manual Stop"),
    ("COMPLETION", "Patient asked to stop"),
    ("GENERAL_DEVICE_ERROR", "Occlusion downstream"),
    ("GENERAL_DEVICE_ERROR", "Battery low"),
    ("TIMEOUT", "No measurement for 10 min"),
)
_WORN: Final = "IP-004"
"""A pump that has been failing for three weeks: the report of usage is to find it."""
_WORN_SINCE: Final = timedelta(days=21)
_WARDS: Final = ("A1", "A2", "B12", "C3")


def stamp(instant: datetime) -> str:
    """Write an instant as the vendor does, always with milliseconds, so that it sorts as text."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Clinic:
    """Everything that the API shows; sessions can be added and changed."""

    def __init__(self, world: World, *, organization_id: str) -> None:
        self.world = world
        self.organization_id = organization_id
        self.created = stamp(world.now() - timedelta(days=400))
        self._numbers = count()
        self.patients = {self._uuid(f"patient:{person.key}"): person for person in _patients(world)}
        self.devices: dict[str, StoredRow] = {row["_id"]: row for row in self._make_devices()}
        self._began = world.now()

    @cached_property
    def sessions(self) -> dict[str, StoredRow]:
        """Every session, by its id; made up once somebody asks for one: a probe does not."""
        return {row["_id"]: row for row in self._make_sessions()}

    def template_of(self, device: StoredRow) -> Template:
        """Return a device's template."""
        return next(each for each in TEMPLATES.values() if each.id == device["_template"]["id"])

    def running_on(self, device_id: str) -> Iterator[StoredRow]:
        """Yield the sessions of a device that are not done."""
        return (row for row in self.sessions.values() if row["_device"]["id"] == device_id and row["_state"] != "DONE")

    def new_session(
        self,
        device: StoredRow,
        template: Template,
        patient_id: str,
        *,
        initiator: str = "EXTERNAL",
        session_id: str | None = None,
        created: str = "",
    ) -> StoredRow:
        """Make a session with what the vendor adds of its own; it is not yet one of the clinic's.

        Args:
            device: What it is on.
            template: What kind of session it is.
            patient_id: Whose it is.
            initiator: The kind of API that started it.
            session_id: Its id; None makes a new one.
            created: When it was; empty for now.
        """
        created = created or stamp(self.world.now())
        session_id = session_id or self._uuid(f"new session:{next(self._numbers)}")
        return {
            "_id": session_id,
            "_device": self._reference(device["_id"], device["_caption"], self.template_of(device)),
            "_patient": self.patient_reference(patient_id),
            "_ownerOrganization": self.organization(),
            "_template": template.reference(),
            "_initiator": initiator,
            "_requiredMeasurementIntervalMilliseconds": 1000,
            "_sessionContext": f"ctx-{session_id[:8]}",
            "_summary": {},
            "_configuration": {},
            "_referencers": {},
            "_creationTime": created,
            "_lastModifiedTime": created,
        }

    def patient_reference(self, patient_id: str) -> StoredRow:
        """Return a patient as it stands in another thing."""
        return self._reference(patient_id, _name(self.patients[patient_id]), TEMPLATES["patient"])

    def organization(self) -> StoredRow:
        """Return the organisation as it stands in another thing."""
        return {"id": self.organization_id, "name": "Harbor Clinic", "organizationId": self.organization_id}

    def whole_organization(self) -> StoredRow:
        """Return the organisation as its own service tells of it."""
        return {
            "_id": self.organization_id,
            "_name": self.organization()["name"],
            "_description": "A clinic by the harbour",
            "_headquarters": {"countryCode": "SE", "city": "Göteborg"},
            "_timezone": "Europe/Stockholm",
            "_locale": "sv-se",
            "_template": TEMPLATES["organization"].reference(),
            "_ownerOrganization": self.organization(),
            "_primaryAdministrator": {"id": self._uuid("administrator"), "name": "Maj Lindqvist"},
            "_referencers": {},
            "_creationTime": self.created,
            "_lastModifiedTime": self.created,
        }

    def _reference(self, id: str, name: str, template: Template) -> StoredRow:  # noqa: A002 - the vendor's word
        return {
            "id": id,
            "name": name,
            "organizationId": self.organization_id,
            "template": template.reference(),
            "templateId": template.id,
            "templateName": template.name,
        }

    def _make_devices(self) -> Iterator[StoredRow]:
        dice = self.world.rng("biot:devices")
        patients = list(self.patients)
        kinds = [("pump", f"IP-{number:03}") for number in range(1, _PUMPS + 1)]
        kinds += [("spirometer", f"SP-{number:03}") for number in range(1, _SPIROMETERS + 1)]
        for number, (key, device_id) in enumerate(kinds):
            template = TEMPLATES[key]
            connected = dice.random() < 0.7
            seen = self.world.now() - timedelta(minutes=dice.randrange(1, 5000) * (not connected))
            row: StoredRow = {
                "_id": device_id,
                "_caption": f"{template.title} {device_id[-2:]}",
                "_description": f"{template.title}, ward {dice.choice(_WARDS)}",
                "_timezone": "Europe/Stockholm",
                "_ownerOrganization": self.organization(),
                "_template": template.reference(),
                "_configuration": {},
                "inventoryNumber": f"HC-{4000 + 7 * number}",
                "_status": {
                    "_fwVersion": dice.choice(("2.4.0", "2.4.1", "2.3.7")),
                    "_certificateStatus": "PERMANENT",
                    "_connection": {"_connected": connected, "_lastConnectedTime": stamp(seen)},
                    "_operational": {"_status": dice.choice(("OK", "OK", "OK", "MINOR", "CRITICAL"))},
                },
                "_creationTime": self.created,
                "_lastModifiedTime": stamp(seen),
            }
            # The last of each kind stands in a cupboard: it has no patient.
            if number not in (_PUMPS - 1, len(kinds) - 1):
                row["_patient"] = self.patient_reference(patients[number])
            yield row

    def _make_sessions(self) -> Iterator[StoredRow]:
        for device_id, device in self.devices.items():
            dice = self.world.rng(f"biot:sessions:{device_id}")
            kinds = [each for each in TEMPLATES.values() if each.parent == self.template_of(device).key]
            for number in range((30 if "_patient" in device else 3) * self.world.scale):
                yield self._made_up(dice, device, kinds, f"{device_id}:{number}")
            if device_id in ("IP-002", "IP-005", "SP-002"):
                yield self._running(dice, device, kinds[0], device_id)

    def _made_up(self, dice: random.Random, device: StoredRow, kinds: list[Template], name: str) -> StoredRow:
        template = pick(dice, kinds)
        start = self._began - timedelta(seconds=7200 + below(dice, int(_PAST.total_seconds()) - 7200))
        length = timedelta(seconds=60 + below(dice, 6940))
        began, ended = stamp(start), stamp(start + length)
        row = self._session(device, template, dice, name, created=began)
        code, reason = pick(dice, _STOPS)
        if device["_id"] == _WORN and self._began - start < _WORN_SINCE:
            code, reason = "GENERAL_DEVICE_ERROR", "Occlusion downstream"
        row |= {"_startTime": began, "_endTime": ended, "_state": "DONE", "_lastModifiedTime": ended}
        row["_summary"] = {"_stopReasonCode": code, "_stopReason": reason, **_summary(dice, template)}
        return row

    def _running(self, dice: random.Random, device: StoredRow, template: Template, device_id: str) -> StoredRow:
        row = self._session(device, template, dice, f"{device_id}:running")
        start = stamp(self._began - timedelta(minutes=dice.randrange(4, 50)))
        remote = device_id == "IP-005"
        row |= {"_startTime": start, "_state": "PAUSED" if device_id == "SP-002" else "ACTIVE"}
        row |= {"_initiator": "REMOTE_CONTROL" if remote else "EXTERNAL"}
        return row | {"_creationTime": start, "_lastModifiedTime": start}

    def _session(
        self, device: StoredRow, template: Template, dice: random.Random, name: str, *, created: str = ""
    ) -> StoredRow:
        patient = device.get("_patient", {}).get("id") or next(iter(self.patients))
        session_id = self._uuid(f"session:{name}")
        row = self.new_session(device, template, patient, session_id=session_id, created=created)
        if dice.random() < 0.8:
            row["_name"] = f"{template.title} {name.replace(':', ' no. ')}"
            row["_caption"] = row["_name"]
        if template.key == "infusion":
            row["session_uuid"] = self._uuid(f"pump log:{name}")
            row |= {"ward": pick(dice, _WARDS), "supervised": dice.random() < 0.4}
            row["_configuration"] = {"drug": "saline", "rate": round(dice.uniform(1, 120), 1)}
        if template.key == "breathing":
            row |= {"posture": dice.choice(("sitting", "standing")), "attempts": dice.randrange(1, 6)}
        return row

    def _uuid(self, what: str) -> str:
        return named_uuid(f"{self.world.seed}:{what}")


def _summary(dice: random.Random, template: Template) -> StoredRow:
    if template.key == "infusion":
        return {"volume": round(dice.uniform(5, 500), 1), "alarms": dice.choice((0, 0, 0, 1, 2))}
    return {"fev1": round(dice.uniform(1.2, 5), 2)} if template.key == "breathing" else {}


def _patients(world: World) -> list[Person]:
    """Return thirty people, among them the one whom every vendor knows."""
    return [*world.people[40:52], world.known_to_all, *world.people[53:70]]


def _name(person: Person) -> str:
    return f"{person.first_name} {person.last_name}"
