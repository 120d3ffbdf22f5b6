"""Changing the rules of a project, as page, API and command do, and what the audit log says of it."""

import re
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.request import Request

from accounts.audit import Action, record
from accounts.models import Project

from ..wrong_fields import WrongFieldError
from .expressions import ExpressionError, compiled
from .kinds import BUILT_IN, ON_IN_NEW_PROJECTS, Kind, Mode
from .models import LONGEST_NAME, RedactionRule

MOST_EXPRESSIONS = 20
_NAME = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST_NAME - 1}}}")
_RECORDED = ("kind", "is_on", "mode", "in_identifiers", "region")


def rules_of(project_id: int) -> QuerySet[RedactionRule]:
    """The rules of a project by name; a built-in kind that has none is off."""
    return RedactionRule.objects.filter(project_id=project_id)


def checked(rule: RedactionRule) -> RedactionRule:
    """The rule as it is kept. Raises WrongFieldError for one that cannot be followed."""
    if rule.kind == Kind.CUSTOM:
        if not _NAME.fullmatch(rule.name) or rule.name in BUILT_IN:
            raise WrongFieldError(
                "name", f"A name has 1 to {LONGEST_NAME} of a-z, 0-9 and -, and is no built-in rule's."
            )
        try:
            compiled(rule.expression)
        except ExpressionError as error:
            raise WrongFieldError("expression", str(error)) from error
    else:
        rule.name, rule.expression = rule.kind, ""
    if rule.kind == Kind.CONTENT:
        rule.mode = Mode.METADATA_ONLY.value
    rule.region = rule.region.upper() if rule.kind == Kind.PHONE else ""
    if rule.region and rule.region not in _regions():
        raise WrongFieldError("region", "Two letters of a country are expected, such as US or DE.")
    return rule


def _regions() -> set[str]:
    from phonenumbers import SUPPORTED_REGIONS

    return SUPPORTED_REGIONS


def set_rule(project_id: int, *, by: HttpRequest | Request | str, kind: str, **fields: Any) -> RedactionRule:
    """The rule of this kind, or the expression of this name, new or changed. Raises WrongFieldError."""
    name = fields.get("name", "") if kind == Kind.CUSTOM else kind
    with transaction.atomic():
        rule = rules_of(project_id).select_for_update().filter(name=name).first()
        before = _facts(rule)
        if rule is None:
            if kind == Kind.CUSTOM and rules_of(project_id).filter(kind=kind).count() >= MOST_EXPRESSIONS:
                raise WrongFieldError("name", f"A project has at most {MOST_EXPRESSIONS} expressions.")
            rule = RedactionRule(project_id=project_id, kind=kind, name=name)
        expression = rule.expression
        for field, value in fields.items():
            setattr(rule, field, value)
        checked(rule).save()
        after = _facts(rule)
        if before != after or expression != rule.expression:
            _record(rule, by, {"before": before, "after": after, "is_expression_new": expression != rule.expression})
    return rule


def remove_rule(rule: RedactionRule, *, by: HttpRequest | Request | str) -> None:
    """What it took out of logs stays out."""
    with transaction.atomic():
        _record(rule, by, {"before": _facts(rule), "after": None})
        rule.delete()


def protect_new_project(sender: type, instance: Project, created: bool, raw: bool = False, **_signal: Any) -> None:
    """Switch on what a new project begins with; those from before keep what they have."""
    if created and not raw:
        for kind in ON_IN_NEW_PROJECTS:
            RedactionRule.objects.get_or_create(project_id=instance.pk, name=kind.value, defaults={"kind": kind.value})


def _facts(rule: RedactionRule | None) -> dict[str, Any] | None:
    return None if rule is None else {field: getattr(rule, field) for field in _RECORDED}


def _record(rule: RedactionRule, by: HttpRequest | Request | str, details: dict[str, Any]) -> None:
    record(Action.REDACTION_CHANGED, by=by, project_id=rule.project_id, target=f"rule {rule.name}", details=details)
