"""The closed vocabularies of a canonical log. Each has an UNKNOWN; a dialect maps its vendor's words onto these."""

from enum import StrEnum


class Status(StrEnum):
    """How a call ended, or that it has not ended yet."""

    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"
    CANCELLED = "cancelled"
    PROCESSING = "processing"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What sort of call it was. A kind outside this list is stored as it was sent."""

    CHAT = "chat"
    COMPLETION = "completion"
    RESPONSE = "response"
    EMBEDDING = "embedding"
    RERANK = "rerank"
    SPEECH = "speech"
    TRANSCRIPTION = "transcription"
    IMAGE = "image"
    UNKNOWN = "unknown"


class CostSource(StrEnum):
    """Where a cost came from: the caller, the price list or the caller's unit prices, or nowhere (cost is null)."""

    SENT = "sent"
    COMPUTED = "computed"
    UNKNOWN = "unknown"


class Dialect(StrEnum):
    """The form a log arrived in."""

    KEYWORDSAI = "keywordsai"
    LITELLM = "litellm"
    NATIVE = "llmlogs"
    UNKNOWN = "unknown"
