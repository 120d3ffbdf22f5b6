"""The policy of each project, kept in this process so that rules cost no query a log.

An entry lives for seconds: so long may another process follow the rules as they were. Where rules cannot be read,
nothing is stored: a log is late then, not unredacted.
"""

from hashlib import blake2b
from time import monotonic

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.db.models.signals import post_delete, post_save

from .kinds import Kind
from .models import RedactionRule
from .policy import NOTHING, Policy
from .rules import Rule

SECONDS_KEPT = 5.0
_ORDER = {kind: place for place, kind in enumerate(Kind)}
_policies: dict[int, tuple[Policy, float]] = {}


def policy_of(project_id: int) -> Policy:
    """The policy that a project's logs follow now. At most one query. Raises DatabaseError."""
    policy, deadline = _policies.get(project_id, (NOTHING, 0.0))
    if deadline < monotonic():
        policy = policy_from(_rows(project_id), project_id)
        _policies[project_id] = (policy, monotonic() + SECONDS_KEPT)
    return policy


def _rows(project_id: int) -> list[RedactionRule]:
    """The rules that are on. Threads of the short cut keep their connections past Django, so one may be stale."""
    found = RedactionRule.objects.filter(project_id=project_id, is_on=True)
    try:
        return list(found)
    except (OperationalError, InterfaceError):
        connection = connections[found.db]
        if connection.in_atomic_block:
            raise
        connection.close()
        return list(found.all())


def policy_from(rows: "list[RedactionRule]", project_id: int) -> Policy:
    """The policy that rules make together, whatever is remembered."""
    rules = [
        Rule(row.kind, row.name, row.mode, row.in_identifiers, expression=row.expression, region=row.region)
        for row in rows
    ]
    rules.sort(key=lambda rule: (_ORDER.get(rule.kind, 0), rule.name))
    return Policy(tuple(rules), key_of(project_id)) if rules else NOTHING


def key_of(project_id: int) -> bytes:
    """What hashes of a project are keyed with: equal values are equal in it, and in no other."""
    return blake2b(b"redaction %d" % project_id, key=blake2b(settings.SECRET_KEY.encode()).digest()).digest()


def forget(**_signal: object) -> None:
    """Have all rules read again; called when any changes."""
    _policies.clear()


def connect() -> None:
    """Has a saved or deleted rule noticed at once; `update()` sends no signal and has to say so itself."""
    post_save.connect(forget, sender=RedactionRule, dispatch_uid="forget saved redaction rule")
    post_delete.connect(forget, sender=RedactionRule, dispatch_uid="forget deleted redaction rule")
