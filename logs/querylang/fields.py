"""The fields of the query language: what each is called, how its values are read, and the condition they make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import Q
from django.db.models.lookups import Exact, IsNull

from ..engines.expressions import MapValue
from ..engines.wildcards import Wildcard
from ..fields import escape_text
from ..ids import MAX_TAIL, key_at, parse_public_id
from ..models import LogSource
from ..querysets import source_digest
from . import values
from .patterns import Pattern

# The lookup of a comparison, and whether it takes the end of a day or month that is compared with.
OPERATORS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, when and where: what a query means besides its words."""

    project_id: int
    now: datetime
    zone: tzinfo
    default_bot_id: str | None = None  # logs that name no bot are this one's
    may_search: bool = True  # whether the caller may read content


@dataclass(frozen=True, slots=True)
class Field:
    """A field. `about` and `example` are for people; the methods raise ValueError with what is expected instead."""

    name: str
    column: str
    about: str
    example: str

    def equal(self, value: Pattern, context: Context) -> Q:
        """The condition `name:value`."""
        raise NotImplementedError

    def compared(self, operator: str, value: str, context: Context) -> Q:
        """The condition `name:>value` and the like."""
        raise ValueError(f"{self.name} cannot be compared; write {self.example}.")

    def known(self) -> Q:
        """The condition `name:*`."""
        return Q(**{f"{self.column}__isnull": False})


class Text(Field):
    """Text that is matched whole and with case, or by a pattern."""

    def equal(self, value: Pattern, context: Context) -> Q:
        if value.literal is None:
            return Q(**{f"{self.column}__wildcard": value})
        return Q(**{self.column: value.literal})


class Bot(Text):
    """A bot's id; the default bot has the logs that name none, too."""

    def equal(self, value: Pattern, context: Context) -> Q:
        found = super().equal(value, context)
        is_default = context.default_bot_id is not None and value.matches(context.default_bot_id)
        return found | Q(bot_id__isnull=True) if is_default else found


class Problem(Field):
    """What went wrong: type, code or message; the words of a value may stand anywhere in the message.

    A message may quote the prompt, so who may not read content finds nothing by its words.
    """

    def equal(self, value: Pattern, context: Context) -> Q:
        inside = Pattern((None, *value.pieces, None))
        named = Q(error_type__wildcard=value) | Q(error_code__wildcard=value)
        return named | Q(error_message__wildcard=inside) if context.may_search else named

    def known(self) -> Q:
        return Q(error_type__isnull=False) | Q(error_code__isnull=False) | ~Q(error_message="")


@dataclass(frozen=True, slots=True)
class Amount(Field):
    """A number with a unit that `read` knows."""

    read: Callable[[str], Any]

    def equal(self, value: Pattern, context: Context) -> Q:
        return Q(**{self.column: self.read(_written(value))})

    def compared(self, operator: str, value: str, context: Context) -> Q:
        return Q(**{f"{self.column}__{OPERATORS[operator]}": self.read(value)})


class Flag(Field):
    """Yes or no."""

    def equal(self, value: Pattern, context: Context) -> Q:
        return Q(**{self.column: values.flag(_written(value))})


class Moment(Field):
    """A time. A day, month or year stands for all of it."""

    def equal(self, value: Pattern, context: Context) -> Q:
        span = values.moment(_written(value), now=context.now, zone=context.zone)
        if span.end is None:
            return self._at("gte", span.start) & self._at("lte", span.start)
        return self._at("gte", span.start) & self._at("lt", span.end)

    def compared(self, operator: str, value: str, context: Context) -> Q:
        span = values.moment(value, now=context.now, zone=context.zone)
        if span.end is None or operator in (">=", "<"):
            return self._at(OPERATORS[operator], span.start)
        return self._at("gte" if operator == ">" else "lt", span.end)

    def _at(self, lookup: str, moment: datetime) -> Q:
        return Q(**{f"{self.column}__{lookup}": moment})


