"""What a key is held to at every door: the addresses it may be used from, and how often a minute.

A key without limits costs one look at two of its fields here.
"""

from math import ceil
from typing import Any

from rest_framework.exceptions import APIException, PermissionDenied

from accounts.addresses import client_address, is_within
from accounts.keys import pace
from accounts.models import ApiKey

# Two look at one request where the short cut hands it on to Django; it counts once.
_ADMITTED = "llmlogs.admitted_key"


class AddressRefusedError(PermissionDenied):
    """The key is good, but not from there."""

    default_detail = "This API key may not be used from this address."

    def __init__(self, key: ApiKey) -> None:
        super().__init__()
        self.key = key


class RateLimitError(APIException):
    """The key was used too often; `wait` is in seconds, which DRF and the doors send as Retry-After."""

    status_code = 429

    def __init__(self, key: ApiKey, wait: float) -> None:
        super().__init__(f"This API key may make {key.rate_per_minute} calls a minute; try again.")
        self.key = key
        self.wait = ceil(wait)


def admit(key: ApiKey, environ: dict[str, Any]) -> None:
    """Lets a request go on, or raises AddressRefusedError or RateLimitError; nothing is counted then."""
    if not key.is_limited or environ.get(_ADMITTED) == key.pk:
        return
    if key.ip_ranges and not is_within(client_address(environ), key.networks):
        raise AddressRefusedError(key)
    if key.rate_per_minute is not None:
        wait = pace.take(key.prefix, key.rate_per_minute)
        if wait:
            raise RateLimitError(key, wait)
    environ[_ADMITTED] = key.pk
