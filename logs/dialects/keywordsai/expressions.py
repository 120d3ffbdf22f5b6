"""Fields that no column of the row holds, as expressions that a filter names like columns."""

from django.db.models import Case, Expression, F, FloatField, When
from django.db.models.functions import Cast, Coalesce, NullIf, Round
from django.db.models.lookups import Regex

from ...engines.expressions import MapValue
from ...fields import ExactTextField
from .fields import ATTRIBUTES, NUMBER_ATTRIBUTES

# What `fields.py` writes. A file of another installation may hold anything, and a cast fails over a single row.
_NUMERAL = r"^-?[0-9]{1,16}([.][0-9]{1,30})?(e-?[0-9]{1,2})?$"


class _Attribute(MapValue):
    """One of the log's attributes, as text."""

    output_field = ExactTextField()

    def __init__(self, name: str) -> None:
        super().__init__("attributes", name)


def _number(name: str) -> Expression:
    text = _Attribute(name)
    return Case(When(Regex(text, _NUMERAL), then=Cast(text, FloatField())), output_field=FloatField())


def _tokens_per_second() -> Expression:
    """As it is shown: as sent, else worked out to six places where both of its parts are known and not 0."""
    tokens, latency = NullIf(Cast("completion_tokens", FloatField()), 0.0), NullIf(F("latency_ms"), 0.0)
    return Coalesce(_number("tokens_per_second"), Round(tokens * 1000.0 / latency, precision=6))


EXPRESSIONS: dict[str, Expression] = {
    **{name: _Attribute(name) for name in ATTRIBUTES if name not in NUMBER_ATTRIBUTES},
    **{name: _number(name) for name in NUMBER_ATTRIBUTES},
    "tokens_per_second": _tokens_per_second(),
}
