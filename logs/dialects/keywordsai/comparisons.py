"""How each sort of field compares with the values of a condition: values read in the vendor's units, rows as a Q.

Every comparison raises ValueError with a sentence for the caller. A row without a value matches what is negated.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil, floor
from typing import Protocol

from django.db.models import F, Q
from django.db.models.lookups import Exact, In, IsNull

from ...canonical import Json
from ...engines.expressions import MapValue
from ...fields import UsdField, escape_text
from ...ids import parse_public_id
from ...models import Customer, LogSource
from ...querysets import source_digest
from .. import values
from .fields import KINDS, STATUSES
from .operators import EMPTY, EQUAL, EVERYTHING, GREATER, LESS_EQUAL, NOTHING, Operator, text_matches
from .reading import STATUS_WORDS

_FAR = 1e300  # beyond every number that is kept


class Comparison(Protocol):
    """One sort of field."""

    def __call__(self, operator: Operator, sent: Sequence[Json], project_id: int) -> Q: ...


@dataclass(frozen=True)
class Text:
    """A text column, or a text of `expressions.py`."""

    column: str

    def __call__(self, operator: Operator, sent: Sequence[Json], project_id: int) -> Q:
        missing = Q(**{f"{self.column}__isnull": True})
        if operator.comparison == EMPTY:
            return _negated(missing | Q(**{self.column: ""}), operator)
        texts = [self.read(value) for value in sent]
        if operator.takes_several:
            found = Q(**{f"{self.column}__in": texts})
        else:
            found = text_matches(F(self.column), _not_ordering(operator), texts[0])
        return ~found | missing if operator.negated else found & ~missing

    def read(self, value: Json) -> str:
        return _text(value)


@dataclass(frozen=True)
class KindText(Text):
    """log_type: a word of the vendor's is looked up as the kind it became."""

    column: str = "kind"

    def read(self, value: Json) -> str:
        word = _text(value)
        return KINDS.get(word.lower(), word)


@dataclass(frozen=True)
class ProviderText(Text):
    """provider_id: kept in lower case and shown as it was sent, so it is looked up in lower case too."""

    column: str = "provider"

    def read(self, value: Json) -> str:
        return _text(value).lower()


@dataclass(frozen=True)
class Metadata:
    """One metadata key. A log that lacks it never matches, not even what is negated (contract 5)."""

    key: str

    def __call__(self, operator: Operator, sent: Sequence[Json], project_id: int) -> Q:
        value = MapValue("metadata", escape_text(self.key))
        if operator.comparison == EMPTY:
            found = Q(Exact(value, ""))
        elif operator.takes_several:
            found = Q(In(value, [escape_text(_text(one)) for one in sent]))
        else:
            found = text_matches(value, _not_ordering(operator), _text(sent[0]))
        return _negated(found, operator) & Q(IsNull(value, False))


@dataclass(frozen=True)
class Number:
    """A number column, or a number of `expressions.py`.

    `read` takes the vendor's unit to the column's, `fitted` a bound to what it can hold.
    """

    column: str
    read: Callable[[Json], float | Decimal] = values.number
    fitted: Callable[[float | Decimal, str], float | Decimal | None] = field(default=lambda amount, comparison: amount)

    def __call__(self, operator: Operator, sent: Sequence[Json], project_id: int) -> Q:
        missing = Q(**{f"{self.column}__isnull": True})
        if operator.comparison == EMPTY:
            return _negated(missing, operator)
        amounts = [self.fitted(self.read(value), operator.comparison) for value in sent]
        if operator.is_ordering:
            return Q(**{f"{self.column}__{operator.comparison}": amounts[0]})
        _only_equality(operator)
        found = Q(**{f"{self.column}__in": [amount for amount in amounts if amount is not None]})
        return ~found | missing if operator.negated else found


@dataclass(frozen=True)
class Moment:
    """A time column, which always has a value."""

    column: str

    def __call__(self, operator: Operator, sent: Sequence[Json], project_id: int) -> Q:
        moments = [values.moment(value) for value in sent]
        if operator.is_ordering:
            return Q(**{f"{self.column}__{operator.comparison}": moments[0]})
        _only_equality(operator)
        return _negated(Q(**{f"{self.column}__in": moments}), operator)


@dataclass(frozen=True)
class Flag:
    """Yes or no: the rows for which `yes` holds are yes, `unknown` ones neither, all others no."""

    yes: Q
    unknown: Q = NOTHING

    def __call__(self, operator: Operator, sent: Sequence[Json], project_id: int) -> Q:
        if operator.comparison == EMPTY:
            return _negated(self.unknown, operator)
        _only_equality(operator)
        wanted = {values.boolean(value) for value in sent}
        found = NOTHING
        if True in wanted:
            found |= self.yes
        if False in wanted:
            found |= ~self.yes & ~self.unknown
        return _negated(found, operator)


