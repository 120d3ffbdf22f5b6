"""Kore.ai's door under random bodies: never a server error. Which rows it finds: properties/test_kore_arguments.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.tests.dialects.kore_client import PERIOD, KoreClient
from logs.tests.factories import make_log
from logs.tests.properties.values import randomly

NAMES = [*PERIOD, "channel", "featureName", "taskId", "channelUIds", "userIds", "skip", "offset", "isDeveloper", "sort"]

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def kore(project):
    make_log(project)
    return KoreClient(project)


@randomly(100)
@given(st.dictionaries(st.sampled_from(NAMES), values | st.sampled_from(["nul \0", "\ud800", "%"])))
def test_no_arguments_are_a_server_error(kore, asked):
    assert kore.post({**PERIOD, **asked}).status_code in (200, 400, 412)


@randomly(100)
@given(st.binary(max_size=200) | values)
def test_no_body_is_a_server_error(kore, body):
    assert kore.post(body).status_code == 412
