"""Random JSON and text for the property tests, and the settings they run with: the same examples every time."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# Logs are made once for each test and only read, so examples may share a fixture.
RANDOMLY = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

# Lone surrogates and U+0000 too, which no database takes.
CHARACTERS = st.characters(codec=None)
WORDS = st.text(CHARACTERS, max_size=12)
NAMES = st.text(CHARACTERS, min_size=1, max_size=12)  # an empty identifier is none
FINITE = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | FINITE | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=4,
)
OBJECTS = st.dictionaries(WORDS, JSON, max_size=2)
FILLED_OBJECTS = st.dictionaries(WORDS, JSON, min_size=1, max_size=2)
FILLED_LISTS = st.lists(FILLED_OBJECTS, min_size=1, max_size=2)
COUNTS = st.integers(0, 2**63 - 1)
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
