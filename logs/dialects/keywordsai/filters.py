"""Keywords AI's filters as one FilterSet over the logs of a project; the operator table is in `operators.py`."""

from typing import Any

from django.db.models import Q
from django_filters import Filter
from rest_framework.exceptions import ParseError

from ...choices import Status
from ...models import Log
from ...querysets import LogQuerySet
from .. import values
from ..filtering import DoorFilterSet
from .comparisons import (
    Comparison,
    Constant,
    CustomerText,
    Flag,
    Identity,
    KindText,
    Metadata,
    Moment,
    Number,
    ProviderText,
    StatusWord,
    Text,
    bounded,
    dollars,
    milliseconds,
    twelve_places,
    whole,
)
from .conditions import Bracket, Condition, clipped, fields_of
from .expressions import EXPRESSIONS
from .operators import EMPTY, IS_NULL, NOTHING, OPERATORS, Operator
from .reading import ENVIRONMENT

METADATA = "metadata__"
# A field of the vendor's that stays in the kept payload; it is no scalar, so nothing is looked up by it.
NOT_HELD = frozenset({"behaviors"})


class ConditionFilter(Filter):
    """One field that conditions may name; `comparison` says what they find."""

    def __init__(self, comparison: Comparison, **options: Any) -> None:
        super().__init__(**options)
        self.comparison = comparison

    def q(self, condition: Condition, project_id: int) -> Q:
        """The rows a condition finds. Raises ParseError."""
        try:
            return self.comparison(*_operands(condition), project_id)
        except ValueError as error:
            raise ParseError(f'The filter "{clipped(condition.field)}": {error}') from error


def _text(column: str) -> ConditionFilter:
    return ConditionFilter(Text(column), help_text="Text.")


def _tokens(column: str) -> ConditionFilter:
    return ConditionFilter(Number(column, fitted=whole), help_text="A number of tokens.")


def _dollars() -> ConditionFilter:
    return ConditionFilter(Number("cost_usd", dollars, twelve_places), help_text="US dollars.")


def _amount(name: str) -> ConditionFilter:
    return ConditionFilter(Number(name, bounded), help_text="A number.")


def _seconds(column: str) -> ConditionFilter:
    return ConditionFilter(Number(column, milliseconds), help_text="Seconds.")


def _flag(yes: Q, unknown: Q = NOTHING) -> ConditionFilter:
    return ConditionFilter(Flag(yes, unknown), help_text="true or false.")


