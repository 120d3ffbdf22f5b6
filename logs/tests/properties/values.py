"""Random JSON and text for the property tests, and the settings they run with: the same examples every time.

LLMLOGS_EXAMPLES=2000 looks at that many others; pytest's `--hypothesis-seed` says which.
"""

import os
from datetime import UTC, datetime

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

_EXAMPLES = os.environ.get("LLMLOGS_EXAMPLES")
# Logs are made once for each test and only read, so examples may share a fixture.
RANDOMLY = settings(deadline=None, derandomize=not _EXAMPLES, suppress_health_check=list(HealthCheck))


def randomly(examples: int) -> settings:
    """The settings of a test that takes this many examples in the suite."""
    return settings(RANDOMLY, max_examples=int(_EXAMPLES or examples))


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
