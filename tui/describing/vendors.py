"""From a vendor's catalog to its part of the document."""

from __future__ import annotations

from tui.core.action import Action, Field
from tui.core.collection import Collection, Param, RangeUse, RefersTo
from tui.core.column import Column
from tui.core.report import Report
from tui.core.vendor import Vendor
from tui.describing.document import (
    ActionSpec,
    CollectionSpec,
    ColumnSpec,
    FieldSpec,
    ParamSpec,
    ReportSpec,
    VendorSpec,
)
from tui.describing.rows import row_schema, unit_of

__all__ = ["vendor_spec"]


def vendor_spec(vendor: Vendor) -> VendorSpec:
    """Describe what a vendor can be asked and told; imports its catalog."""
    catalog = vendor.catalog()
    return VendorSpec(
        name=vendor.name,
        title=vendor.title,
        what=vendor.what,
        collections=[_collection(each) for each in catalog.collections],
        actions=[_action(each) for each in catalog.actions],
    )


def _collection(collection: Collection) -> CollectionSpec:
    required = collection.range_use is RangeUse.REQUIRED
    return CollectionSpec(
        name=collection.name,
        title=collection.title,
        help=collection.help,
        id=collection.id_param,
        range=collection.range_use.value,
        default_range=collection.default_range if required else "",
        params=[_param(each) for each in collection.params],
        columns=[_column(each) for each in collection.columns],
        row=row_schema(collection),
        report=None if collection.report is None else _report(collection.report),
    )


def _report(report: Report) -> ReportSpec:
    return ReportSpec(
        question=report.question,
        counted=list(report.rules),
        not_told_by_the_api=list(report.unknown),
        targets={target.name: target.column for target in report.targets},
        compared=list(report.compares),
    )


def _column(column: Column[object]) -> ColumnSpec:
    return ColumnSpec(
        key=column.key, label=column.label, kind=column.kind.value, unit=unit_of(column), derived=column.derived
    )


def _param(param: Param) -> ParamSpec:
    return ParamSpec(
        name=param.name,
        flag=f"--{param.option}",
        title=param.title,
        kind=param.kind.value,
        required=param.required,
        choices=list(param.choices),
        help=param.help,
        setting=param.setting,
        refers_to=_collection_of(param.refers_to),
    )


def _action(action: Action) -> ActionSpec:
    return ActionSpec(
        name=action.name,
        title=action.title,
        help=action.help,
        danger=action.danger.value,
        bulk=action.bulk,
        undo=action.undo is not None,
        verify=action.verify is not None,
        applies_to=list(action.applies_to),
        fields=[_field(each) for each in action.fields],
    )


def _field(field: Field) -> FieldSpec:
    return FieldSpec(
        name=field.name,
        flag=f"--{field.option}",
        title=field.title,
        kind=field.kind.value,
        required=field.required,
        choices=list(field.choices),
        default=field.default,
        help=field.help,
        setting=field.setting,
        refers_to=_collection_of(field.refers_to),
    )


def _collection_of(reference: RefersTo | None) -> str:
    return "" if reference is None else reference.collection
