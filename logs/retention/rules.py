"""What the rules of projects say is due now, as conditions on logs: those that started long enough ago."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q

from ..holds import of_subject, without_held
from ..ids import MAX_TAIL, key_at
from ..models import Log
from ..querysets import LogQuerySet
from .models import RetentionRule


class Tier(StrEnum):
    """What of a log a number of days is about."""

    BODIES = "body_days"
    LOGS = "log_days"


@dataclass(frozen=True, slots=True)
class Due:
    """The logs of one rule and tier whose time has come: those in `condition` with keys before `before_key`."""

    project_id: int
    tier: Tier
    before_key: int
    condition: Q

    @property
    def logs(self) -> LogQuerySet:
        """Those that no hold keeps."""
        return without_held(Log.objects.filter(self.whole))

    @property
    def whole(self) -> Q:
        return self.condition & Q(id__lt=self.before_key)


def rules_by_project(project_id: int | None = None) -> Mapping[int, list[RetentionRule]]:
    """The rules of a project, or all there are."""
    found: dict[int, list[RetentionRule]] = defaultdict(list)
    rules = RetentionRule.objects.all()
    for rule in rules if project_id is None else rules.filter(project_id=project_id):
        found[rule.project_id].append(rule)
    return found


def due(rules: Iterable[RetentionRule], now: datetime, tier: Tier) -> Iterator[Due]:
    """What the rules of one project say of a tier, a rule at a time; no log is in two of them."""
    rules = list(rules)
    for rule in rules:
        days = getattr(rule, tier)
        if days is not None:
            before_key = key_at(now - timedelta(days=days)) & ~MAX_TAIL
            yield Due(rule.project_id, tier, before_key, _only_of(rule, rules))


def _only_of(rule: RetentionRule, rules: Iterable[RetentionRule]) -> Q:
    """The logs that no rule of a narrower subject is about: a customer's goes before a bot's, a bot's before all."""
    found = of_subject(rule.project_id, customer_id=rule.customer_id, bot_id=rule.bot_id)
    for other in rules:
        if _breadth(other) < _breadth(rule):
            found &= ~of_subject(other.project_id, customer_id=other.customer_id, bot_id=other.bot_id)
    return found


def _breadth(rule: RetentionRule) -> int:
    if rule.customer_id:
        return 0
    return 1 if rule.bot_id else 2
