"""From a canonical log to the rows that store it: the narrow row, its text maps and previews."""

from collections.abc import Mapping

from .canonical import FIELD_NAMES, CanonicalLog, Json
from .models import Log
from .text import input_preview, output_preview

ERROR_CHARACTERS = 1000
MAP_VALUE_CHARACTERS = 1024

_SHAPED = frozenset({"id", "error_message", "metadata", "attributes", "request_headers"})
_COPIED = tuple(name for name in FIELD_NAMES if name not in _SHAPED and name in {f.name for f in Log._meta.fields})


def row_of(log: CanonicalLog, project_id: int, size_bytes: int) -> Log:
    """The unsaved row of a normalised, priced log; the writer gives it a key."""
    return Log(
        project_id=project_id,
        error_message=(log.error_message or "")[:ERROR_CHARACTERS],
        has_warnings=bool(log.warnings),
        has_tool_calls=bool(log.tool_calls) or _calls_tools(log.output_message),
        request_headers=_text_map({name.lower(): value for name, value in (log.request_headers or {}).items()}),
        metadata=_text_map(log.metadata),
        attributes=_text_map(log.attributes),
        input_preview=input_preview(log),
        output_preview=output_preview(log),
        size_bytes=size_bytes,
        **{name: getattr(log, name) for name in _COPIED},
    )


def _calls_tools(message: Json) -> bool:
    return isinstance(message, dict) and bool(message.get("tool_calls"))


def _text_map(values: Mapping[str, Json] | None) -> dict[str, str] | None:
    """The scalars of a map as the text that filters compare: true, 5, 0.5, word. Nested and null values stay out."""
    texts = {key: text for key, value in (values or {}).items() if (text := _scalar_text(value)) is not None}
    return texts or None


def _scalar_text(value: Json) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value[:MAP_VALUE_CHARACTERS]
    return str(value) if isinstance(value, int | float) else None
