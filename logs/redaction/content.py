"""A log without its content: who, when, how much and how it ended. Pure."""

from collections.abc import Mapping
from datetime import datetime

from ..canonical import CONTENT_FIELDS, CanonicalLog, Json
from ..dialects import READERS
from ..dialects.native.translate import dump
from ..normalise import normalised

# What people, models and providers say in words outside the conversation.
_WORDS = ("error_message", "error_details", "error_param", "warnings", "note", "description", "attributes")
_GONE = dict.fromkeys((*CONTENT_FIELDS, *_WORDS))


def without_content(payload: Mapping[str, Json], dialect: str, received_at: datetime) -> dict[str, Json]:
    """The payload of a log in our own form, with facts alone. What cannot be a log raises PayloadError."""
    log = normalised(READERS[dialect].parse(payload), received_at)
    facts = {name: value for name, value in vars(log.but(original=None)).items() if name not in _GONE}
    # Words of ours are members of enumerations, which a payload does not have.
    return {
        name: str(value) if isinstance(value, str) else value for name, value in dump(CanonicalLog(**facts)).items()
    }
