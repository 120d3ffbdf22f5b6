"""Why a credential was refused, in words for the owner of the project it was meant for; never for the caller."""

from dataclasses import dataclass

from accounts.authentication import credential_of
from accounts.managers import KEY_MARK
from accounts.models import ApiKey, Project

_PREFIX = 8
_SECRET = 32


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the project whose key it seems to be; None where nobody can tell."""

    project_id: int | None
    reason: str


def problem_of(header: str) -> Problem:
    """What is wrong with an Authorization header that was refused. At most two queries."""
    credential = credential_of(header) or ""
    if not header.strip():
        return Problem(_only_project(), "The request carried no key. Send it as Authorization: Bearer KEY.")
    if not credential.startswith(KEY_MARK):
        return Problem(_only_project(), f"What it sent as key is none of ours: those begin with {KEY_MARK}.")
    prefix, _, secret = credential.removeprefix(KEY_MARK).partition("_")
    key = ApiKey.objects.filter(prefix=prefix).first() if len(prefix) == _PREFIX and prefix.isalnum() else None
    if key is None:
        return Problem(_only_project(), "It begins as a key does, but no key has that beginning.")
    return Problem(key.project_id, _about(key, secret))


def about_limits(key: ApiKey, *, is_address: bool) -> Problem:
    """A good key that was used from elsewhere than it may be, or too often."""
    name = f"{KEY_MARK}{key.prefix}_"
    if is_address:
        return Problem(key.project_id, f"The key {name} was used from an address that is not among those it is for.")
    return Problem(key.project_id, f"The key {name} makes more calls than its {key.rate_per_minute} a minute.")


def _about(key: ApiKey, secret: str) -> str:
    name = f"{KEY_MARK}{key.prefix}_"
    if key.revoked_at is not None:
        return f"The key {name} is revoked."
    if not key.is_usable():
        return f"The key {name} has expired."
    return f"The key starts right, {name}, but its secret is {_difference(secret)}. Copy the whole key again."


def _difference(secret: str) -> str:
    difference = len(secret) - _SECRET
    if not difference:
        return "wrong"
    characters = "character" if abs(difference) == 1 else "characters"
    return f"{abs(difference)} {characters} too {'long' if difference > 0 else 'short'}"


def _only_project() -> int | None:
    """Where there is one project only, whatever comes is meant for it."""
    found = list(Project.objects.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None
