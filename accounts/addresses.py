"""From which address a request comes, also behind proxies; and ranges of addresses.

What a request says of itself counts only as far as TRUSTED_PROXIES vouches for it: nobody's word by default.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def client_address(environ: Mapping[str, Any]) -> str:
    """The caller's address as text; empty where it cannot be told."""
    return address_behind(environ.get("REMOTE_ADDR") or "", environ.get("HTTP_X_FORWARDED_FOR") or "")


def address_behind(peer: str, forwarded: str) -> str:
    """The address of whoever stands before our proxies: `peer` is who connected, `forwarded` what it passed on."""
    trusted = trusted_proxies()
    if not trusted:
        return _written(peer)
    steps = [step.strip() for step in forwarded.split(",") if step.strip()]
    if isinstance(trusted, int):
        # Each of our proxies has added who connected to it, so the caller stands that many from the end.
        return _written(steps[max(-trusted, -len(steps))] if steps else peer)
    for step in [peer, *reversed(steps)]:
        if not is_within(step, trusted):
            return _written(step)
    return _written(steps[0] if steps else peer)


def trusted_proxies() -> int | tuple[Network, ...]:
    """How many proxies stand in front, or their ranges. Raises ImproperlyConfigured."""
    return _proxies(tuple(settings.TRUSTED_PROXIES))


@lru_cache(maxsize=8)
def _proxies(given: tuple[str, ...]) -> int | tuple[Network, ...]:
    if len(given) == 1 and given[0].isdecimal():
        return int(given[0])
    try:
        return networks_of(given)
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES takes a count or ranges with commas: {error}") from error


def networks_of(ranges: Iterable[str]) -> tuple[Network, ...]:
    """`10.0.0.0/8`, a single address, or the network that an address with a prefix lies in. Raises ValueError."""
    return tuple(ip_network(one.strip(), strict=False) for one in ranges)


def network_of(address: str) -> str:
    """What one caller holds: an address of IPv4, of IPv6 the 64 bits behind which anybody has addresses without end."""
    found = _read(address)
    if found is None:
        return ""
    return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))


def is_within(address: str, networks: Iterable[Network]) -> bool:
    """What cannot be read as an address is within none."""
    found = _read(address)
    return found is not None and any(found in network for network in networks)


def _written(text: str) -> str:
    found = _read(text)
    return str(found) if found else ""


def _read(text: str) -> Address | None:
    """An address as proxies write it: with a port, in brackets, as IPv4 within IPv6."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