@dataclass(frozen=True)
class StatusWord:
    """The status by the word that is shown; the words that only create knows (error, running) find theirs too."""

    def __call__(self, operator: Operator, sent: Sequence[Json], project_id: int) -> Q:
        if operator.comparison == EMPTY:
            return _negated(NOTHING, operator)
        words = [_text(value) for value in sent]
        if operator.takes_several:
            found = {status for status, word in STATUS_WORDS.items() if word in words}
            found |= {STATUSES[word] for word in words if word in STATUSES}
        else:
            found = {status for status, word in STATUS_WORDS.items() if _word_matches(word, operator, words[0])}
        return _negated(Q(status__in=found), operator)


@dataclass(frozen=True)
class Constant:
    """A field that is the same for every log here."""

    value: str

    def __call__(self, operator: Operator, sent: Sequence[Json], project_id: int) -> Q:
        if operator.comparison == EMPTY:
            return _negated(NOTHING, operator)
        words = [_text(value) for value in sent]
        matches = any(_word_matches(self.value, operator, word) for word in words)
        return EVERYTHING if matches != operator.negated else NOTHING


@dataclass(frozen=True)
class Identity:
    """The id a log is shown by: its caller's, else ours, in any spelling."""

    def __call__(self, operator: Operator, sent: Sequence[Json], project_id: int) -> Q:
        if operator.comparison == EMPTY:
            return _negated(NOTHING, operator)
        _only_equality(operator)
        texts = [_text(value) for value in sent]
        digests = [source_digest(project_id, text) for text in texts]
        named = LogSource.objects.filter(digest__in=digests).values("log_id")
        keys = [key for key in map(parse_public_id, texts) if key is not None]
        return _negated(Q(id__in=named) | Q(id__in=keys), operator)


@dataclass(frozen=True)
class CustomerText:
    """A text that the customer of a log has."""

    column: str

    def __call__(self, operator: Operator, sent: Sequence[Json], project_id: int) -> Q:
        positive = Operator(operator.comparison, folded=operator.folded)
        known = Customer.objects.filter(project_id=project_id).exclude(**{self.column: ""})  # "" is nobody's
        if operator.comparison == EMPTY:
            return _negated(~self._of(known), operator)
        return _negated(self._of(known.filter(Text(self.column)(positive, sent, project_id))), operator)

    def _of(self, customers: Collection[Customer]) -> Q:
        return Q(customer_id__isnull=False) & Q(customer_id__in=customers.values("identifier"))


# -- amounts that fit a column


def whole(amount: float, comparison: str) -> int | None:
    """A bound on whole numbers: 10.5 tokens or more is 11 or more. None for what no whole number equals."""
    if comparison == EQUAL:
        return int(amount) if amount == int(amount) and abs(amount) <= values.MAX_COUNT else None
    return floor(amount) if comparison in (GREATER, LESS_EQUAL) else ceil(amount)


def twelve_places(amount: Decimal, comparison: str) -> Decimal | None:
    """A bound on dollars, of which 12 places are kept. None for what no cost equals."""
    limit, place = UsdField.LIMIT + 1, Decimal(1).scaleb(-UsdField.PLACES)
    bounded = max(-limit, min(limit, amount))
    fitted = bounded.quantize(place, ROUND_FLOOR if comparison in (GREATER, LESS_EQUAL) else ROUND_CEILING)
    return fitted if comparison != EQUAL or fitted == amount else None


def bounded(value: Json) -> float:
    """A bound of any size and sign that both engines take."""
    return float(max(-_FAR, min(_FAR, values.number(value))))


def milliseconds(value: Json) -> float:
    """A bound in seconds, of any size and sign, in milliseconds."""
    try:
        return round(values.number(value) * 1000.0, 6)
    except OverflowError as error:
        raise ValueError("A number of seconds is expected.") from error


def dollars(value: Json) -> Decimal:
    """A bound in US dollars, of any size and sign."""
    return Decimal(str(values.number(value)))


# -- pieces


def _negated(found: Q, operator: Operator) -> Q:
    return ~found if operator.negated else found


def _text(value: Json) -> str:
    """A value as the text that is kept of it: 5 and true by their spelling."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError("Text is expected.")


def _word_matches(word: str, operator: Operator, value: str) -> bool:
    """A comparison of `text_matches`, without a database."""
    if operator.folded:
        word, value = word.casefold(), value.casefold()
    compared = {"contains": value in word, "starts": word.startswith(value), "ends": word.endswith(value)}
    return compared.get(_not_ordering(operator).comparison, word == value)


def _not_ordering(operator: Operator) -> Operator:
    if operator.is_ordering:
        raise ValueError("Text has no order here; use equality or a part of the text.")
    return operator


def _only_equality(operator: Operator) -> None:
    if operator.comparison != EQUAL or operator.folded:
        raise ValueError("This field knows equality only.")
