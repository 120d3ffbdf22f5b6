"""Response fields that are columns of a log: how each is named, read from a parameter and compared."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from .translate import DEFAULTS

EQUALITY = frozenset({"=", "in", "null"})
ORDER = frozenset({"<", "<=", ">", ">=", "between"})
TEXT = frozenset({"contains", "beginsWith", "endsWith"})

_MAX_USD = Decimal(9_000_000)  # beyond every cost that is stored, within 64 bits of 1e-12 dollars
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)  # a day short of the last one, so that there is a millisecond after it
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Column:
    """A column behind a response field. `read` turns the text of a rule into its value and raises ValueError."""

    field: str
    name: str
    read: Callable[[str], Any] = str
    operators: frozenset[str] = EQUALITY | ORDER | TEXT

    @property
    def is_text(self) -> bool:
        return self.read is str and self.field != "id"

    @property
    def default(self) -> Any:
        """What the response shows where the column is null; None where it shows null."""
        return DEFAULTS.get(self.field)


def _whole_number(limit: int) -> Callable[[str], int]:
    """A reader of whole numbers; one beyond `limit`, which no log has, is brought within what the column takes."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError as error:
            raise ValueError("is compared with a whole number") from error
        return max(-limit, min(number, limit))

    return read


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise ValueError("is compared with a number") from error
    if amount.is_nan():
        raise ValueError("is compared with a number")
    return max(-_MAX_USD, min(amount, _MAX_USD))


def _moment(text: str) -> datetime:
    """To the millisecond, which is what the response shows."""
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("is compared with a time such as 2026-01-31T12:00:00.000Z") from error
    return min(moment.replace(microsecond=moment.microsecond // 1000 * 1000), _LATEST)


def _boolean(text: str) -> bool:
    if text.lower() not in _BOOLEANS:
        raise ValueError("is compared with true or false")
    return _BOOLEANS[text.lower()]


_INT32, _INT64 = _whole_number(2**31 - 1), _whole_number(2**63 - 1)
_TIME_OPERATORS = (EQUALITY | ORDER) - {"in"}

COLUMNS: dict[str, Column] = {
    column.field: column
    for column in (
        Column("id", "id", operators=EQUALITY - {"null"}),
        Column("createdAt", "started_at", _moment, _TIME_OPERATORS),
        Column("updatedAt", "updated_at", _moment, _TIME_OPERATORS),
        Column("ip", "ip"),
        Column("url", "request_url"),
        Column("method", "request_method"),
        Column("status", "status_code", _INT32),
        Column("cached", "cached", _boolean, EQUALITY),
        Column("streamed", "stream", _boolean, EQUALITY),
        Column("user_id", "customer_id"),
        Column("model", "model"),
        Column("openai_id", "response_id"),
        Column("prompt_tokens", "prompt_tokens", _INT64),
        Column("completion_tokens", "completion_tokens", _INT64),
        Column("cost", "cost_usd", _amount, EQUALITY | ORDER),
        Column("app_id", "app_id"),
    )
}
