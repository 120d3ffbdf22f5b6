"""Who did it: the person, key or app behind a request, in words that stay true when they are gone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

from accounts.addresses import client_address

if TYPE_CHECKING:
    from rest_framework.request import Request


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (by e-mail), a key or app (by its public part), a command, or nobody who signed in."""

    name: str
    user_id: int | None = None
    key_id: int | None = None
    ip: str = ""


def actor_of(by: "HttpRequest | Request | str") -> Actor:
    """Asks no database: what a request is authenticated with has been read already."""
    if isinstance(by, str):
        return Actor(by)
    ip = client_address(by.META)
    credential, user = getattr(by, "auth", None), getattr(by, "user", None)
    if prefix := getattr(credential, "prefix", None):
        return Actor(f"key llk_{prefix}", key_id=credential.pk, ip=ip)
    if client_id := getattr(credential, "client_id", None):
        return Actor(f"app {client_id}", ip=ip)
    if email := getattr(user, "email", None):
        return Actor(email, user_id=user.pk, ip=ip)
    return Actor("anonymous", ip=ip)