class RequestLogFilters(DoorFilterSet):
    """The fields of contract 5 that rows are found by, and our extras; beside them `metadata__<key>`."""

    id = unique_id = ConditionFilter(Identity(), help_text="The log's id.")
    model = _text("model")
    provider_id = ConditionFilter(ProviderText(), help_text="Text, in any case.")
    log_type = ConditionFilter(KindText(), help_text="chat, completion, response, embedding, ...")
    status = ConditionFilter(StatusWord(), help_text="success, warning, failed, pending or running.")
    status_code = ConditionFilter(Number("status_code", fitted=whole), help_text="HTTP status of the model call.")
    error_code = _text("error_code")
    error_class = _text("error_type")
    error_message = _text("error_message")
    error_bit = failed = _flag(Q(status__in=[Status.ERROR, Status.CANCELLED]))
    has_warnings = _flag(Q(has_warnings=True))
    has_tool_calls = _flag(Q(has_tool_calls=True))
    stream = _flag(Q(stream=True))
    cache_hit = cache_bit = _flag(Q(cached=True))  # null, that no cache was asked, is no hit
    positive_feedback = _flag(Q(positive_feedback=True), Q(positive_feedback=None))
    used_custom_credential = ConditionFilter(Constant("false"), help_text="Always false.")
    environment = ConditionFilter(Constant(ENVIRONMENT), help_text="Always prod.")

    prompt_tokens = input_tokens = _tokens("prompt_tokens")
    completion_tokens = output_tokens = _tokens("completion_tokens")
    total_request_tokens = total_tokens = all_tokens = _tokens("total_tokens")
    prompt_cache_hit_tokens = _tokens("cache_read_tokens")
    prompt_cache_creation_tokens = _tokens("cache_write_tokens")
    reasoning_tokens = _tokens("reasoning_tokens")
    cost = total_cost = _dollars()
    latency = generation_time = _seconds("latency_ms")
    time_to_first_token = ttft = _seconds("ttft_ms")
    timestamp = ConditionFilter(Moment("ended_at"), help_text="When the call ended.")
    start_time = ConditionFilter(Moment("started_at"), help_text="When the call started.")

    customer_identifier = _text("customer_id")
    customer_email = ConditionFilter(CustomerText("email"), help_text="Text.")
    customer_name = ConditionFilter(CustomerText("name"), help_text="Text.")
    thread_identifier = session_identifier = _text("thread_id")
    group_identifier = _text("group_id")
    custom_identifier = _text("custom_id")
    trace_unique_id = trace_id = _text("trace_id")
    span_unique_id = _text("span_id")
    span_parent_id = _text("parent_span_id")
    is_root_span = _flag(Q(parent_span_id__isnull=True) | Q(parent_span_id=""))
    parent_request_id = _text("parent_request_id")
    prompt_id = _text("prompt_id")
    prompt_name = _text("prompt_name")
    response_id = _text("response_id")
    finish_reason = _text("finish_reason")
    bot_id = _text("bot_id")
    channel = _text("channel")
    channel_user_id = _text("channel_user_id")
    feature_name = _text("feature")
    task_id = _text("task_id")
    integration = _text("integration")
    # Attributes, which `expressions.py` makes out of the row.
    span_name = _text("span_name")
    span_workflow_name = _text("span_workflow_name")
    evaluation_identifier = _text("evaluation_identifier")
    organization_key_id = _text("organization_key_id")
    deployment_name = _text("deployment_name")
    log_method = _text("log_method")
    error_fingerprint = _text("error_fingerprint")
    cache_key = _text("cache_key")
    fault_domain = _text("fault_domain")
    note = _text("note")
    prompt_version_number = _amount("prompt_version_number")
    routing_time = _amount("routing_time")
    tokens_per_second = _amount("tokens_per_second")

    class Meta:
        model = Log
        fields: list[str] = []

    def __init__(self, conditions: Bracket, queryset: LogQuerySet, project_id: int) -> None:
        super().__init__(queryset=queryset)
        self.conditions = conditions
        self.project_id = project_id

    @property
    def qs(self) -> LogQuerySet:
        """The logs that match. There is no form: `conditions` are read already."""
        return self.filter_queryset(self.queryset)

    def filter_queryset(self, queryset: LogQuerySet) -> LogQuerySet:
        """The logs that all conditions together find. Raises ParseError."""
        found = self._q(self.conditions)
        if found is None:
            return queryset
        named = EXPRESSIONS.keys() & fields_of(self.conditions)
        return queryset.alias(**{name: EXPRESSIONS[name] for name in named}).filter(found)

    def _q(self, term: Bracket | Condition) -> Q | None:
        """The rows a term finds, from left to right; None for brackets with nothing in them."""
        if isinstance(term, Condition):
            return self._filter_for(term.field).q(term, self.project_id)
        found = None
        for inner in term.terms:
            q = self._q(inner)
            if q is not None:
                found = q if found is None else found | q if inner.connector == "OR" else found & q
        return found

    def _filter_for(self, name: str) -> ConditionFilter:
        if name.startswith(METADATA):
            return ConditionFilter(Metadata(name.removeprefix(METADATA)))
        if name in NOT_HELD or name.startswith("scores__"):
            raise ParseError(f'Filtering by "{clipped(name)}" is not supported.')
        if name not in self.filters:
            raise ParseError(f'Unknown filter field "{clipped(name)}".')
        return self.filters[name]


def _operands(condition: Condition) -> tuple[Operator, tuple]:
    """The operator and the values it takes. Raises ValueError."""
    operator = OPERATORS.get(condition.operator)
    if operator is None and condition.operator != IS_NULL:
        raise ValueError(f'The operator "{condition.operator[:40]}" is not supported.')
    if len(condition.values) != 1 and not (operator and operator.takes_several):
        raise ValueError("This operator takes one value.")
    if operator is None:
        return Operator(EMPTY, negated=not values.boolean(condition.values[0])), ()
    return operator, condition.values
