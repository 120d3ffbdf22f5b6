"""Keys and public ids."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.ids import key_at, key_of, millisecond_bounds, parse_public_id, public_id


def test_key_holds_milliseconds_and_microseconds():
    assert key_at(datetime(1970, 1, 1, 0, 0, 0, 2005, tzinfo=UTC)) == (2 << 21) | (5 << 11)


def test_keys_sort_like_their_times():
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    times = [noon, noon + timedelta(microseconds=1), noon + timedelta(milliseconds=1), noon + timedelta(days=400)]
    keys = [key_at(time, slot=2047) for time in times]
    assert keys == sorted(keys)


@pytest.mark.parametrize("year", [1900, 2500])
def test_dates_outside_the_key_are_clamped_to_its_ends(year):
    key = key_at(datetime(year, 6, 1, tzinfo=UTC))
    assert key in (0, ((1 << 42) - 1) << 21)


def test_public_id_is_a_uuid7_of_the_same_time():
    public = public_id(key_at(datetime(2026, 11, 20, 12, tzinfo=UTC), slot=7))
    assert public.version == 7
    assert public.int >> 80 == 1795176000000


@given(st.integers(min_value=0, max_value=(1 << 63) - 1))
def test_public_id_leads_back_to_its_key(key):
    assert key_of(public_id(key)) == key


def test_a_uuid_of_somebody_else_leads_nowhere():
    assert key_of(UUID("01a1f8d3-ea00-7002-bd76-31e2d2f8fc12")) is None
    assert key_of(UUID("ffffffff-ffff-7fff-bfff-ffffffffffff")) is None


def test_an_id_is_read_with_and_without_dashes():
    public = public_id(12345)
    assert parse_public_id(str(public)) == 12345
    assert parse_public_id(public.hex) == 12345
    assert parse_public_id("not-an-id") is None


def test_millisecond_bounds_enclose_the_key():
    first, last = millisecond_bounds((7 << 21) | 99)
    assert (first, last) == (7 << 21, (8 << 21) - 1)
