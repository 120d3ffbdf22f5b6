"""The shapes of Bifrost's answers, for the OpenAPI schema alone; `translate.py` makes the answers themselves."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from .paging import ORDERS, SORT_FIELDS


class BifrostTokenUsage(serializers.Serializer):
    """Token counts of one call; details where they are known."""

    prompt_tokens = serializers.IntegerField()
    completion_tokens = serializers.IntegerField()
    total_tokens = serializers.IntegerField()
    prompt_tokens_details = serializers.DictField(child=serializers.IntegerField(), required=False)
    completion_tokens_details = serializers.DictField(child=serializers.IntegerField(), required=False)


class BifrostLog(serializers.Serializer):
    """One call. What is not required is left out where it is null or empty."""

    id = serializers.CharField()
    parent_request_id = serializers.CharField(allow_null=True)
    timestamp = serializers.DateTimeField()
    object = serializers.CharField()
    provider = serializers.CharField(allow_blank=True)
    model = serializers.CharField(allow_blank=True)
    latency = serializers.FloatField(required=False, help_text="Milliseconds.")
    cost = serializers.FloatField(required=False, help_text="US dollars.")
    status = serializers.CharField()
    stream = serializers.BooleanField()
    raw_response = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    input_history = serializers.ListField(child=serializers.JSONField(), required=False)
    output_message = serializers.JSONField(required=False)
    responses_output = serializers.ListField(child=serializers.JSONField(), required=False)
    embedding_output = serializers.JSONField(required=False)
    params = serializers.DictField(child=serializers.JSONField(), required=False)
    tools = serializers.JSONField(required=False)
    tool_calls = serializers.JSONField(required=False)
    token_usage = BifrostTokenUsage(required=False)
    error_details = serializers.JSONField(required=False)
    speech_input = serializers.JSONField(required=False)
    transcription_input = serializers.JSONField(required=False)
    speech_output = serializers.JSONField(required=False)
    transcription_output = serializers.JSONField(required=False)
    cache_debug = serializers.JSONField(required=False)
    number_of_retries = serializers.IntegerField()
    fallback_index = serializers.IntegerField()
    selected_key_id = serializers.CharField(allow_blank=True)
    selected_key_name = serializers.CharField(allow_blank=True)
    virtual_key_id = serializers.CharField(allow_null=True)
    virtual_key_name = serializers.CharField(allow_null=True)
    routing_rule_id = serializers.CharField(allow_null=True)
    routing_rule_name = serializers.CharField(allow_null=True)
    selected_prompt_id = serializers.CharField(allow_null=True)
    selected_prompt_name = serializers.CharField(allow_null=True)
    selected_prompt_version = serializers.CharField(allow_null=True)
    user_id = serializers.CharField(allow_null=True)
    user_name = serializers.CharField(allow_null=True)
    team_id = serializers.CharField(allow_null=True)
    team_name = serializers.CharField(allow_null=True)
    customer_id = serializers.CharField(allow_null=True)
    customer_name = serializers.CharField(allow_null=True)
    business_unit_id = serializers.CharField(allow_null=True)
    business_unit_name = serializers.CharField(allow_null=True)
    stop_reason = serializers.CharField(required=False)
    raw_request = serializers.CharField(allow_blank=True)
    metadata = serializers.DictField(child=serializers.JSONField(), required=False)
    is_large_payload_request = serializers.BooleanField()
    is_large_payload_response = serializers.BooleanField()


class BifrostPagination(serializers.Serializer):
    """The values that took effect, and how many logs match; null where nobody counted."""

    limit = serializers.IntegerField()
    offset = serializers.IntegerField()
    sort_by = serializers.ChoiceField(list(SORT_FIELDS))
    order = serializers.ChoiceField(ORDERS)
    total_count = serializers.IntegerField(allow_null=True)


class BifrostStats(serializers.Serializer):
    """Over all logs that match, not the page; absent with `stats=false`."""

    total_requests = serializers.IntegerField()
    success_rate = serializers.FloatField(help_text="Percent of the completed calls.")
    average_latency = serializers.FloatField(help_text="Milliseconds.")
    total_tokens = serializers.IntegerField()
    total_cost = serializers.FloatField(help_text="US dollars.")


@extend_schema_serializer(many=False)
class BifrostLogList(serializers.Serializer):
    """The list."""

    logs = BifrostLog(many=True)
    pagination = BifrostPagination()
    stats = BifrostStats(required=False)
    has_logs = serializers.BooleanField(help_text="Whether the project has any log at all.")


class BifrostErrorReason(serializers.Serializer):
    message = serializers.CharField()


class BifrostErrorBody(serializers.Serializer):
    """Every error."""

    is_bifrost_error = serializers.BooleanField()
    status_code = serializers.IntegerField()
    error = BifrostErrorReason()
    extra_fields = serializers.DictField(child=serializers.JSONField(), required=False)
