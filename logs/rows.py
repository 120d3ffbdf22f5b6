"""From a canonical log to the rows that store it: the narrow row, its text maps and previews."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models.base import ModelState

from .canonical import FIELD_NAMES, CanonicalLog, Json
from .fields import UsdField
from .models import Log
from .text import input_preview, output_preview

ERROR_CHARACTERS = 1000
MAP_VALUE_CHARACTERS = 1024

_SHAPED = frozenset({"id", "cost_usd", "error_message", "metadata", "attributes", "request_headers"})
_COPIED = {name: None for name in FIELD_NAMES if name not in _SHAPED and name in {f.name for f in Log._meta.fields}}


def row_of(log: CanonicalLog, project_id: int, size_bytes: int) -> Log:
    """The unsaved row of a normalised, priced log; the writer gives it a key."""
    return _instance(
        {
            **_COPIED,
            **{name: value for name, value in vars(log).items() if name in _COPIED},
            "id": None,
            "project_id": project_id,
            "cost_usd": _kept(log.cost_usd),
            "error_message": (log.error_message or "")[:ERROR_CHARACTERS],
            "has_warnings": bool(log.warnings),
            "has_tool_calls": bool(log.tool_calls) or _calls_tools(log.output_message),
            "request_headers": _text_map({name.lower(): value for name, value in (log.request_headers or {}).items()}),
            "metadata": _text_map(log.metadata),
            "attributes": _text_map(log.attributes),
            "input_preview": input_preview(log),
            "output_preview": output_preview(log),
            "size_bytes": size_bytes,
        }
    )


def _instance(values: dict[str, object]) -> Log:
    """`Log(**values)` for values of all fields, in a tenth of the time; what unpickling a model does."""
    row = Log.__new__(Log)
    row.__dict__.update(values, _state=ModelState())
    return row


def _kept(cost: Decimal | None) -> Decimal | None:
    """A cost with the places that the column keeps, so that an answer says what a list will say."""
    return cost if cost is None else UsdField.from_stored(UsdField.to_stored(cost))


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
