"""Model fields that keep what was sent: text of any code point, short maps of text, and exact dollars."""

import json
import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import Exact, In

from .canonical import MAX_COST_USD

# PostgreSQL takes neither U+0000 nor a lone surrogate in text, yet both occur in prompts and ids. They are written as
# U+001A (SUBSTITUTE) and what was there, U+001A itself doubled, so that equal stays equal and nothing is lost.
_UNSTORABLE = re.compile("[\x00\x1a\ud800-\udfff]")
_ESCAPED = re.compile("\x1a(\x1a|[0-9a-f]{4})")

# PostgreSQL refuses index entries over 2,704 bytes and an identifier may have 1,024 characters of 4 bytes.
INDEXED_CHARACTERS = 200


def escape_text(text: str) -> str:
    """`text` in a form every engine stores; see `unescape_text`."""
    if not _UNSTORABLE.search(text):
        return text
    return _UNSTORABLE.sub(lambda m: "\x1a\x1a" if m[0] == "\x1a" else f"\x1a{ord(m[0]):04x}", text)


def unescape_text(text: str) -> str:
    """The text that `escape_text` was given."""
    if "\x1a" not in text:
        return text
    return _ESCAPED.sub(lambda m: "\x1a" if m[1] == "\x1a" else chr(int(m[1], 16)), text)


def escape_map(texts: dict[str, str]) -> dict[str, str]:
    """Keys and values as `escape_text` has them."""
    return {escape_text(key): escape_text(value) for key, value in texts.items()}


class ExactTextField(models.TextField):
    """Text in which every code point, U+0000 and lone surrogates too, reads back equal."""

    def get_prep_value(self, value: Any) -> str | None:
        value = super().get_prep_value(value)
        return value if value is None else escape_text(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return value if value is None else unescape_text(value)


class IdentifierField(ExactTextField):
    """An identifier that is looked up by equality through an index over its first characters (`IdentifierHead`)."""


class IdentifierHead(models.Func):
    """The indexed first characters of an identifier, spelt alike in index and query so that a planner matches them."""

    function = "SUBSTR"
    template = f"%(function)s(%(expressions)s, 1, {INDEXED_CHARACTERS})"
    output_field = models.TextField()


class _HeadFirst:
    """A comparison of a whole identifier by its head, which the index can answer; of the rest only where there is one.

    A head that is shorter than it may be is the whole identifier, so nearly every comparison never reads the row.
    """

    def as_sql(self, compiler: Any, connection: Any, mark: str = "") -> tuple[str, list]:
        whole, params = super().as_sql(compiler, connection)
        if not self.rhs_is_direct_value():
            return whole, list(params)
        column, column_params = self.process_lhs(compiler, connection)
        values = params[len(column_params) :]
        heads = [value[:INDEXED_CHARACTERS] for value in values]
        head = f"SUBSTR({column}, 1, {INDEXED_CHARACTERS}) IN ({', '.join(['%s'] * len(heads))})"
        if all(len(value) < INDEXED_CHARACTERS for value in values):
            # Many indexes hold known identifiers alone, and are used where the query says that it asks for no others.
            known = f"{column} IS NOT NULL AND " if self.lhs.output_field.null else ""
            return f"({known}{head})", [*column_params, *(column_params if known else ()), *heads]
        return f"({head} AND {mark}{whole})", [*column_params, *heads, *params]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list]:
        # Told that a column equals a constant, SQLite puts the constant into SUBSTR too, and then sees no indexed
        # expression any more. The plus hides the column from that step and means nothing else.
        return self.as_sql(compiler, connection, mark="+")


@IdentifierField.register_lookup
class IdentifierExact(_HeadFirst, Exact):
    """`=` on an identifier."""


@IdentifierField.register_lookup
class IdentifierIn(_HeadFirst, In):
    """`IN` on identifiers."""


class TextMapField(models.JSONField):
    """A flat map of text to text that can be filtered by key on every engine; null where there is nothing."""

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            value = escape_map(value)
        return super().get_prep_value(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> dict[str, str] | None:
        value = super().from_db_value(value, expression, connection)
        if not isinstance(value, dict):
            return value
        return {unescape_text(k): unescape_text(v) for k, v in value.items()}


class ExactJSONField(models.TextField):
    """A JSON value kept as text that is never queried; U+0000 and lone surrogates survive as escapes."""

    def get_prep_value(self, value: Any) -> str | None:
        return value if value is None else json.dumps(value, separators=(",", ":"), allow_nan=False)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return value if value is None else json.loads(value)

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj))


class UsdField(models.BigIntegerField):
    """US dollars as a Decimal with 12 places, stored as an integer of 1e-12 dollars so that sums are exact."""

    PLACES = 12
    LIMIT = MAX_COST_USD  # 64 bits end at 9.2 million

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError("An amount in US dollars is expected.") from error

    def get_prep_value(self, value: Any) -> int | None:
        return value if value is None else self.to_stored(self.to_python(value))

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return value if value is None else self.from_stored(value)

    @classmethod
    def to_stored(cls, amount: Decimal) -> int:
        """The integer that stands for an amount in the column."""
        return int(amount.scaleb(cls.PLACES).to_integral_value(ROUND_HALF_EVEN))

    @classmethod
    def from_stored(cls, number: int) -> Decimal:
        """The amount that an integer of the column stands for."""
        return Decimal(int(number)).scaleb(-cls.PLACES)
