"""Keys verified a moment ago, kept in this process so that a busy key costs no query a request.

An entry lives for seconds: that long may a key revoked in another process still work.
"""

from time import monotonic
from typing import TYPE_CHECKING

from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from accounts.secrets import digest

if TYPE_CHECKING:
    from accounts.models import ApiKey

SECONDS_KEPT = 5.0

# By digest, so that this process holds no key in clear. Only usable keys come in, which bounds it.
_verified: "dict[str, tuple[ApiKey, float]]" = {}


def recall(text: str) -> "ApiKey | None":
    """The key of this plaintext if it was verified a moment ago and may still be used."""
    key, deadline = _verified.get(digest(text), (None, 0.0))
    if key is None or deadline < monotonic() or not key.is_usable():
        return None
    return key


def remember(text: str, key: "ApiKey") -> None:
    found = digest(text)
    _verified[found] = (key, monotonic() + min(SECONDS_KEPT, _seconds_left(key, found)))


def _seconds_left(key: "ApiKey", found: str) -> float:
    """How long a secret still works that the key has no more; its own has no such end."""
    if found == key.digest or key.old_until is None:
        return SECONDS_KEPT
    return (key.old_until - timezone.now()).total_seconds()


def forget_verified_keys(**_signal: object) -> None:
    """Every key is looked up again; called when any key changes."""
    _verified.clear()


def connect() -> None:
    """Has a saved or deleted key forgotten at once; `update()` sends no signal and has to say so itself."""
    from accounts.models import ApiKey, Project

    post_save.connect(forget_verified_keys, sender=Project, dispatch_uid="forget keys of saved project")
    post_save.connect(forget_verified_keys, sender=ApiKey, dispatch_uid="forget saved key")
    post_delete.connect(forget_verified_keys, sender=ApiKey, dispatch_uid="forget deleted key")
