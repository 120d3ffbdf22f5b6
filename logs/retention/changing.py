"""Changing the rules of a project, as page and API do, and what the audit log says of it."""

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.request import Request

from accounts.audit import Action, record
from accounts.models import Bot

from ..canonical import Json
from ..holds import LONGEST_SUBJECT
from ..printable import printable
from ..wrong_fields import WrongFieldError
from .models import RetentionRule

LONGEST_DAYS = 36_500
MOST_RULES = 500
_TIERS = ("body_days", "log_days")


def rules_of(project_id: int) -> QuerySet[RetentionRule]:
    """The rules of a project: the one about everything, then bots, then customers."""
    return RetentionRule.objects.filter(project_id=project_id)


def check(project_id: int, *, customer_id: str, bot_id: str, body_days: int | None, log_days: int | None) -> None:
    """Raises WrongFieldError for a rule that would do nothing, or something else than it seems to say."""
    for field, text in (("customer_id", customer_id), ("bot_id", bot_id)):
        if len(text) > LONGEST_SUBJECT or printable(text) != text:
            raise WrongFieldError(
                field, f"An identifier of at most {LONGEST_SUBJECT} printable characters is expected."
            )
    if customer_id and bot_id:
        raise WrongFieldError("bot_id", "A rule is about a customer or about a bot, not about both.")
    if body_days is None and log_days is None:
        raise WrongFieldError("body_days", "Say after how many days content goes, whole logs go, or both.")
    if None not in (body_days, log_days) and body_days > log_days:
        raise WrongFieldError("body_days", "Content cannot be kept for longer than its log.")
    if bot_id and not Bot.objects.filter(project_id=project_id, bot_id=bot_id).exists():
        raise WrongFieldError("bot_id", "There is no such bot in the project.")


def set_rule(
    project_id: int,
    *,
    by: HttpRequest | Request | str,
    customer_id: str = "",
    bot_id: str = "",
    body_days: int | None,
    log_days: int | None,
) -> RetentionRule:
    """The rule of this subject, new or changed. Raises WrongFieldError."""
    check(project_id, customer_id=customer_id, bot_id=bot_id, body_days=body_days, log_days=log_days)
    with transaction.atomic():
        before = rules_of(project_id).select_for_update().filter(customer_id=customer_id, bot_id=bot_id).first()
        if before is None and rules_of(project_id).count() >= MOST_RULES:
            raise WrongFieldError("customer_id", f"A project has at most {MOST_RULES} rules.")
        rule, _ = RetentionRule.objects.update_or_create(
            project_id=project_id,
            customer_id=customer_id,
            bot_id=bot_id,
            defaults={"body_days": body_days, "log_days": log_days},
        )
        if _days(before) != _days(rule):
            _record(rule, by, {"before": _days(before), "after": _days(rule)})
    return rule


def remove_rule(rule: RetentionRule, *, by: HttpRequest | Request | str) -> None:
    """Its logs follow the next broader rule from now on, or stay for ever."""
    with transaction.atomic():
        _record(rule, by, {"before": _days(rule), "after": None})
        rule.delete()


def _days(rule: RetentionRule | None) -> dict[str, Json] | None:
    return None if rule is None else {tier: getattr(rule, tier) for tier in _TIERS}


def _record(rule: RetentionRule, by: HttpRequest | Request | str, details: dict[str, Json]) -> None:
    record(Action.RETENTION_CHANGED, by=by, project_id=rule.project_id, target=rule.subject, details=details)
