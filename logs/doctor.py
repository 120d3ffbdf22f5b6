"""What is wrong with an installation, asked of all its parts: the findings behind `manage.py doctor`."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.checks import ERROR, Tags, run_checks
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.audit import chain, guards
from accounts.audit.models import AuditEntry
from accounts.models import BotApp
from accounts.secrets import decrypt

from .search.index import waiting_since
from .upkeep.runner import is_running

_LATE, _TOO_LATE = timedelta(minutes=1), timedelta(minutes=10)
_LITTLE_DISK_BYTES, _NO_DISK_BYTES = 5 * 10**9, 10**9
_NEWEST_ENTRIES = 1000


class State(StrEnum):
    """How bad it is: a warning can wait, an error cannot."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one part of the installation looks like, in a sentence."""

    name: str
    state: State
    text: str


def examine() -> Iterator[Finding]:
    """All findings. Where a database is away or not migrated, what needs it is not asked."""
    databases = list(_databases())
    yield from databases
    yield from _disks()
    yield from _settings()
    if any(finding.state is State.ERROR for finding in databases):
        return
    for ask in (_upkeep, _search_index, _audit, _secret_key):
        yield from _asked(ask)


def database_problem(alias: str) -> str:
    """Why a database cannot be used; empty where it can. Never what the database itself said: that names accounts."""
    try:
        executor = MigrationExecutor(connections[alias])
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "not reachable"
    return f"{len(missing)} migrations are not applied" if missing else ""


def _asked(ask: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from ask()
    except DatabaseError as error:
        yield Finding(ask.__name__.strip("_"), State.ERROR, f"cannot be asked: {type(error).__name__}")


def _databases() -> Iterator[Finding]:
    for alias in settings.DATABASES:
        problem = database_problem(alias)
        state = State.ERROR if problem else State.OK
        yield Finding(f"database {alias}", state, problem or f"{connections[alias].vendor}, all migrations applied")


def _disks() -> Iterator[Finding]:
    sqlite = [Path(str(each["NAME"])).parent for each in settings.DATABASES.values() if "sqlite" in each["ENGINE"]]
    for folder in dict.fromkeys([settings.DATA_DIR, *filter(Path.exists, sqlite)]):
        free = shutil.disk_usage(folder).free
        state = State.ERROR if free < _NO_DISK_BYTES else State.WARNING if free < _LITTLE_DISK_BYTES else State.OK
        yield Finding("disk", state, f"{free / 10**9:,.1f} GB free at {folder}")


def _settings() -> Iterator[Finding]:
    """The security checks. On a laptop Django's own would list all that HTTPS=1 turns on, so one sentence says it."""
    messages = run_checks(tags=[Tags.security], include_deployment_checks=True)
    if not settings.HTTPS:
        messages = [message for message in messages if (message.id or "").startswith("llmlogs.")]
        yield Finding("settings", State.WARNING, "HTTPS is off: right on a laptop only")
    elif not messages:
        yield Finding("settings", State.OK, "all security checks pass")
    for message in messages:
        state = State.ERROR if message.level >= ERROR else State.WARNING
        hint = f" {message.hint}" if message.hint else ""
        yield Finding("settings", state, f"{message.msg}{hint} ({message.id})")


def _upkeep() -> Iterator[Finding]:
    if is_running():
        yield Finding("upkeep", State.OK, "running")
    else:
        yield Finding("upkeep", State.WARNING, "not running: `serve` starts it, `upkeep --once` does it by hand")


def _search_index() -> Iterator[Finding]:
    since = waiting_since()
    if since is None:
        yield Finding("search index", State.OK, "knows every log")
        return
    waited = timezone.now() - since
    state = State.ERROR if waited > _TOO_LATE else State.WARNING if waited > _LATE else State.OK
    yield Finding("search index", state, f"{int(waited.total_seconds()):,} s behind")


def _audit() -> Iterator[Finding]:
    """The newest entries of the chain; `verify_audit` walks all of it."""
    before = AuditEntry.objects.order_by("-id")[_NEWEST_ENTRIES : _NEWEST_ENTRIES + 1].first()
    verdict = chain.verify(after=chain.Head(before.id, before.hash) if before else chain.Head())
    if verdict.broken is not None:
        yield Finding("audit", State.ERROR, f"the chain is broken at entry {verdict.broken}: {verdict.reason}")
    elif not guards.are_raised(connections["default"]):
        yield Finding("audit", State.ERROR, "the triggers that keep it append-only are not there")
    else:
        yield Finding("audit", State.OK, f"head {verdict.head}")


def _secret_key() -> Iterator[Finding]:
    """Whether this is still the key that the secrets of Kore apps were encrypted with."""
    app = BotApp.objects.filter(revoked_at=None).order_by("id").first()
    if app is None:
        return
    try:
        decrypt(app.secret_encrypted)
    except InvalidToken:
        sentence = "is not the one of this database: the secrets of apps cannot be read (SECRET_KEY_FALLBACKS)"
        yield Finding("secret key", State.ERROR, sentence)
    else:
        yield Finding("secret key", State.OK, "reads the secrets of apps")
