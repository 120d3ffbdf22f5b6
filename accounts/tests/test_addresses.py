"""Whose address counts: the peer's, unless proxies are trusted."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.addresses import client_address, is_within, networks_of

PROXY, CLIENT, FAKE = "10.0.0.2", "203.0.113.7", "198.51.100.1"


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "expected"),
    [
        ([], PROXY, None, PROXY),
        ([], PROXY, CLIENT, PROXY),
        (["0"], PROXY, CLIENT, PROXY),
        (["1"], PROXY, CLIENT, CLIENT),
        (["1"], PROXY, f"{FAKE}, {CLIENT}", CLIENT),
        (["1"], PROXY, None, PROXY),
        (["2"], PROXY, f"{FAKE}, {CLIENT}, 10.0.0.3", CLIENT),
        (["2"], PROXY, CLIENT, CLIENT),
        (["10.0.0.0/8"], PROXY, f"{FAKE}, {CLIENT}", CLIENT),
        (["10.0.0.0/8"], PROXY, f"{FAKE}, {CLIENT}, 10.0.0.3", CLIENT),
        (["10.0.0.0/8"], CLIENT, FAKE, CLIENT),
        (["10.0.0.0/8"], PROXY, "10.0.0.9", "10.0.0.9"),
        (["10.0.0.0/8"], PROXY, None, PROXY),
        (["10.0.0.0/8"], PROXY, f"{FAKE}, rubbish", ""),
        (["10.0.0.0/8", "::1"], "::1", CLIENT, CLIENT),
        (["1"], PROXY, f"{CLIENT}:51234", CLIENT),
        (["1"], PROXY, "[2001:db8::1]:443", "2001:db8::1"),
        (["1"], PROXY, "2001:DB8::1", "2001:db8::1"),
        ([], "::ffff:203.0.113.7", None, CLIENT),
        ([], "", None, ""),
        (["1"], PROXY, ",, ,", PROXY),
    ],
)
def test_address_of_the_client(settings, trusted, peer, forwarded, expected):
    settings.TRUSTED_PROXIES = trusted
    environ = {"REMOTE_ADDR": peer, **({} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded})}

    assert client_address(environ) == expected


@pytest.mark.parametrize("trusted", [["-1"], ["proxy"], ["10.0.0.0/33"], ["1", "10.0.0.0/8"]])
def test_proxies_that_cannot_be_read_are_refused(settings, trusted):
    settings.TRUSTED_PROXIES = trusted
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        client_address({"REMOTE_ADDR": PROXY})


@pytest.mark.parametrize(
    ("address", "ranges", "expected"),
    [
        ("203.0.113.7", ["203.0.113.0/24"], True),
        ("203.0.113.7", ["203.0.113.7"], True),
        ("203.0.113.7", ["203.0.113.9/24"], True),
        ("203.0.114.7", ["203.0.113.0/24"], False),
        ("2001:db8::1", ["203.0.113.0/24", "2001:db8::/32"], True),
        ("::ffff:203.0.113.7", ["203.0.113.0/24"], True),
        ("", ["0.0.0.0/0", "::/0"], False),
        ("nobody", ["0.0.0.0/0"], False),
    ],
)
def test_within_a_range(address, ranges, expected):
    assert is_within(address, networks_of(ranges)) is expected
