"""The calls about devices, their sessions, templates, and the organisation that has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tui.sandbox.http import Call, Reply
from tui.vendors.biot.sandbox.clinic import Clinic, stamp
from tui.vendors.biot.sandbox.refusals import refusal
from tui.vendors.biot.sandbox.rules import (
    check_attributes,
    check_shape,
    check_state_data,
    check_transition,
    instant,
    is_uuid,
)
from tui.vendors.biot.sandbox.searching import search
from tui.vendors.biot.sandbox.templates import TEMPLATES, Template, custom_keys, template_named

__all__ = ["Usage"]

StoredRow = dict[str, Any]

SESSION_KEYS: Final = (
    "_templateId",
    "_templateName",
    "_id",
    "_patient.id",
    "_device.id",
    "_startTime",
    "_endTime",
    "_initiator",
    "_state",
    "_ownerOrganization.id",
    "_requiredMeasurementIntervalMilliseconds",
    "_summary._stopReason",
    "_summary._stopReasonCode",
    "_name",
    "_creationTime",
    "_lastModifiedTime",
    *custom_keys("usage-session"),
)
DEVICE_KEYS: Final = (
    "_id",
    "_caption",
    "_ownerOrganization.id",
    "_description",
    "_timezone",
    "_patient.id",
    "_status._fwVersion",
    "_status._connection._connected",
    "_status._operational._status",
    "_templateId",
    "_templateName",
    "_creationTime",
    "_lastModifiedTime",
    *custom_keys("device"),
)
ORGANIZATION_KEYS: Final = (
    "_id",
    "_name",
    "_description",
    "_timezone",
    "_locale",
    "_templateId",
    "_templateName",
    "_creationTime",
    "_lastModifiedTime",
    "_headquarters.countryCode",
    "_headquarters.city",
)
TEMPLATE_KEYS: Final = ("id", "name", "displayName", "entityTypeName", "parentTemplateId", "creationTime")


class Usage:
    """Reads and writes of one clinic."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    # Reading.

    def devices(self, call: Call) -> Reply:
        """Answer GET /device/v2/devices."""
        return search(call, list(self._clinic.devices.values()), keys=DEVICE_KEYS)

    def device(self, call: Call) -> Reply:
        """Answer GET /device/v2/devices/{id}."""
        return Reply(200, self._device(call.values["id"]))

    def sessions(self, call: Call) -> Reply:
        """Answer GET /device/v1/devices/usage-sessions."""
        return search(call, list(self._clinic.sessions.values()), keys=SESSION_KEYS)

    def session(self, call: Call) -> Reply:
        """Answer GET /device/v1/devices/{deviceId}/usage-sessions/{id}."""
        return Reply(200, self._session(call))

    def templates(self, call: Call) -> Reply:
        """Answer GET /settings/v1/templates."""
        return self._templates(call, [each.full(**self._origin()) for each in TEMPLATES.values()])

    def minimized_templates(self, call: Call) -> Reply:
        """Answer GET /settings/v1/templates/minimized."""
        return self._templates(call, [each.minimized(**self._origin()) for each in TEMPLATES.values()])

    def organizations(self, call: Call) -> Reply:
        """Answer GET /organization/v1/organizations."""
        return search(call, [self._clinic.whole_organization()], keys=ORGANIZATION_KEYS)

    def organization(self, call: Call) -> Reply:
        """Answer GET /organization/v1/organizations/{id}."""
        if (wanted := call.values["id"]) != self._clinic.organization_id:
            raise refusal(404, "ORGANIZATION_NOT_FOUND", f"Organization with id [{wanted}] not found", id=wanted)
        return Reply(200, self._clinic.whole_organization())

    # Writing.

    def create(self, call: Call) -> Reply:
        """Answer POST /device/v1/devices/{deviceId}/usage-sessions."""
        device = self._device(call.values["deviceId"])
        body = check_shape(call.json(), required=("_startTime", "_state", "_templateId"))
        template = next((each for each in TEMPLATES.values() if each.id == body["_templateId"]), None)
        if not is_uuid(body["_templateId"]):
            raise refusal(400, "BAD_REQUEST", "_templateId must be a UUID.")
        if template is not None and template.entity != "usage-session":
            message = "The template is not one of usage sessions."
            details = {"templateId": template.id, "entityType": "usage-session"}
            raise refusal(403, "ENTITY_TYPE_TEMPLATE_MISMATCH", message, **details)
        if template is None or template.parent != self._clinic.template_of(device).key:
            message = "The session's template is not a child of the device's template."
            details = {"sessionTemplateId": body["_templateId"], "deviceTemplateId": device["_template"]["id"]}
            raise refusal(400, "SESSION_TEMPLATE_IS_NOT_CHILD_OF_DEVICE_TEMPLATE", message, **details)
        return self._create(call, body, device, template)

    def create_by_usage_type(self, call: Call) -> Reply:
        """Answer POST /device/v1/devices/{deviceId}/usage-sessions/usage-type/{usageType}."""
        device = self._device(call.values["deviceId"])
        body = check_shape(call.json(), required=("_startTime", "_state"))
        name = call.values["usageType"]
        found = template_named(name, parent=self._clinic.template_of(device).key)
        if not found:
            message = f"There is no session template {name} for this device."
            raise refusal(404, "SESSION_TEMPLATE_NOT_FOUND_BY_USAGE_TYPE", message, entityName=name)
        if len(found) > 1:
            message = f"There is more than one template {name}."
            raise refusal(409, "MORE_THAN_ONE_TEMPLATE", message, numOfTemplates=len(found), entityName=name)
        return self._create(call, body, device, found[0])

    def update(self, call: Call) -> Reply:
        """Answer PATCH /device/v1/devices/{deviceId}/usage-sessions/{id}: what is given is changed."""
        session = self._session(call)
        body = check_shape(call.json(), required=("_startTime", "_state"))
        if session["_initiator"] != "EXTERNAL":
            message = "The session was started by another kind of API."
            details = {"originalInitiator": session["_initiator"], "currentInitiator": "EXTERNAL"}
            raise refusal(403, "SESSION_INITIATOR_MISMATCH", message, **details)
        check_transition(session["_state"], body["_state"])
        template = next(each for each in TEMPLATES.values() if each.id == session["_template"]["id"])
        check_attributes(body, template, whole=False)
        changed = self._merged(session, body)
        check_state_data(changed, now=self._clinic.world.now())
        changed["_lastModifiedTime"] = stamp(self._clinic.world.now())
        self._clinic.sessions[changed["_id"]] = changed
        return Reply(200, changed)

    def _create(self, call: Call, body: Mapping[str, Any], device: StoredRow, template: Template) -> Reply:
        if call.headers.get("x-execution-mode", "async") not in ("sync", "async"):
            raise refusal(400, "BAD_REQUEST", "x-execution-mode must be sync or async.")
        patient_id = self._patient_for(body, device)
        check_attributes(body, template, whole=True)
        session = self._merged(self._clinic.new_session(device, template, patient_id), body)
        check_state_data(session, now=self._clinic.world.now())
        if session["_state"] != "DONE":
            self._check_free(device["_id"], template, patient_id)
        self._clinic.sessions[session["_id"]] = session
        return Reply(201, session)

    def _patient_for(self, body: Mapping[str, Any], device: StoredRow) -> str:
        """Return the patient's id: the body's, else the device's."""
        given = body.get("_patient")
        if given is not None:
            patient_id = given.get("id")
            if not is_uuid(patient_id):
                raise refusal(400, "BAD_REQUEST", "_patient.id must be a UUID.")
            if patient_id not in self._clinic.patients:
                message = f"There is no patient {patient_id}."
                details = {"attributeName": "_patient", "entityId": patient_id}
                raise refusal(404, "REFERENCE_CONFIGURATION_ENTITY_NOT_FOUND", message, **details)
            return str(patient_id)
        if "_patient" not in device:
            message = "Neither the session nor the device has a patient."
            raise refusal(400, "SESSION_MISSING_PATIENT_ID", message, deviceId=device["_id"])
        return str(device["_patient"]["id"])

    def _check_free(self, device_id: str, template: Template, patient_id: str) -> None:
        for other in self._clinic.running_on(device_id):
            if other["_patient"]["id"] != patient_id:
                message = "The device is in a session with another patient."
                raise refusal(409, "DEVICE_IN_SESSION_WITH_ANOTHER_PATIENT", message, deviceId=device_id)
            if other["_template"]["id"] == template.id:
                message = "The device is in a session of this usage type."
                details = {"deviceId": device_id, "usageTypeId": template.id}
                raise refusal(409, "DEVICE_IN_SESSION_WITH_USAGE_TYPE", message, **details)

    @staticmethod
    def _merged(session: StoredRow, body: Mapping[str, Any]) -> StoredRow:
        """Return a session with what a body gives; objects are merged, times put into one form."""
        merged = dict(session)
        for name, value in body.items():
            if name in ("_templateId", "_patient") or value is None:
                continue
            if name in ("_startTime", "_endTime"):
                merged[name] = stamp(instant(body, name))
            elif name in ("_configuration", "_summary"):
                merged[name] = {**session.get(name, {}), **value}
            else:
                merged[name] = value
        if merged.get("_name"):
            merged["_caption"] = merged["_name"]
        return merged

    # Finding.

    def _device(self, device_id: str) -> StoredRow:
        if device_id not in self._clinic.devices:
            raise refusal(404, "DEVICE_NOT_FOUND", f"Device with id [{device_id}] not found", id=device_id)
        return self._clinic.devices[device_id]

    def _session(self, call: Call) -> StoredRow:
        device_id, session_id = call.values["deviceId"], call.values["id"]
        session = self._clinic.sessions.get(session_id)
        if session is None:
            raise refusal(404, "SESSION_NOT_FOUND", f"Session with id [{session_id}] not found", id=session_id)
        if session["_device"]["id"] != device_id:
            message = f"Session [{session_id}] is not one of device [{device_id}]"
            raise refusal(409, "SESSION_WRONG_DEVICE_ID", message, id=session_id, deviceId=device_id)
        return session

    def _templates(self, call: Call, rows: list[StoredRow]) -> Reply:
        return search(call, rows, keys=TEMPLATE_KEYS, default_sort="creationTime")

    def _origin(self) -> dict[str, str]:
        return {"created": self._clinic.created, "organization": self._clinic.organization_id}
