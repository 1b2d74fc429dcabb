"""Sessions, devices and templates as BioT sends them. Platforms differ in what they send: only the id is relied on."""

from __future__ import annotations

from typing import Any

import msgspec

from tui.transport.numbers import Whole

__all__ = [
    "Device",
    "Found",
    "LoginAnswer",
    "Reference",
    "ServiceAnswer",
    "Summary",
    "Template",
    "TemplateName",
    "UsageSession",
]


class TemplateName(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A template as it stands inside another thing."""

    id: str | None = None
    name: str | None = None
    display_name: str | None = None


class Reference(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A device, patient or organisation that something points at."""

    id: str | None = None
    name: str | None = None
    """Its caption."""
    template: TemplateName | None = None


class Summary(msgspec.Struct, frozen=True, gc=False):
    """How a session ended."""

    stop_reason: str | None = msgspec.field(default=None, name="_stopReason")
    stop_reason_code: str | None = msgspec.field(default=None, name="_stopReasonCode")


class UsageSession(msgspec.Struct, frozen=True, gc=False):
    """One use of a device (`SessionResponseV2`). Custom attributes stand beside these, under the tenant's own names."""

    id: str = msgspec.field(name="_id")
    name: str | None = msgspec.field(default=None, name="_name")
    caption: str | None = msgspec.field(default=None, name="_caption")
    state: str | None = msgspec.field(default=None, name="_state")
    initiator: str | None = msgspec.field(default=None, name="_initiator")
    """`EXTERNAL` or `REMOTE_CONTROL`: only the kind of API that started a session may change it."""
    start_time: str | None = msgspec.field(default=None, name="_startTime")
    end_time: str | None = msgspec.field(default=None, name="_endTime")
    creation_time: str | None = msgspec.field(default=None, name="_creationTime")
    device: Reference | None = msgspec.field(default=None, name="_device")
    patient: Reference | None = msgspec.field(default=None, name="_patient")
    template: TemplateName | None = msgspec.field(default=None, name="_template")
    summary: Summary | None = msgspec.field(default=None, name="_summary")


class Device(msgspec.Struct, frozen=True, gc=False):
    """A device, to be picked from. Its status holds whatever the tenant's template says."""

    id: str = msgspec.field(name="_id")
    caption: str | None = msgspec.field(default=None, name="_caption")
    template: TemplateName | None = msgspec.field(default=None, name="_template")
    patient: Reference | None = msgspec.field(default=None, name="_patient")
    status: Any = msgspec.field(default=None, name="_status")


class Template(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A template, to be picked from (`TemplateMinimizedResponse`)."""

    id: str
    name: str | None = None
    display_name: str | None = None
    entity_type_name: str | None = None
    parent_template_id: str | None = None
    description: str | None = None


class PageMeta(msgspec.Struct, frozen=True, rename="camel"):
    """Where a page of a search stands."""

    total_results: Whole = None
    page: Whole = None
    limit: Whole = None


class Meta(msgspec.Struct, frozen=True):
    """What comes beside a search's rows."""

    page: PageMeta | None = None


class Found(msgspec.Struct, frozen=True):
    """One page of a search; either part may be missing, or null."""

    data: list[msgspec.Raw] | None = None
    metadata: Meta | None = None

    @property
    def total(self) -> int | None:
        """How many rows the search finds in all; None when that is not said."""
        page = self.metadata.page if self.metadata is not None else None
        return page.total_results if page is not None else None


class Jwt(msgspec.Struct, frozen=True):
    """A token of a user's login."""

    token: str
    expiration: str | None = None


class LoginAnswer(msgspec.Struct, frozen=True, rename="camel"):
    """The answer to a user's login."""

    access_jwt: Jwt | None = None
    mfa_required: bool | None = None
    password_reset_required: bool | None = None


class ServiceAnswer(msgspec.Struct, frozen=True, rename="camel"):
    """The answer to a service's login; it names its fields differently."""

    access_token: str
    access_token_expiration: str | None = None