class Start(Moment):
    """The start of a log: the key is the time, so its range is what the engine walks; the column decides."""

    def _at(self, lookup: str, moment: datetime) -> Q:
        key = key_at(moment)
        bound = {"id__gte": key & ~MAX_TAIL} if lookup.startswith("g") else {"id__lte": key | MAX_TAIL}
        return Q(**bound) & super()._at(lookup, moment)


class Id(Field):
    """A log, by its id here or by its caller's."""

    def equal(self, value: Pattern, context: Context) -> Q:
        text = _written(value)
        named = LogSource.objects.filter(digest=source_digest(context.project_id, text)).values("log_id")
        key = parse_public_id(text)
        return Q(id__in=named) if key is None else Q(id__in=named) | Q(id=key)

    def known(self) -> Q:
        return Q()


class Metadata(Field):
    """One key of the metadata, compared as text."""

    def equal(self, value: Pattern, context: Context) -> Q:
        found = self._value()
        if value.literal is None:
            return self.known() & Q(Wildcard(found, value))
        return self.known() & Q(Exact(found, escape_text(value.literal)))

    def known(self) -> Q:
        return Q(IsNull(self._value(), False))

    def _value(self) -> MapValue:
        return MapValue("metadata", escape_text(self.column))


def _written(value: Pattern) -> str:
    """The text of a value that takes no wildcard. Raises ValueError."""
    if value.literal is None:
        raise ValueError("A wildcard has no meaning here; > and < and ranges do, or a whole value.")
    return value.literal


def _fields() -> list[Field]:
    ms, dollars, count = values.milliseconds, values.dollars, values.count
    return [
        Text("model", "model", "model", "model:gpt-4*"),
        Text("provider", "provider", "provider", "provider:openai"),
        Text("kind", "kind", "kind of call", "kind:chat"),
        Text("status", "status", "success, warning, error, cancelled, processing", "status:error"),
        Amount("status_code", "status_code", "HTTP status of the call", "status_code:>=500", count),
        Amount("latency", "latency_ms", "time from start to end", "latency:>2s", ms),
        Amount("ttft", "ttft_ms", "time to the first token", "ttft:<350ms", ms),
        Amount("cost", "cost_usd", "US dollars", "cost:>=0.01", dollars),
        Amount("tokens", "total_tokens", "tokens in and out", "tokens:[1k TO 5k]", count),
        Amount("prompt_tokens", "prompt_tokens", "tokens in", "prompt_tokens:>10k", count),
        Amount("completion_tokens", "completion_tokens", "tokens out", "completion_tokens:0", count),
        Start("started", "started_at", "when it began", "started:>now-2h"),
        Moment("ended", "ended_at", "when it ended", "ended:today"),
        Text("customer", "customer_id", "whom it was for", "customer:acme"),
        Text("thread", "thread_id", "conversation", "thread:t-42"),
        Text("group", "group_id", "group", "group:nightly"),
        Text("custom", "custom_id", "your own mark", "custom:order-17"),
        Text("trace", "trace_id", "trace", "trace:4bf92f"),
        Bot("bot", "bot_id", "bot", "bot:st-17"),
        Text("channel", "channel", "channel", "channel:rtm"),
        Text("feature", "feature", "feature", "feature:summary"),
        Text("task", "task_id", "task", "task:plan-3"),
        Text("prompt", "prompt_name", "prompt by name", "prompt:greeting*"),
        Flag("stream", "stream", "streamed", "stream:true"),
        Flag("cached", "cached", "answered from a cache", "cached:false"),
        Flag("tools", "has_tool_calls", "called tools", "tools:true"),
        Problem("error", "error_message", "type, code or message of an error", "error:timeout"),
        Text("dialect", "dialect", "the form it came in", "dialect:litellm"),
        Id("id", "id", "a log, by its id or yours", "id:019ab0c4-…"),
    ]


FIELDS = {field.name: field for field in _fields()}
METADATA = "metadata."


def field_named(name: str) -> Field | None:
    """The field of that name; `metadata.<key>` is one for every key."""
    if name.startswith(METADATA) and len(name) > len(METADATA):
        return Metadata(name, name.removeprefix(METADATA), "a key of the metadata", f"{name}:prod")
    return FIELDS.get(name)
